"""二、基本情况 of a department of which only the final accounts are known."""

from typing import Any

from auditkit.results.prose.results import Results
from auditkit.results.prose.surroundings import basics


def fact(
    name: str, year: int, value: float | None, file: str = "决算.pdf", unit: str = "万元"
) -> Any:
    source = {"file": file, "place": "第6页", "sha256": ""}
    return {"name": name, "year": year, "value": value, "unit": unit, "source": source}


def told(*facts: Any) -> list[str]:
    record = {
        "year": 2024, "department": "某局", "tasks": [], "indicators": [], "facts": list(facts),
        "inputs": [{}], "words": {"basis": "", "conduct": ""},
    }  # fmt: skip
    return [one.text for one in basics(Results(record))]


def test_its_size_is_told_as_the_accounts_print_it_each_figure_once() -> None:
    first, _ = told(
        fact("本年支出合计", 2024, 2940.05),
        fact("本年支出合计", 2024, 9999.0),
        fact("本年支出合计", 2023, 3003.19),
        fact("收入支出总计", 2024, 2995.39),
        fact("基本支出", 2024, None),
        fact("项目支出", 2024, 0.0),
    )
    assert first == (
        "决算载明2024年度收入支出总计2,995.39万元、本年支出合计2,940.05万元、项目支出0.00万元。"
    )


def test_what_was_typed_or_is_in_another_unit_is_not_told_as_of_the_accounts() -> None:
    said = told(
        fact("本年支出合计", 2024, 1.0, "实际数.xlsx"), fact("本年收入合计", 2024, 5, unit="人")
    )
    assert [one for one in said if "决算载明" in one] == []
