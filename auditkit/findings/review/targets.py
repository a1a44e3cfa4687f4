"""Whether each target can be measured at all: stated, as a figure, with a formula or criteria."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from auditkit.findings.finding import Finding
from auditkit.findings.kinds import finding_of
from auditkit.findings.review.rows import printed_for, row_of, target_cell, together
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import rule_of
from auditkit.form.printed import PrintedFormula, mismatches, printed_formulas, unreadable_formulas
from auditkit.rules.rulepack import IndicatorRule, RulePack

_PLACEHOLDER = re.compile(
    r".*(事项|项目|工作|任务|指标)[一二三四五六七八九十\d]+$|.*(XX|××|某某).*"
)
_NOISE = 1e-9


def on_targets(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """S04 to S07, S09, S12, S20 and S22: what keeps a target from being measured."""
    printed = [p for p in printed_formulas(declaration, pack) if p.role == "算式"]
    unread = {(p.source, p.name) for p in unreadable_formulas(declaration, pack)}
    surveyed = {i.level2 for i in declaration.indicators if "问卷" in i.explanation + i.note}
    for indicator in declaration.indicators:
        formulas = printed_for(indicator, printed, declaration)
        readable = next((p for p in formulas if p.formula), None)
        bad = next((p for p in formulas if (p.source, p.name) in unread), None)
        if _PLACEHOLDER.fullmatch(indicator.name):
            yield _placeholder(indicator)
            if indicator.target.kind == "none":
                continue  # one remark: there is nothing that a target could be set for
        rule = pack.rule_for(indicator.name, indicator.level2)
        match indicator.target.kind:
            case "none":
                yield _blank(indicator)
            case "quality" if readable or rule.formula:
                yield _in_words(indicator, rule, readable)
            case "quality":
                yield from _unjudgeable(indicator, pack)
            case "quantity" if bad and not readable:
                text = f"印出的算式“{bad.name}={bad.text}”无法识读：{bad.problem}"
                yield finding_of("S12", indicator.name, text, [bad.source], row=indicator.source)
            case "quantity" if not readable:
                asked = not surveyed or indicator.level2 in surveyed
                if rule.gathered == "问卷调查" and asked:
                    continue
                text = (
                    f"指标值为“{indicator.target.text}”，指标说明没有计算公式；"
                    f"本次按“{rule.gathered}”取数。"
                )
                at = [target_cell(indicator)]
                yield finding_of("S07", indicator.name, text, at, row=indicator.source)
    yield from _the_same(declaration, pack)


def on_names(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """S08 names that disagree inside the form, S11 formulas that disagree with the pack's."""
    for m in mismatches(declaration, pack):
        row = row_of(m.indicator, m.source, declaration)
        if m.what == "申报表的算式与规则包不一致":
            text = f"申报表印作“{m.printed}”，规则包为“{m.meant}”。"
            yield finding_of("S11", m.indicator, text, [m.source], row=row)
        else:
            text = f"{m.what}：印作“{m.printed}”，应指“{m.meant}”。"
            yield finding_of("S08", m.indicator, text, [m.source], row=row)


def _placeholder(indicator: DeclaredIndicator) -> Finding:
    target = indicator.target
    also = (
        ""
        if target.kind != "none"
        else "，指标值也" + (f"印作“{target.text}”" if target.text else "空白")
    )
    text = f"三级指标印作“{indicator.name}”，没有写明具体事项{also}。"
    cells = [indicator.source, *([indicator.target_source] if also else [])]
    at = [cell for cell in cells if cell is not None]
    return finding_of("S09", indicator.name, text, at, row=indicator.source)


def _blank(indicator: DeclaredIndicator) -> Finding:
    target = indicator.target
    code, text = ("S05", f"指标值印作“{target.text}”") if target.text else ("S04", "指标值空白")
    doubt = f"（{target.doubt}）" if target.doubt else ""
    at = [target_cell(indicator)]
    return finding_of(code, indicator.name, f"{text}{doubt}。", at, row=indicator.source)


def _in_words(
    indicator: DeclaredIndicator, rule: IndicatorRule, readable: PrintedFormula | None
) -> Finding:
    stated = rule.words.get(indicator.target.text)
    meaning = f"；本次评价按规则包以{stated}为达标" if stated else ""
    ratio = (
        f"指标说明印有算式“{readable.text}”"
        if readable
        else f"规则包按算式“{rule.formula_text}”计算"
    )
    return finding_of(
        "S06",
        indicator.name,
        f"指标值为“{indicator.target.text}”，而{ratio}{meaning}。",
        [target_cell(indicator)],
        effect=""
        if readable
        else "可以按比率计算的指标，只要求“完整”“合规”之类，达标界限由规则包代定。",
        row=indicator.source,
    )


def _unjudgeable(indicator: DeclaredIndicator, pack: RulePack) -> Iterator[Finding]:
    rule = rule_of(indicator, pack)
    if rule.gathered == "定性评价" and not (
        rule.criteria or indicator.explanation or indicator.note
    ):
        text = f"指标值为“{indicator.target.text}”，指标解释和指标说明都没有评价标准。"
        at = [target_cell(indicator)]
        yield finding_of("S22", indicator.name, text, at, row=indicator.source)


def _the_same(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    quantities = [i for i in declaration.indicators if i.target.kind == "quantity"]
    if len(quantities) < pack.review.fewest_targets:
        return
    target, count = Counter(str(i.target) for i in quantities).most_common(1)[0]
    share = count / len(quantities)
    if share > pack.review.same_target * (1 + _NOISE):
        same = [i for i in quantities if str(i.target) == target]
        text = (
            f"{len(quantities)}个定量指标中有{count}个的指标值同为“{target}”，"
            f"占{share * 100:.2f}%（界限{pack.review.same_target * 100:g}%）："
            f"{'、'.join(i.name for i in same)}。"
        )
        yield finding_of("S20", "定量指标", text, together([target_cell(i) for i in same]))
