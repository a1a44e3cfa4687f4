"""Which files of a year's folder are its forms: by their names, else by what they hold.

A form is often published within a file that is called 2024年部门预算公开表 or 绩效自评报告.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from auditkit.audit.folder import (
    FACT_SUFFIXES,
    FORMLESS_PACK,
    left_by_a_program,
    readable,
)
from auditkit.errors import AuditError, IssueKind, UnreadableFile
from auditkit.facts.facts import BOOKS, FORM_NAME
from auditkit.files.names import is_utf8
from auditkit.form.corrections import CORRECTED_SUFFIX
from auditkit.form.title.heading import is_same_department
from auditkit.rules import DEFAULT_PACK

BY_CONTENTS = IssueKind("P11", "文件名没有写明是申报表，按其内容读作申报表")
_MAY_HOLD_ONE = re.compile("绩效|预算|决算|自评|目标")
OTHERS = re.compile("决算|预算|实际数|审计发现处理|整改台账|报告|底稿")
"""How the names of files begin that are read as something else, or that are of our own making."""
DOCUMENTS = (".pdf", ".xlsx", ".xls", ".docx", ".html", ".htm", ".ods")
"""What files end in that a form may be published in."""


def form_files(folder: Path) -> list[Path]:
    """The forms in a folder: the files whose names say so, the department's own and projects'.

    Where no name does, those of the department and year that hold one. Raises UnreadableFile for
    a name of a form that is no file.
    """
    named = [
        path
        for path in folder.iterdir()
        if not left_by_a_program(path.name)
        and FORM_NAME.search(path.stem)
        and not path.stem.endswith(CORRECTED_SUFFIX)
    ]
    forms = sorted(path for path in named if path.is_file())
    for path in named:
        if not (path.is_file() or path.is_dir()):
            raise UnreadableFile(str(path), _instead_of_a_file(path), "请放入申报表文件本身")
    return forms or _by_contents(folder)


def pack_in_force(rulepack: str, folder: Path) -> str:
    """The rule pack that a run of this folder uses where `rulepack` is asked for."""
    with readable(folder):
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    named = any(FORM_NAME.search(Path(name).stem) and not left_by_a_program(name) for name in names)
    formless = not (named or (names and _by_contents(folder)))
    return FORMLESS_PACK if formless and rulepack == DEFAULT_PACK else rulepack


def _instead_of_a_file(path: Path) -> str:
    if path.is_symlink():
        return f"是链接，所指的“{path.readlink()}”不存在，或不是文件"
    return "是管道或设备，不是文件"


def _by_contents(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        name, suffix = path.name, path.suffix.lower()
        if (
            left_by_a_program(name)
            or suffix not in (*DOCUMENTS, *FACT_SUFFIXES)
            or not is_utf8(name)
        ):
            continue
        if name.startswith(BOOKS) or OTHERS.match(name) or not _MAY_HOLD_ONE.search(path.stem):
            continue
        if path.stem.endswith(CORRECTED_SUFFIX) or not path.is_file():
            continue
        stat = path.stat()
        if _holds_form(path, stat.st_mtime_ns, stat.st_size):
            found.append(path)
    return found


@lru_cache(maxsize=256)
def _holds_form(path: Path, _changed: int, _size: int) -> bool:
    """Whether a file of this state holds forms, all of its folder's department and year."""
    from auditkit.form.reading import read_forms

    try:
        forms = read_forms(path)
    except AuditError:
        return False
    folder = path.resolve().parent
    return all(
        form.indicators
        and is_same_department(form.department, folder.parent.name)
        and str(form.year) in ("0", folder.name)
        for form in forms
    )
