"""Pictures: what they say, that they hold together, and that no glyph goes missing."""

import dataclasses
import io
import math
import re
import warnings
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from invented_report import GRADES, SCORE, assessment, records
from matplotlib.figure import Figure

from auditkit.display import font_file
from auditkit.errors import AuditError
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.show.charts.charts import (
    budget_structure,
    score_interval,
    status_overview,
    targets_against_actuals,
    task_execution,
)
from auditkit.show.charts.drawing import CHART_MIME, Chart, clipped
from auditkit.show.charts.fonts import (
    common_characters,
    common_font,
    every_glyph,
    font_family,
    known_characters,
    web_font,
)
from auditkit.show.charts.strips import Strip, strips


@pytest.fixture(scope="module")
def form(form_path) -> Declaration:
    return read_declaration(form_path)


@pytest.fixture(scope="module")
def frame(form) -> pd.DataFrame:
    return assessment(form)


@pytest.fixture(scope="module")
def every_chart(form, frame) -> list[Chart]:
    return [
        budget_structure(form),
        status_overview(frame),
        targets_against_actuals(frame),
        score_interval(SCORE, GRADES),
        task_execution(records(form)),
    ]


def renamed(form: Declaration, name: str) -> Declaration:
    first = dataclasses.replace(form.tasks[0], name=name)
    return dataclasses.replace(form, tasks=(first, *form.tasks[1:]))


def row(indicator: str, target: str, sign: str, goal: float, actual: float, status: str, **more):
    return {
        "level1": "管理效率",
        "indicator": indicator,
        "target": target,
        "sign": sign,
        "target_value": goal,
        "unit": "%",
        "actual": actual,
        "actual_text": f"{actual:.2%}",
        "status": status,
        "critical": False,
        "gathered": "数据项",
        "wilson_low": math.nan,
        "wilson_high": math.nan,
    } | more


def test_the_largest_task_leads_and_the_rest_is_one_bar(form):
    chart = budget_structure(form)
    assert chart.data[0]["task"] == "设备购置专项工作"
    assert chart.data[0]["budget"] == 24577.43
    assert chart.data[-1]["task"] == "其余43项任务"
    assert math.fsum(bar["budget"] for bar in chart.data) == pytest.approx(196247.82)
    assert chart.data[-1]["running"] == 1.0
    assert "24,577.43" in chart.alt
    assert "196,247.82" in chart.caption


def test_statuses_are_counted_by_level_and_named_beside_their_colour(form, frame):
    chart = status_overview(frame)
    assert [bar["level1"] for bar in chart.data] == [
        "履职效能", "管理效率", "运行成本", "服务满意", "可持续性",
    ]  # fmt: skip
    assert [sum(v for v in bar.values() if isinstance(v, int)) for bar in chart.data] == [
        11, 18, 6, 5, 8,
    ]  # fmt: skip
    for status in set(frame["status"]):
        assert status in chart.svg


def test_a_deviation_is_in_points_and_its_side_follows_the_sign():
    chart = targets_against_actuals(
        pd.DataFrame(
            [
                row("预算执行率", "≥95%", "≥", 0.95, 0.932, "未达标"),
                row("预算调整率", "≤10%", "≤", 0.10, 0.04, "达标"),
                row(
                    "领军人才数量", "≥20人", "≥", 20.0, 25.0, "达标", unit="人", actual_text="25人"
                ),
            ]
        )
    )
    first, second, third = chart.data
    assert (first["deviation"], first["side"], first["scale"]) == (-1.8, "higher", "百分点")
    assert (second["deviation"], second["side"]) == (-6.0, "lower")
    assert (third["deviation"], third["scale"]) == (25.0, "%")
    assert "预算执行率目标≥95%、实际93.20%" in chart.alt


@pytest.mark.parametrize(
    ("actual", "status", "side"),
    [
        (0.97, "达标", "higher"),
        (0.93, "未达标", "higher"),
        (0.97, "未达标", "lower"),
        (0.93, "达标", "lower"),
    ],
)
def test_where_the_sign_is_lost_the_verdict_tells_the_side(actual, status, side):
    chart = targets_against_actuals(pd.DataFrame([row("利用率", "95%", "", 0.95, actual, status)]))
    assert chart.data[0]["side"] == side


def test_judgements_and_missing_actuals_are_not_drawn_but_counted():
    chart = targets_against_actuals(
        pd.DataFrame(
            [
                row("预算执行率", "≥95%", "≥", 0.95, 0.96, "达标"),
                row("目标合理性", "合理", "", 1.0, 0.6, "未达标", gathered="定性评价"),
                row("预算调整率", "≤10%", "≤", 0.10, math.nan, "数据缺失"),
            ]
        )
    )
    assert [dot["indicator"] for dot in chart.data] == ["预算执行率"]
    assert "另有2项" in chart.caption


def test_a_score_of_nothing_says_so():
    nan = math.nan
    score = dataclasses.replace(
        SCORE, points=0.0, rests_on=0.0, low=0.0, high=100.0, normalized=nan
    )
    chart = score_interval(score, GRADES)
    assert "没有可以评定的指标" in chart.alt
    assert chart.data[0]["normalized"] is None


def test_an_open_grade_stands_beside_the_score_without_a_second_pair_of_brackets():
    # 60.21 is 中 and 87.29 is 良.
    svg = score_interval(SCORE, GRADES).svg
    assert "参考得分 82.57，暂不评级（可能为中至良）" in svg
    assert "））" not in svg


def test_where_nothing_can_be_drawn_the_chart_says_why(form, frame):
    blank = dataclasses.replace(form, tasks=())
    unpriced = tuple(dataclasses.replace(task, budget=None) for task in form.tasks)
    charts = [
        budget_structure(blank),
        budget_structure(dataclasses.replace(form, tasks=unpriced)),
        status_overview(frame.iloc[:0]),
        targets_against_actuals(frame.iloc[:0]),
        targets_against_actuals(frame.assign(actual=math.nan)),
        targets_against_actuals(pd.DataFrame()),
        task_execution([]),
    ]
    for chart in charts:
        assert chart.svg == ""
        assert "无图可画" in chart.html
        assert "image/svg+xml" not in chart._repr_mimebundle_()


def test_a_chart_is_well_formed_small_and_says_its_figures(every_chart):
    for chart in every_chart:
        bundle = chart._repr_mimebundle_()
        svg = ET.fromstring(bundle["image/svg+xml"])
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == chart.alt
        assert len(chart.svg) < 40_000
        assert "http" not in chart.svg
        assert bundle[CHART_MIME]["data"] == chart.data
        assert any(character.isdigit() for character in chart.alt)
        assert "<text" in chart.svg


def test_a_narrow_screen_has_every_row_of_a_chart_with_its_figures_uncut(form, frame):
    lines = {line.name: line for line in budget_structure(form).narrow}
    # As published: the largest task, and the 43 after the first twelve.
    assert lines["设备购置专项工作"].said.startswith("24,577.43万元，占12.5%")
    assert lines["设备购置专项工作"].pieces[0][:2] == (0.0, 24577.43 / 40695.78)
    assert "40,695.78万元" in lines["其余43项任务"].said
    for chart in (status_overview(frame), targets_against_actuals(frame)):
        names = [row.get("indicator") or row["level1"] for row in chart.data]
        said = [line.name for line in chart.narrow if line.said]
        assert sorted(said) == sorted(names)


def test_the_bar_of_a_strip_is_filled_from_left_to_right_and_never_past_its_end():
    one = Strip("甲", "乙", ((0.25, 0.5, "#111111"), (0.5, 1.4, "#222222")), ((0.5, "#333333"),))
    (ground,) = re.findall(r'style="background:([^"]*)"', str(strips([one])))
    assert ground == (
        "linear-gradient(#333333 0 0) 50% 0/4px 100% no-repeat,"
        "linear-gradient(90deg,#eef2f6 0% 25%,#111111 25% 50%,#222222 50% 100%)"
    )
    assert "<i" not in str(strips([Strip("只有标题")]))


def test_a_name_of_markup_is_text(form):
    chart = budget_structure(renamed(form, "<script>&"))
    assert "<script" not in chart.html
    ET.fromstring(chart.svg)


def test_the_same_data_gives_the_same_bytes_whatever_the_session_has_set(form):
    before = budget_structure(form)
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "lines.linewidth": 9}):
        assert budget_structure(form) == before


def test_drawing_leaves_the_session_as_it_was(form):
    before = mpl.rcParams["font.size"]
    budget_structure(form)
    assert mpl.rcParams["font.size"] == before


def test_a_missing_glyph_is_drawn_as_a_box_and_told(form):
    assert "✗" not in known_characters()
    chart = budget_structure(renamed(form, "✗"))
    assert "□" in chart.svg
    assert chart.caption.endswith("（□代替字体没有的字符 U+2717）")


def test_a_missing_glyph_in_any_figure_fails_too():
    with mpl.rc_context({"font.family": [font_family()]}):
        figure = Figure()
        figure.text(0.5, 0.5, "✗")
        with pytest.raises(AuditError, match="U\\+2717"), every_glyph():
            figure.draw_without_rendering()


def test_other_warnings_pass_through():
    with pytest.raises(UserWarning, match="别的"), every_glyph():
        warnings.warn("别的", stacklevel=1)


def test_a_long_name_is_cut_with_a_sign():
    assert clipped("预算执行率", 5) == "预算执行率"
    assert clipped("预算执行率高", 5) == "预算执行…"


def test_the_ready_cut_of_the_font_is_that_of_the_common_characters():
    """Where the characters or the font change, it is made anew: see `common_font`."""
    ready, whole = (TTFont(source) for source in (io.BytesIO(common_font()), font_file()))
    shown = {c for c in common_characters() if c in known_characters()}
    assert set(map(chr, ready.getBestCmap())) == shown
    ours, theirs = ready.getGlyphSet(), whole.getGlyphSet()
    cmap, full = ready.getBestCmap(), whole.getBestCmap()
    for code in map(ord, shown):
        pens = DecomposingRecordingPen(ours), DecomposingRecordingPen(theirs)
        ours[cmap[code]].draw(pens[0])
        theirs[full[code]].draw(pens[1])
        assert pens[0].value == pens[1].value, chr(code)
        assert ours[cmap[code]].width == theirs[full[code]].width, chr(code)


def test_a_subset_holds_its_characters_and_no_date():
    once = web_font("预算执行率≥95%")
    assert once[:4] == b"wOF2"
    assert once == web_font("%59≥率行执算预")
    assert len(once) < 10_000
