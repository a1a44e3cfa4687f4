"""The JSON schemas of what is written: 结果.json, 计算链.json, the manifest, a difference."""

from __future__ import annotations

import json
from importlib import resources

from auditkit.files.canonical import Json
from auditkit.rules.ownrules import OWN
from auditkit.rules.scoringrules import BY_DATE, JUDGEMENT, QUANTITY

NOT_SCORED, FULL_IF_ABSENT, VETOED = "不计分", "不适用得满分", "一票否决"
"""What stands for a rule where none was asked."""


def schema(name: str) -> Json:
    """The schema of `record`, `calculation`, `manifest` or `difference`, as plain JSON values.

    Where a scoring rule is named, the names are those of the rules there are now. Raises
    FileNotFoundError for another name.
    """
    folder = resources.files("auditkit.results").joinpath("schemas")
    content: Json = json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))
    if name == "calculation":
        rules = [*QUANTITY, *JUDGEMENT, BY_DATE.name, *OWN, FULL_IF_ABSENT, NOT_SCORED, VETOED]
        _rule_name(content)["enum"] = rules
    return content


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
