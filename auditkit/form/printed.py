"""The formulas that a form prints in its margin, found in prose and attached to their indicator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from auditkit.errors import FormulaError
from auditkit.files.grid import Source
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.formula import Formula, parse_formula, read_name
from auditkit.formula.prose import equations_in, expressions_in
from auditkit.rules.rulepack import RulePack

__all__ = [
    "Mismatch",
    "PrintedFormula",
    "expressions_in",
    "mismatches",
    "printed_formulas",
    "unreadable_formulas",
]

_OPERATOR = re.compile(r"[/÷／+＋×*＊]")
# Right of an equals sign a hyphen is a minus; elsewhere it may stand in 2019-2020.
_ARITHMETIC = re.compile(r"[/÷／+＋×*＊\-－−–—]")
# Where prose may follow an expression: 甲/1,5 and 甲/R&D经费 must not be cut to 甲/1 and 甲/R.
_PROSE = re.compile(r"[，,：:](?!\d)")
_ENDED = re.compile(r"[%％‰)）\]］}｝】〕]\s*$")
_DEFINITION = re.compile(r"([^\s。；;，,：:=＝①-⑳]{2,20})[：:]\s*([^。；;①-⑳]+)")
_GLOSS = re.compile(r"(?:^|[。；，,\s])(?:其中)?([^\s。；;，,：:=＝①-⑳]{2,15}?)(?:[：:]|指)(?!标)")
_NAMED_APART = "算式名称与指标名称不一致"
_PRINTED_APART = "算式印在另一指标的说明栏"
_QUOTES = re.compile("[“”\"‘’']")
_NOT_TERMS = ("计算公式", "其中", "注", "说明", "公式")

Role = Literal["算式", "备选算式", "定义"]


@dataclass(frozen=True, slots=True)
class PrintedFormula:
    """A formula as the form prints it, and the declared indicator that it computes.

    `beside` is the indicator in whose row it stands; `indicator` is blank when it names none.
    `text` is what was read of it, without prose that follows. `formula` is None when the text is
    no formula over known facts; `problem` says why, `nearest` is the known name most like.
    """

    name: str
    text: str
    role: Role
    indicator: str
    beside: str
    source: Source
    formula: Formula | None
    problem: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Two names inside one form for what must be the same thing."""

    indicator: str
    what: str
    printed: str
    meant: str
    source: Source


def printed_formulas(declaration: Declaration, pack: RulePack) -> tuple[PrintedFormula, ...]:
    """Every formula printed in 指标说明 or 指标解释, in the form's order."""
    declared = {
        pack.canonical_indicator.get(i.name, i.name): i.name for i in declaration.indicators
    }
    return tuple(
        printed
        for indicator in declaration.indicators
        for text, source in _cells(indicator)
        for printed in _formulas_in(text, source, indicator, declared, pack)
    )


def unreadable_formulas(declaration: Declaration, pack: RulePack) -> tuple[PrintedFormula, ...]:
    """The arithmetic that the form prints but that cannot be read, with `problem` and `nearest`."""
    return tuple(
        printed
        for printed in printed_formulas(declaration, pack)
        if printed.formula is None and _ARITHMETIC.search(printed.text)
    )


def _cells(indicator: DeclaredIndicator) -> Iterator[tuple[str, Source]]:
    if indicator.explanation:
        yield indicator.explanation, indicator.explanation_source or indicator.source
    if indicator.note:
        yield indicator.note, indicator.note_source or indicator.source


def _formulas_in(
    text: str,
    source: Source,
    beside: DeclaredIndicator,
    declared: Mapping[str, str],
    pack: RulePack,
) -> list[PrintedFormula]:
    """The equations and definitions of one cell, in the order in which they stand there."""
    found: list[tuple[int, PrintedFormula]] = []
    for place, name, expression in equations_in(text):
        role, indicator = _names(name, beside, declared, pack)
        read, formula, problem, near = _read(expression, name, pack)
        found.append(
            (
                place,
                PrintedFormula(
                    name, read, role, indicator, beside.name, source, formula, problem, near
                ),
            )
        )
    for match in _DEFINITION.finditer(text) if found else ():
        name, expression = match[1], match[2].strip()
        if name in _NOT_TERMS or not _OPERATOR.search(expression) or "=" in expression:
            continue
        read, formula, *_ = _read(expression, name, pack)
        if formula is not None:
            definition = PrintedFormula(name, read, "定义", "", beside.name, source, formula)
            found.append((match.start(), definition))
    return [printed for _, printed in sorted(found, key=lambda pair: pair[0])]


def _read(expression: str, name: str, pack: RulePack) -> tuple[str, Formula | None, str, str]:
    """What was read, the formula, or else what is wrong and the nearest known name.

    The formula is one over the pack's facts, or over its own names where the pack knows none.
    """
    try:
        return expression, parse_formula(expression, name, pack.known_facts), "", ""
    except FormulaError as error:
        unread = expression, None, str(error), error.nearest or ""
    try:
        own = parse_formula(expression, name, whole=pack.known_facts)
    except FormulaError as error:
        # Prose may follow the expression without a full stop; what precedes it still counts.
        head, rest = expression[: error.position], expression[error.position :]
        ended = rest and _ENDED.search(head) and not _OPERATOR.search(rest)
        prose = _ARITHMETIC.search(head) and (ended or _PROSE.match(rest))
        return _read(head.strip(), name, pack) if prose else unread
    known = any(fact in pack.known_facts for fact, _ in own.facts)
    return unread if known else (expression, own, "", "")


def _names(
    name: str, beside: DeclaredIndicator, declared: Mapping[str, str], pack: RulePack
) -> tuple[Role, str]:
    """What the name left of = stands for: the declared indicator it computes, and as what.

    `declared` are the indicators' names by those of the pack. Never by mere likeness:
    专项资金完成率 is not 重大教育专项资金完成率 of another row.
    """
    for rule in pack.rules.values():
        for alternative in rule.alternatives:
            if alternative.name == name and rule.name in declared:
                return "备选算式", declared[rule.name]
    canonical = pack.canonical_indicator.get(name, name)
    if canonical in declared:
        return "算式", declared[canonical]
    if len(name) > 1 and (beside.name.endswith(name) or name.endswith(beside.name)):
        return "算式", beside.name
    return "算式", ""


def mismatches(declaration: Declaration, pack: RulePack) -> tuple[Mismatch, ...]:
    """Terms and names that disagree inside the form, or with the rule pack."""
    printed = printed_formulas(declaration, pack)
    said = _names_of_facts(printed)
    found: list[Mismatch] = []
    for item in printed:
        if item.role == "算式" and item.indicator and item.name != item.indicator:
            found.append(
                Mismatch(item.indicator, _NAMED_APART, item.name, item.indicator, item.source)
            )
        if item.role == "算式" and item.indicator and _in_foreign_row(item, printed):
            found.append(
                Mismatch(item.indicator, _PRINTED_APART, item.beside, item.indicator, item.source)
            )
        if item.formula is not None:
            found += _aliases(item, item.formula, said, pack)
            found += _against_pack(item, item.formula, pack)
    for indicator in declaration.indicators:
        if indicator.note:
            found += _glosses(indicator, printed, pack)
    return tuple(found)


def _in_foreign_row(item: PrintedFormula, printed: tuple[PrintedFormula, ...]) -> bool:
    """Whether it stands beside an indicator that has no formula there itself."""
    return item.beside != item.indicator and not any(
        other.beside == item.beside == other.indicator for other in printed
    )


def _names_of_facts(printed: Iterable[PrintedFormula]) -> dict[str, set[str]]:
    """The names by which the form's formulas call each fact, without the marks around a word."""
    said: dict[str, set[str]] = {}
    for item in printed:
        for name in item.formula.names if item.formula else ():
            said.setdefault(name.fact, set()).add(_unquoted(read_name(name.text, None)[0]))
    return said


def _unquoted(name: str) -> str:
    return _QUOTES.sub("", name)


def _aliases(
    item: PrintedFormula, formula: Formula, said: Mapping[str, set[str]], pack: RulePack
) -> Iterator[Mismatch]:
    """A fact by another name than elsewhere in the form; a form that uses one name is at one with
    itself, whatever the pack calls the fact."""
    for name in formula.names:
        bare, _ = read_name(name.text, None)
        alone = len(said[name.fact]) < 2 or _unquoted(bare) == _unquoted(name.fact)
        if alone:
            continue
        if name.fact != bare and name.fact != name.text and name.fact in pack.fact_rules:
            stripped = name.text.removeprefix("本年").removeprefix("上年")
            if not stripped.endswith(name.fact):
                yield Mismatch(
                    item.indicator, "算式所用名称是另一数据项的别名", bare, name.fact, item.source
                )


def _against_pack(item: PrintedFormula, formula: Formula, pack: RulePack) -> Iterator[Mismatch]:
    rule = pack.rules.get(pack.canonical_indicator.get(item.indicator, ""))
    if rule is None or rule.formula is None or item.role == "定义":
        return
    texts = (
        [rule.formula]
        if item.role == "算式"
        else [alternative.formula for alternative in rule.alternatives]
    )
    if not any(parse_formula(text, "", pack.known_facts).root == formula.root for text in texts):
        yield Mismatch(
            item.indicator,
            "申报表的算式与规则包不一致",
            item.text,
            texts[0] if texts else "",
            item.source,
        )


def _glosses(
    indicator: DeclaredIndicator, printed: tuple[PrintedFormula, ...], pack: RulePack
) -> Iterator[Mismatch]:
    """Terms explained below a formula that the formula does not use under that name."""
    here = [p for p in printed if p.beside == indicator.name and p.formula is not None]
    used = {read_name(n.text, None)[0] for p in here if p.formula for n in p.formula.names}
    if not used:
        return
    for match in _GLOSS.finditer(indicator.note):
        term = match[1]
        canonical = pack.known_facts.get(term)
        if term in used or term in _NOT_TERMS or canonical is None or canonical == term:
            continue
        if any(canonical == name.fact for p in here if p.formula for name in p.formula.names):
            yield Mismatch(
                indicator.name,
                "说明中的名称与算式中的名称不一致",
                term,
                canonical,
                indicator.note_source or indicator.source,
            )
