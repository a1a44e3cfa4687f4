"""The JSON schemas of what is written and of what commands say by --json."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from auditkit.files.canonical import Json
from auditkit.rules.ownrules import OWN
from auditkit.rules.scoringrules import BY_DATE, JUDGEMENT, QUANTITY

NOT_SCORED, FULL_IF_ABSENT, VETOED = "不计分", "不适用得满分", "一票否决"
"""What stands for a rule where none was asked."""

NAMES = {
    "assess": "record",
    "check": "check",
    "findings": "findings",
    "trace": "trace",
    "verify": "verification",
    "diff": "difference",
    "结果.json": "record",
    "计算链.json": "calculation",
    "manifest.json": "manifest",
}
"""What is written, by the command or the file that a person knows, and the name of its schema."""

_OF_RECORD = ("check", "trace", "findings")
"""Schemas that take parts of that of 结果.json."""
_WHOLE = "record.json#/"


def schema(name: str) -> Json:
    """A schema as plain JSON values, complete in itself.

    `record` (also of `assess --json`), `calculation`, `manifest`, `difference`, `check`, `trace`,
    `findings`, `verification`. Where a scoring rule is named, the names are those of the rules
    there are now. Raises FileNotFoundError for another name.
    """
    content = _stored(name)
    if name in _OF_RECORD:
        whole = _stored("record")
        content = _with_parts(content, whole)
        content["$defs"] = whole["$defs"]
    if name == "calculation":
        rules = [*QUANTITY, *JUDGEMENT, BY_DATE.name, *OWN, FULL_IF_ABSENT, NOT_SCORED, VETOED]
        _rule_name(content)["enum"] = rules
    return content


def _stored(name: str) -> Json:
    folder = resources.files("auditkit.results").joinpath("schemas")
    content: Json = json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))
    return content


def _with_parts(value: Any, whole: Json) -> Any:
    """The value with what it refers to of 结果.json put in its place."""
    if isinstance(value, list):
        return [_with_parts(one, whole) for one in value]
    if not isinstance(value, dict):
        return value
    path = str(value.get("$ref", ""))
    if path.startswith(_WHOLE):
        part: Any = whole
        for step in path.removeprefix(_WHOLE).split("/"):
            part = part[step]
        return part
    return {key: _with_parts(one, whole) for key, one in value.items()}


def _rule_name(content: Json) -> Json:
    """The place where the schema of 计算链.json says what names a rule may have."""
    found: list[Json] = [
        one["properties"]["rule"]["properties"]["name"]
        for one in _objects(content)
        if "rule" in one.get("properties", {})
    ]
    return found[0]


def _objects(value: object) -> list[Json]:
    if isinstance(value, dict):
        return [value, *(one for part in value.values() for one in _objects(part))]
    if isinstance(value, list):
        return [one for part in value for one in _objects(part)]
    return []
