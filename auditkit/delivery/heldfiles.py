"""Files as a manifest states them held against the files that are there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from auditkit.delivery.broken import Broken
from auditkit.delivery.edited import EDITED
from auditkit.delivery.manifest import FILE, HISTORY, REVIEW
from auditkit.delivery.placing import LEFT, PLACING
from auditkit.results.sealedfile import FileSeal, seal_of

# What a file manager or an office program leaves where one has looked.
_LEFT_BEHIND = (".DS_Store", "Thumbs.db", "desktop.ini")
_LOCK = 1024
"""Bytes that no lock reaches: it holds who has the file open, and is no page of that name."""


def delivered(outputs: list[FileSeal], run: Path) -> Iterator[Broken]:
    """The files of a run as the manifest states them against all that lie in its folder."""
    links: list[Path] = []
    present: dict[str, Path] = {}
    locks = locks_in(run)
    for root, below, names in os.walk(run):
        place = Path(root)
        if place == run:
            below[:] = [name for name in below if name != HISTORY and not _is_left(name)]
        links += [place / name for name in below if (place / name).is_symlink()]
        for name in names:
            if name in _LEFT_BEHIND or (place == run and (name in locks or _is_left(name))):
                continue
            path = place / name
            if path.is_symlink():
                links.append(path)
            else:
                present[_way(run, path)] = path
    present.pop(FILE, None)
    present.pop(REVIEW, None)
    linked = {_way(run, path) for path in links}
    yield from compared([seal for seal in outputs if seal.name not in linked], present)
    stated = {seal.name for seal in outputs} | {FILE}
    for name in sorted(linked):
        if name in stated:
            yield Broken("不符", name, "是指向别处的链接，不是文件")
        else:
            yield Broken("多出", name, "清单没有列入（链接）")
    for name in _beside_the_earlier(run / HISTORY):
        yield Broken("多出", f"{HISTORY}/{name}", "不是历史报告，也不是另存的改动")


def is_page(name: str) -> bool:
    """Whether it is the name of a report's page."""
    return name.startswith("审计报告") and name.endswith(".html")


def locks_in(run: Path) -> list[str]:
    """The names of the locks that office programs keep beside what they have open."""
    return sorted(
        path.name
        for path in run.iterdir()
        if path.name.startswith(("~$", ".~")) and path.is_file() and path.stat().st_size < _LOCK
    )


def _beside_the_earlier(history: Path) -> Iterator[str]:
    """What lies in 历史 and is neither edits nor an earlier report, which is verified by itself."""
    if history.is_symlink() or not history.is_dir():
        return
    for path in sorted(history.iterdir()):
        names = [one.name for one in path.iterdir()] if path.is_dir() else []
        earlier = (path / FILE).is_file() or any(map(is_page, names))
        known = path.is_dir() and (earlier or EDITED in path.name or not names)
        if not (known or path.name in _LEFT_BEHIND or _is_left(path.name)):
            yield path.name


def _is_left(name: str) -> bool:
    """Whether it is not part of a report but of one being made, or put in place."""
    return name == PLACING or bool(LEFT.fullmatch(name))


def _way(run: Path, path: Path) -> str:
    return path.relative_to(run).as_posix()


def compared(
    stated: list[FileSeal], present: dict[str, Path], prefix: str = ""
) -> Iterator[Broken]:
    """Files as stated against files as they are."""
    for seal in stated:
        path = present.get(seal.name)
        if path is None:
            yield Broken("缺少", prefix + seal.name)
            continue
        now = seal_of(path)
        if now.sha256 != seal.sha256:
            size = "" if now.size == seal.size else f"，大小 {seal.size} → {now.size} 字节"
            detail = f"sha256 {seal.sha256[:12]} → {now.sha256[:12]}{size}"
            yield Broken("改动", prefix + seal.name, detail)
    for name in sorted(present.keys() - {seal.name for seal in stated}):
        yield Broken("多出", prefix + name, "清单没有列入")
