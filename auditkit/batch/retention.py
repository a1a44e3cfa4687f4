"""What is kept of earlier times, and for how long.

A report that is replaced stays as 历史/<when it was made>/ beside the new one. The newest `keep` of
them stay, and as many summaries of batches; what somebody has edited stays.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from auditkit.batch.lock import FOLDER
from auditkit.delivery.edited import EDITED
from auditkit.delivery.manifest import HISTORY
from auditkit.delivery.placing import PLACING, discard, remove_left, settle
from auditkit.errors import AuditError

SUMMARIES = "history"


def keep_reports(folder: Path, keep: int) -> None:
    """Forget all but the newest `keep` of the reports that the one in `folder` has replaced."""
    _forget(folder / HISTORY, keep)


def keep_summaries(output: Path, keep: int) -> None:
    """Forget all but the newest `keep` summaries of earlier batches."""
    _forget(output / FOLDER / SUMMARIES, keep)


def _forget(folder: Path, keep: int) -> None:
    if folder.is_dir():
        paths = [path for path in folder.iterdir() if EDITED not in path.name]
        names = sorted({path.name.partition(".")[0] for path in paths}, reverse=True)
        for path in paths:
            if path.name.partition(".")[0] in names[keep:]:
                discard(path)
    with suppress(OSError):
        folder.rmdir()  # only an empty one goes


def sweep(output: Path, left: Sequence[str] = ()) -> None:
    """Put right what a killed process left: temporary folders, files not yet renamed, and reports
    of which some files were not yet in place.
    """
    for folder in map(Path, left):
        if folder.name.startswith("auditkit-"):
            shutil.rmtree(folder, ignore_errors=True)
    for folder in output.glob(f"[0-9]*/*/{PLACING}"):
        # What cannot be put in place now is named when its run comes.
        with suppress(AuditError):
            settle(folder.parent)
    for folder in output.glob("[0-9]*/*/"):
        remove_left(folder)
    for pattern in (".*.tmp", f"{FOLDER}/.*.tmp", f"{FOLDER}/*/.*.tmp"):
        for path in output.glob(pattern):
            discard(path)
