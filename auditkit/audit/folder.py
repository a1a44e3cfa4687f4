"""The folder of a department and year: what lies in it, told by names alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.files.names import AS_READ, HOW_RENAMED, is_utf8, lock_beside, sayable

YEAR = re.compile("(?:19|20)[0-9]{2}")
MARKED = "-标注"
"""Ends the names of copies of workbooks in which problems are marked; none is an input."""
FORMLESS_PACK = "common"
"""The pack for a department that publishes accounts but no form, where none is named."""

STORE_NAME = "实际数.parquet"
"""The facts of many departments in one file, in the data folder."""


FACT_SUFFIXES = (".xlsx", ".csv", ".parquet")
"""What the files 实际数… of a year's folder end in."""


def store_file(folder: Path) -> Path | None:
    """The fact store that a year's folder without figures of its own takes them from."""
    store = folder.parent.parent / STORE_NAME
    own = (path.suffix.lower() in FACT_SUFFIXES for path in folder.glob("实际数*"))
    return store if store.is_file() and not any(own) else None


@contextmanager
def readable(place: Path) -> Iterator[None]:
    """Turns the error of looking into a place that cannot be read into an AuditError."""
    try:
        yield
    except OSError as error:
        raise unreadable(place, error) from error


def unreadable(place: Path, error: OSError) -> AuditError:
    """The error for a place that cannot be read."""
    reason = error.strerror or type(error).__name__
    return AuditError(f"{place}：无法读取（{reason}）。请检查读取权限。")


def refuse_output_inside(data_dir: Path, output: Path) -> None:
    """Raise AuditError where the reports would become inputs of the next ones."""
    if output.resolve().is_relative_to(data_dir.resolve()):
        raise AuditError(
            f"{output}：报告文件夹不能是数据文件夹 {data_dir}，也不能在它里面。"
            "请用 --output 换一个位置。"
        )


def left_by_a_program(name: str) -> bool:
    """Whether a file of this name was left by a program and not put there by a person.

    Locks and backups of Excel, WPS, LibreOffice and editors, files of the system, the copies that
    `check --mark` writes, and what auditkit itself wrote of a form or of accounts as they were
    read.

    >>> [name for name in ("~$申报表.xlsx", ".~lock.申报表.xlsx#", "申报表.xlsx.bak", "申报表.xlsx",
    ...  "申报表-识读.xlsx") if not left_by_a_program(name)]
    ['申报表.xlsx']
    """
    return (
        name.startswith((".", "~$"))
        or name.endswith(("~", ".bak", ".tmp", ".swp", ".crdownload", ".part"))
        or name in ("Thumbs.db", "desktop.ini")
        or Path(name).stem.endswith((MARKED, AS_READ))
    )


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by name; the lock and system files of other programs are none.

    A link to a folder is not followed: it may lead to one that is above. Raises AuditError for a
    folder that cannot be read.
    """
    with readable(folder):
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        if left_by_a_program(path.name):
            continue
        with readable(path):
            is_folder, is_file = path.is_dir(), path.is_file()
        if is_folder and not path.is_symlink():
            yield from files_in(path)
        elif is_file:
            yield path


def held_open(folder: Path) -> list[str]:
    """A sentence for each file of a year's folder that Excel, WPS or LibreOffice has open.

    It is said to whoever sits there, and stands in no report: that is made of what lies there.
    """
    return [
        f"{path.name}正在 Excel、WPS 或 LibreOffice 中打开（有锁文件 {lock}）："
        "读到的是上次存盘的内容。有改动的请存盘后再来一次。"
        for path in files_in(folder)
        if (lock := lock_beside(path))
    ]


def looked_at(data_dir: Path) -> tuple[dict[str, set[int]], dict[str, AuditError]]:
    """The departments with their years, and those that cannot be read, which have none.

    One whose name is not UTF-8 is named as GBK would have it, and cannot be read by that name.

    Raises AuditError where there is no such folder.
    """
    if not data_dir.is_dir():
        raise AuditError(
            f"{data_dir}：没有这个数据文件夹。请用参数 data_dir 指定，或用 auditkit new 建立。"
        )
    there: dict[str, set[int]] = {}
    closed: dict[str, AuditError] = {}
    with readable(data_dir):
        folders = [path for path in sorted(data_dir.iterdir()) if is_folder(path)]
    for folder in folders:
        if not is_utf8(folder.name):
            name = _free(sayable(folder.name), {*there, *(path.name for path in folders)})
            there[name], closed[name] = set(), _misnamed(folder, name)
            continue
        there[folder.name] = set()
        try:
            there[folder.name] |= years_in(folder)
        except AuditError as error:
            closed[folder.name] = error
    return there, closed


def years_in(folder: Path) -> set[int]:
    """The years that a department's folder has a folder of; none where it is not there.

    Raises AuditError where it cannot be read.
    """
    if not folder.is_dir():
        return set()
    with readable(folder):
        return {
            int(path.name)
            for path in folder.iterdir()
            if YEAR.fullmatch(path.name) and path.is_dir()
        }


def _misnamed(folder: Path, name: str) -> AuditError:
    return AuditError(
        f"{sayable(str(folder))}：文件夹名不是 UTF-8（按 GBK 读作“{name}”），"
        f"多半来自 Windows 上做的压缩包。请{HOW_RENAMED}。"
    )


def _free(name: str, taken: Collection[str]) -> str:
    """The name, marked where another has it already."""
    while name in taken:
        name += "（GBK）"
    return name


def why_closed(data_dir: Path, department: str) -> AuditError | None:
    """Why a department folder that is there cannot be read, None where it can."""
    return looked_at(data_dir)[1].get(department) if data_dir.is_dir() else None


def is_folder(path: Path) -> bool:
    """Whether it is a folder that people see."""
    return path.is_dir() and not path.name.startswith(".")
