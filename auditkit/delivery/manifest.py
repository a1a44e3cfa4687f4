"""The manifest of a run (manifest.json): what it was made from, what it made, and when.

Its shape is `schemas/manifest.json`. A run is whole when its manifest is there and its outputs
match; it is written last. Times stand here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.errors import UnreadableFile
from auditkit.files.canonical import Json, digest, number
from auditkit.findings.finding import SEVERITIES, standing
from auditkit.results.fingerprint import Ingredients, own_version
from auditkit.results.sealedfile import FileSeal, seal_of

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

SCHEMA = "auditkit-manifest-1"
FILE = "manifest.json"
FAILED = "-出错.ipynb"
"""Ends the name of the notebook that a failed run leaves, with its error, for someone to read."""
REVIEW = "复核记录.json"
"""Beside a report: who signed it and what was remarked; it is no output of the run."""
HISTORY = "历史"
"""Beside a report, those that it replaced, each in a folder of its own."""
_TIED = (
    ("label", "label"), ("score", "value"), ("full", "full"), ("graded", "graded"),
    ("points", "points"), ("rests_on", "rests_on"), ("low", "low"),
    ("high", "high"), ("grade", "grade"), ("grade_low", "grade_low"), ("grade_high", "grade_high"),
)  # fmt: skip


def manifest(
    audit: Audit,
    made_of: Ingredients,
    outputs: Sequence[FileSeal],
    started: dt.datetime,
    finished: dt.datetime,
    *,
    edited: bool = False,
) -> Json:
    """The manifest of a finished run, with what an index of many runs shows of it.

    `edited` says that the notebook is not the released one.
    """
    from auditkit.assessment.computation import STATUSES
    from auditkit.display import font_file

    s = audit.score
    statuses = Counter(row.status for row in audit.assessed)
    kept = standing(audit.findings)
    severities = Counter(finding.severity for finding in kept)
    return sealed(
        {
            "schema": SCHEMA,
            "tool": {"name": "auditkit", "version": own_version()},
            "started": _time(started),
            "finished": _time(finished),
            "department": audit.department,
            "year": audit.year,
            "title": audit.title,
            "demo": audit.demo,
            "parameters": made_of.parameters,
            "ingredients": made_of.as_json(),
            "key": made_of.key,
            "notebook_edited": edited,
            "font": asdict(seal_of(font_file())),
            "outputs": [asdict(output) for output in outputs],
            "status": "完成",
            "label": s.label,
            "score": number(s.value),
            "points": number(s.points),
            "rests_on": number(s.rests_on),
            "full": number(s.full),
            "low": number(s.low),
            "high": number(s.high),
            "grade": s.grade,
            "graded": s.graded,
            "grade_low": s.grade_low,
            "grade_high": s.grade_high,
            "statuses": {status: statuses[status] for status in STATUSES if statuses[status]},
            "findings": {severity: severities[severity] for severity in SEVERITIES},
            "set_aside": len(audit.findings) - len(kept),
            "issues": len(audit.issues),
            "grave_issues": sum(issue.grave for issue in audit.issues),
        }
    )


def sealed(content: Json) -> Json:
    """The manifest with `seal`, the sha256 of everything else in it.

    A slip of the hand or a careless edit is noticed. It is no signature: whoever means to deceive
    can seal anew what he altered, so it proves neither who made the run nor when. Who needs that
    keeps the seal elsewhere, in a letter, a register or a commit.
    """
    rest = {key: value for key, value in content.items() if key != "seal"}
    return {**rest, "seal": digest(rest)}


def seal_holds(content: Json) -> bool:
    """Whether a manifest says what it said when it was sealed."""
    return bool(content.get("seal") == sealed(content)["seal"])


def headline(record: Json) -> Json:
    """What a manifest shows of the results of its run, taken from their record."""
    rows, found, issues = record["indicators"], record["findings"], record["issues"]
    kept = [finding for finding in found if not finding["set_aside"]]
    severities = Counter(finding["severity"] for finding in kept)
    whose = {key: record[key] for key in ("department", "year", "title", "demo")}
    return (
        whose
        | {key: record["score"][of] for key, of in _TIED}
        | {
            "statuses": dict(Counter(row["status"] for row in rows)),
            "findings": {severity: severities[severity] for severity in SEVERITIES},
            "set_aside": len(found) - len(kept),
            "issues": len(issues),
            "grave_issues": sum(issue["grave"] for issue in issues),
        }
    )


def misshapen(content: Json) -> str:
    """What of a manifest that was read is of another kind than it must be; blank if nothing is."""
    made_of = content.get("ingredients")
    if not isinstance(made_of, dict):
        return "ingredients"
    try:
        digest(content)
    except ValueError:
        return "有不是数的数，或不成字的字"
    for where, holder, key, kind in (
        ("", content, "department", str),
        ("", content, "year", int),
        ("", content, "parameters", dict),
        ("", content, "outputs", list),
        ("ingredients.", made_of, "inputs", list),
        ("ingredients.", made_of, "rulepack", list),
        ("ingredients.", made_of, "formats", list),
        ("ingredients.", made_of, "libraries", dict),
        ("ingredients.", made_of, "code", str),
    ):
        if not _is(holder.get(key), kind):
            return f"{where}{key}"
    asked = content["parameters"]
    for key, kind in (("department", str), ("year", int), ("data_dir", str), ("rulepack", str)):
        if not _is(asked.get(key), kind):
            return f"parameters.{key}"
    for key, seals in (
        ("outputs", content["outputs"]),
        ("ingredients.inputs", made_of["inputs"]),
        ("ingredients.rulepack", made_of["rulepack"]),
    ):
        if not all(map(_is_seal, seals)):
            return key
    if not made_of["rulepack"]:
        return "ingredients.rulepack"
    if not all(isinstance(name, str) for name in made_of["formats"]):
        return "ingredients.formats"
    return ""


def _is(value: object, kind: type) -> bool:
    # bool is an int to Python, but no year.
    return isinstance(value, kind) and not isinstance(value, bool)


def _is_seal(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"name", "sha256", "size"}
        and _is(value["name"], str)
        and _is(value["sha256"], str)
        and _is(value["size"], int)
    )


def read_manifest(folder: Path) -> Json:
    """The manifest of the run in a folder. Raises UnreadableFile where there is none to be read."""
    file = folder / FILE
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        remedy = "请指定一次运行的报告文件夹，或存放各次报告的上级文件夹"
        raise UnreadableFile(str(folder), f"没有 {FILE}，不是完整的报告", remedy) from error
    except OSError as error:
        problem = f"无法读取（{error.strerror or type(error).__name__}）"
        raise UnreadableFile(str(file), problem, "请检查文件和读取权限") from error
    except ValueError as error:
        raise UnreadableFile(str(file), "清单已损坏，不是有效的 JSON", "请重新生成报告") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UnreadableFile(str(file), f"不是本版本的清单（应为 {SCHEMA}）", "请重新生成报告")
    missing = [key for key in ("outputs", "ingredients", "key", "seal") if key not in content]
    if missing:
        raise UnreadableFile(str(file), f"清单缺少{'、'.join(missing)}", "请重新生成报告")
    return content


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")
