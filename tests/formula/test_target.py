"""Target values are read as a person reads them; the expected readings were typed by hand."""

import csv
import itertools
import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from together import each

from auditkit.formula.target import Sign, Target, parse_target

TABLE = Path(__file__).parents[1] / "data" / "target_readings.tsv"
SIGNS: tuple[Sign, ...] = ("≥", ">", "=", "<", "≤", "±")


def readings() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@each("row", [pytest.param(row, id=row["text"]) for row in readings()])
def test_a_printed_target_is_read_as_a_person_reads_it(row: dict[str, str]) -> None:
    text = "" if row["text"] == "(blank)" else row["text"]
    target = parse_target(text)
    value = float(row["value"]) if row["value"] else None
    assert (target.kind, target.sign or "", target.value) == (row["kind"], row["sign"], value)
    assert (target.unit, target.deadline) == (row["unit"], row["deadline"])
    assert bool(target.doubt) == (row["doubted"] == "?"), target.doubt
    assert target.text == text


def test_no_reading_is_listed_twice() -> None:
    texts = [row["text"] for row in readings()]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("cell", "value", "text"),
    [(0.95, 0.95, "0.95"), (95, 95.0, "95"), (1.0, 1.0, "1.0"), (2280, 2280.0, "2280")],
)
def test_a_number_from_a_workbook_is_taken_as_it_stands(
    cell: float, value: float, text: str
) -> None:
    assert parse_target(cell) == Target("quantity", None, value, "", text)


@pytest.mark.parametrize(
    "cell",
    [math.nan, math.inf, -math.inf, 10**400, 10**5000, "9" * 400],
    ids=["nan", "inf", "-inf", "long int", "longer than str() allows", "long text"],
)
def test_a_number_beyond_reading_is_no_target_and_says_so(cell: object) -> None:
    target = parse_target(cell)
    assert (target.kind, target.value) == ("none", None)
    assert target.doubt


def test_a_long_run_of_signs_is_read_in_reasonable_time() -> None:
    assert parse_target("满意" + "=>" * 20_000 + "x").kind == "quality"
    assert parse_target("=" * 20_000 + "95%").value == 0.95


def test_an_empty_cell_is_no_target() -> None:
    assert parse_target(None) == parse_target("") == Target("none", None, None, "", "")


def test_a_line_break_inside_a_cell_changes_nothing() -> None:
    target = parse_target("98%以\n上")
    assert (target.sign, target.value, target.text) == ("≥", 0.98, "98%以\n上")


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("292%", "首位“2”疑为“≥”之误，已按“≥92%”读取"),
        ("2280次", "首位“2”可能是“≥”之误（≥280次），请核对原件"),
        ("二100%", "“二”疑为“=”之误，已按“=”读取"),
        ("90%-95%", "指标值是区间，已按“≥90%”读取"),
        ("100%100%2020", "其后另有数字（“100%2020”），只读取第一个数"),
    ],
)
def test_a_doubt_names_what_was_put_right(text: str, doubt: str) -> None:
    assert parse_target(text).doubt == doubt


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("%=99百分比", "=99%"),
        ("95%以上", "≥95%"),
        ("控制在10%以内", "≤10%"),
        ("16.3 ¦ 万亩", "16.3万亩"),
        ("小于0.9‰", "<0.09%"),
        ("1,030,700.00元", "1030700元"),
        ("充分", "充分"),
        ("11月底之前", "11月底之前"),
    ],
)
def test_the_canonical_print_keeps_sign_value_and_unit(text: str, printed: str) -> None:
    assert str(parse_target(text)) == printed


def reading(target: Target) -> tuple[object, ...]:
    return target.kind, target.sign, target.value, target.unit


WORDS = (
    "≥ > = < ≤ ± 《 》= 不低于 超过 控制在 达到 二 % ‰ 百分比 以上 以内 内 2 28 0.5 1,000 2020 "
    "年 月 日 12 底 前 - ~ 万亩 人次 /年 m2 （ ） ， 。 *** XX 第 每月 下降 季度 充分 ¦"
)
PIECES = st.sampled_from([*WORDS.split(), " ", "\n"])
CELLS = st.text() | st.lists(PIECES, max_size=7).map("".join)


@given(CELLS | st.floats() | st.integers() | st.none() | st.booleans())
def test_any_cell_is_read_and_its_text_kept(cell: object) -> None:
    target = parse_target(cell)
    assert target.text == ("" if cell is None else str(cell))
    assert (target.value is not None) == (target.kind == "quantity")
    assert target.kind == "date" or not target.deadline


@given(CELLS | st.floats(allow_nan=False, allow_infinity=False))
@example("6月内")
@example("6月以上")
@example("≤3-6月")
@example("2,020年")
@example("+0292%")
@example(8.98846567431158e307)
def test_the_canonical_print_is_read_back_alike(cell: object) -> None:
    target = parse_target(cell)
    assert reading(parse_target(str(target))) == reading(target)


@given(
    st.sampled_from(SIGNS),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
    st.sampled_from(["%", "", "万亩", "元/生/年", "微克/立方米", "个工作日"]),
)
def test_any_target_survives_its_canonical_print(sign: Sign, value: float, unit: str) -> None:
    target = Target("quantity", sign, value, unit, "")
    assert reading(parse_target(str(target))) == reading(target)


@pytest.mark.parametrize(
    ("text", "below", "at", "above"),
    [
        ("≥95%", False, True, True),
        (">95%", False, False, True),
        ("=95%", False, True, False),
        ("<95%", True, False, False),
        ("≤95%", True, True, False),
        ("±95%", True, True, False),
    ],
)
def test_a_target_is_met_just_below_at_or_just_above(
    text: str, below: bool, at: bool, above: bool
) -> None:
    target = parse_target(text)
    assert [target.met_by(x) for x in (0.949999, 0.95, 0.950001)] == [below, at, above]


def test_a_deviation_counts_on_both_sides() -> None:
    target = parse_target("±5%")
    assert [target.met_by(x) for x in (-0.050001, -0.05, -0.049999)] == [False, True, True]


def test_binary_noise_decides_nothing() -> None:
    noisy = 0.1 + 0.2
    assert noisy > 0.3
    verdicts = {sign: parse_target(f"{sign}0.3").met_by(noisy) for sign in SIGNS}
    assert verdicts == {"≥": True, ">": False, "=": True, "<": False, "≤": True, "±": True}


@pytest.mark.parametrize("text", ["95%", "充分", "≤辖区平均标准", "11月底前", "-", "≥***%"])
def test_without_a_signed_figure_nothing_is_met_or_missed(text: str) -> None:
    assert parse_target(text).met_by(1.0) is None


def test_a_missing_actual_neither_meets_nor_misses() -> None:
    assert all(parse_target(f"{sign}95%").met_by(math.nan) is None for sign in SIGNS)


def test_signs_and_units_combine_freely() -> None:
    for sign, (unit, value) in itertools.product(SIGNS, [("%", 0.95), ("人次", 95.0)]):
        assert reading(parse_target(f"{sign}95{unit}")) == ("quantity", sign, value, unit)
