"""How the objects that one works with show themselves in Jupyter, at the end of a cell.

Each is a page fragment of the report's own tables, a few lines of text where there are no pages,
and carries the part of the stylesheet that it needs, so that it looks right in any notebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import singledispatch

from auditkit.assessment.computation import STATUSES
from auditkit.assessment.grading import Score
from auditkit.assessment.trace import Trace
from auditkit.audit.audit import Audit
from auditkit.facts.facts import DEMO, Facts
from auditkit.findings.finding import Finding
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.formula import Formula
from auditkit.formula.tree import dated
from auditkit.rules.rulepack import RulePack
from auditkit.show.appearance import NO_FORM, shown
from auditkit.show.finding_cards import findings_list
from auditkit.show.markup import Markup, joined, tag
from auditkit.show.objects_style import OBJECT_STYLE, styled
from auditkit.show.objects_tables import facts_table, goals_table, targets_table
from auditkit.show.table_html import Table
from auditkit.show.tables.evidence import evidence_table
from auditkit.show.tables.indicators import indicator_table
from auditkit.show.tables.method import indicator_rules
from auditkit.show.tables.tasks import tasks_table
from auditkit.show.tiles import key_figures
from auditkit.wording import show_value

_APART = "margin-top:1.25rem"

__all__ = ["OBJECT_STYLE", "bundle", "drawn", "said"]


def bundle(thing: object) -> dict[str, str]:
    """What Jupyter shows of an object: HTML with its styles, and plain text."""
    return {"text/html": styled(drawn(thing)), "text/plain": said(thing)}


@singledispatch
def drawn(thing: object) -> Markup:
    """The object as HTML. Raises TypeError for one that has no picture of its own."""
    raise TypeError(type(thing).__name__)


@singledispatch
def said(thing: object) -> str:
    """The object in a few lines of text.

    Raises TypeError for an object that has no such text.
    """
    raise TypeError(type(thing).__name__)


def _whole(title: str, about: Iterable[str], *parts: Table | Markup) -> Markup:
    head = tag("p", tag("strong", title), class_="ak-card-title")
    lines = [tag("p", line, class_="ak-about") for line in about if line]
    body = [
        tag("div", part if isinstance(part, Markup) else part.html, style=_APART) for part in parts
    ]
    return tag("div", tag("div", head, *lines, class_="ak ak-card"), *body, class_="ak")


def _folded(title: str, table: Table) -> Markup:
    return tag("details", tag("summary", title), table.html)


@drawn.register
def _(thing: Declaration) -> Markup:
    goals = [goals_table(thing)] if thing.goals else []
    tasks = (
        [_folded(f"年度主要任务{len(thing.tasks)}项", tasks_table(thing))] if thing.tasks else []
    )
    about = _about_declaration(thing)
    return _whole(_declared(thing), about, *goals, *tasks, targets_table(thing))


@said.register
def _(thing: Declaration) -> str:
    return "\n".join([_declared(thing), *_about_declaration(thing)])


def _declared(thing: Declaration) -> str:
    return f"{thing.department}{thing.year}年度{thing.kind}"


def _about_declaration(thing: Declaration) -> list[str]:
    budget = NO_FORM if formless(thing) else f"预算{shown(thing.stated_budget, 'amount')}万元"
    counted = (
        f"目标{len(thing.goals)}条，任务{len(thing.tasks)}项（{budget}），"
        f"指标{len(thing.indicators)}项"
    )
    repaired = f"识读修复{len(thing.repairs)}处，数据问题{len(thing.issues)}项"
    return [counted, repaired, f"文件：{thing.file}" if thing.file else ""]


@drawn.register
def _(thing: Audit) -> Markup:
    figures = key_figures(thing.score, thing.assessed, thing.findings, thing.declaration)
    return _whole(thing.title, _about_audit(thing), figures.html, indicator_table(thing.assessed))


@said.register
def _(thing: Audit) -> str:
    return "\n".join([thing.title, said(thing.score), *_about_audit(thing)])


def _about_audit(thing: Audit) -> list[str]:
    counts = Counter(row.status for row in thing.assessed)
    most_first = sorted(counts, key=lambda status: (-counts[status], STATUSES.index(status)))
    told = "、".join(f"{status}{counts[status]}项" for status in most_first)
    demo = f"数据为{DEMO}" if thing.demo else ""
    return [f"指标{len(thing.assessed)}项：{told}", f"规则包：{thing.pack.title}", demo]


@drawn.register
def _(thing: Finding) -> Markup:
    return findings_list([thing]).html


@said.register
def _(thing: Finding) -> str:
    aside = f"（不予采纳：{thing.set_aside}）" if thing.set_aside else ""
    head = f"[{thing.severity}] {thing.code} {thing.title}：{thing.subject}{aside}"
    places = "；".join(map(str, thing.evidence))
    return "\n".join(filter(None, [head, thing.condition, f"证据：{places}" if places else ""]))


@drawn.register
def _(thing: Formula) -> Markup:
    needed = [tag("li", tag("strong", name), f"：{when}") for name, when in _needs(thing)]
    parts = [
        ("算式", tag("span", thing.text)),
        ("整理", tag("span", str(thing))),
        ("单位", tag("span", thing.unit or "随数据项")),
        ("需要", tag("ul", *needed, class_="ak-list") if needed else tag("span", "（无）")),
    ]
    listed = tag("dl", *(tag("div", tag("dt", name), tag("dd", text)) for name, text in parts))
    title = tag("p", tag("strong", thing.name or "算式"), class_="ak-card-title")
    return tag("div", tag("div", title, listed, class_="ak-card"), class_="ak")


@said.register
def _(thing: Formula) -> str:
    needed = "、".join(f"{name}（{when}）" for name, when in _needs(thing))
    name = f"{thing.name} = " if thing.name else ""
    return f"{name}{thing.text}\n需要：{needed or '（无）'}"


def _needs(thing: Formula) -> list[tuple[str, str]]:
    """Each fact with the years it is needed for."""
    years: dict[str, list[str]] = {}
    for name in thing.names:
        word = dated(name).removesuffix(name.fact) or "本年度"
        years.setdefault(name.fact, []).append(word)
    return [(fact, "、".join(dict.fromkeys(words))) for fact, words in years.items()]


@drawn.register
def _(thing: Trace) -> Markup:
    return evidence_table([thing]).html if any(f.source for f in thing.facts) else _bare(thing)


def _bare(thing: Trace) -> Markup:
    """A trace none of whose figures was found: the formula, and what is missing."""
    lines = [tag("p", line) for line in said(thing).splitlines()]
    return tag("div", tag("div", *lines, class_="ak-card"), class_="ak")


@said.register
def _(thing: Trace) -> str:
    lines = [f"{thing.name}：{thing.result}", thing.formula, thing.figures]
    for fact in thing.facts:
        value = "缺失" if fact.value is None else show_value(fact.value, fact.unit)
        place = f"  {fact.source}" if fact.source else ""
        lines.append(f"  {fact.year} {fact.name}  {value}{place}")
    return "\n".join(lines)


@drawn.register
def _(thing: Score) -> Markup:
    lines = [tag("p", line) for line in (*said(thing).splitlines(), thing.rule)]
    return tag("div", tag("div", *lines, class_="ak-card"), class_="ak")


@said.register
def _(thing: Score) -> str:
    interval = f"；{thing.interval}" if thing.interval else ""
    lines = [
        f"{thing.label}{shown(thing.value, 'points')}（{thing.basis}{interval}）",
        f"等级：{thing.grade}",
        f"{thing.met_text}。{thing.weights_note}",
        thing.firm_text,
    ]
    return "\n".join(filter(None, lines))


@drawn.register
def _(thing: RulePack) -> Markup:
    references = [tag("li", tag("strong", k), f"：{text}") for k, text in thing.references.items()]
    legend = joined(tag("p", "依据说明"), tag("ul", *references, class_="ak-list"))
    return _whole(
        thing.title,
        _about_pack(thing),
        indicator_rules(thing),
        tag("div", legend if references else "", class_="ak-legend"),
    )


@said.register
def _(thing: RulePack) -> str:
    return "\n".join([f"{thing.title}（{thing.name}）", *_about_pack(thing)])


def _about_pack(thing: RulePack) -> list[str]:
    first, last = thing.years
    grades = "、".join(f"{name}≥{start:g}" for name, start in thing.grade_steps)
    return [
        f"{thing.place}，{first}—{last}年度；指标{len(thing.rules)}项，数据项{len(thing.facts)}个",
        f"评分规则 {thing.scoring.quantity}、{thing.scoring.judgement}；等级：{grades}",
    ]


@drawn.register
def _(thing: Facts) -> Markup:
    return _whole("数据项", _about_facts(thing), facts_table(thing))


@said.register
def _(thing: Facts) -> str:
    return "\n".join(_about_facts(thing))


def _about_facts(thing: Facts) -> list[str]:
    years = sorted({fact.year for fact in thing})
    span = f"（{'、'.join(map(str, years))}年度）" if years else ""
    demo = f"，{DEMO}" if thing.demo else ""
    files = "、".join(name for name, _ in thing.files)
    return [
        f"数据项{len(thing)}个{span}，任务{len(thing.tasks)}项，数据问题{len(thing.issues)}项{demo}",
        f"文件：{files}" if files else "",
    ]
