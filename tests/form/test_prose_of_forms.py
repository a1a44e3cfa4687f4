"""Several forms in Word or HTML, a goal above and a note beneath each table. 虚构."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from auditkit.form.declaration import Declaration
from auditkit.form.reading import read_forms

DEPARTMENT = "示例县交通局"
HEAD = ["项目支出绩效目标表", "（2024年度）"]
Part = tuple[list[str], list[list[str]], list[str]]


def table(name: str, goal: str = "") -> list[list[str]]:
    return [
        ["项目名称", name, "主管部门", DEPARTMENT],
        *([["年度总体目标", goal, "", ""]] if goal else []),
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "质量指标", f"{name}合格率", "≥95%"],
        ["效益指标", "社会效益指标", f"{name}环境", "改善"],
    ]


def written(parts: list[Part], kind: str, tmp_path: Path) -> list[Declaration]:
    folder = tmp_path / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    if kind == "html":
        page = ""
        for above, rows, below in parts:
            lines = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
            page += "".join(f"<p>{line}</p>" for line in above) + f"<table>{lines}</table>"
            page += "".join(f"<p>{line}</p>" for line in below)
        file = folder / "绩效目标表.html"
        file.write_text(f"<html><body>{page}</body></html>", "utf-8")
        return read_forms(file, "common")
    document = docx.Document()
    for above, rows, below in parts:
        for line in above:
            document.add_paragraph(line)
        body = document.add_table(0, 4)
        for row in rows:
            for cell, text in zip(body.add_row().cells, row, strict=True):
                cell.text = text
        for line in below:
            document.add_paragraph(line)
    document.save(str(folder / "绩效目标表.docx"))
    return read_forms(folder / "绩效目标表.docx", "common")


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize("label", ["绩效目标：", "年度绩效目标为：", "总体目标如下："])
def test_a_goal_in_running_text_is_that_of_the_form_below_it(
    kind: str, label: str, tmp_path: Path
) -> None:
    parts: list[Part] = [
        ([*HEAD, f"{label}一是清淤河道20公里。二是加固堤防5公里。"], table("河道"), []),
        (HEAD, table("道路", "养护道路30公里。"), []),
        ([*HEAD, f"{label}一是检测桥梁12座。二是维修桥梁3座。"], table("桥梁"), []),
    ]
    forms = written(parts, kind, tmp_path)
    assert [(form.project, [goal.text for goal in form.goals]) for form in forms] == [
        ("河道", ["清淤河道20公里。", "加固堤防5公里。"]),
        ("道路", ["养护道路30公里。"]),
        ("桥梁", ["检测桥梁12座。", "维修桥梁3座。"]),
    ]
    assert not [issue for form in forms for issue in form.issues if issue.grave]


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_the_note_beneath_each_table_is_that_of_its_form(kind: str, tmp_path: Path) -> None:
    parts: list[Part] = [
        (HEAD, table(name, f"{name}按期完成。"), [f"注：{name}合格率=合格数/总数×100%。"])
        for name in ("河道", "道路", "桥梁")
    ]
    forms = written(parts, kind, tmp_path)
    assert [[(one.note, one.is_noted_below) for one in form.indicators] for form in forms] == [
        [(f"注：{name}合格率=合格数/总数×100%", True), ("", False)]
        for name in ("河道", "道路", "桥梁")
    ]


def test_a_note_of_the_row_itself_is_not_one_beneath_the_table(tmp_path: Path) -> None:
    rows = [[*row, ""] for row in table("河道", "清淤河道20公里。")]
    rows[2][4], rows[3][4] = "指标说明", "注：河道合格率=合格数/总数×100%"
    folder = tmp_path / DEPARTMENT / "2024"
    folder.mkdir(parents=True)
    file = folder / "绩效目标表.txt"
    file.write_text("\n".join("\t".join(row) for row in [*([h] for h in HEAD), *rows]), "utf-8")
    (form,) = read_forms(file, "common")
    first = form.indicators[0]
    assert (first.note, first.is_noted_below) == ("注：河道合格率=合格数/总数×100%", False)
