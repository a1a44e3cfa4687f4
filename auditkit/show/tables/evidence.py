"""The evidence of computed indicators: formula, figures, result, and the cell of each figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from auditkit.assessment.trace import Trace, TracedFact
from auditkit.files.grid import Source
from auditkit.files.readers.crops import Crop
from auditkit.rules.clauses import NOT_READ
from auditkit.show.appearance import Kind, Record, finite, plain, shown
from auditkit.show.markup import Markup, anchor, joined, link, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table
from auditkit.show.tables.crops import beside, crops_of

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_COLUMNS = (
    Column("fact", "数据项"),
    Column("year", "年度"),
    Column("value", "数值", "amount"),
    Column("unit", "单位"),
    Column("source", "出处"),
    Column("remark", "备注"),
)


def _given(audit: Audit) -> tuple[object, ...]:
    at = [fact.source for trace in audit.traces for fact in trace.facts if fact.source is not None]
    return audit.traces, audit.pack.citable, crops_of(audit, at)


@of_audit(_given)
def evidence_table(
    traces: Iterable[Trace],
    references: Mapping[str, str] = MappingProxyType({}),
    pictured: Mapping[Source, Crop] = MappingProxyType({}),
) -> Table:
    """One block for each indicator with a figure to show, leading back to its row.

    A formula none of whose figures was found has nothing to prove; its row says what is missing.
    `references` says what the keys in the references stand for; those that occur are explained
    below. `pictured` is what figures were read from that stood in a picture.
    """
    shown_traces = [
        trace for trace in traces if any(fact.source is not None for fact in trace.facts)
    ]
    data: list[Record] = [
        {
            "indicator": trace.indicator,
            "name": trace.name,
            "formula": trace.formula,
            "figures": trace.figures,
            "result": trace.result,
            "alternative": trace.alternative,
            "reference": trace.reference,
            "fact": fact.name,
            "year": str(fact.year),
            "value": plain(fact.value),
            "unit": fact.unit,
            "source": str(fact.source) if fact.source else "",
            "sha256": fact.source.sha256 if fact.source else "",
            "remark": fact.remark,
        }
        for trace in shown_traces
        for fact in trace.facts
    ]
    caption = f"计算依据（{len(shown_traces)}个算式）"
    seen: set[str] = set()
    blocks = [_block(trace, seen, pictured) for trace in shown_traces]
    if not blocks:
        blocks = [tag("p", "没有由数据项计算的指标。", class_="ak-nothing")]
    legend = _legend([trace.reference for trace in shown_traces], references)
    html = tag("div", *blocks, legend, class_="ak ak-fold ak-evidence")
    columns = (
        Column("indicator", "指标"),
        Column("name", "计算内容"),
        Column("formula", "算式"),
        Column("figures", "代入数据"),
        Column("result", "结果"),
        *_COLUMNS,
    )
    return Table(
        html, caption, columns, data, ("indicator", "name", "formula", "figures", "result")
    )


def _legend(used: Iterable[str], references: Mapping[str, str]) -> Markup:
    said = "\n".join(used)
    items = [
        tag("div", tag("dt", key), tag("dd", text))
        for key, text in references.items()
        # An article that nobody has read is no reference in a report.
        if NOT_READ not in text
        and re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", said, re.ASCII)
    ]
    if not items:
        return Markup("")
    title = tag("p", tag("strong", "依据说明"), class_="ak-card-title")
    return tag("div", title, tag("dl", *items), class_="ak-card ak-legend")


def _block(trace: Trace, seen: set[str], pictured: Mapping[Source, Crop]) -> Markup:
    identity = anchor("证据", trace.indicator)
    # An alternative formula of the same indicator stands below it, without an id of its own.
    first = identity not in seen
    seen.add(identity)
    kind = tag("span", "备选算式", class_="ak-kind") if trace.alternative else ""
    back = link(anchor("指标", trace.indicator), "返回评价结果", class_="ak-back")
    parts = [("算式", trace.formula), ("代入", trace.figures), ("结果", trace.result)]
    if trace.reference:
        parts.append(("依据", trace.reference))
    facts = tag(
        "dl", *(tag("div", tag("dt", name), tag("dd", text)) for name, text in parts if text)
    )
    table = _facts(trace, pictured) if trace.facts else ""
    title = tag("p", tag("strong", trace.name), kind, back, class_="ak-card-title")
    return tag("div", title, facts, table, class_="ak-card", id=identity if first else None)


def _facts(trace: Trace, pictured: Mapping[Source, Crop]) -> Markup:
    head = tag("tr", *(tag("th", c.label, scope="col", class_=_class(c)) for c in _COLUMNS[:-1]))
    rows = (
        tag(
            "tr",
            tag("th", fact.name, _remark(fact), scope="row"),
            *(
                tag("td", *content, class_=_class(column), data_label=column.label)
                for column, content in zip(_COLUMNS[1:-1], _cells(fact, pictured), strict=True)
            ),
        )
        for fact in trace.facts
    )
    caption = tag("caption", f"{trace.name}所用数据项", class_="ak-quiet")
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows))
    label = f"{trace.name}所用数据项"
    return tag("div", table, class_="ak-scroll", role="group", tabindex=0, aria_label=label)


def _cells(fact: TracedFact, pictured: Mapping[Source, Crop]) -> tuple[tuple[object, ...], ...]:
    return (fact.year,), (figure(fact),), (fact.unit,), _where(fact.source, pictured)


def _where(source: Source | None, pictured: Mapping[Source, Crop]) -> tuple[Markup | str, ...]:
    if source is None:
        return (_absent(),)
    return address(source), beside(source, pictured)


def _class(column: Column) -> str:
    return "ak-number" if column.numeric else ""


def _remark(fact: TracedFact) -> Markup | str:
    return tag("span", fact.remark, class_="ak-remark") if fact.remark else ""


def _absent() -> Markup:
    return tag("span", "？ 缺失", class_="ak-absent")


def figure(fact: TracedFact) -> str:
    """A traced figure as printed: a rate as %, a count without decimals, else to the cent."""
    number = finite(fact.value)
    if number is None:
        return "缺失"
    kind: Kind = "percent" if fact.unit == "%" else "amount"
    if fact.unit not in ("%", "万元", "元") and number == int(number):
        kind = "count"
    return shown(number, kind)


def address(source: Source) -> Markup:
    """The address of a cell, leading to its file's line in the list of input files."""
    place = tag("span", f"[{source.place}]", class_="ak-place") if source.place else ""
    return joined(link(anchor("文件", source.file), source.file), place)
