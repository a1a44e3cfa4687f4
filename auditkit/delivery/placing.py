"""Putting a report in the place of another so that whatever ends it, one of the two is whole.

A new report is made in a folder beside the old one, with links to the old one's files in it. It
counts from the moment in which that folder is renamed to `PLACING`. From then on its files take
their places one by one, the old manifest away first and the new one put last, so that a manifest
never stands beside files of another report. A folder that still holds `PLACING` was interrupted:
`settle` does the rest. Where a file cannot be replaced, the old report is put back.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from auditkit.delivery.edited import keep_edited, link_file, made_at, manifest_of, unused
from auditkit.delivery.holding import held, is_given_up
from auditkit.delivery.manifest import FAILED, HISTORY, REVIEW
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.errors import AuditError
from auditkit.results.sealedfile import seal_of

PLACING = ".placing"
"""The folder of a report that is being put in place."""
LEFT = re.compile(r"\.[a-z0-9_]{8,12}\.tmp")
"""What a process that was killed leaves of files that it had not yet renamed."""
_EARLIER = "earlier"
"""In it, the files of the report that is replaced; `HISTORY` where that is to be kept."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder inside the report's own, so that moving its files out of it is a mere renaming.

    Raises AuditError where the folder cannot be written.
    """
    try:
        made = TemporaryDirectory(prefix=".", suffix=".tmp", dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    with made as name, held(Path(name)):
        yield Path(name)


def put_in_place(staged: Path, folder: Path, *, keep: bool = False) -> list[Path]:
    """Lets the report in `staged` take its place in `folder`; gives its files, the manifest last.

    What the earlier report had and this one has not goes; what somebody has edited is put by in
    历史, and with `keep` the whole earlier report. Raises AuditError where a file cannot be
    replaced, be it that another program holds it open; the earlier report is then what it was.
    """
    names = _named(manifest_of(staged))
    try:
        _link_earlier(folder, staged / (HISTORY if keep else _EARLIER))
        # Beside each other: they then wait for the disk once, and not each for itself.
        with ThreadPoolExecutor(len(names) + 1) as threads:
            list(threads.map(_to_disk, [staged / name for name in (*names, MANIFEST)]))
        _to_disk(staged)
        staged.rename(folder / PLACING)
    except OSError as error:
        raise _unwritable(folder, error) from error
    _finish(folder)
    return [folder / name for name in (*names, MANIFEST)]


def settle(folder: Path) -> bool:
    """Ends what was interrupted while a report was put in place; whether there was anything.

    Raises AuditError where it cannot be ended.
    """
    if not (folder / PLACING).is_dir():
        return False
    _finish(folder)
    return True


def remove_left(folder: Path) -> None:
    """Removes what a killed process left in the folder of a report, the report itself excepted."""
    for place in (folder, folder / HISTORY):
        with suppress(OSError):
            for path in list(place.iterdir()):
                if LEFT.fullmatch(path.name):
                    discard(path)


def remove_given_up(folder: Path) -> None:
    """Removes of what a killed process left the folders that no other one is at work in."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if LEFT.fullmatch(path.name) and is_given_up(path):
                discard(path)


def discard(path: Path) -> None:
    """Removes a file or a folder, under another name first: no half of it is taken for the whole.

    What cannot be removed is left for `remove_left`.
    """
    with suppress(OSError):
        gone = path
        if not LEFT.fullmatch(path.name):
            gone = path.with_name(f".{uuid4().hex[:12]}.tmp")
            path.rename(gone)
        if gone.is_dir() and not gone.is_symlink():
            shutil.rmtree(gone, ignore_errors=True)
        else:
            gone.unlink()


def _finish(folder: Path) -> None:
    placing = folder / PLACING
    try:
        if (placing / MANIFEST).is_file():
            _move(placing, folder)
        if (placing / HISTORY).is_dir():
            _to_history(placing / HISTORY, folder)
    except OSError as error:
        if (placing / MANIFEST).is_file():
            _put_back(placing, folder)
        raise _unwritable(folder, error) from error
    discard(placing)
    _to_disk(folder)


def _move(placing: Path, folder: Path) -> None:
    """The new files to their places. It may have been begun before, and ended anywhere."""
    names = _named(manifest_of(placing))
    pending = [name for name in names if (placing / name).exists()]
    earlier = manifest_of(_earlier(placing))
    keep_edited(folder, earlier, pending)
    (folder / MANIFEST).unlink(missing_ok=True)
    for name in pending:
        (placing / name).replace(folder / name)
    for name in sorted(set(_named(earlier)) - set(names)):
        (folder / name).unlink(missing_ok=True)
    for path in folder.glob(f"审计报告*{FAILED}"):
        path.unlink(missing_ok=True)
    _to_disk(folder)
    (placing / MANIFEST).replace(folder / MANIFEST)


def _put_back(placing: Path, folder: Path) -> None:
    """The earlier report as it was, or what of it can be put back, its manifest last."""
    kept = _earlier(placing)
    earlier = [*_named(manifest_of(kept)), MANIFEST]
    for name in set(_named(manifest_of(placing))) - set(earlier):
        with suppress(OSError):
            (folder / name).unlink(missing_ok=True)
    for name in earlier:
        with suppress(OSError):
            (kept / name).replace(folder / name)
    discard(placing)


def _earlier(placing: Path) -> Path:
    """The folder with the files of the report that is replaced; there may be none."""
    return placing / (HISTORY if (placing / HISTORY).is_dir() else _EARLIER)


def _link_earlier(folder: Path, place: Path) -> None:
    """The files of the report in `folder` at another place as well, its manifest the last."""
    names = [name for name in _named(manifest_of(folder)) if (folder / name).is_file()]
    if not (folder / MANIFEST).is_file():
        return
    place.mkdir()
    # The record of its review goes along; the one beside the new report goes on from it.
    signed = [REVIEW] if (folder / REVIEW).is_file() else []
    for name in (*names, *signed, MANIFEST):
        link_file(folder / name, place / name)


def _to_history(kept: Path, folder: Path) -> None:
    """The earlier report into 历史, unless it is there; nothing that is there is replaced."""
    made, history = made_at(kept), folder / HISTORY
    if not made:
        return
    if _is_whole(history / made) and _same(history / made, kept):
        return
    history.mkdir(exist_ok=True)
    kept.rename(unused(history / made))


def _is_whole(folder: Path) -> bool:
    """Whether a report is as its manifest says."""
    manifest = manifest_of(folder)
    try:
        return bool(manifest) and all(
            seal_of(folder / output["name"]).sha256 == output["sha256"]
            for output in manifest["outputs"]
        )
    except AuditError:
        return False


def _same(one: Path, other: Path) -> bool:
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def _named(manifest: dict[str, Any]) -> list[str]:
    """The outputs that a manifest names, as far as they are names.

    What an edited manifest leads to elsewhere is left alone.
    """
    names = [output["name"] for output in manifest.get("outputs", [])]
    return [name for name in names if Path(name).name == name and name != MANIFEST]


def _to_disk(path: Path) -> None:
    """Waits until the file, or the names in the folder, would outlast a power cut."""
    # Windows opens no folders, and some file systems of a network do not know the order.
    with suppress(OSError):
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _unwritable(folder: Path, error: OSError) -> AuditError:
    reason = error.strerror or type(error).__name__
    return AuditError(
        f"{folder}：报告无法保存（{reason}）。"
        "如果其中的文件正被其他程序打开，请先关闭；否则请检查文件夹的写入权限和磁盘空间。"
    )
