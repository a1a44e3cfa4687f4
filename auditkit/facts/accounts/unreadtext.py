"""Amounts and rates of the text that were not read: told where they are ours, never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.belonging import is_of_other_year, is_of_others
from auditkit.facts.accounts.passagetokens import TOKEN
from auditkit.facts.accounts.prose import BREAK, Prose
from auditkit.facts.accounts.statement import Statement
from auditkit.facts.facts import Fact
from auditkit.rules.subjectwords import Named, Subjects, SubjectWords

UNREAD_SENTENCE = IssueKind("accounts-sentence", "决算正文有一句写了金额而没有读懂")
UNCHECKED = IssueKind("accounts-unchecked", "决算正文有的金额或比率没有用于核对")

_SENTENCE = re.compile(f"[^。{BREAK}]+")
_PRIOR = frozenset(("“三公”经费", "机关运行经费", "收入支出总计", "一般公共预算财政拨款支出"))
"""The subjects of which the amount of the year before is a fact too."""
# Said of something else than the subject: what it was spent on, what was saved, who else.
_ELSEWHERE = re.compile(
    "用于|包括|结余|节约资金|节支|指|标准|人均|占|定额|限额|单价|授予|预留|面向|以上|以内的|下列|项目"
)
_REASON = re.compile("原因|由于|因为|主要是|系")
_CHANGE = re.compile("增|减|降|升|提高|节约|差")
_PLAN = re.compile("(?<!公共)(?<!基金)(?<!经营)预算")
_BY_HAND = "请对照原句，把其中的数手工填入"
_BY_EYE = "请对照原句核对"
_SHOWN, _FAR = 5, 60


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
    told: set[tuple[str, int]] = set()
    beside: list[tuple[int, int]] = []
    for start, stop, begins, named in _unread(prose, read, subjects):
        lacking = _lacking(prose, start, begins, named, year, budget=budget)
        if lacking is None:
            continue
        name, of = lacking
        if (name, of) in known or not name or prose.text[start:stop].endswith(("%", "点")):
            if not subjects.plain.sub("", re.split(r"[,(:]", prose.text[begins:start])[-1]):
                beside.append((named.start, stop))
        elif (name, of) not in told:
            told.add((name, of))
            label = name + ("（上年）" if of < year else "")
            what = f"正文有一句写到{label}的金额而没有读懂，没有取用"
            where, quote = prose.source(named.start, stop), prose.quote(named.start, stop)
            yield UNREAD_SENTENCE(where, what, quote, _BY_HAND)
    if beside and not budget:
        what = f"正文有{len(beside)}处金额或比率没有读懂，没有用于核对"
        quotes = dict.fromkeys(prose.quote(*span) for span in beside)
        found = "；".join([*quotes][:_SHOWN]) + ("……" if len(quotes) > _SHOWN else "")
        yield UNCHECKED(prose.source(*beside[0]), what, found, _BY_EYE, False)


def _unread(
    prose: Prose, read: set[int], subjects: Subjects
) -> Iterator[tuple[int, int, int, Named]]:
    """Every amount and rate without a statement: its place, where the words before it begin.

    Its subject is the one named last in its sentence, else in the passage.
    """
    passage, last = -1, None
    whole: SubjectWords | None = None
    for sentence in _SENTENCE.finditer(prose.text):
        at = sentence.start()
        if (heads := prose.text.rfind(BREAK, 0, at)) != passage:
            passage, last, whole = heads, None, None
        found = subjects.named(sentence[0], last.subject if last else None, whole)
        names = [Named(one.subject, at + one.start, at + one.end) for one in found]
        begins, ahead = at, 0
        for token in TOKEN.finditer(sentence[0]):
            start = at + token.start()
            while ahead < len(names) and names[ahead].end <= start:
                ahead += 1
            named = names[ahead - 1] if ahead else last
            if start not in read and named is not None:
                yield start, at + token.end(), max(begins, named.end), named
            begins = at + token.end()
        last = names[-1] if names else last
        whole = next((one.subject for one in reversed(names) if not one.subject.item), whole)


def _lacking(
    prose: Prose, start: int, begins: int, named: Named, year: int, *, budget: bool
) -> tuple[str, int] | None:
    """The fact, and its year, that an unread number would give; None for what is none of ours."""
    subject, text = named.subject, prose.text
    lead = text[begins:start]
    own = re.split("[,()]", lead)[-1]
    if not (subject.now or subject.budget) or _ELSEWHERE.search(own) or len(lead) > _FAR:
        return None
    head = re.split("[,;:。¶]", text[max(0, named.start - 60) : named.start])[-1]
    # 比2023年三公经费年初预算 is a comparison within the year.
    within = re.search(f"[与比较]{year}年度?$", head) is not None
    if is_of_others(text, named.start):
        return None
    if is_of_other_year(text, named.start, year) and not within:
        return None
    if any(int(y) not in (year, year - 1) for y in re.findall(r"(20\d\d)年", lead)):
        return None
    if re.search("用于|指|绩效|[(（]类[)）]", head):
        return None
    if _PLAN.search(lead) and subject.budget and not re.search("上年|去年", lead):
        return subject.budget, year
    if _CHANGE.search(lead.rsplit(",", 1)[-1]) or re.search("上年|去年|同比", lead):
        if budget or _REASON.search(head + lead) or subject.name not in _PRIOR:
            return None
        return subject.now, year - 1
    if _PLAN.search(lead) or budget:
        return (subject.budget, year) if subject.budget else None
    return (subject.now, year) if subject.now else None
