"""The catalogue of every code that a report may bear: findings, data issues, repairs."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.findings.catalogue import FAMILIES, KINDS, LIMITS
from auditkit.findings.standards import in_words
from auditkit.rules.clauses import shipped_clauses

ISSUES = {
    "D01": "申报表没有写部门名称",
    "D02": "申报表没有写年度，或年度不明",
    "D03": "没有找到年度主要任务",
    "D04": "没有找到绩效指标表",
    "D05": "金额的单位不明，或已换算为万元",
    "D06": "金额不是数字，按空白处理",
    "D07": "申报表中有一行或一格无法归位",
    "D08": "与上一行完全相同",
    "D09": "指标的一级、二级归属不明",
    "D10": "可能是上一页的续文，没有拼接",
    "D11": "不认识的表头，或预算表中无法识读的一栏",
    "D12": "预算总额与分项不符",
    "D13": "分值合计不合常理",
    "D14": "自评表的指标值、完成值无法识读，或留有占位文字",
    "D15": "注明空表而表中有数",
    "D16": "分值或得分无法识读，或几行合用一个",
    "D17": "文件里还有另一份表，没有读取",
    "D18": "内容与所在的栏不符，整行可能错位",
    "D19": "有一页没有文字，未能读入",
    "D20": "项目的预算金额没有读到",
    "F00": "实际数文件没有采用或无法识读",
    "F01": "不是数字",
    "F02": "不认识的名称、表头或行",
    "F03": "单位不对，或已换算",
    "F04": "重复的行或表头",
    "F05": "栏目换了位置",
    "F06": "缺少工作表或表头",
    "F07": "不认识的工作表，没有读入",
    "F08": "部门、年度或评价标准的文字与模板不同",
    "F09": "以文字或百分比格式填写的数，已按数字读取",
    "F10": "负数或小数，不合常情",
    "F11": "有合并的单元格",
    "F12": "缺少模板中的一行",
    "F13": "只填了一部分",
    "F14": "回答无法识别",
    "F15": "问卷各数不相符",
    "F16": "日期无法识读，或以文字填写",
    "F18": "表头的年度不明或不在评价范围",
    "F19": "标明不适用",
    "F20": "按旧模板问“是否存在”的评价标准，回答有两种理解",
    "F21": "金额相差约一万倍、一千倍或一百倍，存疑，更正或确认前不采用",
    "K01": "审计发现处理文件无法识读",
    "K02": "处理文件中的编码不认识",
    "K03": "处理文件中的一行没有对应的审计发现",
    "K04": "处理无法识别",
    "K05": "不予采纳而没有写理由",
    "K06": "同一审计发现处理了两次",
    "K07": "有多份审计发现处理文件",
    "K08": "审计发现处理文件来历不明，或认可后有改动",
    "K09": "改动了处理文件中由程序填写的一栏",
    "K10": "权重表中的分值不是数字",
    "P01": "规则包不适用于该年度",
    "P02": "上年度资料无法读入，没有与上年比较",
    "P03": "上年度与本年度的数据一真一虚，没有比较",
    "P04": "文件名不是 UTF-8 没有读入，或是链接、管道",
    "accounts-blank": "决算的某一栏空白，数据项没有取用",
    "accounts-budget": "决算所印的预算数与部门预算不同",
    "accounts-column": "决算表中有一栏没有读懂",
    "accounts-converted": "决算以元列示，已换算为万元",
    "accounts-corrected": "决算按校正文件取数，逐处列明",
    "accounts-correction": "校正文件没有采用",
    "accounts-demo": "决算与填报数一份虚构、一份真实，没有采用",
    "accounts-department": "决算写的部门不同",
    "accounts-gap": "决算表中可能缺行",
    "accounts-head": "决算表的表头认不出",
    "accounts-held": "决算表没有读全，对不上的勾稽不作为问题",
    "accounts-hidden": "决算中隐藏的工作表没有读入",
    "accounts-left-out": "决算中有一部分没有读入",
    "accounts-name": "决算中部门名称不一致（列为 C05）",
    "accounts-nameless": "决算表中有金额而没有项目名称",
    "accounts-number": "决算表中不是数字的格",
    "accounts-order": "决算各表的文字顺序错乱",
    "accounts-other": "决算中不认识的表",
    "accounts-percent": "决算说明漏印百分号（列为 C05）",
    "accounts-scope": "只是单位的决算或预算，不含所属单位",
    "accounts-several": "有多份决算",
    "accounts-shifted": "决算表的金额与科目名称错行，没有取用",
    "accounts-table": "决算缺少一张表",
    "accounts-template": "决算说明照抄范本（列为 C05）",
    "accounts-title": "决算中有一张表的表名不认识",
    "accounts-total": "决算表的合计空白（列为 C07）",
    "accounts-twice": "同一张决算表出现两次",
    "accounts-unit": "决算表的单位不明",
    "accounts-units": "决算各表的单位不同",
    "accounts-unread": "决算无法识读",
    "accounts-year": "决算的年度不同或没有写明",
    "page-unread": "决算有一页没有读入",
}
REPAIRS = {
    "另栏所载": "表中另有的栏只作记录，不参与评价",
    "换行空格": "名称中因换行夹入的空格已去除",
    "标点错位": "备注栏的标点已归还原处",
    "标签补全": "漏印的一级、二级指标已按规则包补全",
    "标签迟印": "印在一组中间的一级、二级指标已归于整组",
    "疑似误识": "疑为误识的字，保留原样或按能证明的读法读取",
    "百分比格式": "百分比格式的数已按表中的单位读取",
    "符号补全": "漏印的符号已按同表补全",
    "粘连拆分": "粘连的几栏数字已拆开",
    "行错位": "错栏的一行已按内容归位",
    "表外文字": "表中夹的注、签章已略过",
    "表头错位": "错位的表头已归位",
    "跨页拼接": "分在两页的文字已拼接",
    "重复行": "换页后重印的行只计一次",
    "重复表头": "换页后重印的表头已略过",
}


def catalogue_markdown() -> str:
    """docs/findings.md: every kind of finding with its parts, then the issues and repairs."""
    lines = [
        "# 审计发现编码",
        "",
        "本表由 `auditkit findings --codes` 生成。",
        "编码固定不变，报告、导出文件和“审计发现处理”都以它相认。",
        "原因由审计人员查明，数据能说明的才写。",
        "标准引自条款库（`auditkit catalogue --clauses`），报告只引在当地、当年有效的。",
        "各种界限都在规则包的 `review` 和 `survey` 中，可以改定。",
        "",
    ]
    known = [clause for clause in shipped_clauses().values() if clause.settled]
    for letter, name in FAMILIES.items():
        kinds = [kind for code, kind in KINDS.items() if code.startswith(letter)]
        lines += [f"## {letter} {name}", ""]
        lines += _table(
            ("编码", "程度", "审计发现", "标准", "影响", "建议"),
            (
                (
                    k.code,
                    k.severity,
                    k.title,
                    in_words(k.criteria, known),
                    k.effect,
                    k.recommendation,
                )
                for k in kinds
            ),
        )
    lines += ["## 工作局限", "", "审计人员没有取得、填写或评定的，列入资料清单：不是审计发现。", ""]
    lines += _table(("编码", "含义"), ((kind.code, kind.title) for kind in LIMITS))
    lines += ["## 数据问题", "", "输入文件有什么不对，在哪里，怎么改：不是审计发现。", ""]
    lines += _table(("编码", "含义"), ISSUES.items())
    lines += ["## 识读修复", "", "识读申报表时按内容改正的，逐处列在报告里。", ""]
    lines += _table(("编码", "含义"), REPAIRS.items())
    return "\n".join(lines).rstrip() + "\n"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(headings)
    written = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {row} |" for row in written),
        "",
    ]
