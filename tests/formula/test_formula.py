"""Formulas: what is one, what it comes to, and what rounding leaves open.

Values were worked by hand, come from published accounts, or from exact fractions.
"""

import math
from fractions import Fraction

import formualizer
import numpy as np
import pytest
from hanging import not_hanging
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from auditkit.errors import FormulaError
from auditkit.formula import Formula, parse_formula, vocabulary
from auditkit.formula.tree import Binary, Name, Node, Number
from auditkit.rules.load import load_rulepack

NAN = math.nan
CHANGE = "[（本年度X-上年度X）/上年度X]×100%"
KNOWN = vocabulary(
    {
        "预算执行数": ("预算完成数",),
        "预算数": (),
        "结转": (),
        "上年结转": (),
        "“三公经费”总额": ("三公经费",),
        "年度实际在职人数": ("实际在职人数",),
        "2019年预算数": (),
    }
)


def at(text: str, **figures: float) -> float:
    """The value of a formula over figures of this year alone."""
    return float(parse_formula(text).evaluate(lambda name, shift: figures[name]).value)


# Reading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("甲+乙×丙", 14),
        ("甲×乙+丙", 10),
        ("（甲+乙）×丙", 20),
        ("甲-乙-丙", -5),
        ("甲-（乙-丙）", 3),
        ("丙/乙/甲", 4 / 6),
        ("丙/（乙/甲）", 8 / 3),
        ("甲/乙×丙", 8 / 3),
        ("甲/（乙×丙）", 1 / 6),
        ("甲+乙/丙-甲", 0.75),
    ],
)
def test_multiplication_binds_tighter_and_equals_go_left_to_right(text: str, value: float) -> None:
    assert at(text, 甲=2, 乙=3, 丙=4) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text",
    [
        "(甲+乙)/丙",
        "（甲+乙）/丙",
        "[甲+乙]/丙",
        "［甲＋乙］÷丙",
        "【甲+乙】／丙",
        "〔甲+乙〕∕丙",
        "{甲+乙}/丙",
        "｛甲+乙｝/丙",
        "{[（甲+乙）]}/丙",
        " （ 甲 + 乙 ） / 丙 ",
    ],
)
def test_brackets_of_every_kind_group(text: str) -> None:
    assert parse_formula(text).root == parse_formula("(甲+乙)/丙").root


@pytest.mark.parametrize(
    "text",
    [
        "（甲+乙]/丙",
        "[甲+乙）",
        "{甲+乙]",
        "（甲+乙",
        "甲+乙）",
        "[（甲+乙]）",
        "（）",
        "甲（",
        "）甲",
    ],
)
def test_brackets_that_do_not_pair_are_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("甲÷乙", "甲/乙"),
        ("甲／乙", "甲/乙"),
        ("甲＋乙", "甲+乙"),
        ("甲－乙", "甲-乙"),
        ("甲−乙", "甲-乙"),
        ("甲–乙", "甲-乙"),
        ("甲—乙", "甲-乙"),
        ("甲*乙", "甲×乙"),
        ("甲＊乙", "甲×乙"),
        ("甲✕乙", "甲×乙"),
        ("甲x乙", "甲×乙"),
        ("甲X乙", "甲×乙"),
        ("甲 x 乙", "甲×乙"),
        ("（甲+乙）x丙", "（甲+乙）×丙"),
        ("（甲/乙）X100%", "（甲/乙）×100%"),
        ("2x3", "2×3"),
        ("X x Y", "X×Y"),
    ],
)
def test_an_operator_may_be_printed_in_many_ways(text: str, same: str) -> None:
    assert parse_formula(text).root == parse_formula(same).root


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("X", ["X"]),
        ("X/Y", ["X", "Y"]),
        ("（X+Y）/X", ["X", "Y"]),
        ("Tax/甲", ["Tax", "甲"]),
        ("甲/maxA", ["甲", "maxA"]),
        ("XX项目完成数/XX项目总数", ["XX项目完成数", "XX项目总数"]),
        ("“三公经费”总额/甲", ["“三公经费”总额", "甲"]),
        ('"三公经费"/甲', ['"三公经费"', "甲"]),
        ("2019年预算数/甲", ["2019年预算数", "甲"]),
        ("PM2.5浓度/甲", ["PM2.5浓度", "甲"]),
        ("1000名校长培训数/甲", ["1000名校长培训数", "甲"]),
    ],
)
def test_a_name_may_hold_quotes_digits_and_latin_letters(text: str, facts: list[str]) -> None:
    assert parse_formula(text).facts == tuple((fact, 0) for fact in facts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100%", 1.0),
        ("100 %", 1.0),
        ("100％", 1.0),
        ("12.5%", 0.125),
        ("5‰", 0.005),
        ("1,234,567.89", 1234567.89),
        ("1，000", 1000.0),
        ("3．5", 3.5),
        ("0", 0.0),
    ],
)
def test_a_number_is_read_with_its_separators_and_percent_sign(text: str, value: float) -> None:
    assert at(f"甲×{text}", 甲=1) == value


@pytest.mark.parametrize("text", ["1,5", "1,00,0", "1,", "1,+2", "12,34.5", "1 000", "1.5.2"])
def test_a_number_that_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(f"甲×{text}")


@pytest.mark.parametrize("text", ["²", "½", ".5", "1."])
def test_a_numeral_of_another_kind_is_no_name(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(f"甲×{text}")


def test_a_number_beyond_floating_point_is_refused() -> None:
    with pytest.raises(FormulaError):
        parse_formula("甲/" + "9" * 400)


# Years and vocabulary


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("本年度X/上年度X", (("X", 0), ("X", -1))),
        # Without a vocabulary 上年结转 may well be a fact of its own.
        ("本年X/上年X", (("本年X", 0), ("上年X", 0))),
        ("上年度", (("上年度", 0),)),
        ("上年度“三公经费”总额", (("“三公经费”总额", -1),)),
    ],
)
def test_without_a_vocabulary_only_the_full_year_words_count(text: str, facts: object) -> None:
    assert parse_formula(text).facts == facts


@pytest.mark.parametrize(
    ("text", "fact", "shift"),
    [
        ("本年度结转", "结转", 0),
        ("上年度结转", "结转", -1),
        ("本年结转", "结转", 0),
        ("上年结转", "上年结转", 0),
        ("上年度上年结转", "上年结转", -1),
        ("上年预算数", "预算数", -1),
        ("预算完成数", "预算执行数", 0),
        ("上年度预算完成数", "预算执行数", -1),
        ("上年三公经费", "“三公经费”总额", -1),
        ("年度实际在职人数", "年度实际在职人数", 0),
        ("本年度实际在职人数", "年度实际在职人数", 0),
        ("上年度实际在职人数", "年度实际在职人数", -1),
        ("2019年预算数", "2019年预算数", 0),
        ("预算 执行数", "预算执行数", 0),
    ],
)
def test_with_a_vocabulary_a_name_finds_its_fact_and_year(text: str, fact: str, shift: int) -> None:
    assert parse_formula(text, "", KNOWN).facts == ((fact, shift),)


ODD = vocabulary(
    {
        "预算数": (),
        "预算数（调整后）": (),
        "R&D经费": ("研发 经费",),
        "医用X光机数": (),
        "A-B级项目数": (),
    }
)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("预算数（调整后）/预算数", [("预算数（调整后）", 0), ("预算数", 0)]),
        ("（预算数 （调整后））", [("预算数（调整后）", 0)]),
        ("上年度预算数（调整后）+R&D经费", [("预算数（调整后）", -1), ("R&D经费", 0)]),
        ("研发经费-研发 经费", [("R&D经费", 0)]),
        ("医用X光机数x2", [("医用X光机数", 0)]),
        ("A-B级项目数-上年医用X光机数", [("A-B级项目数", 0), ("医用X光机数", -1)]),
    ],
)
def test_a_known_name_may_hold_signs_and_blanks(text: str, facts: list[tuple[str, int]]) -> None:
    formula = parse_formula(text, "", ODD)
    assert list(formula.facts) == facts
    assert parse_formula(str(formula), "", ODD).root == formula.root


@pytest.mark.parametrize("text", ["预算数（调整前）", "R&D经费额", "A-B级", "医用X光机数量"])
def test_a_known_name_is_found_only_whole(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text, "", ODD)


def test_a_number_is_the_same_however_it_is_printed() -> None:
    assert parse_formula("甲×100 ％").root == parse_formula("甲×100%").root
    assert parse_formula("甲×1,000").root == parse_formula("甲×1000").root
    assert parse_formula("甲×100%").root != parse_formula("甲×1").root
    assert str(parse_formula("甲×100 ％")) == "甲×100 ％"


def test_a_fact_needed_twice_is_listed_once_in_printed_order() -> None:
    assert parse_formula(CHANGE).facts == (("X", 0), ("X", -1))
    assert [name.text for name in parse_formula(CHANGE).names] == ["本年度X", "上年度X", "上年度X"]


# What is no formula

NO_FORMULA = [
    "",
    "   ",
    "甲+",
    "+甲",
    "-甲",
    "甲++乙",
    "甲+-乙",
    "甲×/乙",
    "甲**2",
    "甲//乙",
    "甲^2",
    "甲=乙",
    "甲==乙",
    "甲≥乙",
    "甲<乙",
    "甲,乙",
    "甲，乙",
    "甲；乙",
    "甲;乙",
    "甲。",
    "甲：乙",
    "甲%乙",
    "%",
    "甲%",
    "甲(乙)",
    "甲（乙+丙）",
    "2（甲+乙）",
    "sum(甲)",
    "os.system",
    "os.system('ls')",
    "().__class__",
    "__import__('os')",
    "lambda: 1",
    "甲 if 乙 else 丙",
    "{甲: 乙}",
    "[甲 for 甲 in 乙]",
    "甲; import os",
    "f'{甲}'",
    "甲\\乙",
    "甲@乙",
    "甲 & 乙",
    "甲\n乙",
    "甲\x00乙",
    "甲\u200b乙",
    "甲\u202e乙",
]


@pytest.mark.parametrize("text", NO_FORMULA)
def test_anything_but_arithmetic_over_known_names_is_refused(text: str) -> None:
    known = vocabulary({"甲": (), "乙": (), "丙": ()})
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, "", known)
    assert 0 <= caught.value.position <= len(text)
    assert str(caught.value).endswith("。")


PYTHON_OF_WORDS_ALONE = {"甲 if 乙 else 丙", "[甲 for 甲 in 乙]"}


@pytest.mark.parametrize("text", [text for text in NO_FORMULA if text not in PYTHON_OF_WORDS_ALONE])
def test_it_is_refused_without_a_vocabulary_too(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "position", "nearest"),
    [
        ("预算执行额/预算数", 0, "预算执行数"),
        ("预算执行数/预算总数", 6, "预算数"),
        ("（预算执行数/预算书）×100%", 7, "预算数"),
        ("上年度结转金/预算数", 0, "上年结转"),
        ("预算执行数/飞机", 6, None),
        ("预算执行数=预算数", 5, None),
        ("预算执行数/", 6, None),
        ("（预算执行数/预算数", 10, None),
        ("（预算执行数]/预算数", 6, None),
        ("预算执行数**预算数", 6, None),
        ("预算执行数/预算数）", 9, None),
        ("预算执行数（预算数）", 5, None),
    ],
)
def test_the_message_names_the_place_and_the_nearest_name(
    text: str, position: int, nearest: str | None
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text, "", KNOWN)
    assert (caught.value.position, caught.value.nearest) == (position, nearest)
    assert f"第{position + 1}个字符" in str(caught.value)
    if nearest:
        assert f"是否为“{nearest}”" in str(caught.value)


def everything(text: str) -> None:
    """All that is ever asked of a formula."""
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    tuple(formula.facts)
    assert str(formula)
    assert formula.to_excel(lambda name, shift: "A1")
    formula.evaluate(lambda name, shift: 1.0)
    formula.expanded({})


@pytest.mark.parametrize(
    "text",
    [
        "（" * 1000 + "甲" + "）" * 1000,
        "（" * 100_000,
        "）" * 100_000,
        "甲" * 100_000,
        "甲+" * 49_999 + "甲",
        "甲/" * 1500 + "甲",
        "甲 " * 50_000,
        "x" * 100_000,
        "甲x" * 49_999 + "甲",
        "甲 x " * 25_000 + "甲",
        "X X " * 25_000,
        "1," * 50_000,
        "甲" + " " * 100_000,
    ],
    ids=lambda text: f"{text[:4]}…{len(text)}",
)
def test_a_monstrous_text_neither_hangs_nor_crashes(text: str) -> None:
    with not_hanging():
        everything(text)


@given(st.text(st.sampled_from("甲乙x X1.,%×/+-（）[]=*\n“”年度本上")))
@settings(max_examples=150)
def test_any_text_is_a_formula_that_prints_and_reads_back_or_an_error(text: str) -> None:
    try:
        formula = parse_formula(text)
    except FormulaError:
        return
    assert parse_formula(str(formula)).root == formula.root


def test_a_name_with_two_year_words_reads_back_too() -> None:
    formula = parse_formula("本年度上年度甲")
    assert parse_formula(str(formula)).root == formula.root


# Values


@pytest.mark.parametrize(
    ("this", "last", "value", "missing", "zero_base", "negative_base"),
    [
        (110, 100, 0.1, False, False, False),
        (90, 100, -0.1, False, False, False),
        (0, 100, -1.0, False, False, False),
        (NAN, 100, NAN, True, False, False),
        (110, NAN, NAN, True, False, False),
        (110, 0, NAN, False, True, False),
        (0, 0, NAN, False, True, False),
        (NAN, 0, NAN, True, False, False),
        (110, -0.0, NAN, False, True, False),
        # (10 − (−5)) / (−5) = −3: threefold fall, though the figure rose
        (10, -5, -3.0, False, False, True),
    ],
)
def test_missing_zero_base_and_negative_base_are_told_apart(
    this: float, last: float, value: float, missing: bool, zero_base: bool, negative_base: bool
) -> None:
    got = parse_formula(CHANGE).evaluate(lambda name, shift: last if shift else this)
    assert float(got.value) == pytest.approx(value, rel=1e-12, nan_ok=True)
    assert (bool(got.missing), bool(got.zero_base), bool(got.negative_base)) == (
        missing,
        zero_base,
        negative_base,
    )


def test_a_base_that_is_zero_but_for_binary_noise_is_zero() -> None:
    figures = {"甲": 5.0, "乙": 0.3, "丙": 0.1, "丁": 0.2}
    got = parse_formula("甲/（乙-丙-丁）").evaluate(lambda name, shift: figures[name])
    assert bool(got.zero_base)
    assert math.isnan(got.value)


def test_a_small_base_is_no_noise() -> None:
    figures = {"甲": 5.0, "乙": 1e9, "丙": 1e9 - 0.01}
    assert at("甲/（乙-丙）", **figures) == pytest.approx(500, rel=1e-5)


@pytest.mark.parametrize("figures", [(math.inf, 1.0), (1.0, math.inf), (1e308, 1e-10)])
def test_what_is_not_finite_is_no_value(figures: tuple[float, float]) -> None:
    got = parse_formula("甲/乙").evaluate(lambda n, s: figures["甲乙".index(n)])
    assert math.isnan(got.value)
    assert (bool(got.missing), bool(got.zero_base)) == (True, False)


def test_a_base_that_is_zero_deep_inside_gives_no_value() -> None:
    figures = {"甲": 5.0, "乙": 3.0, "丙": 0.0}
    got = parse_formula("甲/（乙/丙）").evaluate(lambda name, shift: figures[name])
    assert bool(got.zero_base)
    assert math.isnan(got.value)


def test_many_departments_and_years_are_computed_at_once() -> None:
    this = np.array([[110.0], [50.0]])
    last = np.array([100.0, 0.0, NAN])
    got = parse_formula(CHANGE).evaluate(lambda name, shift: last if shift else this)
    assert got.value.shape == got.missing.shape == got.zero_base.shape == (2, 3)
    np.testing.assert_allclose(got.value[:, 0], [0.1, -0.5], rtol=1e-12)
    assert np.isnan(got.value[:, 1:]).all()
    assert got.zero_base.tolist() == [[False, True, False]] * 2
    assert got.missing.tolist() == [[False, False, True]] * 2
    assert got.negative_base.shape == (2, 3)
    assert not got.negative_base.any()


def test_a_department_without_a_figure_leaves_the_others_standing() -> None:
    figures = {"甲": np.array([1.0, NAN, 3.0]), "乙": np.array([2.0, 2.0, 0.0])}
    got = parse_formula("甲/乙×100%").evaluate(lambda name, shift: figures[name])
    np.testing.assert_array_equal(got.value, [0.5, NAN, NAN])
    assert got.missing.tolist() == [False, True, False]
    assert got.zero_base.tolist() == [False, False, True]


NUMBERS = st.sampled_from(
    [
        ("100%", Fraction(1)),
        ("12.5%", Fraction(1, 8)),
        ("3‰", Fraction(3, 1000)),
        ("1,234.5", Fraction("1234.5")),
        ("7", Fraction(7)),
        ("0.01", Fraction(1, 100)),
    ]
)
FACTS = ["甲数", "“三公经费”总额", "2019年预算数", "年度实际在职人数", "PM2.5", "Tax"]
LEAVES = st.one_of(
    st.builds(lambda number: Number(float(number[1]), number[0]), NUMBERS),
    st.builds(
        lambda fact, shift: Name(fact, shift, ""), st.sampled_from(FACTS), st.sampled_from([0, -1])
    ),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda parts: st.builds(Binary, st.sampled_from(["+", "-", "×", "/"]), parts, parts),
    max_leaves=12,
)
CENTS = st.integers(-1_000_000, 1_000_000)
FIGURES = st.fixed_dictionaries({(fact, shift): CENTS for fact in FACTS for shift in (0, -1)})


@given(TREES)
def test_print_then_parse_is_the_identity(tree: Node) -> None:
    printed = str(Formula("", "", tree))
    assert parse_formula(printed).root == tree
    assert parse_formula(printed, "", vocabulary(dict.fromkeys(FACTS, ()))).root == tree


def exact(node: Node, figures: dict[tuple[str, int], int]) -> tuple[Fraction, Fraction]:
    """The value in exact fractions, and how far rounding errors can grow, in units of the last."""
    match node:
        case Number(value, _):
            number = Fraction(repr(value))
            return number, abs(number)
        case Name(fact, shift, _):
            figure = Fraction(figures[fact, shift], 100)
            return figure, abs(figure)
        case Binary(operator, left, right):
            (a, da), (b, db) = exact(left, figures), exact(right, figures)
            match operator:
                case "+":
                    return a + b, da + db + abs(a + b)
                case "-":
                    return a - b, da + db + abs(a - b)
                case "×":
                    return a * b, abs(a) * db + abs(b) * da + abs(a * b)
                case "/":
                    return a / b, (da + abs(a / b) * db) / abs(b) + abs(a / b)
    raise AssertionError(node)


@given(TREES, FIGURES)
def test_a_value_is_what_exact_fractions_give(
    tree: Node, figures: dict[tuple[str, int], int]
) -> None:
    try:
        value, growth = exact(tree, figures)
    except ZeroDivisionError:
        assume(False)
    # A difference of nearly equal figures keeps few digits in any arithmetic.
    assume(growth < 10**5 * max(1, abs(value)))
    got = Formula("", "", tree).evaluate(lambda name, shift: figures[name, shift] / 100)
    assert float(got.value) == pytest.approx(float(value), rel=1e-9, abs=1e-9)


# Rounding

# prior, current, printed, interval: published budgets of 2024 to 2026, in 万元 and per cent
PUBLISHED = [
    ("60.13", "25.77", "-57.14", "-57.155", "-57.131"),
    ("6.26", "7.66", "22.36", "22.187", "22.542"),
    ("4.33", "4.44", "2.54", "2.307", "2.775"),
    ("30.00", "30.00", "0.00", "-0.033", "0.033"),
    ("1822.46", "922.02", "-49.41", "-49.408", "-49.408"),
    ("60.41", "227.88", "277.22", "277.183", "277.262"),
    ("3.39", "0.12", "-96.46", "-96.613", "-96.307"),
    ("20.04", "50", "149.50", "149.414", "149.588"),
    ("50.78", "98.27", "93.51", "93.492", "93.550"),
]
PUBLISHED_WRONG = [
    ("77.99", "91.97", "17.66", "17.911", "17.939"),
    ("198.34", "201.50", "5.27", "1.588", "1.598"),
    ("57.43", "57.8", "-2.27", "0.627", "0.662"),
    ("241.76", "170.03", "21.74", "-29.673", "-29.666"),
    ("124.27", "130.95", "5.40", "5.367", "5.384"),
]


def change_interval(prior: str, current: str) -> tuple[float, float]:
    low, high = parse_formula(CHANGE).interval(
        lambda name, shift: float(prior if shift else current), lambda name, shift: 0.005
    )
    return low * 100, high * 100


@pytest.mark.parametrize(("prior", "current", "printed", "low", "high"), PUBLISHED)
def test_a_rightly_printed_rate_lies_inside_what_rounding_allows(
    prior: str, current: str, printed: str, low: str, high: str
) -> None:
    interval = change_interval(prior, current)
    assert interval == pytest.approx((float(low), float(high)), abs=0.00051)
    assert interval[0] - 0.005 <= float(printed) <= interval[1] + 0.005


@pytest.mark.parametrize(("prior", "current", "printed", "low", "high"), PUBLISHED_WRONG)
def test_a_wrongly_printed_rate_lies_outside(
    prior: str, current: str, printed: str, low: str, high: str
) -> None:
    interval = change_interval(prior, current)
    assert interval == pytest.approx((float(low), float(high)), abs=0.00051)
    assert not interval[0] - 0.005 <= float(printed) <= interval[1] + 0.005


RATIOS = [
    "（甲/乙）×100%",
    "（甲-乙）/甲×100%",
    "[（甲-乙）/乙]×100%",
    "（甲/丙-乙/丁）/（乙/丁）×100%",
    "（甲+乙-丙）/（甲+乙）",
]


@pytest.mark.parametrize("text", RATIOS)
@given(
    figures=st.fixed_dictionaries({name: st.integers(100, 10**6) for name in "甲乙丙丁"}),
    half=st.sampled_from([0.0, 0.005, 0.5]),
)
@settings(max_examples=15)
def test_the_interval_holds_every_value_that_the_figures_allow(
    text: str, figures: dict[str, int], half: float
) -> None:
    formula = parse_formula(text)
    low, high = formula.interval(lambda n, s: figures[n] / 100, lambda n, s: half)
    random = np.random.default_rng(7)
    drawn = {n: f / 100 + half * random.uniform(-1, 1, 2000) for n, f in figures.items()}
    values = formula.evaluate(lambda n, s: drawn[n]).value
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert low - slack <= values.min()
    assert values.max() <= high + slack
    if half == 0:
        assert high - low <= slack


def test_figures_without_rounding_leave_a_point() -> None:
    interval = parse_formula("甲/乙").interval(
        lambda n, s: {"甲": 3.0, "乙": 4.0}[n], lambda n, s: 0
    )
    assert interval == (0.75, 0.75)


def test_a_missing_figure_leaves_no_interval() -> None:
    low, high = parse_formula("甲/乙").interval(
        lambda n, s: {"甲": NAN, "乙": 4.0}[n], lambda n, s: 0.005
    )
    assert math.isnan(low)
    assert math.isnan(high)


def test_the_interval_holds_the_value_itself_also_at_a_peak() -> None:
    # 5 × (10 − 5) = 25 is the greatest that x × (10 − x) can be.
    figures = {"甲": 5.0, "乙": 10.0}
    low, high = parse_formula("甲×（乙-甲）").interval(
        lambda n, s: figures[n], lambda n, s: 0.005 if n == "甲" else 0.0
    )
    assert low <= 25 <= high


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # 10.00 − 9.99 may be anything from 0.00 to 0.02
        ("甲/（乙-丙）", {"甲": 5.0, "乙": 10.0, "丙": 9.99}),
        # 10.00 − 5.00 − 4.99 may be anything from −0.005 to 0.025
        ("甲/（乙-丙-丁）", {"甲": 5.0, "乙": 10.0, "丙": 5.0, "丁": 4.99}),
        # the base itself is printed as 0.00 + 0.004: it may be nothing
        ("甲/丙", {"甲": 5.0, "丙": 0.004}),
    ],
)
def test_a_base_that_rounding_may_bring_to_zero_bounds_nothing(
    text: str, figures: dict[str, float]
) -> None:
    low, high = parse_formula(text).interval(lambda n, s: figures[n], lambda n, s: 0.005)
    # 5 / 0.0001 is allowed by the figures, so 50,000 is inside.
    assert not high < 50_000
    assert not math.isnan(low)


@given(TREES, FIGURES, st.sampled_from([0.005, 0.5]))
@settings(max_examples=100, deadline=None)
def test_no_interval_is_too_narrow(
    tree: Node, cents: dict[tuple[str, int], int], half: float
) -> None:
    formula = Formula("", "", tree)
    low, high = formula.interval(lambda n, s: cents[n, s] / 100, lambda n, s: half)
    assume(math.isfinite(low))
    random = np.random.default_rng(7)
    drawn = {key: c / 100 + half * random.choice([-1, -0.3, 0, 1], 500) for key, c in cents.items()}
    values = formula.evaluate(lambda n, s: drawn[n, s]).value
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    assert low - slack <= values.min()
    assert values.max() <= high + slack


def test_the_formula_of_a_rate_per_head_is_bounded_exactly() -> None:
    # (63/60 − 57/57)/(57/57): 63.005/60 and 56.995/57 are furthest apart
    figures = {"甲": 63.0, "乙": 60.0, "丙": 57.0, "丁": 57.0}
    low, high = parse_formula("（甲/乙-丙/丁）/（丙/丁）").interval(
        lambda n, s: figures[n], lambda n, s: 0.005 if n in "甲丙" else 0.0
    )
    assert low == pytest.approx(62.995 / 60 / (57.005 / 57) - 1, rel=1e-12)
    assert high == pytest.approx(63.005 / 60 / (56.995 / 57) - 1, rel=1e-12)


def test_a_hundred_figures_are_bounded_without_trying_every_corner() -> None:
    # 2^100 corners would never end.
    names = [f"{chr(0x4E00 + i)}项" for i in range(100)]
    formula = parse_formula("+".join(names))
    with not_hanging():
        low, high = formula.interval(lambda n, s: 1.0, lambda n, s: 0.005)
    assert (low, high) == pytest.approx((99.5, 100.5))


# Texts and Excel


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[（本年度甲-上年度甲）/上年度甲]×100%", "（甲-上年度甲）/上年度甲×100%"),
        ("甲÷（乙＊丙）", "甲/（乙×丙）"),
        ("((甲))", "甲"),
        ("甲-[乙+丙]", "甲-（乙+丙）"),
    ],
)
def test_it_prints_with_the_brackets_it_needs(text: str, printed: str) -> None:
    assert str(parse_formula(text)) == printed


def test_the_figures_stand_in_place_of_the_names() -> None:
    shown = {0: "110.00", -1: "1,100.00"}
    text = parse_formula("[（本年度X-上年度X）/上年度X]×100%").with_figures(lambda n, s: shown[s])
    assert text == "（110.00-1,100.00）/1,100.00×100%"


def test_a_negative_figure_is_bracketed() -> None:
    shown = {"甲": "3.00", "乙": "-5.00"}
    assert parse_formula("甲-乙").with_figures(lambda n, s: shown[n]) == "3.00-（-5.00）"


@pytest.mark.parametrize(
    ("text", "unit"),
    [("甲/乙×100%", "%"), ("甲/乙×100 ％", "%"), ("甲/乙", ""), ("甲-乙", ""), ("甲×50%", "")],
)
def test_what_is_multiplied_by_a_hundred_per_cent_is_a_rate(text: str, unit: str) -> None:
    assert parse_formula(text).unit == unit


def test_a_defined_name_is_replaced_in_both_years() -> None:
    definitions = {"人均": parse_formula("总额/人数")}
    formula = parse_formula("（本年度人均-上年度人均）/上年度人均").expanded(definitions)
    assert formula.facts == (("总额", 0), ("人数", 0), ("总额", -1), ("人数", -1))
    # 63/60 = 1.05 against 57/57 = 1: five per cent more
    figures = {("总额", 0): 63.0, ("人数", 0): 60.0, ("总额", -1): 57.0, ("人数", -1): 57.0}
    assert float(formula.evaluate(lambda n, s: figures[n, s]).value) == pytest.approx(0.05)
    assert str(formula) == ("（总额/人数-上年度总额/上年度人数）/（上年度总额/上年度人数）")


def test_a_change_of_a_change_reaches_two_years_back() -> None:
    definitions = {"增加额": parse_formula("本年度甲-上年度甲")}
    formula = parse_formula("上年度增加额").expanded(definitions)
    assert formula.facts == (("甲", -1), ("甲", -2))
    assert str(formula).count("上年度甲") < 2, "two years printed alike"
    assert parse_formula(str(formula)).root == formula.root
    assert parse_formula("上年度上年度甲").facts == (("甲", -2),)


@pytest.mark.parametrize(
    ("text", "excel"),
    [
        ("（甲-乙）/乙×100%", "(A1-B1)/B1*1.0"),
        ("甲÷（乙×丙）", "A1/(B1*C1)"),
        ("甲-（乙-丙）", "A1-(B1-C1)"),
        ("甲×1,234.5", "A1*1234.5"),
    ],
)
def test_the_excel_formula_says_the_same(text: str, excel: str) -> None:
    cells = {"甲": "A1", "乙": "B1", "丙": "C1"}
    assert parse_formula(text).to_excel(lambda n, s: cells[n]) == excel


def recomputed(formula: Formula, figures: dict[tuple[str, int], float]) -> object:
    """What a spreadsheet program makes of the Excel formula."""
    book = formualizer.Workbook()
    book.add_sheet("S")
    row = {key: i for i, key in enumerate(figures, start=1)}
    for key, figure in figures.items():
        book.set_value("S", row[key], 1, figure)
    book.set_formula("S", 1, 2, "=" + formula.to_excel(lambda n, s: f"A{row[n, s]}"))
    return book.evaluate_cell("S", 1, 2)


@pytest.mark.parametrize(
    ("text", "zero", "negative"),
    [
        ("甲/乙", [["B1=0"]], ["B1<0"]),
        ("甲/乙+丙/乙", [["B1=0"]], ["B1<0"]),
        ("甲/（乙×丙）", [["B1*C1=0"]], ["B1*C1<0"]),
        ("甲/（乙/丙）", [["C1=0"], ["B1/C1=0"]], ["C1<0", "B1/C1<0"]),
        (
            "甲/（乙-丙）",
            [["ABS(B1-C1)<=8.88178419700125E-16*(ABS(B1)+ABS(C1)+ABS(B1-C1))"]],
            ["B1-C1<0"],
        ),
        ("甲×乙", [], []),
    ],
)
def test_the_excel_formula_is_guarded_against_its_bases(
    text: str, zero: list[list[str]], negative: list[str]
) -> None:
    cells = {"甲": "A1", "乙": "B1", "丙": "C1"}
    assert parse_formula(text).excel_guards(lambda n, s: cells[n]) == (zero, negative)


def test_a_spreadsheet_calls_the_same_bases_zero() -> None:
    texts = (
        "甲/（甲-乙-丙）",
        "甲/（（甲-丙）×丁-乙×丁）",
        "甲/（甲/丁-乙/丁-丙/丁）",
        "甲/（甲-乙）",
    )
    # 0.3 − 0.1 − 0.2 and 0.7 − 0.1 − 0.6 leave binary noise; 0.3 − 0.1 − 0.19 is no noise.
    for figures in ((0.3, 0.1, 0.2), (0.7, 0.1, 0.6), (0.3, 0.1, 0.19), (0.1, 0.1, 0.0)):
        given = dict(zip("甲乙丙丁", (*figures, 3.0), strict=True))
        for text in texts:
            formula = parse_formula(text)
            book = formualizer.Workbook()
            book.add_sheet("S")
            for row, value in enumerate(given.values(), 1):
                book.set_value("S", row, 1, value)
            zero, _ = formula.excel_guards(lambda n, s: f"A{'甲乙丙丁'.index(n) + 1}")
            for row, test in enumerate((t for tests in zero for t in tests), 1):
                book.set_formula("S", row, 2, f"={test}")
            tests = sum(map(len, zero))
            found = [book.evaluate_cell("S", row, 2) for row in range(1, tests + 1)]
            expected = bool(formula.evaluate(lambda n, s, g=given: g[n]).zero_base)
            assert (True in found) == expected, (text, figures)


@given(TREES, FIGURES)
@settings(max_examples=60, deadline=None)
def test_a_spreadsheet_recomputes_the_same_value(
    tree: Node, cents: dict[tuple[str, int], int]
) -> None:
    formula = Formula("", "", tree)
    figures = {key: cent / 100 for key, cent in cents.items()}
    value = float(formula.evaluate(lambda n, s: figures[n, s]).value)
    assume(math.isfinite(value))
    # Spreadsheets, unlike Python, call a difference zero when it is nearly so.
    assume(exact(tree, cents)[1] < 10**5 * max(1, abs(value)))
    assert recomputed(formula, figures) == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_every_formula_of_the_pack_is_recomputed_by_a_spreadsheet() -> None:
    pack = load_rulepack()
    for rule in pack.rules.values():
        formula = pack.formula(rule).expanded(pack.defined)
        figures = {key: 12.34 + 5 * i for i, key in enumerate(formula.facts)}
        value = float(formula.evaluate(lambda n, s, figures=figures: figures[n, s]).value)
        assert recomputed(formula, figures) == pytest.approx(value, rel=1e-12), rule.name


# Parsed once


def test_the_same_text_with_the_same_names_is_parsed_once() -> None:
    first = parse_formula("预算完成数/预算数", "率", KNOWN)
    assert parse_formula("预算完成数/预算数", "率", dict(KNOWN)) is first
    assert parse_formula("预算完成数/预算数", "他率", KNOWN).name == "他率"


def test_other_names_give_another_formula() -> None:
    text = "预算完成数/预算数"
    assert parse_formula(text, "", KNOWN).facts == (("预算执行数", 0), ("预算数", 0))
    assert parse_formula(text).facts == (("预算完成数", 0), ("预算数", 0))
    assert parse_formula("R&D/X", whole=["R&D"]).facts == (("R&D", 0), ("X", 0))
    with pytest.raises(FormulaError):
        parse_formula("R&D/X")


def test_a_faulty_text_is_refused_every_time() -> None:
    for _ in range(2):
        with pytest.raises(FormulaError, match="未知的数据项"):
            parse_formula("预算执行数/预算书", "率", KNOWN)
