"""An audit of nothing in particular, made before forking: what is slow only once is then done."""

from __future__ import annotations

from dataclasses import replace


def rehearse() -> None:
    """Computes and shows every indicator of the shipped pack over made-up figures; keeps nothing.

    Patterns are then compiled, tables of the font read, pandas' first operations behind it. Nothing
    is read from the user's folders.
    """
    from auditkit import show
    from auditkit.audit.audit import Audit
    from auditkit.documents.workpaper import working_paper
    from auditkit.facts.facts import Fact, Facts
    from auditkit.files.canonical import json_bytes
    from auditkit.files.grid import Source
    from auditkit.files.saving import workbook_bytes
    from auditkit.form.formless import declaration_of
    from auditkit.formula.target import parse_target
    from auditkit.kernels.deferred import nbformat
    from auditkit.results.calculation import calculation
    from auditkit.results.fingerprint import libraries
    from auditkit.results.record import record
    from auditkit.rules.formwords import compile_all
    from auditkit.rules.gathering import DIRECT, JUDGED
    from auditkit.rules.load import load_rulepack, pack_names
    from auditkit.show.charts.fonts import known_characters, web_font

    known_characters()
    web_font("预热", "woff")
    libraries()
    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
    compile_all()
    for name in pack_names():
        _ = load_rulepack(name).form_words
    pack = load_rulepack()
    year, at = pack.years[0], Source("预热", "")
    usual = declaration_of(pack, "预热", year)
    words = {JUDGED.sheet: "完善", DIRECT.sheet: "≥1"}
    declaration = replace(
        usual,
        kind="申报表",
        indicators=tuple(
            replace(i, target=parse_target(words.get(pack.rules[i.name].gathered, "≥90%")))
            for i in usual.indicators
        ),
    )
    facts = [
        Fact(fact.name, year + shift, 3.0 + place % 5, fact.unit, at)
        for place, fact in enumerate(pack.facts)
        for shift in (0, -1)
    ]
    audit = Audit(declaration, Facts(tuple(facts)), pack)
    report = show.report(audit)
    for chapter in (report.conclusion, report.basics, report.goals, report.problems, report.advice,
                    report.limits, report.annexes):  # fmt: skip
        for part in chapter.parts if chapter else ():
            part._repr_mimebundle_()
    json_bytes([record(audit), calculation(audit)])
    workbook_bytes(working_paper(audit))
