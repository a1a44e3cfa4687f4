"""The statements that a passage makes of each subject: amounts, part done, share, change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.passagefigures import Change, Key, Said, Share, Span
from auditkit.facts.accounts.text.passageshares import GENERAL, base_of, whole_key
from auditkit.facts.accounts.text.prose import BREAK, Prose
from auditkit.facts.accounts.text.statement import Rate, Statement
from auditkit.rules.subjectwords import Subjects

_PLANNED = {
    "机关运行经费": "机关运行经费预算数",
    "“三公”经费": "三公经费预算数",
    "政府采购": "政府采购预算数",
}
_CHANGED = {
    "“三公”经费": "“三公”经费变动",
    "“三公”经费分项": "“三公”经费分项变动",
    "财政拨款支出": "财政拨款支出变动",
}
_PURCHASED = {"goods": "政府采购货物", "works": "政府采购工程", "services": "政府采购服务"}
_AMOUNT = {
    "政府采购": "total",
    "“三公”经费": "final",
    "“三公”经费分项": "final",
    "财政拨款支出": "final",
}
"""The role of the year's amount in the statement of a subject; of all others it is now."""
_ALL_OR_FISCAL = re.compile(
    r"本年支出(?:决算)?合计|(?<!拨款)支出(?:合计|总计)|(?P<fiscal>一般公共预算(?:财政拨款)?(?:基本)?支出|财政拨款支出)"
)
_OF_SEVERAL_WHOLES = (
    "基本支出", "项目支出", "人员经费", "公用经费", "会议费", "培训费", "其他费用", "其他事项",
)  # fmt: skip
"""Said of all expenditure and of one budget, or of no one thing: two amounts may both be right."""
_LONGEST = 160


def statements_of(
    prose: Prose, said: Mapping[Key, Said], begins: Mapping[int, int], subjects: Subjects,
    *, budget: bool = False,
) -> Iterator[Statement]:  # fmt: skip
    """The statements of one passage, subject by subject in their order."""
    parts = [key for key in said if key[0] in _PURCHASED.values()]
    if parts and ("政府采购", "") not in said:
        said = {**said, ("政府采购", ""): Said()}
    for key, one in said.items():
        told = _Told(prose, key, one, said, begins, subjects)
        if budget:
            yield from told.planned()
        yield from told.final()


class _Told:
    def __init__(
        self, prose: Prose, key: Key, one: Said, all_: Mapping[Key, Said],
        begins: Mapping[int, int], subjects: Subjects,
    ) -> None:  # fmt: skip
        self.subjects = subjects
        self.prose, self.one, self.all, self.begins = prose, one, all_, begins
        self.subject, self.item = key
        self.now = one.get("now")

    def planned(self) -> Iterator[Statement]:
        """What a budget says: its plan of the year."""
        if self.now is not None and self.subject in _PLANNED:
            spans = [self.one.spans["now"]]
            yield self._statement(_PLANNED[self.subject], {"now": self.now}, {}, {}, spans)
        if self.one.others and self.subject in ("基本支出", "项目支出"):
            first = self.one.figures["now"], self.one.spans["now"]
            for number, span in (first, *self.one.others):
                yield self._of_some_whole(number, span)

    def _of_some_whole(self, number: Figure, span: Span) -> Statement:
        """One of several amounts of a subject, each of the whole named before it."""
        own = next((s for s in self.one.shares if 0 < s.span[0] - span[1] < 10), None)
        rates, spans = ({"share": own.rate}, [span, own.span]) if own else ({}, [span])
        words = {"whole": self._whole_before(span[0])}
        return self._statement(self.subject, {"now": number}, rates, words, spans)

    def final(self) -> Iterator[Statement]:
        """What final accounts say: the amount with its plan and share, and each change."""
        if self.subject in _PURCHASED.values() and ("政府采购", "") in self.all:
            yield from self._share_of_purchases()
            return
        whole, changes = list(self._whole()), list(self._changes())
        own = whole[-1] if whole and self.subject not in _CHANGED else None
        if own and changes and "rate" not in own.rates and own.subject == changes[0].subject:
            # One sentence gives the amount and its change.
            whole[-1] = self._both(own, changes.pop(0))
        yield from whole
        if self.one.misprint:
            printed, span = self.one.misprint
            yield self._statement(self.subject, {}, {}, {"misprint": printed}, [span])
        if "now" in self.one.doubtful and self.subject not in _OF_SEVERAL_WHOLES:
            yield self._twice()
        for change in changes:
            yield change if not whole else self._again(change)

    def _twice(self) -> Statement:
        """That the passage gives different amounts of the year; none of them is taken."""
        figures = [self.one.figures["now"], *(number for number, _ in self.one.others)]
        spans = [self.one.spans["now"], *(span for _, span in self.one.others)]
        differs = "、".join(dict.fromkeys(f"{n.printed}{n.unit}" for n in figures))
        return self._statement(self.subject, {}, {}, {"differs": differs}, spans)

    def _share_of_purchases(self) -> Iterator[Statement]:
        """货物支出60万元,占30%: the amount itself is told with the whole."""
        share = next((s for s in self.one.shares if self._whole_key(s) == ("政府采购", "")), None)
        if share and self.now and (base := self.all["政府采购", ""].get("now")):
            figures, rates = {"now": self.now, "whole": base}, {"share": share.rate}
            yield self._statement(
                self.subject, figures, rates, {}, [self.one.spans["now"], share.span]
            )

    def _changes(self) -> Iterator[Statement]:
        for change in self.one.changes:
            if not change.plan and (found := self._change(change)):
                yield found
        before = self.one.get("before")
        rates = [c for c in self.one.changes if c.rate and not c.plan and not c.delta]
        if before is None or any(c.delta or c.same for c in self.one.changes if not c.plan):
            return
        if self.now is None or self.one.told_apart or self._bears(before):
            figures = {"before": before} | self._nows("now")
            spans = [self.one.spans["before"], *(s for c in rates for s in c.spans)]
            rate = rates[-1].rate if rates else None
            printed = {"before_rate": rate} if rate else {}
            words = {"rate_way": rates[-1].rate_way} if rates else {}
            yield self._statement(self._changed(), figures, printed, words, spans)

    def _both(self, one: Statement, other: Statement) -> Statement:
        spans = [*self._spans(one), *self._spans(other)]
        figures, rates = one.figures | other.figures, one.rates | other.rates
        both = self._statement(one.subject, figures, rates, one.words | other.words, spans)
        # Those of the parts (货物, 工程, 服务) are no spans of this subject.
        return replace(both, spans=both.spans | one.spans | other.spans)

    def _again(self, change: Statement) -> Statement:
        """A change beside the statement that gives its amount: that is compared once."""
        return replace(change, words={**change.words, "again": "1"})

    def _spans(self, statement: Statement) -> list[Span]:
        every = [*self.one.spans.values(), *(s for c in self.one.changes for s in c.spans)]
        every += [s.span for s in (*self.one.shares, *self.one.done)]
        return [span for span in every if span[0] in statement.spans]

    def _bears(self, before: Figure) -> bool:
        """Whether the printed rates can come of the amount before."""
        now = self.now
        rates = [c.rate for c in self.one.changes if c.rate and not c.delta and not c.plan]
        if now is None or not rates:
            return True
        if not before.value:
            return False
        exact = abs(now.value / before.value - 1) * 100
        return any(abs(exact - abs(rate[0])) < 0.06 + 0.01 * abs(rate[0]) for rate in rates)

    def _nows(self, role: str = "") -> dict[str, Figure]:
        return {role or _AMOUNT.get(self.subject, "now"): self.now} if self.now else {}

    def _changed(self) -> str:
        return _CHANGED.get(self.subject, self.subject)

    def _plans(self) -> list[Span]:
        return [span for role, span in self.one.spans.items() if role.startswith("budget")]

    def _budget(self) -> tuple[Figure | None, Figure | None, str]:
        """The plan, an earlier one beside it, and which kind the plan is."""
        plans = {kind: self.one.get(f"budget:{kind}") for kind in ("年初", "", "全年", "调整")}
        known = {kind: plan for kind, plan in plans.items() if plan is not None}
        late = known.get("全年") or known.get("调整")
        first = known.get("年初") or known.get("")
        if "年初" in known and late:
            return late, known["年初"], "全年" if "全年" in known else "调整"
        if first is not None:
            return first, None, "年初" if "年初" in known else ""
        return late, None, "全年" if "全年" in known else "调整" if late else ""

    def _whole(self) -> Iterator[Statement]:
        """The amount of the year with what belongs to it."""
        plan, first, which = self._budget()
        figures, rates, words = self._nows(), {}, {}  # type: ignore[var-annotated]
        spans = [s for role, s in self.one.spans.items() if role.startswith("now")]
        if plan is not None:
            figures["budget"] = plan
            words["which"] = which
            spans += self._plans()
        if first is not None:
            figures["first"] = first
        for change in self.one.changes:
            if change.plan:
                self._planned_change(change, figures, rates, words, spans)
        if self.subject == "政府采购":
            for role, part in _PURCHASED.items():
                if (other := self.all.get((part, ""))) and (number := other.get("now")):
                    figures[role] = number
                    spans.append(other.spans["now"])
        if not figures:
            return
        if self.subject == "政府采购" and plan is not None:
            yield self._statement("政府采购预算数", {"now": plan}, {}, {}, self._plans())
        done = self.one.done[0] if self.one.done else None
        general = self.subject in GENERAL
        if done is not None:
            words["base"] = which if done.of == "+" else done.of
        if general and plan is not None and self.now is not None:
            completed = self._nows("final") | figures
            completed.pop("now", None)
            if done is not None:
                yield self._statement(
                    "财政拨款支出", completed, {"rate": done.rate}, words, [*spans, done.span]
                )
            else:
                yield self._statement("财政拨款支出", completed, {}, words, spans)
            figures = self._nows() | {k: v for k, v in figures.items() if k.startswith("plan")}
            words = {k: v for k, v in words.items() if k.startswith("plan")}
        elif done is not None and self.now is not None:
            rates["rate"] = done.rate
            figures["final"] = self.now
            spans.append(done.span)
        share = next((s for s in self.one.shares if self._whole_key(s)), None)
        if share is not None and self.now is not None:
            rates["share"] = share.rate
            if base := base_of(self.all, self._whole_key(share), self.now, share):
                figures["whole"] = base
        spans += [s.span for s in self.one.shares]
        if self.subject in ("基本支出", "项目支出", "人员经费", "公用经费"):
            words["whole"] = self._whole_before(min(s for s, _ in spans))
        if self.subject == "财政拨款支出":
            whole = plan is None and self._is_followed_by_its_uses()
            if self.now is not None and (share is not None or whole):
                named = words | {"item": self.subject}
                yield self._statement("财政拨款支出总额", {"now": self.now}, rates, named, spans)
            return
        if self.now is None and not ({"budget", "plan_delta", *_PURCHASED} & figures.keys()):
            return
        yield self._statement(self.subject, figures, rates, words, spans)

    def _is_followed_by_its_uses(self) -> bool:
        """Whether the amount stands before a list of the 类: ,主要用于以下方面."""
        end = self.one.spans["now"][1] if "now" in self.one.spans else len(self.prose.text)
        return self.prose.text.startswith((",主要用于以下", ",按功能分类"), end)

    def _whole_before(self, at: int) -> str:
        """Of which whole the text speaks before a place: 财政拨款支出, or all expenditure."""
        start = max(self.prose.text.rfind(BREAK, 0, at) + 1, at - 160)
        named = list(_ALL_OR_FISCAL.finditer(self.prose.text, start, at))
        return "财政拨款" if named and named[-1]["fiscal"] else "全部"

    def _planned_change(
        self, change: Change, figures: dict[str, Figure], rates: dict[str, Rate],
        words: dict[str, str], spans: list[Span],
    ) -> None:  # fmt: skip
        if change.delta is not None and "plan_delta" not in figures:
            figures["plan_delta"] = change.delta
            words["plan_way"], words["plan"] = change.way, change.which
            if change.rate is not None:
                rates["plan_rate"] = change.rate
            spans += change.spans
        elif change.same:
            words["planned"] = "1"
            spans += change.spans

    def _change(self, change: Change) -> Statement | None:
        figures = self._nows("now")
        rates: dict[str, Rate] = {}
        words = {"way": change.way, "rate_way": change.rate_way}
        if self.subject.endswith("收入支出总计") and self.now is None:
            other = self.all.get((self.subject.replace("支出", ""), ""))
            if other and (now := other.get("now")):
                figures["now"] = now
        if change.same:
            words = {"same": "1"}
        elif change.delta is not None:
            figures["delta"] = change.delta
            if change.rate is not None:
                rates["rate"] = change.rate
            if change.unmarked:
                words["unmarked"] = change.unmarked
        elif change.rate is not None:
            return None
        if before := self.one.get("before"):
            figures["before"] = before
        return self._statement(self._changed(), figures, rates, words, change.spans)

    def _whole_key(self, share: Share) -> Key | None:
        return whole_key(self.subjects, (self.subject, self.item), share)

    def _statement(
        self, subject: str, figures: Mapping[str, Figure], rates: Mapping[str, Rate],
        words: Mapping[str, str], spans: list[Span],
    ) -> Statement:  # fmt: skip
        start = min(self.begins.get(s, s) for s, _ in spans)
        end = max(e for _, e in spans)
        if end - start > _LONGEST:
            start, end = spans[0]
        also = {"item": self.item} if self.item else {}
        return Statement(
            subject, dict(figures), dict(rates), also | dict(words),
            self.prose.quote(start, end), self.prose.source(start, end),
            frozenset(s for s, _ in spans),
        )  # fmt: skip
