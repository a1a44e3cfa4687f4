"""The record of a batch (batch.json) and its letter (批次小结.eml), with those of earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from auditkit.batch.lock import FOLDER
from auditkit.batch.mail import letter
from auditkit.batch.retention import SUMMARIES, keep_summaries
from auditkit.batch.summary import FILE, Summary
from auditkit.files.canonical import json_bytes
from auditkit.files.saving import make_folder, write_bytes

LETTER = "批次小结.eml"
SENDER = "auditkit@localhost"


def file_summary(
    summary: Summary, output: Path, keep: int, sender: str, receivers: Sequence[str]
) -> None:
    """Write both to `output` and among its earlier ones, of which the newest `keep` stay."""
    record = json_bytes(summary.as_json())
    posted = letter(summary, sender or SENDER, receivers or (sender or SENDER,))
    write_bytes(output / FILE, record)
    write_bytes(output / LETTER, posted)
    if keep:
        stem = output / FOLDER / SUMMARIES / summary.started.strftime("%Y%m%dT%H%M%S%f")
        make_folder(stem.parent)
        write_bytes(stem.with_suffix(".json"), record)
        write_bytes(stem.with_suffix(".eml"), posted)
    keep_summaries(output, keep)
