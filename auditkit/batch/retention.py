"""What is kept of earlier times, and for how long.

A report that is replaced stays as 历史/<when it was made>/ beside the new one, its files linked and
not copied. The newest `keep` of them stay, and as many summaries of batches; what somebody has
edited stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditkit.batch.lock import FOLDER
from auditkit.delivery.edited import EDITED, link_file, made_at
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.delivery.manifest import HISTORY
from auditkit.errors import AuditError

SUMMARIES = "history"


@contextmanager
def keeping_earlier(folder: Path, keep: int) -> Iterator[None]:
    """Keeps the report that lies in `folder` if the block puts another in its place.

    It is put by before the block, so that no kill loses it.
    """
    made, manifest = made_at(folder), _manifest(folder)
    history = folder / HISTORY
    if keep and made:
        try:
            _link_files(folder, history / made)
        except OSError as error:
            raise AuditError(
                f"{history}：被替换的报告无法保留（{error.strerror}）。"
                "请检查写入权限和磁盘空间，或用 --keep 0 不留。"
            ) from error
    try:
        yield
    finally:
        if keep and made and _manifest(folder) == manifest:
            shutil.rmtree(history / made, ignore_errors=True)
        _forget(history, keep)


def _manifest(folder: Path) -> tuple[int, int] | None:
    """Which file the manifest is: two reports may be made in one second, and say the same time."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _link_files(folder: Path, place: Path) -> None:
    new = place.with_name(f".{place.name}.tmp")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)
    new.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            link_file(path, new / path.name)
    new.rename(place)


def keep_summaries(output: Path, keep: int) -> None:
    """Forget all but the newest `keep` summaries of earlier batches."""
    _forget(output / FOLDER / SUMMARIES, keep)


def _forget(folder: Path, keep: int) -> None:
    if folder.is_dir():
        paths = [path for path in folder.iterdir() if EDITED not in path.name]
        names = sorted({path.name.partition(".")[0] for path in paths}, reverse=True)
        for path in paths:
            if path.name.partition(".")[0] in names[keep:]:
                _remove(path)
    with suppress(OSError):
        folder.rmdir()  # only an empty one goes


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def sweep(output: Path, left: list[str]) -> None:
    """Remove what a killed batch left: its temporary folders, and files not yet renamed."""
    for folder in map(Path, left):
        if folder.name.startswith("auditkit-"):
            shutil.rmtree(folder, ignore_errors=True)
    for pattern in (
        ".*.tmp",
        f"{FOLDER}/.*.tmp",
        f"{FOLDER}/*/.*.tmp",
        "[0-9]*/*/.*.tmp",
        f"[0-9]*/*/{HISTORY}/.*.tmp",
    ):
        for path in output.glob(pattern):
            _remove(path)
