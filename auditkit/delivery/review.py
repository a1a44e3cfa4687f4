"""复核记录.json beside a report: who prepared and who reviewed it, what they said, of which bytes.

Each entry is bound to the sha256 of the inputs, the rule pack and the report's files as they were,
and holds the digest of the entry before. What was signed and has changed since is told by name, and
an entry that somebody altered, took out or put between others breaks the chain. It is no signature:
whoever can write the file can write all of it anew, under any name. Who must exclude that keeps the
last digest elsewhere, in a register or a letter.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from auditkit.delivery.manifest import REVIEW, read_manifest
from auditkit.errors import AuditError, UnreadableFile
from auditkit.files.canonical import Json, digest, json_bytes

SCHEMA = "auditkit-review-1"
Kind = Literal["编制", "复核", "意见", "答复"]
Role = Literal["编制", "复核"]
ROLES: tuple[Role, ...] = ("编制", "复核")
AGREED, RETURNED = "同意", "退回"


@dataclass(frozen=True, slots=True)
class Bound:
    """The sha256 of each input, file of the rule pack, and file of the report, by name."""

    inputs: dict[str, str]
    rulepack: dict[str, str]
    report: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a signature with its conclusion, a note on a finding, or the answer to one.

    `bound` is what a signature is on, None for notes and answers. `answers` is the number of the
    note that is answered, 0 for none. `date` is the day as given.
    """

    number: int
    kind: Kind
    name: str
    date: str
    text: str
    conclusion: str = ""
    finding: str = ""
    answers: int = 0
    bound: Bound | None = None
    previous: str = ""
    seal: str = ""

    def sealed(self) -> Entry:
        """The entry with the digest of everything else in it."""
        content = {key: value for key, value in asdict(self).items() if key != "seal"}
        return replace(self, seal=digest(content))


@dataclass(frozen=True)
class Review:
    """All entries on the reports of one folder, in the order in which they were made.

    `damage` says what of the file is not as it was written; blank while nothing is.
    """

    entries: tuple[Entry, ...] = ()
    damage: str = ""

    @property
    def open_notes(self) -> list[Entry]:
        """The notes that nobody has answered."""
        answered = {entry.answers for entry in self.entries}
        return [e for e in self.entries if e.kind == "意见" and e.number not in answered]

    def last(self, role: Role) -> Entry | None:
        """The last signature of that kind."""
        return next((e for e in reversed(self.entries) if e.kind == role), None)


def read_review(folder: Path) -> Review:
    """The entries beside the report in a folder; none where nobody has signed or noted anything."""
    try:
        content = json.loads((folder / REVIEW).read_bytes())
    except FileNotFoundError:
        return Review()
    except (OSError, ValueError):
        return Review(damage="无法读取，或不是有效的 JSON")
    try:
        if content["schema"] != SCHEMA:
            return Review(damage=f"不是本版本的复核记录（应为 {SCHEMA}）")
        entries = tuple(_entry(one) for one in content["entries"])
    except (KeyError, TypeError, AttributeError):
        return Review(damage="内容不完整")
    return Review(entries, _broken_chain(entries))


def _entry(one: dict[str, Any]) -> Entry:
    bound = one["bound"]
    return Entry(**{**one, "bound": Bound(**bound) if bound is not None else None})


def _broken_chain(entries: Sequence[Entry]) -> str:
    previous = ""
    for place, entry in enumerate(entries, 1):
        if entry.number != place:
            return f"第{place}条的编号是{entry.number}，前后有缺"
        if entry.previous != previous:
            return f"第{place}条与前一条不相接"
        if entry.sealed().seal != entry.seal:
            return f"第{place}条被改动"
        previous = entry.seal
    return ""


def bound_now(folder: Path) -> Bound:
    """What the report in a folder is made from and consists of, as its manifest says."""
    content = read_manifest(folder)
    made_of = content["ingredients"]
    return Bound(
        {seal["name"]: seal["sha256"] for seal in made_of["inputs"]},
        {seal["name"]: seal["sha256"] for seal in made_of["rulepack"]},
        {seal["name"]: seal["sha256"] for seal in content["outputs"]},
    )


def sign(
    folder: Path, role: Role, name: str, opinion: str, date: str, *, returned: bool = False
) -> Entry:
    """Sign the report in a folder. Whether it is what its manifest says, the caller has verified.

    Raises AuditError where a review comes before the preparation, is by the same person, agrees
    while notes are open, or the record is damaged.
    """
    review, bound = _sound(folder), bound_now(folder)
    _named(name)
    prepared = review.last("编制")
    if role == "复核":
        if prepared is None or prepared.bound != bound:
            raise AuditError(f"{folder}：现在的报告还没有编制人签署，不能复核。请先由编制人签署。")
        if prepared.name == name:
            raise AuditError(f"编制人和复核人都是“{name}”。复核须由另一人进行。")
        if review.open_notes and not returned:
            numbers = "、".join(str(note.number) for note in review.open_notes)
            raise AuditError(
                f"复核意见第{numbers}条还没有答复，不能同意。请先答复，或用 --return 退回。"
            )
    conclusion = RETURNED if returned else AGREED
    entry = Entry(0, role, name, date, opinion, conclusion, bound=bound)
    return _added(folder, review, entry)


def note(folder: Path, finding: str, name: str, text: str, date: str) -> Entry:
    """Put down a remark of the reviewer, on a finding by its identity or on the whole report.

    Raises AuditError for an empty remark or name.
    """
    review = _sound(folder)
    _named(name)
    if not text.strip():
        raise AuditError("复核意见是空的。请用 --note 写明意见。")
    return _added(folder, review, Entry(0, "意见", name, date, text, finding=finding))


def answer(folder: Path, number: int, name: str, text: str, date: str) -> Entry:
    """Answer a note. Raises AuditError where there is no such note, or it is answered already."""
    review = _sound(folder)
    _named(name)
    if number not in {entry.number for entry in review.open_notes}:
        there = "、".join(str(entry.number) for entry in review.open_notes) or "无"
        raise AuditError(f"没有待答复的复核意见第{number}条。待答复的有：{there}。")
    if not text.strip():
        raise AuditError("答复是空的。请用 --opinion 写明答复。")
    return _added(folder, review, Entry(0, "答复", name, date, text, answers=number))


def _sound(folder: Path) -> Review:
    review = read_review(folder)
    if review.damage:
        raise AuditError(
            f"{folder / REVIEW}：{review.damage}，没有写入。"
            "请从备份恢复；不能恢复的，移走后重新签署。"
        )
    return review


def _named(name: str) -> None:
    if not name.strip():
        raise AuditError("没有写姓名。请用 --name 写明。")


def _added(folder: Path, review: Review, entry: Entry) -> Entry:
    from auditkit.files.saving import write_bytes

    previous = review.entries[-1].seal if review.entries else ""
    number = len(review.entries) + 1
    added = replace(entry, number=number, previous=previous).sealed()
    entries = [asdict(one) for one in (*review.entries, added)]
    try:
        manifest = read_manifest(folder)
    except UnreadableFile as error:
        raise AuditError(str(error)) from error
    content: Json = {
        "schema": SCHEMA,
        "department": manifest["department"],
        "year": manifest["year"],
        "entries": entries,
    }
    write_bytes(folder / REVIEW, json_bytes(content))
    return added
