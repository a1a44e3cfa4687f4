"""Files of a report that somebody has edited: kept where another report takes their place."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditkit.delivery.manifest import HISTORY, read_manifest
from auditkit.errors import UnreadableFile
from auditkit.results.fingerprint import seal_of

EDITED = "-改动过"
"""Ends the name of a folder in 历史 that holds edited files; none of them is ever removed."""


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of the report in a folder; empty where there is no whole report."""
    try:
        return read_manifest(folder)
    except UnreadableFile:
        return {}


def made_at(folder: Path) -> str:
    """When the report in a folder was made (UTC), fit for a name; blank where there is none."""
    finished = re.match(r"[0-9T:-]+", str(manifest_of(folder).get("finished", "")))
    return re.sub("[:-]", "", finished[0]) + "Z" if finished else ""


def link_file(path: Path, to: Path) -> None:
    """Let a file stand at another place as well, by a copy on a file system without links."""
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, to)


def keep_edited(folder: Path) -> None:
    """Put by the outputs that are no longer as the manifest of their folder says.

    Raises OSError where they cannot be.
    """
    outputs = manifest_of(folder).get("outputs", [])
    edited = [folder / output["name"] for output in outputs if _is_edited(folder, output)]
    if edited:
        place = _unused(folder / HISTORY / f"{made_at(folder)}{EDITED}")
        place.mkdir(parents=True)
        for path in edited:
            link_file(path, place / path.name)


def edited_in(folder: Path) -> set[Path]:
    """The edited files that have been put by in a report's folder."""
    return set(folder.glob(f"{HISTORY}/*{EDITED}*/*"))


def _is_edited(folder: Path, output: Mapping[str, Any]) -> bool:
    # A name is a name: what an edited manifest leads to elsewhere is left alone.
    path = folder / output["name"]
    if Path(output["name"]).name != output["name"] or not path.is_file():
        return False
    return seal_of(path).sha256 != str(output.get("sha256"))


def _unused(place: Path) -> Path:
    number = 1
    unused = place
    while unused.exists():
        number += 1
        unused = place.with_name(f"{place.name}{number}")
    return unused
