"""How the sign-off of a report stands: not reviewed, reviewed, or changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from auditkit.delivery.manifest import read_manifest
from auditkit.delivery.review import AGREED, Bound, Review, bound_now, read_review
from auditkit.errors import AuditError
from auditkit.results.sealedfile import seal_of

State = Literal["未复核", "已复核", "复核后有变动"]
_MOST = 5


@dataclass(frozen=True)
class ReviewState:
    """The state, what it rests on in words, and how many notes are open.

    `changed` names what is another than when it was signed; `damage` what is wrong with the record.
    """

    state: State
    said: str = ""
    changed: tuple[str, ...] = ()
    open_notes: int = 0
    damage: str = ""

    @property
    def final(self) -> bool:
        """Whether the report may be issued as 正式稿 as it is."""
        return self.state == "已复核" and not self.open_notes and not self.damage

    def __str__(self) -> str:
        parts = [self.state, *([self.said] if self.said else [])]
        if self.changed:
            more = f"等{len(self.changed)}项" if len(self.changed) > _MOST else ""
            parts.append(f"变动的有：{'、'.join(self.changed[:_MOST])}{more}")
        if self.open_notes:
            parts.append(f"{self.open_notes}条复核意见没有答复")
        if self.damage:
            parts.append(f"复核记录：{self.damage}")
        return "；".join(parts)


def review_state(
    folder: Path, inputs: Mapping[str, str] | None = None, *, whole: bool = True
) -> ReviewState:
    """How the sign-off of the report in a folder stands.

    `inputs` are the sha256 of the input files as they are now, by name; without them those count
    that the manifest states. Unless `whole`, so do those of the report's files of the stated size.
    """
    review = read_review(folder)
    notes = len(review.open_notes)
    if review.damage:
        return ReviewState("未复核", "", (), notes, review.damage)
    signed = review.last("复核")
    if signed is None or signed.bound is None:
        return ReviewState("未复核", _prepared(folder, review), (), notes)
    said = f"{signed.name} {signed.date} {signed.conclusion}"
    if signed.conclusion != AGREED:
        return ReviewState("未复核", said, (), notes)
    try:
        now = bound_now(folder)
        there = _there(folder, now, signed.bound)
        report = (
            {name: seal_of(folder / name).sha256 for name in there}
            if whole
            else {name: now.report[name] for name in _of_stated_size(folder)}
        )
    except AuditError:
        return ReviewState("复核后有变动", said, ("报告或清单无法读取",), notes)
    changed = _changed(signed.bound, replace(now, report=report), inputs)
    return ReviewState("复核后有变动" if changed else "已复核", said, changed, notes)


def _there(folder: Path, *bound: Bound) -> list[str]:
    """The files of the report that are there, by name; a name that leads elsewhere is none."""
    names = dict.fromkeys(name for one in bound for name in one.report)
    return [name for name in names if Path(name).name == name and (folder / name).is_file()]


def _of_stated_size(folder: Path) -> list[str]:
    """The files of the report that are as large as the manifest says."""
    return [
        output["name"]
        for output in read_manifest(folder)["outputs"]
        if (folder / output["name"]).is_file()
        and (folder / output["name"]).stat().st_size == output["size"]
    ]


def _prepared(folder: Path, review: Review) -> str:
    prepared = review.last("编制")
    if prepared is None:
        return ""
    try:
        same = prepared.bound == bound_now(folder)
    except AuditError:
        same = False
    return f"编制 {prepared.name} {prepared.date}" + ("" if same else "，其后有变动")


def _changed(was: Bound, now: Bound, inputs: Mapping[str, str] | None) -> tuple[str, ...]:
    """What is another than it was signed, by name, the inputs first."""
    pairs = (
        ("输入文件", was.inputs, dict(inputs) if inputs is not None else now.inputs),
        ("规则包", was.rulepack, now.rulepack),
        ("报告文件", was.report, now.report),
    )
    return tuple(
        f"{kind} {name}"
        for kind, before, after in pairs
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    )
