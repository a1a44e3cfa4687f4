"""The heading words of forms as data: what a pack adds, and what is wrong with a file of them.

All forms and packs here are invented (虚构).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from auditkit.errors import RulePackError
from auditkit.form import read_declaration
from auditkit.rules.formwords import checked, form_words
from auditkit.rules.load import load_rulepack
from auditkit.rules.yamltree import read_document

FORM = """
项目支出绩效目标申报表（虚构）
（2023年度）
项目名称 | 示例公路养护（虚构）
主管部门 | 示例县交通局（虚构）
年度资金总额（万元） | 120
年度目标 | 完成养护。
一级指标 | 二级指标 | 三级指标 | 考核刻度 | 备注
产出指标 | 数量指标 | 养护里程 | 全部完成 |
产出指标 | 质量指标 | 验收情况 | 合格 |
效益指标 | 社会效益指标 | 出行条件 | 有所改善 |
"""
PACK = """
extends: common
form:
  columns:
    target: [考核刻度]
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "绩效目标表.txt"
    rows = [[cell.strip() for cell in line.split("|")] for line in FORM.strip().splitlines()]
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    return path


def pack_of(folder: Path, text: str) -> Path:
    path = folder / "本县规则.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_unknown_heading_is_told_with_its_cells_and_no_target_is_invented(form: Path) -> None:
    read = read_declaration(form, "common")
    assert [i.target.kind for i in read.indicators] == ["none"] * 3
    (issue,) = [issue for issue in read.issues if issue.code == "D11"]
    assert issue.found == "考核刻度"
    assert "3格" in issue.what
    (unread,) = read.unread
    assert (unread.kind, unread.heading, unread.count) == ("栏", "考核刻度", 3)


def test_a_pack_alone_makes_the_heading_readable(form: Path, tmp_path: Path) -> None:
    read = read_declaration(form, load_rulepack(pack_of(tmp_path, PACK)))
    assert [i.target.text for i in read.indicators] == ["全部完成", "合格", "有所改善"]
    assert not [issue for issue in read.issues if issue.code == "D11"]
    assert read.unread == ()


def test_a_pack_keeps_the_words_of_the_pack_it_extends(form: Path, tmp_path: Path) -> None:
    pack_of(tmp_path, PACK)
    other = tmp_path / "本局规则.yaml"
    other.write_text(
        "extends: 本县规则.yaml\nform: {columns: {target: [达标线], note: [旁注]}}\n",
        encoding="utf-8",
    )
    pack = load_rulepack(other)
    assert pack.form["columns"]["target"] == ("达标线", "考核刻度")
    assert pack.form_words.role("columns", "旁注") == "note"
    assert form_words().role("columns", "旁注") == ""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("extends: common\nform:\n  colums: {target: [甲]}\n", 3, "没有“colums”一节"),
        ("extends: common\nform:\n  columns:\n    goal: [甲]\n", 4, "没有“goal”"),
        (
            "extends: common\nform:\n  columns:\n    target: [甲]\n    actual:\n      - 甲\n",
            6,
            "“甲”既列为“target”又列为“actual”",
        ),
        ("extends: common\nform:\n  columns:\n    target: [' ']\n", 4, ""),
    ],
)
def test_a_mistake_in_a_pack_is_reported_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    with pytest.raises(RulePackError, match=r"本县规则\.yaml") as raised:
        load_rulepack(pack_of(tmp_path, text))
    assert raised.value.line == line
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("columns:\n  target:\n    words: [指标值]\n    like:\n      - '(指标'\n", 5, "正则表达式"),
        ("columns:\n  target:\n    word: [指标值]\n", 2, "只能写 words 和 like"),
        ("columns:\n  target:\n    words: [指标值, 指标 值]\n", 3, "重复"),
        ("columns: [指标值]\n", 1, "“角色: 用语”"),
    ],
)
def test_a_mistake_in_the_shipped_words_is_reported_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulePackError, match=r"words\.yaml") as raised:
        checked(read_document(path))
    assert raised.value.line == line
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("指标值", "target"),
        ("指标值及单位", "target"),
        ("目标值及单位", "target"),
        ("全年(程) 指标值", "target"),
        ("年度（计划） 指标值", "target"),
        ("*年度指标值（A）：", "target"),
        ("计划水平", "target"),
        ("预期2023年实现值", "target"),
        ("全年实际完成值", "actual"),
        ("绩效标准", "standard"),
        ("绩效目标", "aim"),
        ("指标解释", "explanation"),
        ("乡镇", ""),
    ],
)
def test_headings_are_known_however_they_are_set(heading: str, role: str) -> None:
    assert form_words().role("columns", heading) == role


@pytest.mark.parametrize(
    "heading",
    [
        "指标解释、计算公式及评价标准",
        "指标解释及评价标准",
        "指标内容和计算公式",
        "指标说明及计算方法",
    ],
)
def test_what_explains_and_judges_in_one_column_is_an_explanation(heading: str) -> None:
    assert form_words().roles("columns", heading) == ("explanation",)
