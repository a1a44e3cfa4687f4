"""Figures as an auditor reads them."""

import datetime as dt
import math

import pytest

from auditkit.wording import dated, plain, points_apart, short_value, show_value


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.95, "%", "95.00%"),
        (-0.0866, "%", "-8.66%"),
        (12.5, "%", "1,250.00%"),
        (196247.82, "万元", "196,247.82万元"),
        (1234.5, "万元", "1,234.50万元"),
        (0.1234, "万元", "0.1234万元"),
        (12.0, "人", "12人"),
        (16.3, "万亩", "16.3万亩"),
        (math.nan, "%", ""),
        (float(dt.date(2020, 11, 30).toordinal()), "日期", "2020-11-30"),
        (0.0, "万元", "0.00万元"),
    ],
)
def test_a_figure_is_shown_with_its_unit(value: float, unit: str, shown: str) -> None:
    assert show_value(value, unit) == shown


@pytest.mark.parametrize("value", [-0.0, -0.00001])
def test_nothing_is_never_shown_with_a_minus(value: float) -> None:
    assert show_value(value, "%") == "0.00%"


@pytest.mark.parametrize("value", [0.0, -1.0, 0.95, 1e9])
def test_a_number_that_is_no_date_is_shown_without_a_crash(value: float) -> None:
    assert isinstance(show_value(value, "日期"), str)


@pytest.mark.parametrize(
    ("value", "least", "shown"),
    [(1234.5, 2, "1,234.50"), (3.0, 0, "3"), (0.1, 0, "0.1"), (1e6, 2, "1,000,000.00")],
)
def test_a_plain_number_keeps_its_digits(value: float, least: int, shown: str) -> None:
    assert plain(value, least) == shown


@pytest.mark.parametrize(
    ("actual", "target", "unit", "apart"),
    [
        (0.90, 0.95, "%", "5.00个百分点"),
        # To the first place that is no zero: more places than the report shows say nothing more.
        (0.9499992, 0.95, "%", "0.00008个百分点"),
        (0.99998236, 1, "%", "0.002个百分点"),
        (3.333333, 10, "分", "6.67分"),
        (0.9523809, 0.95, "分", "0.002分"),
        (92.0, 91.5, "万元", "0.50万元"),
        (11, 12, "人", "1人"),
        (737760, 737759, "日期", "1天"),
    ],
)
def test_a_gap_never_reads_as_none(actual: float, target: float, unit: str, apart: str) -> None:
    assert points_apart(actual, target, unit) == apart


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(0.95, "%", "95%"), (0.0009, "%", "0.09%"), (16.3, "万亩", "16.3万亩"), (12, "人", "12人")],
)
def test_a_target_is_shown_with_no_more_digits_than_it_has(
    value: float, unit: str, shown: str
) -> None:
    assert short_value(value, unit) == shown


def test_a_fact_is_named_with_its_year() -> None:
    assert dated("预算数", 2020) == "2020年预算数"
    assert dated("年度实际在职人数", 2019) == "2019年度实际在职人数"
