"""Words and spellings of targets that public forms print, read as a person reads them."""

from __future__ import annotations

import pytest

from auditkit import parse_target
from auditkit.formula.quantities import same_quantity


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("100件(套)以上", "≥100件"),
        ("10个（项）及以上", "≥10个"),
        ("20人(次)以内", "≤20人"),
        ("10（项）以上", "≥10项"),
        ("百分之九十", "90%"),
        ("不低于百分之九十五点五", "≥95.5%"),
        ("九成以上", "≥90%"),
        ("八成五", "85%"),
        ("增长6.5%左右", "6.5%"),
        ("0.60万元/生.年", "0.6万元/生.年"),
        ("1200元/人.月", "1200元/人.月"),
        ("15%/年以上", "≥15%"),
        ("发生率为0", "=0"),
        ("三万二千亩", "3.2万亩"),
        ("三十二万五千亩", "32.5万亩"),
        ("十二万五千剂次", "12.5万剂次"),
        ("一万零五百人", "1.05万人"),
        ("二万五千人次以上", "≥2.5万人次"),
        ("一亿二千万元", "1.2亿元"),
        ("零点六个百分点", "0.6%"),
        ("三点五公里", "3.5公里"),
        ("百分之零点六以内", "≤0.6%"),
        ("≤万分之一", "≤0.01%"),
        ("千分之三", "0.3%"),
        ("万分之零点五以下", "≤0.005%"),
        ("低于千分之1.5", "<0.15%"),
        ("千分之十二以内", "≤1.2%"),
        ("不超过十万分之五", "≤0.005%"),
        ("百分之九十五", "95%"),
        ("每人1万元", "1万元/人"),
        ("每人每年600元", "600元/人·年"),
        ("每台5000元以内", "≤5000元/台"),
        ("≤16/10万", "≤16/十万"),
        ("前8名", "≤8名"),
        ("全市前3名", "≤3名"),
    ],
)
def test_quantities(printed: str, read: str) -> None:
    target = parse_target(printed)
    assert (target.kind, str(target)) == ("quantity", read)


@pytest.mark.parametrize(
    "printed",
    [
        "一万五千",
        "万无一失",
        "八点三十分前",
        "三千分之一",
        "万分之一比例尺地形图",
        "每周3次",
        "零投诉",
        "零星",
        "高于",
        "每月10日前",
        "每千人3张床位",
        "按标准150元/亩足额发放",
    ],
)
def test_no_quantities(printed: str) -> None:
    assert parse_target(printed).kind == "quality"


@pytest.mark.parametrize(
    ("printed", "deadline"),
    [
        ("2023.07-2023.12", "2023-12-31"),
        ("2023.07-2024.01", "2024-01-31"),
        ("12月底到位", "--12-31"),
        ("当年12月底前", "--12-31"),
        ("2022年全年", "2022-12-31"),
        ("2020年1月--2020年11月", "2020-11-30"),
        ("截至2023年12月底", "2023-12-31"),
        ("三季度末前", "--09-30"),
        # Before a quarter or a half year may or may not include it: told, not decided.
        ("第四季度前", ""),
        ("三季度前", ""),
        ("上半年前", ""),
    ],
)
def test_dates(printed: str, deadline: str) -> None:
    target = parse_target(printed)
    assert (target.kind, target.deadline) == ("date", deadline)
    assert bool(target.doubt) == (deadline == "")


def test_a_rate_per_year_tells_what_it_leaves_out() -> None:
    assert parse_target("≥15%/年").doubt == "百分数之后的“/年”没有读入"


@pytest.mark.parametrize(
    ("value", "unit", "other", "other_unit", "same"),
    [
        (6, "万人", 60000, "人", True),
        (26, "万元", 260000, "元", True),
        (50, "㎡", 50, "平方米", True),
        (1.5, "公里", 1500, "米", True),
        (30, "km", 30, "公里", True),
        (2, "公顷", 20000, "平方米", True),
        (3, "千米", 3, "公里", True),
        (0.3, "吨", 300, "公斤", True),
        (0.92, "万人", 9200, "名", True),
        (6, "万人", 6, "人", False),
        (30, "公里", 30, "座", False),
        (12, "个", 12, "项", False),
    ],
)
def test_quantities_are_compared_with_their_units(
    value: float, unit: str, other: float, other_unit: str, same: bool
) -> None:
    assert same_quantity(value, unit, other, other_unit) is same
