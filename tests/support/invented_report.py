"""An invented assessment of the published form, and a notebook that shows all of it."""

import hashlib
import math
import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

# Before all that import nbformat themselves: another process has no plugin that does it.
from auditkit.kernels.deferred import nbformat  # isort: skip

import pandas as pd
from elsewhere import elsewhere
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditkit import show
from auditkit.assessment.grading import Score
from auditkit.assessment.trace import Trace, TracedFact
from auditkit.documents import pdf_bytes, word_bytes
from auditkit.errors import Issue
from auditkit.facts.facts import TaskRecord
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.finding import SEVERITIES, Finding
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.show.charts import charts
from auditkit.show.page import export_html, notebook_style

FORM = Path(__file__).parents[2] / "data" / "郑州市教育局" / "2020" / "申报表.txt"
GRADES = [("优", 90.0), ("良", 80.0), ("中", 60.0), ("差", 0.0)]
SCORE = Score(
    points=60.21, rests_on=72.92, full=100.0, low=60.21, high=87.29, normalized=82.57,
    grade_low="中", grade_high="良", met=20, missed=9, undecided=2, declared=48, made=True,
    usual=False, rule="定量指标按比例得分。", weights_note="权重平均分配。",
)  # fmt: skip
DEVIATIONS = (0.032, -0.021, 0.045, -0.0004, 0.012, -0.62, 0.08, 0.0)
BOOK = "实际数.xlsx"
FORM_HASH, BOOK_HASH = "a" * 64, "b" * 64


def assessment(declaration: Declaration) -> pd.DataFrame:
    """All seven statuses over the form's 48 indicators; the figures mean nothing."""
    rows = [_row(number, declaration) for number in range(len(declaration.indicators))]
    return pd.DataFrame(rows)


def _row(number: int, declaration: Declaration) -> dict[str, object]:
    indicator = declaration.indicators[number]
    goal = indicator.target
    row: dict[str, object] = {
        "department": declaration.department,
        "year": declaration.year,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "indicator": indicator.name,
        "target": goal.text,
        "kind": goal.kind,
        "sign": goal.sign or "",
        "target_value": math.nan,
        "unit": goal.unit or "",
        "actual": math.nan,
        "actual_text": "",
        "low": math.nan,
        "high": math.nan,
        "status": ("待评定", "无目标值", "不可比", "不适用")[number % 4],
        "critical": False,
        "attainment": math.nan,
        "reason": "等待审计人员评定。",
        "gathered": "定性评价",
        "weight": 100 / len(declaration.indicators),
        "points": math.nan,
        "sample": math.nan,
        "wilson_low": math.nan,
        "wilson_high": math.nan,
    }
    if goal.kind != "quantity" or goal.value is None:
        return row
    if number % 9 == 4:
        return row | {"status": "数据缺失", "reason": "缺少数据项：预算执行数（2020年）。"}
    actual = goal.value + DEVIATIONS[number % 8]
    met = actual >= goal.value if goal.sign == "≥" else actual <= goal.value
    row |= {
        "target_value": goal.value,
        "actual": actual,
        "actual_text": f"{actual:.2%}",
        "low": actual - 0.00005,
        "high": actual + 0.00005,
        "status": "达标" if met else "未达标",
        "critical": abs(DEVIATIONS[number % 8]) < 0.001,
        "attainment": actual / goal.value,
        "reason": f"实际值{actual:.2%}，指标值{goal.text}。",
        "gathered": "数据项",
        "points": 100 / len(declaration.indicators) * (1 if met else 0.7),
    }
    if "满意" in indicator.name:
        row |= {"sample": 412.0, "wilson_low": actual - 0.031, "wilson_high": actual + 0.027}
    return row


def traces(frame: pd.DataFrame) -> list[Trace]:
    found = []
    for number, row in enumerate(frame[frame["actual"].notna()].to_dict("records")):
        name = row["indicator"]
        source = Source(BOOK, f"数据项!D{number + 5}", BOOK_HASH)
        found.append(
            Trace(
                indicator=name,
                name=name,
                formula=f"{name}=（本年度预算执行数/本年度预算数）×100%",
                figures="（182,500.33/196,247.82）×100%",
                result=f"{row['actual_text']}",
                facts=(
                    TracedFact("预算执行数", 2020, 182500.33, "万元", source),
                    TracedFact("预算数", 2020, 196247.82, "万元", source, "与决算一致"),
                    TracedFact("结转结余资金总额", 2019, None, "万元", None),
                ),
                reference="申报表指标说明",
            )
        )
    return found


def findings(frame: pd.DataFrame) -> list[Finding]:
    missed = frame[frame["status"].isin(["未达标", "无目标值"])].to_dict("records")
    return [
        Finding(
            code=f"T{number % 12:02d}",
            title=f"{row['indicator']}：{row['status']}",
            severity=SEVERITIES[number % 4],
            subject=row["indicator"],
            criteria="《中央部门预算绩效目标管理办法》（财预〔2015〕88号）要求绩效目标细化量化。",
            condition=row["reason"],
            effect="难以据此判断工作是否完成。",
            recommendation="请在下一年度申报时明确指标值。",
            evidence=(Source("申报表.txt", "第96行第4栏", FORM_HASH),),
            cause="" if number % 3 else "支出进度偏慢。",
            amount=Amount(5200.5, "未执行", Source("申报表.txt", "第96行第4栏", FORM_HASH))
            if number % 5 == 0
            else None,
        )
        for number, row in enumerate(missed)
    ]


def records(declaration: Declaration) -> list[TaskRecord]:
    return [
        TaskRecord(
            task.name,
            task.budget,
            (task.budget or 0) * (0.7 + 0.04 * (number % 8)) if number % 11 else None,
            ("是", "否", "部分")[number % 3],
            (),
            Source(BOOK, f"任务执行!D{number + 4}", BOOK_HASH),
        )
        for number, task in enumerate(declaration.tasks)
    ]


ISSUES = [
    Issue("N1", f"{BOOK}[数据项!D12]", "预算数不是数字", "一千二百", "请填写阿拉伯数字"),
    Issue("N2", "申报表.txt[第122行第5栏]", "疑为误识", "and", "请核对原件", grave=False),
]


def shown(*things: object) -> nbformat.NotebookNode:
    """A code cell that displayed the things."""
    outputs = [
        new_output("display_data", data=thing._repr_mimebundle_())  # type: ignore[attr-defined]
        for thing in things
    ]
    return new_code_cell("不应出现的代码()", outputs=outputs)


def notebook(declaration: Declaration) -> nbformat.NotebookNode:
    """A notebook of every table and picture."""
    frame = assessment(declaration)
    done, found = records(declaration), findings(frame)
    goals = "\n".join(f"{goal.number}. {goal.text}" for goal in declaration.goals)
    return new_notebook(
        cells=[
            new_markdown_cell("# 审计报告"),
            shown(notebook_style(), show.key_figures(SCORE, frame, found, declaration)),
            new_markdown_cell(f"## 一、基本情况\n\n### （一）年度总体目标\n\n{goals}"),
            shown(charts.budget_structure(declaration), show.tasks_table(declaration, done)),
            shown(charts.task_execution(done)),
            new_markdown_cell("## 二、申报表审查\n\n申报表按公布的文本识读。"),
            shown(show.repairs_table(declaration), show.issues_table(ISSUES)),
            new_markdown_cell("## 三、指标评价"),
            shown(charts.status_overview(frame), show.indicator_table(frame)),
            shown(charts.targets_against_actuals(frame)),
            new_markdown_cell("## 四、得分与等级"),
            shown(charts.score_interval(SCORE, GRADES), show.score_table(frame, SCORE)),
            new_markdown_cell("## 五、计算依据"),
            shown(show.evidence_table(traces(frame))),
            new_markdown_cell("## 六、审计发现"),
            shown(show.findings_overview(found), show.findings_list(found)),
            new_markdown_cell("## 七、数据可靠性"),
            shown(show.files_table([("申报表.txt", FORM_HASH), (BOOK, BOOK_HASH)])),
        ]
    )


OPTIONS: dict[str, Any] = {
    "title": "郑州市教育局2020年度部门整体绩效目标审计报告",
    "demo": True,
    "series": "部门整体绩效审计",
    "about": [("被审计单位", "郑州市教育局"), ("年度", "2020年")],
}


def page(declaration: Declaration) -> str:
    return export_html(notebook(declaration), **OPTIONS)


@cache
def made_elsewhere() -> dict[str, str]:
    """What its page, PDF and Word file come to in another process, of another zone and hashing."""
    with TemporaryDirectory() as folder:
        return elsewhere(
            "invented_report:made", cwd=Path(folder), env=os.environ | {"TZ": "Asia/Shanghai"}
        )


def made() -> dict[str, str]:
    """What its page, PDF and Word file come to here."""
    shown = notebook(read_declaration(FORM))
    content = {
        "html": export_html(shown, **OPTIONS).encode(),
        "pdf": pdf_bytes(shown, **OPTIONS),
        "docx": word_bytes(shown, **OPTIONS),
    }
    return {kind: hashlib.sha256(data).hexdigest() for kind, data in content.items()}
