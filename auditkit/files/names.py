"""Names of files and folders that are not UTF-8, as a zip made on a Chinese Windows leaves them.

Python carries their bytes in a text as lone surrogates, which no file, page or pipe can hold. And
the names of the files by which other programs say that they have one open.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from auditkit.errors import AuditError
from auditkit.wording import INVISIBLE

_ENDS = r"\s/：，。；、“”（）"
_RAW = re.compile(f"(?<![^{_ENDS}])[^{_ENDS}\udc80-\udcff]*+[\udc80-\udcff][^{_ENDS}]*")
_NO_FOLDER = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME = 255
AS_READ = "-识读"
"""How the name of a workbook ends that auditkit wrote of what it read: never an input."""
HOW_RENAMED = "用 unzip -O GBK 重新解压，或用 convmv -f GBK -t UTF-8 -r --notest 改名"


def is_utf8(name: str) -> bool:
    """Whether a name can be written anywhere.

    >>> is_utf8("某局"), is_utf8(os.fsdecode("某局".encode("gbk")))
    (True, False)
    """
    return not any("\udc80" <= character <= "\udcff" for character in name)


def sayable(text: str) -> str:
    """The text with its names as GBK would have them, or their bytes where that says nothing.

    >>> sayable("data/" + os.fsdecode("某局".encode("gbk")) + "/2020：无法读取")
    'data/某局/2020：无法读取'
    >>> sayable(os.fsdecode(b"a\\xff"))
    'a\\\\xff'
    """
    return text if is_utf8(text) else _RAW.sub(lambda found: _decoded(found[0]), text)


def _decoded(name: str) -> str:
    # Some pairs of bytes of GBK are a letter in UTF-8 too, so the whole name is read anew.
    raw = os.fsencode(name)
    try:
        said = raw.decode("gb18030")
    except UnicodeDecodeError:
        said = ""
    return said if said.isprintable() and said else raw.decode("utf-8", "backslashreplace")


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no disk can hold is none.

    >>> is_file(Path("长" * 300))
    False
    """
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def refuse_as_folder(department: str) -> None:
    """Raise AuditError for a department's name that no folder can have on every system.

    It would lead elsewhere, Windows would not open it, or it is too long for a disk.
    """
    if (
        not department.strip()
        or department in (".", "..")
        or department != department.rstrip(". ")
        or _NO_FOLDER.search(department)
        or _DEVICE.fullmatch(department)
        or len(os.fsencode(department)) > _LONGEST_NAME
    ):
        raise AuditError(
            f"部门名称“{department}”不能作文件夹名。请写部门全称，不带 / \\ : 等符号，"
            "不以点或空格结尾，也不是 CON、NUL 等系统保留的名称。"
        )


def looking_alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names of folders that a person, or a disk of another system, takes for one.

    They differ in how characters are composed, in case, width, what nobody sees, or in blanks and
    dots at the end.

    >>> looking_alike(["caf\u00e9局", "cafe\u0301局", "ABC局", "abc局.", "某局"])
    [('ABC局', 'abc局.'), ('cafe\u0301局', 'caf\u00e9局')]
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        seen = INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
        key = "".join(seen.casefold().split()).rstrip(".")
        groups.setdefault(key, []).append(name)
    return [tuple(group) for _, group in sorted(groups.items()) if len(group) > 1]


def lock_beside(path: Path) -> str:
    """The name of the lock file by which Excel, WPS or LibreOffice says that it has this one open.

    Blank where there is none. Excel cuts the first two characters of a long name.
    """
    names = (f"~${path.name}", f"~${path.name[2:]}", f".~{path.name}", f".~lock.{path.name}#")
    # The name of a lock may be longer than any file's: then there is none.
    return next((lock for lock in names if is_file(path) and is_file(path.with_name(lock))), "")
