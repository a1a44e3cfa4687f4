"""Which subject a change of the text belongs to: the one whose amount its rate proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.passagefigures import Change, Key, Said, Span
from auditkit.facts.accounts.text.statement import Rate

_BOTH_SIDES = {
    ("收入支出总计", ""): ("收入总计", ""),
    ("财政拨款收入支出总计", ""): ("财政拨款收入总计", ""),
}
"""What is said of both sides at once, and the side whose amount it then is."""
_YEAR_OF_SUBJECT = re.compile(
    r"(?:^|[^与比较同按照据于])(?:(?P<year>20\d\d)年度?|(?:上年|去年)度?)(?![末初底])[^,;\d与比较同据照]{0,12}$"
)
_THIS_YEAR = re.compile(r"(?:本年|当年|今年)度?[^,;\d]{0,12}$")
_INCOME, _SPENT = ("收入总计", ""), ("支出总计", "")


@dataclass
class Changes:
    """The subjects with an amount in this sentence and in the one before, and the open change.

    `foreign` says that the sentence gave an amount of something else, `called` that it named the
    subject `scope`: a change that nothing proves counts only where nothing else can be meant.
    """

    said: dict[Key, Said]
    here: list[Key] = field(default_factory=list)
    before: list[Key] = field(default_factory=list)
    foreign: bool = False
    called: bool = False
    amounts: bool = False
    strange: bool = False
    """Whether the sentence before gave an amount of something else."""
    pending: tuple[Change, list[Key]] | None = None
    year_said: int | None = None
    """The year of which this part of the sentence speaks, where it says one."""

    def next_part(self) -> None:
        """Begins what stands behind a semicolon or a stop."""
        self.settle()
        self.year_said = None

    def hears_year(self, head: str, year: int | None) -> None:
        """Takes the year that stands before the name of a subject, what precedes that being `head`.

        2023年度“三公”经费支出11万元,其中公务接待费3万元: the parts are of that year too.
        """
        if found := _YEAR_OF_SUBJECT.search(head):
            last = year - 1 if year else None
            self.year_said = int(found["year"]) if found["year"] else last
        elif _THIS_YEAR.search(head):
            self.year_said = None

    def role_in_year(self, role: str, year: int | None) -> str:
        """What an amount is where the sentence speaks of another year: that before, or nothing."""
        if self.year_said in (None, year) or year is None or role not in ("now", "budget"):
            return role
        return "before" if role == "now" and self.year_said == year - 1 else ""

    def next_sentence(self) -> None:
        """Begins another sentence."""
        if self.here or self.foreign:
            self.before, self.strange = self.here or self.before, self.foreign
        self.here, self.amounts, self.foreign, self.called = [], False, False, False

    def is_alone(self, key: Key) -> bool:
        """Whether this and the sentence before speak of one subject alone."""
        return self.before == [key] and not (self.here or self.foreign or self.strange)

    def awaits(self, key: Key) -> bool:
        """Whether the plan of a subject was read and what was spent of it not yet."""
        said = self.said.get(key)
        waits = said is not None and bool(said.figures) and "now" not in said.figures
        return waits and not self.here

    def repeated(self, scope: Key | None, number: Figure) -> Key | None:
        """The subject of the sentence before whose amount this is once more."""
        for key in [*([scope] if scope else []), *self.before]:
            now = self.now(key)
            if now and abs(now.value - number.value) <= now.half_step + number.half_step:
                return key
        return None

    def candidates(self, scope: Key | None) -> list[Key]:
        """The subjects that a change may be one of, the likeliest first."""
        own = [scope] if scope else []
        if self.here:
            return list(dict.fromkeys([*(own or self.here[:1]), *self.here]))
        if own and self.amounts:
            return own
        return list(dict.fromkeys([*own, *self.before]))

    def is_sure(self, scope: Key | None, keys: Sequence[Key]) -> bool:
        """Whether nothing else was spoken of since the likeliest subject of a change."""
        if not keys or self.foreign:
            return False
        called = self.called and scope == keys[0]
        if self.strange and not self.here and not called:
            return False
        return len(keys) == 1 or called or self.here[-1:] == [keys[0]]

    def same(self, scope: Key | None, plan: bool, which: str, span: Span) -> None:
        """That there was no change."""
        self.settle()
        keys = self.candidates(scope)
        change = Change(plan, which, same=True, sure=self.is_sure(scope, keys), spans=[span])
        self.pending = change, keys
        self.settle()

    def amount(
        self, scope: Key | None, change: Change, number: Figure, *, reason: bool
    ) -> None:  # fmt: skip
        """The amount of a change; of the open one where that has a rate alone."""
        open_ = self.pending[0] if self.pending else None
        if open_ is not None and open_.plan == change.plan and open_.delta is None:
            open_.delta, open_.way = number, change.way
            open_.spans += change.spans
            return
        change.delta = number
        self._open(scope, change, reason)

    def rate(self, scope: Key | None, change: Change, rate: Rate, *, reason: bool) -> None:
        """The rate of a change; of the open one where that has an amount alone."""
        open_ = self.pending[0] if self.pending else None
        if open_ is not None and open_.plan == change.plan and open_.rate is None:
            open_.rate, open_.rate_way, open_.unmarked = rate, change.rate_way, change.unmarked
            open_.spans += change.spans
            return
        change.rate = rate
        self._open(scope, change, reason)

    def _open(self, scope: Key | None, change: Change, reason: bool) -> None:
        self.settle()
        keys = self.candidates(scope)
        change.sure = self.is_sure(scope, keys) and not reason
        self.pending = change, keys

    def settle(self) -> None:
        """Gives the change that was read last to the subject whose amount proves it."""
        if self.pending is None:
            return
        (change, keys), self.pending = self.pending, None
        owner = self._owner(change, keys)
        if owner == _SPENT and _INCOME in self.here:
            owner = _INCOME
        if owner is not None:
            self.said.setdefault(owner, Said()).changes.append(change)

    def _owner(self, change: Change, keys: Sequence[Key]) -> Key | None:
        if change.delta and change.rate and change.delta.value:
            for key in keys:
                if (now := self.now(key)) and change.fits(now):
                    return key
        return keys[0] if keys and change.sure else None

    def now(self, key: Key) -> Figure | None:
        """The amount of a subject, of 收入支出总计 that of either side."""
        said = self.said.get(key)
        found = said.get("now") if said else None
        if found is None and key in _BOTH_SIDES and (said := self.said.get(_BOTH_SIDES[key])):
            found = said.get("now")
        return found
