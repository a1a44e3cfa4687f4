"""What happens in a batch, for people and for machines: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from auditkit.batch.job import Run

Kind = Literal[
    "plan", "start", "retry", "done", "failed", "skipped", "grave", "kept", "ignored", "summary"
]
JsonValue = str | int | float | bool | None


@dataclass(frozen=True)
class Event:
    """Something that happened to a run, or to the batch where `run` is None."""

    kind: Kind
    run: Run | None = None
    detail: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def json(self) -> str:
        """One line: event, department and year where it is about a run, then the details."""
        about = (
            {} if self.run is None else {"department": self.run.department, "year": self.run.year}
        )
        return json.dumps({"event": self.kind, **about, **self.detail}, ensure_ascii=False)


Listener = Callable[[Event], None]
