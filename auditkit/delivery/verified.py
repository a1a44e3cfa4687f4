"""What `verify` found, as JSON for other programs; its schema is `verification`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditkit.delivery.seal import Verification
    from auditkit.files.canonical import Json

SHAPE = "auditkit-verification-1"


def verification_record(found: Sequence[Verification], *, recomputed: bool) -> Json:
    """Every run with what is not as its manifest says; `agrees` where nothing is."""
    runs = [
        {
            "folder": str(run.folder),
            "title": run.title,
            "agrees": not run.broken,
            "outputs": run.outputs,
            "inputs": run.inputs,
            "earlier": run.earlier,
            "broken": [
                {"fault": one.fault, "name": one.name, "detail": one.detail} for one in run.broken
            ],
            "notes": list(run.notes),
            "review": None if run.review is None else str(run.review),
        }
        for run in found
    ]
    agrees = all(run["agrees"] for run in runs)
    return {"schema": SHAPE, "recomputed": recomputed, "agrees": agrees, "runs": runs}
