"""Where a file of decisions came from: this project's own export, the auditor's word, or unknown.

A department hands in a folder of files, and may put decisions on its own findings among them. So a
file counts only where it bears a mark that needs the project's key, a file of random bytes in the
data folder that no department is given. An exported workbook bears it for its department and year,
whatever is typed into it afterwards; any other file bears it, beside itself, for its very bytes,
once the auditor has named it. The mark proves that a holder of the key put the file there. It does
not prove who typed what: a workbook that was sent out and came back bears it still.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Literal

from auditkit.errors import AuditError
from auditkit.findings.decisionsheets import STEM

Origin = Literal["", "本项目导出", "审计人员认可", "认可后有改动", "来历不明"]
KEY_FILE = ".auditkit-project"
"""The project's key, in the data folder."""
ADOPTED = ".认可"
"""Ends the name of the file that says that the one beside it counts."""
_LONGEST = 64 * 1024


def decision_files(folder: Path) -> list[Path]:
    """The files of a year's folder that would decide on its findings."""
    there = folder.glob(f"{STEM}*") if folder.is_dir() else ()
    return sorted(path for path in there if path.is_file() and path.suffix != ADOPTED)


def key_file(folder: Path) -> Path:
    """The project's key for the folder of a department and year; it need not be there."""
    return folder.parent.parent / KEY_FILE


def origin_of(path: Path, folder: Path, mark: str) -> Origin:
    """Where a file in the folder of a department and year came from.

    `mark` is what stands in the file itself, blank where nothing does.
    """
    key = _key(key_file(folder))
    if not key:
        return "来历不明"
    if mark and hmac.compare_digest(mark.encode(), _exported(key, folder).encode()):
        return "本项目导出"
    beside = path.with_name(path.name + ADOPTED)
    try:
        said = beside.read_bytes()[:_LONGEST].split()
    except OSError:
        return "来历不明"
    told = said[-1] if said else b""
    return (
        "审计人员认可" if hmac.compare_digest(told, _named(key, path).encode()) else "认可后有改动"
    )


def export_mark(folder: Path) -> str:
    """The mark of an export for that department and year; the project gets its key if it has none.

    Raises AuditError where the key can be neither read nor written.
    """
    return _exported(_key_made(folder), folder)


def adopt(path: Path, folder: Path) -> Path:
    """Let a file in the folder of a department and year count, as it is now.

    Gives the file that says so. Raises AuditError for a file elsewhere, or where it cannot be
    written.
    """
    if path.resolve().parent != folder.resolve() or not path.is_file():
        raise AuditError(
            f"{path}：不在{folder}中，没有采用。"
            "请先把它放入该部门该年度的数据文件夹，再用 --decisions 指定。"
        )
    # openpyxl comes along; whoever only reads does without.
    from auditkit.files.saving import write_bytes

    beside = path.with_name(path.name + ADOPTED)
    mark = _named(_key_made(folder), path)
    said = f"审计人员已认可“{path.name}”现有的内容；内容改动后须重新认可。\n{mark}\n"
    write_bytes(beside, said.encode())
    return beside


def _exported(key: bytes, folder: Path) -> str:
    return _signed(key, "exported", folder.parent.name, folder.name)


def _named(key: bytes, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return _signed(key, "adopted", path.parent.parent.name, path.parent.name, path.name, digest)


def _signed(key: bytes, *said: str) -> str:
    text = "\n".join(said).encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _key(file: Path) -> bytes:
    try:
        return file.read_bytes().strip()
    except OSError:
        return b""


def _key_made(folder: Path) -> bytes:
    file = key_file(folder)
    if key := _key(file):
        return key
    try:
        # Two commands at once must agree on one key.
        there = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(there, "wb") as out:
            out.write(secrets.token_hex(32).encode() + b"\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise AuditError(
            f"{file}：项目的标记无法保存（{error.strerror}），导出的文件将不被采用。请检查数据文件夹的写入权限。"
        ) from error
    if key := _key(file):
        return key
    raise AuditError(f"{file}：项目的标记是空的。请删去这个文件后再试；此前导出的文件须重新认可。")
