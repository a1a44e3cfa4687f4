"""Where a form begins in a file of several, whatever label stands first (示例数据，虚构)."""

from __future__ import annotations

from pathlib import Path

import layout_forms
import layout_forms_places as places
import pytest

from auditkit.files.readers import read_grids
from auditkit.form.layouts.unreadprojects import tell_unread_projects
from auditkit.form.reading import read_forms
from auditkit.rules.formwords import form_words

OWNER, YEAR = "示例县某某局", 2023
GOALS = {"甲项目": ("完成道路养护30公里。", 120.0), "乙项目": ("改造泵站5座，完成验收。", 45.0)}
TABLE = """
年度资金总额（万元） | {amount} | < | <
年度目标 | {goal} | < | <
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | {name}完成数量 | ≥{count}个
^ | 质量指标 | 验收合格率 | ≥98%
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%
"""
FIRST = {
    "unit": "预算单位 | 示例县某某局 | 项目名称 | {name}",
    "owner": "主管部门 | 示例县某某局 | 项目名称 | {name}",
    "information": "单位信息： | 示例县某某局 | 项目名称： | {name}",
    "code": "项目编码 | 410000240{count}01 | 填报日期 | 2023年1月\n"
    "主管部门 | 示例县某某局 | 项目名称 | {name}",
    "year": "预算年度 | 2023 | 项目名称 | {name}\n"
    "主管部门 | 示例县某某局 | 实施单位 | 示例县某某局",
    "name": "项目名称 | {name} | 主管部门 | 示例县某某局",
    "side": "基本情况 | 项目名称 | {name} | <\n^ | 主管部门 | 示例县某某局 | <",
    "side and owner": "项目概况 | 主管部门 | 示例县某某局 | <\n^ | 项目名称 | {name} | <",
    "kind": "项目类别 | 特定目标类 | 项目名称 | {name}\n主管部门 | 示例县某某局 | < | <",
    "period": "主管部门 | 示例县某某局 | 项目期限 | 1年\n项目名称 | {name} | < | <",
    "attributes": "主管部门 | 示例县某某局 | 实施单位 | 示例县某某局\n"
    "项目属性 | 延续项目 | 项目期 | 1年\n项目名称 | {name} | < | <",
    "policy": "政策名称 | {name} | 主管部门 | 示例县某某局",
    "one cell each": "主管部门：示例县某某局 | < | 项目名称：{name} | <",
    "chapters": "一、项目名称 | {name} | 二、主管部门 | 示例县某某局",
    "starred": "*项目名称 | {name} | *主管部门 | 示例县某某局",
}


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize("first", FIRST)
def test_each_form_of_a_file_is_read_by_itself(first: str, suffix: str, tmp_path: Path) -> None:
    read = read_forms(two_forms(first, suffix, tmp_path), "common")
    assert [(f.project, [g.text for g in f.goals], len(f.indicators)) for f in read] == [
        (name, [goal], 3) for name, (goal, _) in GOALS.items()
    ]
    assert [form.stated_budget or form.budget_lines[0].initial for form in read] == [120.0, 45.0]
    assert [str(issue) for form in read for issue in form.issues if issue.grave] == []


@pytest.mark.parametrize("first", FIRST)
def test_a_project_that_no_form_was_read_of_is_told(first: str, tmp_path: Path) -> None:
    path = two_forms(first, "docx", tmp_path)
    grids, forms = read_grids(path), read_forms(path, "common")
    assert tell_unread_projects(forms, grids, form_words()) == forms
    (form,) = tell_unread_projects(forms[:1], grids, form_words())
    told = form.issues[-1]
    assert (told.code, told.grave, told.found) == ("D17", True, "乙项目")
    assert [unread.heading for unread in form.unread] == ["乙项目"]


PROJECTS = """
单位（专项）名称 | 项目名称 | 年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
示例县某某局 | 甲项目 | 完成道路养护30公里。 | 产出指标 | 数量指标 | 道路养护里程 | ≥30公里
^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%
^ | 乙项目 | 改造泵站5座。 | 产出指标 | 数量指标 | 改造泵站 | ≥5座
^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 用户满意度 | ≥90%
注：空表表示无此项。 | < | < | < | < | < | <
"""


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "html"])
@pytest.mark.parametrize(
    "unit", ["单位（专项）名称", "单位名称", "一级项目名称", "部门（单位）名称"]
)
def test_projects_beside_their_unit_are_read_one_by_one(
    unit: str, suffix: str, tmp_path: Path
) -> None:
    path = put(PROJECTS.replace("单位（专项）名称", unit), suffix, tmp_path)
    forms = read_forms(path, "common")
    assert [(form.project, [i.name for i in form.indicators]) for form in forms] == [
        ("甲项目", ["道路养护里程", "群众满意度"]),
        ("乙项目", ["改造泵站", "用户满意度"]),
    ]
    (first,) = tell_unread_projects(forms[:1], read_grids(path), form_words())
    assert first.issues[-1].found == "乙项目"


def two_forms(first: str, suffix: str, tmp_path: Path) -> Path:
    drawn = [
        "项目支出绩效目标表（2023年度） | < | < | <\n"
        + (FIRST[first] + TABLE).format(name=name, goal=goal, amount=amount, count=count)
        for count, (name, (goal, amount)) in enumerate(GOALS.items(), 3)
    ]
    return put("\n".join(drawn), suffix, tmp_path)


def put(drawn: str, suffix: str, tmp_path: Path) -> Path:
    folder = tmp_path / OWNER / str(YEAR)
    folder.mkdir(parents=True)
    drawing = "\n".join(line for line in drawn.splitlines() if line.strip())
    return layout_forms.WRITERS[suffix](
        *places.drawn(drawing), folder / f"绩效目标表（虚构）.{suffix}"
    )
