"""What the end of a page cuts in two. All figures are 虚构."""

from auditkit.errors import Source
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.pagebreaks import mended
from auditkit.facts.accounts.tables.rows import Row


def row(code: str, name: str, value: float | None = None, side: str = "") -> Row:
    at = Source("示例.pdf", "第1页")
    figures = {} if value is None else {"合计": Figure(value, 2, f"{value:.2f}", at)}
    return Row(side, code, name, figures, at)


def shown(rows: list[Row]) -> list[tuple[str, str, list[float]]]:
    return [(r.code, r.name, [f.value for f in r.figures.values()]) for r in rows]


def test_a_coded_name_goes_on_however_long_and_takes_its_figures_along() -> None:
    rows, more = mended(
        [row("2080505", "机关事业单位")],
        [row("", "基本养老保险缴费支出", 88.2), row("210", "卫生健康", 1)],
    )
    assert shown(rows) == [("2080505", "机关事业单位基本养老保险缴费支出", [88.2])]
    assert [r.code for r in more] == ["210"]


def test_a_total_and_a_row_with_figures_of_its_own_are_no_ends_of_names() -> None:
    for tail in (row("", "合计", 9.0), row("", "住房公积金", 2.0)):
        rows, more = mended([row("2080505", "机关事业单位", 1.0)], [tail])
        assert shown(rows) == [("2080505", "机关事业单位", [1.0])]
        assert more == [tail]


def test_each_half_of_a_table_without_codes_has_its_own_end() -> None:
    rows = [row("", "年初结转和", 41.25, "收入"), row("", "年末结转和", 75.25, "支出")]
    whole, more = mended(rows, [row("", "结余", None, "收入"), row("", "结余", None, "支出")])
    assert [r.name for r in whole] == ["年初结转和结余", "年末结转和结余"]
    assert more == []
    # A whole name is not lengthened by the row below it.
    nil = row("", "结余分配", None, "支出")
    assert mended([row("", "本年支出合计", 876.0, "支出")], [nil])[1] == [nil]
