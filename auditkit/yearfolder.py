"""The folder of a department and year: what lies in it, told by names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from auditkit.packfile import DEFAULT_PACK

FORM_NAME = re.compile("申报表|绩效目标表|自评表")
FORMLESS_PACK = "common"
"""The pack for a department that publishes accounts but no form, where none is named."""

STORE_NAME = "实际数.parquet"
"""The facts of many departments in one file, in the data folder."""


def store_file(folder: Path) -> Path | None:
    """The fact store that a year's folder without a fact workbook takes its figures from."""
    store = folder.parent.parent / STORE_NAME
    return store if store.is_file() and not any(folder.glob("实际数*.xlsx")) else None


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below a folder, by name; the lock and system files of other programs are none."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.name.startswith(("~$", ".")) or path.name in ("Thumbs.db", "desktop.ini"):
                continue
            if path.is_dir():
                yield from files_in(path)
            elif path.is_file():
                yield path


def pack_in_force(rulepack: str, folder: Path) -> str:
    """The rule pack that a run of this folder uses where `rulepack` is asked for."""
    names = (path.stem for path in folder.iterdir()) if folder.is_dir() else ()
    formless = not any(FORM_NAME.search(name) and not name.startswith("~$") for name in names)
    return FORMLESS_PACK if formless and rulepack == DEFAULT_PACK else rulepack
