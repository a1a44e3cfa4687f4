"""What other programs leave beside an open file is nobody's form and nobody's workbook."""

import shutil
from pathlib import Path

import pytest
from commanding import typed

from auditkit import open_audit
from auditkit.audit.folder import files_in, held_open

ROOT = Path(__file__).parents[2]
BOOK = "实际数-示例数据（虚构）.xlsx"
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


@pytest.mark.parametrize("lock", [f"~${BOOK}", f"~${BOOK[2:]}", f".~{BOOK}", f".~lock.{BOOK}#"])
def test_an_input_that_is_open_in_another_program_is_said_as_such(
    lock: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data" / DEPARTMENT, data / DEPARTMENT)
    folder = data / DEPARTMENT / "2020"
    assert held_open(folder) == []
    before = open_audit(DEPARTMENT, 2020, data)
    (folder / lock).write_bytes(b"x")
    (told,) = held_open(folder)
    assert told.startswith(f"{BOOK}正在 Excel、WPS 或 LibreOffice 中打开（有锁文件 {lock}）")
    # it is read all the same, and no report depends on who looks at a file
    assert open_audit(DEPARTMENT, 2020, data).issues == before.issues


def test_the_command_says_which_input_is_open(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    (tmp_path / "data" / DEPARTMENT / "2020" / f"~${BOOK}").write_bytes(b"x")
    done = typed("check", DEPARTMENT, "2020", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith(f"提示：{BOOK}正在 Excel、WPS")
    assert "提示：" not in done.stdout
