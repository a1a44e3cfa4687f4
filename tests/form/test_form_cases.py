"""Forms of the kinds that were once misread, all invented (虚构), against what a person reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_judge import cases, judged

CASES = cases()


def test_every_open_case_is_there() -> None:
    assert len(CASES) >= 44


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_a_form_is_read_as_a_person_reads_it(case: Path, tmp_path: Path) -> None:
    fields = judged(case, tmp_path)
    assert fields
    assert [field for field in fields if not field.right] == []
