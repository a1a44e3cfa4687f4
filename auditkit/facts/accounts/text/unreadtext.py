"""Amounts and rates of the text that were not read: told where they are ours, never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.text.belonging import OF_A_PART, is_of_other_year, is_of_others
from auditkit.facts.accounts.text.passageroles import AFTER_REASON, OF_US_ALL
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import UNREAD_SENTENCE, Statement
from auditkit.facts.accounts.text.unreadnumbers import COSTS, Unread, unread_numbers
from auditkit.facts.facts import Fact
from auditkit.rules.subjectwords import Subjects, SubjectWords

UNCHECKED = IssueKind("accounts-unchecked", "决算（预算）正文有的金额或比率没有用于核对")

_PRIOR = frozenset(
    ("“三公”经费", "机关运行经费", "收入支出总计", "收入总计", "一般公共预算财政拨款支出")
)
"""The subjects of which the amount of the year before is a fact too."""
# Said of something else than the subject: what it was spent on, what was saved, who else.
_ELSEWHERE = re.compile(
    "用于|包括|结余|节约资金|节支|指|标准|人均|占|定额|限额|单价|授予|预留|面向|以上|以内的|下列|项目"
    "|形成|检查|整改|绩效|评价|涉及|结转|列支|违规|超"
)
_OWN_PURPOSE = re.compile("用于[^,;。()]*?支出")
_REASON = re.compile("原因|由于|因为|主要是|系|主要")
_CHANGE = re.compile("增|减|降|升|提高|节约|差")
_LEFT = re.compile("(?:[增减降升低高加少长]|上升|下降)(?:到|至|为)")
_PLAN = re.compile("(?<!公共)(?<!基金)(?<!经营)预算")
_AGAINST = re.compile("[与较比同][^,;。()]{0,20}")
_SUM = re.compile("[,、]?(?:合计|共计|总计|总额)")
_BY_HAND = "请对照原句，把其中的数手工填入"
_BY_EYE = "请对照原句核对"
_SHOWN, _FAR = 5, 60

Lacking = tuple[str, int]
"""A fact and its year."""


def unread_sentences(
    prose: Prose, statements: Sequence[Statement], facts: Sequence[Fact], year: int,
    subjects: Subjects, *, budget: bool = False,
) -> Iterator[Issue]:  # fmt: skip
    """What the text says of our subjects and no statement holds.

    The first sentence of each fact that is lacking is an issue 须更正; the rest, of facts that are
    known from elsewhere, is told in one. Amounts of others, of other years, and of what money was
    spent on are none of ours.
    """
    read = {at for said in statements for at in said.spans}
    known = {(fact.name, fact.year) for fact in facts}
    told: set[Lacking] = set()
    beside: list[tuple[int, int]] = []
    for one in unread_numbers(prose, read, subjects):
        lacking = _lacking(prose, one, year, subjects, known, budget=budget)
        if lacking is None:
            continue
        name, of = lacking
        named, stop = one.named, one.stop
        if (name, of) in known or not name or prose.text[one.start : stop].endswith(("%", "点")):
            if not subjects.plain.sub(
                "", re.split(r"[,(:]", prose.text[one.begins : one.start])[-1]
            ):
                beside.append((named.start, stop))
        elif (name, of) not in told:
            told.add((name, of))
            label = name + ("（上年）" if of < year else "")
            what = f"正文有一句写到{label}的金额而没有读懂，没有取用"
            where, quote = prose.source(named.start, stop), prose.quote(named.start, stop)
            yield UNREAD_SENTENCE(where, what, quote, _BY_HAND)
    if beside:
        what = f"正文有{len(beside)}处金额或比率没有读懂，没有用于核对"
        quotes = dict.fromkeys(prose.quote(*span) for span in beside)
        found = "；".join([*quotes][:_SHOWN]) + ("……" if len(quotes) > _SHOWN else "")
        yield UNCHECKED(prose.source(*beside[0]), what, found, _BY_EYE, False)


def _lacking(
    prose: Prose, one: Unread, year: int, subjects: Subjects, known: set[Lacking], *, budget: bool
) -> Lacking | None:
    """The fact, and its year, that an unread number would give; None for what is none of ours."""
    named, text = one.named, prose.text
    lead = text[one.begins : one.start]
    own = re.split("[,;()]", lead)[-1]
    subject = _meant(one, own, subjects, known, year)
    if not (subject.now or subject.budget or subject.prior) or len(lead) > _FAR:
        return None
    if _ELSEWHERE.search(_OWN_PURPOSE.sub("", own)):
        return None
    if subject.name in COSTS and OF_A_PART.search(text, one.sentence, named.start):
        return None
    head = re.split("[,;:。¶]", text[max(0, named.start - 60) : named.start])[-1]
    before = f"上年|去年|上一年|同比|{year - 1}年"
    if is_of_others(prose, named.start, subjects) and not OF_US_ALL.match(own):
        return None
    stated = re.findall(r"(?<![与比较同按照据])(20\d\d)年", own)
    of_this = bool(stated) and int(stated[-1]) == year
    # 比2023年三公经费年初预算 is a comparison within the year.
    within = re.search(f"[与比较]{year}年度?$", head) is not None
    if is_of_other_year(text, named.start, year) and not within and not of_this:
        last = re.search(f"{year - 1}年度?[^与比较]{{0,8}}$", head) and subject.name in _PRIOR
        change = budget or _PLAN.search(lead) or _CHANGE.search(own)
        return (subject.now, year - 1) if last and not change else None
    if any(int(y) not in (year, year - 1) for y in re.findall(r"(20\d\d)年", lead)):
        return None
    part = text[one.sentence : named.start].rpartition(";")[2]
    said = re.findall(r"(?<![与比较同按照据])(20\d\d)年", part)
    if said and int(said[-1]) not in (year, year - 1) and not of_this:
        return None
    if re.search("用于|包括|指|绩效|[(（]类[)）]", head):
        return None
    if _PLAN.search(lead) and subject.budget and not re.search(before, lead):
        return subject.budget, year
    if _LEFT.search(own) and not budget:
        return (subject.now, year) if subject.now else None
    changes = _CHANGE.search(own) is not None
    if subject.prior:
        return None if budget or changes else (subject.prior, year - 1)
    if changes or re.search(before, lead):
        against = _AGAINST.findall(text, one.sentence, one.start)
        known_base = re.search(before, lead) or against
        if budget or not known_base or _REASON.search(head) or _gives_reasons(text, one):
            return None
        if changes and against and _PLAN.search(against[-1]):
            return (subject.budget, year) if subject.budget else None
        return (subject.now, year - 1) if subject.name in _PRIOR else None
    if budget:
        return subject.budget, year
    if _PLAN.search(lead):
        return (subject.budget, year) if subject.budget else None
    return (subject.now, year) if subject.now else None


def _gives_reasons(text: str, one: Unread) -> bool:
    """Whether the clause of a number goes on with the reasons that a clause before it began."""
    gives = False
    for clause in re.split("[,()]", text[one.sentence : one.start].rpartition(";")[2]):
        goes_on = AFTER_REASON.match(clause) is not None
        gives = (gives and not goes_on) or _REASON.search(clause) is not None
    return gives


def _meant(
    one: Unread, own: str, subjects: Subjects, known: set[Lacking], year: int
) -> SubjectWords:
    """The subject of a number: the whole, where behind its parts a sum or a plan stands alone."""
    subject = one.named.subject
    changes = _CHANGE.search(own) is not None
    if not (subject.now or subject.budget or subject.prior) and changes and one.wider:
        return one.wider
    whole = subjects.whole_of(subject)
    if whole is None or one.begins <= one.named.end:
        return subject
    if _SUM.match(own) and (whole.now, year) not in known:
        return whole
    if changes and subject.item and one.named.end <= one.sentence:
        # 较上年减少…, in a sentence of its own behind the parts.
        return whole
    return whole if _PLAN.search(own) and whole.budget and not subject.budget else subject
