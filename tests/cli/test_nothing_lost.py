"""What a person has typed into a workbook survives every command that writes there."""

from pathlib import Path

import pytest
from commanding import typed

FORM = (
    "绩效目标表\n（2020年度）\n部门名称\t乙局\n一级指标\t二级指标\t三级指标\t指标值\n"
    "产出指标\t数量指标\t面积\t≥1公顷\n"
)
COMMANDS = {
    "template": ("template", "乙局", "2020", "--output"),
    "form": ("form", "乙局", "2020", "--output"),
}


def ran(folder: Path, *arguments: str) -> tuple[int, str]:
    done = typed(*arguments, cwd=folder, mixed=True)
    return done.returncode, done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_workbook_that_is_written_over_is_kept_and_an_open_one_is_not_touched(
    tmp_path: Path, command: str
) -> None:
    place = tmp_path / "data" / "乙局" / "2020"
    place.mkdir(parents=True)
    (place / "申报表.txt").write_text(FORM, "utf-8")
    book = place / "实际数.xlsx"
    arguments = (*COMMANDS[command], str(book))
    for held in (b"typed", b"typed again"):
        book.write_bytes(held)
        code, said = ran(tmp_path, *arguments)
        assert (code, book.read_bytes()) == (2, held)
        assert "已经存在" in said
        (place / "~$实际数.xlsx").touch()
        code, said = ran(tmp_path, *arguments, "--force")
        assert (code, book.read_bytes()) == (2, held)
        assert "正被其他程序打开" in said
        (place / "~$实际数.xlsx").unlink()
        code, said = ran(tmp_path, *arguments, "--force")
        assert (code, "原文件另存为" in said) == (0, True)
        assert book.read_bytes() != held
    kept = {path.name: path.read_bytes() for path in place.glob("*.bak")}
    assert kept == {"实际数.xlsx.bak": b"typed", "实际数.xlsx-2.bak": b"typed again"}
