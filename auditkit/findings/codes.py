"""The catalogue of every code that a report may bear: findings, data issues, repairs."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from auditkit.errors import IssueKind
from auditkit.findings.kinds import FAMILIES, KINDS, LIMITS
from auditkit.findings.standards import in_words
from auditkit.rules.clauses import shipped_clauses

_ROOMS = ("files", "form", "facts", "findings", "audit")


def _issue_kinds() -> dict[str, str]:
    """Every kind of issue, gathered from the modules that state it, by its code."""
    stated: dict[str, str] = {}
    for room in _ROOMS:
        folder = import_module(f"auditkit.{room}")
        for module in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            try:
                kinds = vars(import_module(module.name)).values()
            except ModuleNotFoundError as error:
                # What needs an extra that is not installed states no kind of its own.
                if str(error.name).startswith("auditkit"):
                    raise
                continue
            stated |= {kind.code: kind.meaning for kind in kinds if isinstance(kind, IssueKind)}
    return dict(sorted(stated.items()))


ISSUES = _issue_kinds()
"""The kinds of issue in the order of their codes: what is wrong with an input, no finding."""

REPAIRS = {
    "人工校正": "按人工校正表改正的一处，逐处列明",
    "另栏所载": "表中另有的栏只作记录，不参与评价",
    "夹杂文字": "夹杂的外文疑为误识，保留原样",
    "换行空格": "名称中因换行夹入的空格已去除",
    "标点错位": "备注栏的标点已归还原处",
    "标签补全": "漏印的一级、二级指标已按规则包补全",
    "标签迟印": "印在一组中间的一级、二级指标已归于整组",
    "疑似误识": "疑为误识的字，保留原样或按能证明的读法读取",
    "百分比格式": "百分比格式的数已按表中的单位读取",
    "符号补全": "漏印的符号已按同表补全",
    "粘连拆分": "粘连的几栏数字、写在一格里的几个指标已拆开",
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
    known = {key: clause for key, clause in shipped_clauses().items() if clause.settled}
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
