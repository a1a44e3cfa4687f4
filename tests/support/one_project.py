"""One invented project's form in a drawing, for tests that vary one heading or row (虚构)."""

from __future__ import annotations

from pathlib import Path

import layout_forms as forms
import layout_forms_places as places

from auditkit import open_audit, read_declaration
from auditkit.form import Declaration

DEPARTMENT, YEAR = "示例县某某局", 2023
TITLE = """
项目支出绩效目标申报表 | < | < | < | < | <
(2023年度) | < | < | < | < | <
项目名称 | < | 甲项目 | < | < | <
"""
OWNER = "主管部门 | < | 示例县某某局 | 实施单位 | 示例县某某局 | <\n"
MONEY = "年度资金总额（万元） | < | 120 | < | < | <\n"
GOAL = "总体目标 | < | 完成道路养护30公里。 | < | < | <\n"
HEADS = ("一级指标", "二级指标", "三级指标", "指标值", "备注")
ROWS = (
    ("产出指标", "数量指标", "道路养护里程", "≥30公里"),
    ("产出指标", "质量指标", "验收合格率", "≥98%"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
)


def table(heads: tuple[str, ...] = HEADS, beside: tuple[str, str, str] = ("", "", "")) -> str:
    """The three indicators below these headings, the last column filled with `beside`."""
    cells = [f"^ | {' | '.join(row)} | {more}" for row, more in zip(ROWS, beside, strict=True)]
    return "\n".join([f"绩效指标 | {' | '.join(heads)}", *cells, ""])


def put(text: str, data: Path, suffix: str = "html") -> Path:
    folder = data / DEPARTMENT / str(YEAR)
    folder.mkdir(parents=True)
    drawing = "\n".join(line for line in text.splitlines() if line.strip())
    form = folder / f"绩效目标申报表（虚构）.{suffix}"
    return forms.WRITERS[suffix](*places.drawn(drawing), form)


def reads(text: str, data: Path) -> Declaration:
    """The form as read; nothing of it may be told as a fault or found to be false."""
    read = read_declaration(put(text, data), "common")
    assert [(i.level1, i.level2, i.name, str(i.target)) for i in read.indicators] == list(ROWS)
    assert [str(issue) for issue in read.issues if issue.grave] == []
    false = {"S04", "S13", "S15", "S17"}
    audit = open_audit(DEPARTMENT, YEAR, data, "common")
    assert [finding.code for finding in audit.findings if finding.code in false] == []
    return read
