"""The benchmark of accuracy judges every case, and nothing is wrong in silence.

On one worker with the tests of these cases (tests/conftest.py), which have read them already.
"""

import pytest

pytestmark = pytest.mark.slow


def test_accuracy_judges_every_case_and_none_is_wrong_in_silence() -> None:
    from benchmarks.accuracy import all_judged

    judged = list(all_judged())
    assert {one.kind for one in judged} == {"申报表、自评表", "部门决算"}
    assert sum(one.fields for one in judged) >= 800
    assert [one for one in judged if one.outcomes["lost"] or one.outcomes["wrong"]] == []
    assert [one for one in judged if one.false] == []
    # Beside it stands plain reading: one form of each kind of file, the first that there is.
    forms = {one.document.suffix: one for one in reversed(judged) if one.kind != "部门决算"}
    kinds = [forms[kind] for kind in (".docx", ".html", ".pdf", ".txt", ".xls", ".xlsx")]
    assert [one.name for one in kinds if not 0 < one.plain <= len(one.plain_asked)] == []


def test_precision_and_recall_of_findings_are_printed_by_document() -> None:
    from benchmarks import findings

    found = list(findings.all_found())
    assert [one for one in found if one.lost or one.false] == []
    *_, total = findings.lines(found)
    # Twelve without fault, thirty-six with one each, and the example's fifty-two.
    assert total == ("合计", "49", "88", "88", "0", "0", "100.0%", "100.0%", "0.00")
    assert "共528处：指出523处，没有佐证而在“数据可靠性”写明的5处" in findings.slips_text(found)
