"""Passages of the text read word by word: every amount and rate by the words before it.

An amount counts only where each word between it and its subject is known; a change and its rate
count where they bear each other out, and accuse only where no other subject can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text import passageparts as several
from auditkit.facts.accounts.text.belonging import is_of_others
from auditkit.facts.accounts.text.passagechanges import Changes
from auditkit.facts.accounts.text.passagefigures import Change, Key, Said, Share, Span
from auditkit.facts.accounts.text.passageroles import (
    AFTER_REASON,
    OF_US_ALL,
    REASON,
    REASON_WITHIN,
    SAID_SPENT,
    SAME,
    SPENT_AT_LAST,
    SUM,
    Basis,
    amount_role,
    basis_of,
    falls,
    planned_kind,
    rate_role,
)
from auditkit.facts.accounts.text.passagestatements import statements_of
from auditkit.facts.accounts.text.passagetokens import CLAUSE, TOKEN, amount_at, headings_before
from auditkit.facts.accounts.text.prose import BREAK, Prose
from auditkit.facts.accounts.text.statement import Statement, rate_of
from auditkit.rules.subjectwords import Subjects, SubjectWords

# What takes a sentence's subject up again behind a clause that gives reasons alone.
_ASIDE = re.compile("因|由于|根据|按照|经|追加|年中")
_PURPOSE = re.compile("(?:主要)?(?:用于|包括|是指|指)")
_OF_A_SENTENCE = ("基金", "运行")
_TITLE = re.compile(r"表(?:\([^()]*\))?$")
_NO_MODE = re.compile("完成|[占为比较与]")


def read_passages(
    prose: Prose, year: int | None, subjects: Subjects, *, budget: bool = False
) -> Iterator[Statement]:
    """What the passages say of each subject, in the order of the text.

    `budget` says that the text is that of a 部门预算: its amounts of the year are planned.
    """
    start = 0
    headings = headings_before(prose)
    for at in [*(i for i, char in enumerate(prose.text) if char == BREAK), len(prose.text)]:
        passage = _Passage(prose, year, subjects, headings.get(start - 1, ""), budget)
        passage.read(start, at)
        yield from statements_of(prose, passage.said, passage.begins, subjects, budget=budget)
        start = at + 1


class _Passage:
    """The state of reading between two headings: subject, basis of comparison, plan or spent."""

    def __init__(
        self, prose: Prose, year: int | None, subjects: Subjects, heading: str, budget: bool
    ) -> None:
        self.prose, self.year, self.budget, self.subjects = prose, year, budget, subjects
        named = [] if _TITLE.search(heading) else subjects.named(heading)
        # A heading of several things says of none.
        alone = len({one.subject.key for one in named}) == 1
        self.scope: SubjectWords | None = named[-1].subject if alone else None
        self.named = self.scope is not None
        self.basis, self.mode, self.last_role = Basis(), "", ""
        self.brief = (*_OF_A_SENTENCE, "财政拨款") if budget else _OF_A_SENTENCE
        self.whole: SubjectWords | None = None
        self.others: SubjectWords | None = None
        self.aside = self.reason = self.item = False
        self.said: dict[Key, Said] = {}
        self.changes = Changes(self.said)
        self.weak: dict[Key, Said] = {}
        self.begins: dict[int, int] = {}  # where the subject of the number at a place is named
        self.called_at, self.around = 0, ""
        self.done: list[tuple[Key, Share]] = []
        self.adrift: tuple[str, Figure, Span] | None = None

    def read(self, start: int, stop: int) -> None:
        """Reads the text between two places into `said`."""
        depth, role = 0, ""
        outside = self.scope, self.whole, self.basis, self.changes.here
        for clause in CLAUSE.finditer(self.prose.text, start, stop):
            text = clause[0]
            if len(text) == 1 and text in ",;。()":
                depth = max(0, depth + (text == "(") - (text == ")"))
                if text == "(":
                    outside = self.scope, self.whole, self.basis, list(self.changes.here)
                    self.around, role = self.scope.name if self.scope else "", self.last_role
                elif text == ")":
                    self.scope, self.whole, self.basis, here = outside
                    self.last_role = role
                    if self.item:
                        self.scope = self.whole = None
                        self.item = self.named = False
                    self.changes.here = [
                        *(key for key in self.changes.here if key not in here),
                        *here,
                    ]
                if text in ";。":
                    # 比上年减少…,其中:甲减少…;乙增加…: the basis is that of the whole sentence.
                    parts = text == ";" or self.prose.text.startswith("其中", clause.end())
                    kept = parts and self.basis.kind == "last"
                    self.reason, self.basis = False, self.basis if kept else Basis()
                    self.changes.next_part()
                if text == "。":
                    self._next_sentence()
                continue
            goes_on = AFTER_REASON.match(text) is not None
            self.reason = (self.reason and not goes_on) or REASON.match(text) is not None
            self._clause(text, clause.start(), depth > 0)
        self.changes.settle()
        several.done_of_the_whole(self.said, self.changes.here, self.done)
        several.add_reasons(self.said, self.weak)

    def _next_sentence(self) -> None:
        """A sentence of the name alone heads the next; after its parts the whole may go on."""
        whole = self.said.get(("“三公”经费", ""))
        three = self.scope is not None and bool(self.scope.item)
        if three and self.changes.amounts and whole and "now" not in whole.figures:
            self.scope, self.named = self.subjects.whole_of(self.scope), True  # type: ignore[arg-type]
        else:
            key = self.scope.key if self.scope else None
            planned = key is not None and self.changes.awaits(key)
            self.named = self.named and (not self.changes.amounts or planned)
        if self.whole and self.whole.family in self.brief:
            self.whole = None
        several.done_of_the_whole(self.said, self.changes.here, self.done)
        self.done, self.adrift, self.others = [], None, None
        self.changes.next_sentence()

    def _clause(self, text: str, at: int, inside: bool) -> None:
        done = 0
        for token in TOKEN.finditer(text):
            self._token(token, text[done : token.start()], at, inside)
            done = token.end()
        rest = text[done:]
        self.basis = basis_of(rest, self.year, budget=self.budget) or self.basis
        if inside and text in ("类", "款", "项"):
            # An item of the functional classification is no subject of ours, nor what it is for.
            self.item = True
        if self.reason or _PURPOSE.match(rest):
            return
        names = self.subjects.named(rest, *self._outer())
        if several.is_all_of_it(self.said, self.changes.here, names, rest):
            return
        if names:
            several.none_of_them(self.prose, self.said, names, rest, at + done)
            self._take(names[-1].subject, at + done + names[-1].start)
        if self.scope and self.basis.kind in ("last", "plan") and SAME.search(rest):
            plan, span = self.basis.kind == "plan", (at + done, at + len(text))
            self.changes.same(self._key(), plan, self.basis.which, span)

    def _outer(self) -> tuple[SubjectWords | None, SubjectWords | None]:
        """What the passage speaks of, as far as short names go: no more than the sentence's own."""
        past = not self.named and not self.changes.here
        ended = past and self.scope is not None and self.scope.family in self.brief
        return None if ended else self.scope, self.whole

    def _key(self) -> Key | None:
        return self.scope.key if self.scope and self.named else None

    def _take(self, subject: SubjectWords, at: int) -> None:
        """Goes over to a subject that the text names at a place; not if it is that of others."""
        self.named = self.changes.called = True
        self.changes.foreign = False
        self.called_at = at
        # 全省机关运行经费 is not the department's.
        others = is_of_others(self.prose, at, self.subjects)
        self.scope, self.others = (None, subject) if others else (subject, None)
        if not subject.item and subject.family != "其他":
            self.whole = self.scope

    def _token(self, token: re.Match[str], context: str, at: int, inside: bool) -> None:
        start = at + token.start()
        percent = bool(token["percent"] or token["unmarked"])
        share = context.rfind("占") if percent else -1
        names = self.subjects.named(context if share < 0 else context[:share], *self._outer())
        self.basis = basis_of(context, self.year, budget=self.budget) or self.basis
        lead, plain, reason = context, context, self.reason
        if names:
            self._take(names[-1].subject, start - len(context) + names[-1].start)
            self.changes.hears_year(context[: names[-1].start], self.year)
            lead = context[names[-1].end :]
            # 上年结转 says no year of its amount, 2022年末结转 does.
            own = context[names[-1].start : names[-1].end]
            kept = "年" if own.startswith("年") else "实际" if "实际" in own else ""
            plain = context[: names[-1].start] + kept + lead
            reason = reason or REASON_WITHIN.search(context[: names[-1].start]) is not None
        elif self.changes.year_said is not None:
            self.changes.hears_year(context, self.year)
        if self.changes.called:
            self.begins[start] = self.called_at
        if percent:
            self._rate(token, lead, start, inside, reason)
        else:
            self._amount(token, lead, plain, start, inside, reason)
            if "均" in lead and self.scope is not None and self.last_role == "now":
                now, span = self.changes.now(self.scope.key), (start, start + len(token[0]))
                several.each_of_them(self.said, names, now, span)
        self.changes.amounts = True

    def _amount(
        self, token: re.Match[str], lead: str, context: str, start: int, inside: bool, reason: bool
    ) -> None:
        bought = self.scope is not None and self.scope.name.startswith("政府采购")
        lead = lead.replace(":", "").replace("采购" if bought else ":", "")
        known = not self.subjects.plain.sub("", lead)
        if SUM.fullmatch(lead) and self.scope and len(self.changes.here) > 1:
            # 货物33万元、服务55万元,合计88万元: of the whole.
            self.scope = self.subjects.whole_of(self.scope) or self.scope
        if self.scope is None and self.others and OF_US_ALL.fullmatch(lead):
            # 上半年62万元、下半年98万元,全年合计160万元: that is the department's.
            self.scope, known = self.others, True
        if self.scope is None and self.aside and SPENT_AT_LAST.fullmatch(lead):
            self.scope = self.whole
        changes = self.basis.kind in ("last", "plan") and self.subjects.way.search(lead) is not None
        if not known or (self.scope is None and not changes):
            self.aside = self.named and _ASIDE.match(lead) is not None
            self.scope, self.last_role, self.changes.foreign = None, "", True
            self.changes.settle()
            return
        one = self.scope
        item = one is not None and bool(
            one.item or one.within or one.name.endswith("结余") or one.of == self.around != ""
        )
        role = amount_role(
            lead, context, self.basis, self.year, self.subjects,
            inside=inside and not item, budget=self.budget, mode=self.mode,
        )  # fmt: skip
        span = start, start + len(token[0])
        role = "now" if self.budget and role == "budget" else role
        number, printed = amount_at(self.prose, token, span)
        self.last_role = role = self.changes.role_in_year(role, self.year)
        if number is None and self.scope is not None:
            self.said.setdefault(self.scope.key, Said()).misprint = printed, span
        if number is None or not role:
            return
        if role in ("delta", "plan_delta"):
            self.changes.amount(self._key(), self._change(role, lead, span), number, reason=reason)
            return
        self.changes.settle()
        if role in ("now", "budget") and not self.named and not self._goes_on(role, number):
            self.adrift = (planned_kind(lead), number, span) if role == "budget" else self.adrift
            self.scope = self.scope if role == "budget" else None
            return
        if self.scope is None:
            return
        spent = SAID_SPENT.search(lead) is not None or re.search("实际|决算", context) is not None
        if role == "now" and self.scope.item and not spent and self.mode == "plan":
            behind = self.prose.text[span[1] : span[1] + 2]
            if behind != ",占" and not lead.endswith(("至", "到", "为")):
                return
        if role == "budget" and not inside and not _NO_MODE.search(lead):
            self.mode = "plan"
        if role == "now" and spent:
            self.mode = "spent"
        key = self.scope.key
        if reason:
            if spent or role == "before" or lead.endswith(("至", "到", "为", "了")):
                self.weak.setdefault(key, Said()).put(role, number, span)
            return
        said = self.said.setdefault(key, Said())
        if role == "now" and self.adrift:
            said.put(f"budget:{self.adrift[0]}", *self.adrift[1:])
            self.adrift = None
        if role == "budget":
            said.put(f"budget:{planned_kind(lead)}", number, span)
        else:
            said.put(role, number, span)
            said.told_apart |= role == "before" and not lead.endswith(("由", "从"))
        if role == "now" and key not in self.changes.here:
            self.changes.here.append(key)

    def _goes_on(self, role: str, number: Figure) -> bool:
        """Whether a sentence without a subject gives the amount of the one before once more."""
        scope = self.scope.key if self.scope else None
        key = self.changes.repeated(scope, number) if role == "now" else None
        if key is not None:
            self.scope, self.named = self.subjects.by_key[key], True
        return key is not None

    def _change(self, role: str, lead: str, span: Span) -> Change:
        way = "减少" if falls(lead, self.subjects) else "增加"
        return Change(role.startswith("plan"), self.basis.which, way, spans=[span])

    def _rate(
        self, token: re.Match[str], lead: str, start: int, inside: bool, reason: bool
    ) -> None:
        if token[0].endswith("点"):
            return
        role, of = rate_role(lead, self.basis, self.subjects, self.last_role)
        rate, span = rate_of(token["percent"] or token["unmarked"]), (start, start + len(token[0]))
        last, self.last_role = self.last_role, ""
        if role in ("change", "plan_change"):
            if not inside or last in ("delta", "plan_delta", "before", "now"):
                change = self._change(role, lead, span)
                change.rate_way, change.unmarked = lead, token["unmarked"] or ""
                self.changes.rate(self._key(), change, rate, reason=reason)
            return
        self.changes.settle()
        said = self.said.get(self.scope.key) if self.scope else None
        if said is None or not role or reason:
            return
        if role == "done":
            alone = self.changes.is_alone(self.scope.key)  # type: ignore[union-attr]
            several.takes_plan(said, self.adrift, rate, alone=alone)
            said.done.append(Share(rate, of, span))
            self.done.append((self.scope.key, said.done[-1]))  # type: ignore[union-attr]
        elif last == "now":
            several.share(self.prose, self.said, self.changes.here, said, Share(rate, of, span))
