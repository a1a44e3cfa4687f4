"""The findings as cards with their five parts, and the overview that leads to each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditkit.findings.amount import Total, totals
from auditkit.findings.auditorwords import PARTS, WORD_LABELS
from auditkit.findings.finding import SEVERITIES, Finding, standing
from auditkit.show.appearance import SEVERITY_MARKS, Mark, Record, shown
from auditkit.show.markup import Markup, joined, link, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.show.tables.evidence import address

LEFT_OPEN = "待审计人员查明"
ASIDE = "不予采纳"

_COLUMNS = (
    Column("number", "序号", "count"),
    Column("code", "编号"),
    Column("severity", "程度"),
    Column("title", "审计发现"),
    Column("count", "项数", "count"),
    Column("subjects", "对象", wide=True),
    Column("money", "涉及金额", "amount", "万元"),
    Column("nature", "金额性质"),
)
_PARTS = (
    Column("criteria", "标准"),
    Column("condition", "事实"),
    Column("cause", "原因"),
    Column("effect", "影响"),
    Column("recommendation", "建议"),
)
_REASON = Column("set_aside", "不予采纳的理由")
_SAID_BELOW = {
    part: WORD_LABELS[part] for part in ("reason", "reply", "owner", "due", "state", "proof")
}


def _groups(findings: Iterable[Finding]) -> list[tuple[int, list[Finding]]]:
    """The findings of one code together, gravest first; both tables number them alike.

    Those set aside come below the rest, by themselves.
    """
    kinds: dict[tuple[bool, str], list[Finding]] = {}
    order = sorted(findings, key=lambda f: (bool(f.set_aside), SEVERITIES.index(f.severity)))
    for finding in order:
        kinds.setdefault((bool(finding.set_aside), finding.code), []).append(finding)
    return list(enumerate(kinds.values(), 1))


def _counted(findings: Sequence[Finding], kinds: int | None = None) -> str:
    """How many there are, in Chinese; those set aside are counted by themselves."""
    left = standing(findings)
    aside = len(findings) - len(left)
    told = f"{kinds}类{len(left)}项" if kinds is not None else f"共{len(left)}项"
    return told + (f"，另有{aside}项不予采纳" if aside else "")


def _record(finding: Finding) -> Record:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "subject": finding.subject,
        "money": finding.money,
        "nature": finding.amount.kind if finding.amount else "",
        **{part: finding.told(part) for part in PARTS},
        "reply": finding.words.reply,
        "evidence": [str(source) for source in finding.evidence],
        "set_aside": finding.set_aside,
    }


def _sums(group: Iterable[Finding]) -> list[Total]:
    """The amounts of one kind of finding: a sum only where they may be added."""
    return totals(finding.amount for finding in group)


def _nature(group: Iterable[Finding]) -> str:
    """What the amounts are, and that they may overlap where no sum is given."""
    return "、".join(
        total.kind if total.value is not None else f"{total.kind}（各项可能重叠，不合计）"
        for total in _sums(group)
    )


def _money(group: Iterable[Finding]) -> float | None:
    sums = _sums(group)
    return sums[0].value if len(sums) == 1 else None


@of_audit(lambda audit: (audit.findings,))
def findings_overview(findings: Iterable[Finding]) -> Table:
    """One line for each kind of finding, leading to its card; kinds set aside struck through."""
    found = list(findings)
    groups = _groups(found)
    data: list[Record] = [
        {
            "number": number,
            "code": group[0].code,
            "severity": group[0].severity,
            "title": group[0].title,
            "count": len(group),
            "subjects": "、".join(dict.fromkeys(finding.subject for finding in group)),
            "money": _money(group),
            "nature": _nature(group),
            "set_aside": bool(group[0].set_aside),
        }
        for number, group in groups
    ]

    def cell(column: Column, row: Record) -> object:
        match column.key:
            case "title":
                leading = link(place_of(row["code"], row["set_aside"]), row["title"])
                return tag("s", leading) if row["set_aside"] else leading
            case "severity":
                return severity_badge(row["severity"])
            case "subjects" if row["set_aside"]:
                return joined(tag("s", row["subjects"]), f"（{ASIDE}）")
            case "money" if row["money"] is None:
                return ""
        return None

    kinds = sum(not row["set_aside"] for row in data)
    return tabulate(
        _COLUMNS,
        data,
        f"审计发现一览（{_counted(found, kinds)}）",
        header="title",
        cell=cell,
        empty="没有审计发现。",
        style="ak-fold",
    )


@of_audit(lambda audit: (audit.findings,))
def findings_list(findings: Iterable[Finding]) -> Table:
    """Each kind of finding as a card with five parts; 事实 lists every subject with evidence.

    What the auditor set aside stands below, struck through, with the reason.
    """
    groups = _groups(findings)
    shown_ = [finding for _, group in groups for finding in group]
    cards = [_card(number, group) for number, group in groups if not group[0].set_aside]
    aside = [_card(number, group) for number, group in groups if group[0].set_aside]
    if not cards:
        cards = [tag("p", "没有审计发现。", class_="ak-nothing")]
    if aside:
        heading = tag("p", tag("strong", f"{ASIDE}的审计发现"), class_="ak-aside-title")
        cards += [heading, *aside]
    columns = (Column("code", "编号"), Column("severity", "程度"), Column("title", "审计发现"),
               Column("subject", "对象"), *_PARTS, Column("reply", "被审计单位意见"),
               *_COLUMNS[-2:], _REASON)  # fmt: skip
    return Table(
        tag("div", *cards, class_="ak ak-findings"),
        f"审计发现（{_counted(shown_)}）",
        columns,
        [_record(finding) for finding in shown_],
    )


def place_of(code: str, aside: bool = False) -> str:
    """The place where the findings of a kind stand."""
    return f"不采纳-{code}" if aside else f"发现-{code}"


def _card(number: int, group: Sequence[Finding]) -> Markup:
    first = group[0]
    aside = bool(first.set_aside)
    title = tag(
        "p",
        tag("span", f"{number}.", class_="ak-count"),
        tag("strong", tag("s", first.title) if aside else first.title),
        severity_badge(first.severity),
        tag("span", ASIDE, class_="ak-kind") if aside else "",
        class_="ak-card-title",
    )
    about = [first.code, f"{len(group)}项"]
    about += [
        f"{total.kind}{shown(total.value, 'amount')}万元"
        for total in _sums(group)
        if total.value is not None
    ]
    # Of one set aside only what was found counts, and why it does not.
    parts = [_part(column, group) for column in (_PARTS[1:2] if aside else _PARTS)]
    return tag(
        "div",
        title,
        tag("p", " · ".join(about), class_="ak-about"),
        tag("dl", *parts),
        class_=f"ak-card ak-finding ak-{_mark(first.severity).key}{' ak-aside' if aside else ''}",
        id=place_of(first.code, aside),
    )


def _part(column: Column, group: Sequence[Finding]) -> Markup:
    """One of the five parts: said once where it is the same for the whole group."""
    part = column.key
    said = list(dict.fromkeys(_said(finding, part) for finding in group))
    if part == "condition":
        body: object = tag("ul", *(_fact(finding) for finding in group), class_="ak-list")
    elif said == [""]:
        body = tag("span", LEFT_OPEN, class_="ak-open")
    elif len(said) == 1:
        body = said[0]
    else:
        told = [f for f in group if _said(f, part)]
        items = [tag("li", f.subject, "：", _said(f, part)) for f in told]
        if len(told) < len(group):
            items.append(tag("li", "其余：", tag("span", LEFT_OPEN, class_="ak-open")))
        body = tag("ul", *items, class_="ak-list")
    return tag("div", tag("dt", column.label), tag("dd", body))


def _said(finding: Finding, part: str) -> Markup | str:
    """A part of a finding; in the auditor's own words it is marked as such."""
    own: str = getattr(finding.words, part)
    program: str = getattr(finding, part)
    return tag("span", own, class_="ak-own") if own else program


def _fact(finding: Finding) -> Markup:
    """The subject and its condition, and what else the auditor says on it."""
    lines = [
        tag("p", f"{label}：", tag("span", said, class_="ak-own"))
        for part, label in _SAID_BELOW.items()
        if (said := getattr(finding.words, part)) and not (part == "reason" and finding.set_aside)
    ]
    if finding.words.condition and not finding.set_aside:
        places = [str(source) for source in dict.fromkeys(finding.evidence)]
        evidence = tag("span", f"（{'；'.join(places)}）", class_="ak-places") if places else ""
        own = tag("span", finding.words.condition, class_="ak-own")
        return tag("li", tag("strong", finding.subject), "：", own, evidence, *lines)
    return tag("li", _stated(finding), *lines)


def _stated(finding: Finding) -> Markup:
    """The program's fact, where neither the subject nor a place is said twice."""
    sources = {str(source): source for source in finding.evidence}
    first, _, rest = finding.condition.partition("：")
    said = rest if rest and first in sources else finding.condition
    told = said.startswith(finding.subject)
    text = said.removeprefix(finding.subject) if told else f"：{said}"
    unsaid = [source for name, source in sources.items() if name not in said]
    places = [joined("；" if i else "", address(source)) for i, source in enumerate(unsaid)]
    evidence = tag("span", "（", *places, "）", class_="ak-places") if places else ""
    if finding.set_aside:
        struck = tag("s", tag("strong", finding.subject), text)
        return joined(struck, evidence, tag("p", f"不予采纳的理由：{finding.set_aside}"))
    return joined(tag("strong", finding.subject), text, evidence)


def severity_badge(severity: str) -> Markup:
    """A severity as symbol and word."""
    mark = _mark(severity)
    symbol = tag("span", mark.symbol, class_="ak-symbol", aria_hidden="true")
    return tag("span", symbol, severity, class_=f"ak-severity ak-{mark.key}")


def _mark(severity: str) -> Mark:
    return SEVERITY_MARKS[severity]
