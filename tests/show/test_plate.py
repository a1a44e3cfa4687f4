"""A plate: where its boxes and words stand, in points from the upper left corner."""

import xml.etree.ElementTree as ET

import matplotlib as mpl
import pandas as pd
import pytest

from auditkit.show.charts.charts import status_overview
from auditkit.show.charts.drawing import Chart
from auditkit.show.charts.plate import Plate, Scale

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(chart._repr_mimebundle_()["image/svg+xml"]).iter(f"{SVG}{tag}"))


def test_a_scale_lays_numbers_along_points() -> None:
    along = Scale(0, 50, 100, 300)
    assert [along(0), along(25), along(50)] == [100, 200, 300]
    assert Scale(-1, 1, 10, 0)(0.5) == 2.5


def test_a_box_stands_where_it_was_put() -> None:
    plate = Plate(1.0)
    plate.box(10, 20, 110, 30, "#112233", "#445566", 0.6)
    (path,) = drawn(plate.chart("图", "图", []), "path")
    assert path.get("d") == "M 10 20 L 110 20 L 110 30 L 10 30 z"
    assert path.get("style") == (
        "fill:#112233;stroke:#445566;stroke-width:0.6;stroke-linejoin:miter"
    )


def test_a_box_of_nothing_is_left_out() -> None:
    plate = Plate(1.0)
    plate.box(10, 20, 10, 30, "#112233")
    assert drawn(plate.chart("图", "图", []), "path") == []


@pytest.mark.parametrize(
    ("anchor", "said"), [("left", "start"), ("center", "middle"), ("right", "end")]
)
def test_a_word_is_anchored_at_its_place_and_stands_on_its_middle_line(anchor, said) -> None:
    plate = Plate(1.0)
    plate.word(100, 36, "预算", anchor, "#445566", 10)
    (text,) = drawn(plate.chart("图", "图", []), "text")
    # The middle of a Chinese character of 10 points is 3.6 points above its line of writing.
    assert (text.get("x"), text.get("y"), text.text) == ("100", "39.6", "预算")
    assert f"text-anchor:{said}" in text.get("style", "")
    assert "fill:#445566" in text.get("style", "")


def test_words_between_dollar_signs_are_words() -> None:
    plate = Plate(1.0)
    plate.word(0, 10, "采购A$100万、B$50万")
    (text,) = drawn(plate.chart("图", "图", []), "text")
    assert text.text == "采购A$100万、B$50万"


def test_the_session_changes_nothing_and_is_left_as_it_was() -> None:
    def chart() -> Chart:
        plate = Plate(1.0)
        plate.box(10, 20, 110, 30, "#112233", "#445566", hatch="///")
        plate.line([(0, 0), (10, 10)], "#445566", 1)
        plate.dot(50, 50, "o", "#112233", "#ffffff", 0.5, 8)
        return plate.chart("图", "图", [])

    before = chart()
    odd = {"savefig.bbox": "tight", "hatch.linewidth": 5, "path.sketch": (5, 10, 2),
           "figure.constrained_layout.use": True, "svg.fonttype": "path"}  # fmt: skip
    with mpl.rc_context(odd):
        assert chart() == before
        assert mpl.rcParams["savefig.bbox"] == "tight"


def frame(counts: dict[str, int]) -> pd.DataFrame:
    rows = [("管理效率", status) for status, count in counts.items() for _ in range(count)]
    return pd.DataFrame(rows, columns=["level1", "status"])


def test_a_legend_of_every_status_stays_within_the_picture() -> None:
    statuses = ("达标", "未达标", "不能断定", "待评定", "数据缺失", "不可比", "无目标值", "不适用")
    chart = status_overview(frame(dict.fromkeys(statuses, 123)))
    names = {text.text: text for text in drawn(chart, "text") if (text.text or "").endswith("123")}
    entries = {text: t for text, t in names.items() if text and any(s in text for s in statuses)}
    assert len(entries) == len(statuses)
    for text, element in entries.items():
        # No wider than all of its characters at the full size of 8.5 points.
        assert float(element.get("x", "")) + len(text) * 8.5 < 504 + 8.5
    assert len({element.get("y") for element in entries.values()}) > 1


def test_a_count_that_has_no_room_is_left_to_the_legend() -> None:
    chart = status_overview(frame({"达标": 500, "未达标": 1}))
    words = [text.text for text in drawn(chart, "text")]
    assert "✓ 500" in words
    assert "1" not in words
    assert "× 未达标 1" in words
    assert chart.data == [{"level1": "管理效率", "达标": 500, "未达标": 1}]
