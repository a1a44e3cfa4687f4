"""What a sentence says of several subjects at once: of each, of none, of one part for the whole."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, MutableMapping, Sequence

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.passagefigures import Key, Said, Share, Span
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import Rate, rate_of
from auditkit.rules.subjectwords import Named

_NONE_OF_IT = re.compile("(?:支出|费用|均|都|也)*(?:未|没有)(?:发生|产生|支出)(?:支出|费用)?")
_ALL_OF_IT = re.compile("(?:均|全部?|都)(?:为|是|系)")

_IN_TURN = re.compile(r"分别(?:各)?占[^,;。¶\d]{0,24}$")
_SHARES = re.compile(r"\d[\d.]*%(?:(?:[、,]|以?及|和|与)\d[\d.]*%)*")


def share(
    prose: Prose,
    said: Mapping[Key, Said],
    here: Sequence[Key],
    of_last: Said,
    one: Share,
) -> None:
    """Adds a share to the last amount, or several to as many: A、B和C,分别占80%、15%和5%.

    The whole may stand before its parts; what are not as many is left unread.
    """
    start = one.span[0]
    if not _IN_TURN.search(prose.text, max(0, start - 30), start):
        of_last.shares.append(one)
        return
    listed = _SHARES.match(prose.text, start)
    rates = list(re.finditer(r"\d[\d.]*", listed[0])) if listed else []
    if len(rates) not in (len(here), len(here) - 1):
        return
    for key, rate in zip(here[-len(rates) :], rates, strict=True):
        span = start + rate.start(), start + rate.end() + 1
        said[key].shares.append(Share(rate_of(rate[0]), one.of, span))


def none_of_them(
    prose: Prose, said: MutableMapping[Key, Said], names: Sequence[Named], text: str, at: int
) -> None:
    """因公出国(境)费、公务用车购置费均未发生: 0.00 of each; `text` begins at `at` in the prose."""
    if not _NONE_OF_IT.fullmatch(text[names[-1].end :]):
        return
    span = at, at + len(text)
    zero = Figure(0.0, 2, "0.00", prose.source(*span), prose.quote(*span))
    for one in names:
        if one.subject.family == names[-1].subject.family:
            said.setdefault(one.subject.key, Said()).put("now", zero, span)


def add_reasons(said: MutableMapping[Key, Said], reasons: Mapping[Key, Said]) -> None:
    """Adds the amounts that stand in reasons alone: 因为公务接待费由1万元降为0.4万元."""
    for key, one in reasons.items():
        known = said.setdefault(key, Said())
        for role in ("now", "before"):
            if role in one.figures and role not in known.figures:
                known.put(role, one.figures[role], one.spans[role])


def each_of_them(
    said: MutableMapping[Key, Said], names: Sequence[Named], now: Figure | None, span: Span
) -> None:
    """公务接待费和因公出国(境)费均为0: the amount of the last is that of each."""
    for one in names[:-1] if now else ():
        if now and one.subject.family == names[-1].subject.family:
            said.setdefault(one.subject.key, Said()).put("now", now, span)


def is_all_of_it(
    said: MutableMapping[Key, Said], here: Sequence[Key], names: Sequence[Named], text: str
) -> bool:
    """Whether one part is all of what stands before: 公务用车费5.5万元,均为运行维护费.

    The part is then kept.
    """
    if not _ALL_OF_IT.match(text):
        return False
    last = said.get(here[-1]) if here else None
    if len(names) == 1 and last and (now := last.get("now")):
        said.setdefault(names[0].subject.key, Said()).put("now", now, last.spans["now"])
    return True


def takes_plan(
    one: Said, adrift: tuple[str, Figure, Span] | None, rate: Rate, *, alone: bool
) -> None:
    """Gives a plan without a subject to what was spoken of before.

    ….与2021年相比,减少137.41万元.年初预算为2984.62万元,支出决算完成年初预算的106.23%: the part done
    proves whose plan it is; where nothing else was spoken of since (`alone`), it is that one's too.
    """
    now = one.get("now")
    if adrift is None or now is None or any(role.startswith("budget") for role in one.figures):
        return
    kind, plan, span = adrift
    off = abs(100 * now.value / plan.value - rate[0]) if plan.value else math.inf
    if off < 1 or alone:
        one.put(f"budget:{kind}", plan, span)


def done_of_the_whole(
    said: Mapping[Key, Said],
    here: Sequence[Key],
    done: Sequence[tuple[Key, Share]],
) -> None:
    """Gives the only part done of a sentence that lists parts to the whole that it begins with.

    三公经费支出13.70万元,其中甲…、乙0万元,完成年初预算的91.33%,年初预算为15万元. What fits the part
    that it stands behind stays there.
    """
    if len(done) != 1 or len(here) < 3 or done[0][0] != here[-1] or here[0] == here[-1]:
        return
    key, share = done[0]
    part, whole = said[key], said[here[0]]
    plans = [role for role in part.figures if role.startswith("budget")]
    now, plan = part.get("now"), part.get(plans[0]) if plans else None
    if now and plan and plan.value and abs(100 * now.value / plan.value - share.rate[0]) < 1:
        return
    part.done.remove(share)
    if here[0][1] or whole.done or any(role.startswith("budget") for role in whole.figures):
        # It is of a whole whose amount was not read.
        for role in plans:
            part.figures.pop(role)
        return
    whole.done.append(share)
    for role in plans:
        whole.put(role, part.figures.pop(role), part.spans.pop(role))
