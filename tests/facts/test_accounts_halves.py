"""Two halves of a wide table, and whose year a document is. All figures are 虚构."""

from auditkit.errors import Source
from auditkit.facts.accounts.naming import year_in
from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.tables.halves import joined
from auditkit.facts.accounts.tables.rows import Row


def row(code: str, name: str, **figures: float) -> Row:
    at = Source("示例.pdf", "第1页")
    return Row("", code, name, {k: Figure(v, 2, f"{v:.2f}", at) for k, v in figures.items()}, at)


LEFT = [row("", "合计", 合计=9.1), row("201", "一般公共服务支出", 合计=9.1)]


def test_the_right_half_adds_its_columns_to_the_same_rows() -> None:
    right = [row("", "合计", 其他收入=0.5), row("201", "一般公共服务支出", 其他收入=0.5)]
    whole = joined(LEFT, ["合计"], right)
    assert whole is not None
    assert [{k: f.value for k, f in r.figures.items()} for r in whole] == [
        {"合计": 9.1, "其他收入": 0.5}
    ] * 2


def test_other_rows_or_columns_already_there_are_no_right_half() -> None:
    assert (
        joined(LEFT, ["合计"], [row("", "合计", 其他收入=0.5), row("208", "社保", 其他收入=0.5)])
        is None
    )
    again = [row("", "合计", 合计=9.1), row("201", "一般公共服务支出", 合计=9.1)]
    assert joined(LEFT, ["合计"], again) is None
    assert joined(LEFT, ["合计"], [row("", "合计", 其他收入=0.5)]) is None


def test_the_year_compared_with_is_not_the_document_s() -> None:
    text = "2025年部门预算。比2024年预算增加1万元，与2024年预算持平，较2024年预算减少。"
    assert year_in(text, "预算.pdf", "预算") == 2025
    assert year_in("2022年决算数¶2023年决算数", "决算.xlsx") == 2023
