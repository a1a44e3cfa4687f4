"""Indicators of tables put together anew keep the addresses of the cells that they were printed in.

The forms are cases of tests/data/form_cases; the addresses were read off them by hand.
"""

from __future__ import annotations

from form_judge import CASES

from auditkit.form import Declaration
from auditkit.form.reading import read_forms


def forms(case: str) -> list[Declaration]:
    form = next(path for path in sorted((CASES / case).iterdir()) if path.suffix != ".json")
    return read_forms(form, "common")


def places(form: Declaration) -> dict[str, tuple[str, str]]:
    return {
        i.name: (i.source.place, i.target_source.place if i.target_source else "")
        for i in form.indicators
    }


def test_indicators_across_stand_in_the_cells_of_their_project() -> None:
    first, second = forms("ya03")
    assert places(first)["维修校舍"] == ("Sheet1!D5", "Sheet1!D5")
    assert places(first)["师生满意度"] == ("Sheet1!H5", "Sheet1!H5")
    assert places(second)["骨干教师占比"] == ("Sheet1!G6", "Sheet1!G6")
    assert second.budget_lines[0].sources["initial"].place == "Sheet1!B6"


def test_names_that_head_columns_stand_in_their_own_cells() -> None:
    _, second = forms("yc02")
    assert places(second)["修缮文物点"] == ("Sheet1!D7", "Sheet1!E7")


def test_headings_at_the_left_leave_names_and_targets_in_their_rows() -> None:
    (form,) = forms("yb09")
    assert places(form)["数字化页数"] == ("Sheet1!B8", "Sheet1!B9")
    assert places(form)["利用者满意度"] == ("Sheet1!F8", "Sheet1!F9")


def test_indicators_of_one_cell_all_stand_in_it() -> None:
    first, _ = forms("ya04")
    assert set(places(first).values()) == {("表1 第2行第5列", "表1 第2行第5列")}


def test_a_column_that_only_its_contents_show_to_name_projects_is_told() -> None:
    first, _ = forms("ya01")
    (told,) = [r for r in first.repairs if "认作项目名称" in r.what]
    assert told.source.place == "Sheet1!B3"
    assert "“支出事项”" in told.what
    assert "2个项目" in told.what


def test_money_of_several_levels_is_added_up_and_told() -> None:
    (form,) = forms("ye07")
    whole = form.budget_lines[0]
    assert (whole.name, whole.initial) == ("资金合计", 5210.0)
    (told,) = [r for r in form.repairs if "没有印资金总额" in r.what]
    assert "4项相加" in told.what
    assert told.source.place == "Sheet1!B4"
