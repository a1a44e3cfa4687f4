"""The assumptions of a what-if together (试算方案): noted, put into words, kept in a file."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditkit.audit.audit import Audit
from auditkit.audit.whatif import assumptions, what_if
from auditkit.errors import UnreadableFile
from auditkit.files.canonical import json_bytes
from auditkit.files.saving import make_folder, write_bytes

SHAPE = "auditkit-scenario/1"
_REMEDY = "请选择由本程序保存的试算方案"


@dataclass
class Scenario:
    """The assumptions made so far, as `what_if` takes them."""

    targets: dict[str, str] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    figures: dict[tuple[str, int], float | None] = field(default_factory=dict)
    quantity: str | None = None
    judgement: str | None = None

    def under(self, audit: Audit) -> Audit:
        """The audit under these assumptions."""
        return what_if(audit, **vars(self))

    def said(self, audit: Audit) -> list[str]:
        """The assumptions in words."""
        return assumptions(audit, **vars(self))

    def copy(self) -> Scenario:
        """The same assumptions, apart from these."""
        return copy.deepcopy(self)


def save_scenario(scenario: Scenario, path: Path, department: str, year: int) -> None:
    """Write the assumptions about a department and year as JSON: figures in 万元, rates 0 to 1.

    Raises AuditError where the file cannot be written.
    """
    figures = [
        {"name": name, "year": at, "value": value} for (name, at), value in scenario.figures.items()
    ]
    content = {**vars(scenario), "figures": figures}
    make_folder(path.parent)
    write_bytes(
        path, json_bytes({"shape": SHAPE, "department": department, "year": year} | content)
    )


def read_scenario(path: Path) -> Scenario:
    """The assumptions kept in a file. Raises UnreadableFile for any other file."""
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if content["shape"] != SHAPE:
            raise UnreadableFile(path.name, "不是试算方案", _REMEDY)
        return Scenario(
            {str(name): str(text) for name, text in content["targets"].items()},
            {str(name): float(weight) for name, weight in content["weights"].items()},
            {
                (str(one["name"]), int(one["year"])): None
                if one["value"] is None
                else float(one["value"])
                for one in content["figures"]
            },
            content["quantity"],
            content["judgement"],
        )
    except OSError as error:
        raise UnreadableFile(path.name, "无法读取", "请检查文件和读取权限") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(path.name, "不是试算方案", _REMEDY) from error
