"""Clean departments give no finding; a fault planted in one gives exactly that one. 虚构。"""

from pathlib import Path

import pytest
from clean_departments import YEAR, audited, department
from planted_faults import FAULTS, SEEDS, holds, planted


@pytest.mark.parametrize("seed", SEEDS)
def test_a_department_in_which_nothing_is_wrong_gives_no_finding(seed: int, tmp_path: Path) -> None:
    audit = audited(department(seed), tmp_path)
    assert [(f.code, f.subject, f.condition) for f in audit.findings] == []
    assert audit.limits == ()
    assert all(row.status == "达标" for row in audit.assessed)
    assert not [issue for issue in audit.issues if issue.grave]


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_gives_exactly_its_finding_place_and_amount(
    name: str, tmp_path: Path
) -> None:
    fault = FAULTS[name]
    one, subject = planted(name)
    audit = audited(one, tmp_path)
    assert [(f.code, f.subject) for f in audit.findings] == [(fault.code, subject)]
    (finding,) = audit.findings
    folder = tmp_path / one.name / str(YEAR)
    place = fault.place(one, subject)(folder)
    assert holds(place, [str(at) for at in finding.evidence]), (place, finding.evidence)
    if fault.amount is not None:
        assert finding.money == pytest.approx(fault.amount, abs=0.005)
