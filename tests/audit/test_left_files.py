"""What other programs leave beside an open file is nobody's form and nobody's workbook."""

import shutil
from pathlib import Path

import pytest

from auditkit import open_audit
from auditkit.audit.folder import files_in

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"


@pytest.mark.parametrize(
    "name",
    [
        ".~lock.申报表.xlsx#",
        ".~申报表.xlsx",
        "~$申报表.xlsx",
        "申报表.txt.bak",
        "申报表.txt~",
        "申报表.tmp",
        "~$实际数.xlsx",
        ".~实际数.xlsx",
    ],
)
def test_locks_and_backups_are_passed_over(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / DEPARTMENT)
    folder = tmp_path / DEPARTMENT / "2020"
    there = [path.name for path in files_in(folder)]
    (folder / name).write_bytes(b"x")
    assert [path.name for path in files_in(folder)] == there
    audit = open_audit(DEPARTMENT, 2020, tmp_path)
    assert len(audit.declaration.indicators) == 48
