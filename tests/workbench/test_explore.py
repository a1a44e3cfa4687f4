"""The bench: a choice, a slider or a typed formula moves what is shown, without a browser."""

import re
from pathlib import Path
from typing import Any

import pytest

from auditkit.audit.flips import Control, flips
from auditkit.errors import AuditError
from auditkit.workbench.explore import Bench, Shelf, explore, flip_table, indicator_trend
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.live import WIDGET_MIME
from auditkit.workbench.explore.scenariobox import ScenarioBox
from auditkit.workbench.explore.slide import Slide
from auditkit.workbench.explore.trialbox import TrialBox
from auditkit.workbench.explore.views import Views
from auditkit.workbench.explore.whatifbox import WhatIfBox

EXAMPLE = Path(__file__).parents[2] / "data" / "示例组合（虚构）"
PACK = str(EXAMPLE / "规则包-示例数据（虚构）.yaml")
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)|import\s*\{|src=")
FIRST, SECOND = "示例市应急管理局", "示例市水利局"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two departments of the example, one of them without its last year."""
    data = tmp_path_factory.mktemp("data")
    (data / FIRST).symlink_to(EXAMPLE / FIRST)
    (data / SECOND).mkdir()
    for year in ("2021", "2022"):
        (data / SECOND / year).symlink_to(EXAMPLE / SECOND / year)
    (data / "没有年度").mkdir()
    return data


@pytest.fixture
def choices(folder: Path) -> Choices:
    return explore(folder, PACK, FIRST, 2023, "群众满意度").selected


def test_the_lists_offer_what_there_is(choices: Choices) -> None:
    assert choices.department.options == (FIRST, SECOND)
    assert choices.year.options == (2021, 2022, 2023)
    assert choices.level.options[0] == "全部"
    assert choices.indicator.value == "群众满意度"


def test_another_department_keeps_what_it_can_of_the_choice(choices: Choices) -> None:
    choices.department.value = SECOND
    assert choices.year.options == (2021, 2022)
    assert choices.year.value == 2022
    assert choices.audit is not None
    assert (choices.audit.department, choices.audit.year) == (SECOND, 2022)
    assert choices.indicator.value == "群众满意度"


def test_a_level_leaves_its_own_indicators(choices: Choices) -> None:
    choices.level.value = "管理效率"
    assert "预算执行率" in choices.indicator.options
    assert "群众满意度" not in choices.indicator.options
    assert choices.indicator.value == choices.indicator.options[0]
    choices.level.value = "全部"
    assert "群众满意度" in choices.indicator.options


def test_every_listener_hears_one_change_once(choices: Choices) -> None:
    heard: list[str] = []
    choices.when_audit(lambda: heard.append("audit"))
    choices.when_indicator(lambda: heard.append("indicator"))
    choices.department.value = SECOND
    assert heard == ["audit"]
    choices.level.value = "管理效率"
    choices.indicator.value = "预算执行率"
    assert heard == ["audit", "indicator", "indicator"]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (("示例市应急管理", 2023), f"没有部门“示例市应急管理”，是否为“{FIRST}”"),
        ((FIRST, 2019), "没有2019年度的数据。现有年度：2021、2022、2023"),
        ((FIRST, 2023, "群众满意率"), "没有指标“群众满意率”，是否为“群众满意度”"),
    ],
)
def test_an_unknown_choice_is_refused(folder: Path, chosen: tuple[Any, ...], message: str) -> None:
    with pytest.raises(AuditError, match=message):
        explore(folder, PACK, *chosen)


def test_a_year_that_cannot_be_opened_is_said_and_another_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / FIRST).mkdir()
    (tmp_path / FIRST / "2023").symlink_to(EXAMPLE / FIRST / "2023")
    (tmp_path / FIRST / "2022").mkdir()
    made = explore(tmp_path, PACK, FIRST, 2023).selected
    views = Views(made)
    views.begin()
    made.year.value = 2022
    assert "没有申报表，也没有决算" in made.problem.value
    assert views.summary.value == ""
    made.year.value = 2023
    assert made.problem.value == ""
    assert "2023年度" in views.summary.value


def test_an_empty_data_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有部门年度的文件夹"):
        explore(tmp_path, PACK)


def test_a_choice_moves_the_open_tab(choices: Choices) -> None:
    views = Views(choices)
    views.begin()
    assert "满意份数/有效问卷份数" in views.formula.value
    choices.indicator.value = "在职人员经费变动率"
    assert "在职人员经费" in views.formula.value
    assert "数据项!" in views.formula.value
    before = views.table.outputs
    choices.indicator.value = "预算执行率"
    assert views.table.outputs is before
    choices.department.value = SECOND
    assert views.table.outputs != before
    assert f"{SECOND}2022年度" in views.summary.value


def test_a_tab_is_drawn_when_it_is_opened(choices: Choices) -> None:
    views = Views(choices)
    views.begin()
    shown = (views.targets, views.trend, views.tasks, views.findings)
    assert [part.value for part in shown] == [""] * 4
    for place, part in enumerate(shown, 1):
        views.tabs.selected_index = place
        assert "ak" in part.value, place
    assert "2021年" in views.trend.value
    assert "群众满意度" in views.findings.value


def test_the_searchable_table_fetches_nothing(choices: Choices) -> None:
    views = Views(choices)
    box = views.begin()
    (table,) = (o["data"]["text/html"] for o in views.table.outputs)
    assert "群众满意度".encode("unicode_escape").decode().replace("\\", "\\\\") in table
    assert not ADDRESS.search(table)
    (library,) = (o["data"]["text/html"] for o in box.children[0].outputs)
    assert "window.auditkitChoosesRows" in library
    scripts = re.sub(r'"[A-Za-z0-9+/=]{9999,}"', "", library)
    assert not ADDRESS.search(scripts)
    assert len(scripts) < 3000


def test_a_formula_that_is_typed_is_computed_for_every_department(choices: Choices) -> None:
    box = TrialBox(choices)
    box.begin()
    assert "群众满意度：满意份数" in box.formula.value
    box.formula.value = "（预算执行数/预算数）×100%"
    assert FIRST in box.result.value
    assert SECOND in box.result.value
    assert "5个部门年度中算出5个" in box.result.value
    box.target.value = "≥200%"
    assert "未达标" in box.result.value


def test_the_chosen_indicators_own_formula_is_tried(folder: Path) -> None:
    bench = explore(folder, PACK, FIRST, 2023)
    frame = bench.trial_of("群众满意度").frame
    row = frame[(frame["department"] == FIRST) & (frame["year"] == 2023)]
    shown = dict(zip(bench.audit.frame["indicator"], bench.audit.frame["actual"], strict=True))
    assert row["value"].item() == pytest.approx(shown["群众满意度"])
    assert len(frame) == 5


def test_a_mistyped_formula_is_told_and_not_raised(choices: Choices) -> None:
    box = TrialBox(choices)
    box.begin()
    box.formula.value = "预算执行术/预算数"
    assert "未知的数据项“预算执行术”，是否为“预算执行数”" in box.result.value
    box.formula.value = "预算数<b>"
    assert "预算数&lt;b&gt;" in box.result.value
    box.formula.value = " "
    assert box.result.value == ""


def slides(box: WhatIfBox) -> list[Any]:
    return [getattr(row, "children", (row,))[0] for row in box.rows.children[1:]]


def test_a_slider_moves_score_grade_and_flip_at_once(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    assert "假设试算，不是评价结果" in box.score.value
    assert "尚未作任何假设" in box.result.value
    assert "得分由良的分数段进入优的分数段" in box.flip.value
    answers = slides(box)[2]
    assert answers.description == "2023年满意份数（群众满意度）（份）"
    before = box.score.value
    # 406 of 528 valid answers are content, and no more than all can be.
    assert (answers.value, answers.max) == (406, 528)
    answers.value = 487
    assert box.score.value != before
    # Over what is assessed it is 优 now, but what is open may still change the grade.
    assert "暂不评级（可能为" in box.score.value
    assert "满意份数（群众满意度）为" in box.result.value
    assert "得分由优的分数段进入良的分数段" in box.flip.value


def test_assumptions_add_up_over_indicators_until_taken_back(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    untouched = box.score.value
    slides(box)[0].value = 50
    slides(box)[1].value = 20
    choices.indicator.value = "企业满意度"
    slides(box)[0].value = 60
    assert box.assumed.targets == {"群众满意度": "≥50%", "企业满意度": "≥60%"}
    assert box.assumed.weights == {"群众满意度": 20.0}
    choices.indicator.value = "群众满意度"
    assert [slide.value for slide in slides(box)[:2]] == [50, 20]
    box.quantity.value = "proportional"
    assert box.assumed.quantity == "proportional"
    box.reset.click()
    assert box.assumed.targets == {}
    assert box.quantity.value == ""
    assert box.score.value == untouched


def test_another_department_takes_the_assumptions_back(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    slides(box)[0].value = 50
    choices.department.value = SECOND
    assert box.assumed.targets == {}
    assert "尚未作任何假设" in box.result.value


def test_too_much_weight_is_told_and_not_raised(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    slides(box)[1].value = 70
    choices.indicator.value = "企业满意度"
    slides(box)[1].value = 60
    assert "合计130分，超过100分" in box.result.value
    assert (box.score.value, box.flip.value) == ("", "")


def test_what_a_browser_gives_back_rounded_is_no_assumption(choices: Choices) -> None:
    # A weight of 100/3 stands at 33.33; the browser sends 33.33 back.
    assert choices.audit is not None
    about = flips(choices.audit, Control("weight", "群众满意度"))
    slide = Slide(about)
    slide.slider.value = slide.slider.value
    assert slide.value is None
    slide.slider.value = slide.slider.value + 0.01
    assert slide.value == pytest.approx(round(about.now, 2) + 0.01)


def test_a_missing_figure_is_assumed_only_when_ticked(choices: Choices) -> None:
    assert choices.audit is not None
    about = flips(choices.audit, Control("figure", "群众满意度：满意份数", 2019))
    slide = Slide(about)
    heard: list[float | None] = []
    slide.follow(heard.append)
    assert slide.slider.disabled
    slide.slider.value = 10
    slide.filled.value = True
    slide.filled.value = False
    assert heard == [None, 10.0, None]


def typed(box: WhatIfBox, place: int) -> Any:
    """The box to type in, beside a slider, and what is said beside it."""
    return box.rows.children[1:][place].children


def test_a_typed_number_counts_as_typed_and_a_refusal_is_told(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    target, weight = 0, 1
    typed(box, target)[1].value = "８５．５％"
    assert box.assumed.targets == {"群众满意度": "≥85.5%"}
    typed(box, weight)[1].value = "99999"
    assert "可试的范围是0分至100分" in typed(box, weight)[-1].value
    assert box.assumed.weights == {}
    assert typed(box, weight)[1].value == f"{slides(box)[weight].value:,.10g}"
    typed(box, weight)[1].value = "12.5"
    assert box.assumed.weights == {"群众满意度": 12.5}
    assert typed(box, weight)[-1].value == ""


def test_one_step_is_undone_at_a_time(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    assert box.undo.disabled
    slides(box)[0].value = 50
    slides(box)[0].value = 55
    typed(box, 1)[1].value = "20"
    box.quantity.value = "proportional"
    box.undo.click()
    assert (box.quantity.value, box.assumed.weights) == ("", {"群众满意度": 20.0})
    box.undo.click()
    assert (box.assumed.targets, box.assumed.weights) == ({"群众满意度": "≥55%"}, {})
    box.reset.click()
    assert box.assumed.targets == {}
    box.undo.click()
    assert box.assumed.targets == {"群众满意度": "≥55%"}
    box.undo.click()
    assert box.assumed.targets == {}
    assert box.undo.disabled


def test_a_value_typed_once_more_is_no_step_to_undo(choices: Choices) -> None:
    box = WhatIfBox(choices)
    box.begin()
    for text in ("80%", "８０％", "80"):
        typed(box, 0)[1].value = text
    assert box.assumed.targets == {"群众满意度": "≥80%"}
    box.undo.click()
    assert box.assumed.targets == {}
    box.undo.click()
    assert box.undo.disabled


def test_a_scenario_is_kept_and_taken_up_again(choices: Choices) -> None:
    box = WhatIfBox(choices)
    kept = ScenarioBox(choices, lambda: box.assumed, box.assume_all)
    box.begin()
    kept.begin()
    assert kept.load.disabled
    typed(box, 0)[1].value = "50%"
    for name in ("", "甲/乙"):
        kept.name.value = name
        kept.save.click()
        assert "请先写方案名称" in kept.said.value
    kept.name.value = "放宽"
    kept.save.click()
    assert "已保存" in kept.said.value
    box.reset.click()
    kept.load.click()
    assert box.assumed.targets == {"群众满意度": "≥50%"}
    (path,) = kept.folder.glob("*.json")
    path.write_text("{}", "utf-8")
    kept.load.click()
    assert "不是试算方案" in kept.said.value
    assert box.assumed.targets == {"群众满意度": "≥50%"}


def test_the_trend_says_value_and_status_of_each_year(folder: Path) -> None:
    shelf = Shelf(folder, PACK)
    chart = indicator_trend(shelf.every_year(FIRST), "预算执行率")
    assert [row["year"] for row in chart.data] == [2021, 2022, 2023]
    assert "2023年100.35%（达标）" in chart.alt
    short = indicator_trend(shelf.every_year(FIRST)[:1], "预算执行率")
    assert "不到两个年度有值" in short.alt


def test_the_table_of_flips_says_what_would_turn_the_grade(folder: Path) -> None:
    table = flip_table(Shelf(folder, PACK).audit(FIRST, 2023))
    said = {row["indicator"]: row["flips"] for row in table.data}
    assert "达到86." in said["群众满意度"]
    assert "得分由良的分数段进入优的分数段" in said["群众满意度"]
    assert "假设试算，不是评价结果" in table.html


def test_a_live_part_leaves_a_line_where_no_widget_can_be(choices: Choices) -> None:
    bundle = Bench(choices).choices._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", WIDGET_MIME}
    assert "在 JupyterLab 中运行本笔记本后可操作" in bundle["text/html"]


def test_the_parts_can_be_found_by_their_class(choices: Choices) -> None:
    bench = Bench(choices)
    found: set[str] = set()

    def walk(widget: Any) -> None:
        found.update(widget._dom_classes)
        for child in getattr(widget, "children", ()):
            walk(child)

    for live in (bench.choices, bench.views, bench.trial, bench.what_if):
        walk(live.box)
    assert found >= {
        "ak-department", "ak-year", "ak-level", "ak-indicator", "ak-trial", "ak-trial-result",
        "ak-whatif", "ak-whatif-result", "ak-score", "ak-flip",
    }  # fmt: skip
