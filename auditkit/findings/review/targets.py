"""Whether each target can be measured at all: stated, as a figure, with a formula or criteria."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from auditkit.facts.facts import Facts
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.explained import (
    is_counted,
    is_explained,
    is_mean,
    is_silent,
    says_how,
)
from auditkit.findings.review.ownstandard import is_its_own_standard, is_said_not_to_be
from auditkit.findings.review.rows import printed_for, row_of, target_cell, together
from auditkit.findings.review.unreadable import unreadable
from auditkit.findings.standard import REVIEW, TIED, TRACEABLE
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import rule_of
from auditkit.form.printed import PrintedFormula, mismatches, printed_formulas, unreadable_formulas
from auditkit.formula.tolerance import NOISE
from auditkit.rules.gathering import SURVEYED
from auditkit.rules.rulepack import IndicatorRule, RulePack

_PLACEHOLDER = re.compile(
    r".*(事项|项目|工作|任务|指标)[一二三四五六七八九十\d]+$|.*(XX|××|某某).*"
)

# The cell of the number is blank beside those of sign and unit: ≥｜｜件.
_SIGN_ALONE = re.compile(r"\s*[≥≤≧≦＞＜><=＝±]+[^\d\-—–－/无]{0,8}")

# fmt: off
BLANK_TARGET = FindingKind(
    "S04", "指标值空白", "重要", REVIEW.about("绩效指标应有明确的指标值"),
    "指标没有目标，年度终了无从评价。",
    "补充可衡量的指标值；确不适用的，说明理由后删除该指标。",
)
DASH_TARGET = FindingKind(
    "S05", "指标值为“-”", "重要", REVIEW.about("绩效指标应有明确的指标值"),
    "指标没有目标，年度终了无从评价。",
    "补充可衡量的指标值；确不适用的，说明理由后删除该指标。",
)
RATIO_IN_WORDS = FindingKind(
    "S06", "有算式的指标只设文字指标值", "一般", REVIEW.about("能量化的应当量化"),
    "申报表印有比率算式，却只要求“完整”“合规”之类，达标界限由规则包代定。",
    "把指标值改为具体比率，如“=100%”。",
)
NO_FORMULA = FindingKind(
    "S07", "定量指标值没有算式", "一般", TRACEABLE + REVIEW,
    "同一指标可有多种算法，单凭申报表无法复算实际值。",
    "在指标说明中写明计算公式、数据来源和取数时点。",
)
NAMES_DIFFER = FindingKind(
    "S08", "表内名称或口径不一致", "一般", TIED,
    "同一事项用了不同名称，容易取错数据。",
    "统一指标、算式和说明中的名称。",
)
PLACEHOLDER = FindingKind(
    "S09", "指标名称是占位文字", "重要", REVIEW.about("绩效指标应具体、相关"),
    "指标没有实际内容，无法反映履职效果。",
    "改为具体的改革、创新事项，并设定可衡量的指标值。",
)
FORMULA_DIFFERS = FindingKind(
    "S11", "申报表与规则包的算式不同", "重要", TRACEABLE,
    "同一指标按两种口径计算，结果可能不同；本次按规则包计算。",
    "查明口径差异的原因，确认应当采用的算式。",
)
NO_NOTES = FindingKind(
    "S25", "申报表没有说明指标如何计算", "提示", TRACEABLE,
    "表式没有指标说明，同一指标可有多种算法，单凭申报表无法复算实际值。",
    "另附各指标的计算公式、数据来源和取数时点。",
)
SHORT_NAME = FindingKind(
    "S26", "算式、说明中用了简称", "提示", TIED,
    "不影响计算，只是表内称谓不一。",
    "统一为全称。",
)
SAME_TARGETS = FindingKind(
    "S20", "多数指标的指标值雷同", "提示", REVIEW.about("适当性，指标值应结合各项工作的实际确定"),
    "多项指标取同一指标值，从表上看不出各项的测算依据。",
    "逐项说明指标值的测算依据（上年实际、行业标准等），不适当的重新设定。",
)
NO_CRITERIA = FindingKind(
    "S22", "文字指标值没有评价标准", "一般", TRACEABLE + REVIEW,
    "“完成”“有效”之类由评价人自行掌握，结论无法复核。",
    "写明逐条可核对的评价标准；能量化的改为定量指标值。",
)
# fmt: on


_FEWEST_SILENT = 3


def on_targets(declaration: Declaration, facts: Facts, pack: RulePack) -> Iterator[Finding]:
    """S04 to S07, S09, S12, S20, S22 and S25: what keeps a target from being measured.

    预算法第三十二条, 绩效目标可衡量 and 可复核 (conventions).
    """
    printed = [p for p in printed_formulas(declaration, pack) if p.role == "算式"]
    bare = _unexplained(declaration, pack)
    unread = {(p.source, p.name) for p in unreadable_formulas(declaration, pack)}
    surveyed = {i.level2 for i in declaration.indicators if "问卷" in i.explanation + i.note}
    # A form without a column of notes is not said to lack something in it.
    silent = is_silent(declaration)
    for indicator in declaration.indicators:
        formulas = printed_for(indicator, printed, declaration)
        readable = next((p for p in formulas if p.formula), None)
        bad = next((p for p in formulas if (p.source, p.name) in unread), None)
        if _PLACEHOLDER.fullmatch(indicator.name):
            yield _placeholder(indicator)
            if indicator.target.kind == "none":
                continue  # one remark: there is nothing that a target could be set for
        rule = rule_of(indicator, pack)
        match indicator.target.kind:
            case "none" if not is_said_not_to_be(indicator):
                yield _blank(indicator)
            case "quality" if readable or rule.formula:
                yield _in_words(indicator, rule, readable)
            case "quality":
                yield from _unjudgeable(indicator, pack, silent=silent)
            case "quantity" if bad and not readable:
                found = unreadable(bad, indicator.name, indicator.source)
                # A survey is computed from its questionnaires, by whatever name they are counted.
                if rule.gathering is not SURVEYED or found.severity != "提示":
                    yield found
            case "quantity" if not (readable or indicator in bare or is_explained(indicator)):
                asked = not surveyed or indicator.level2 in surveyed
                if rule.gathering is SURVEYED and asked:
                    continue
                lacks = "表上没有指标说明，也没有计算公式" if silent else "指标说明没有计算公式"
                text = (
                    f"指标值为“{indicator.target.text}”，{lacks}"
                    f"{_taken(indicator, declaration, facts, pack)}。"
                )
                at = [target_cell(indicator)]
                yield NO_FORMULA(indicator.name, text, at, row=indicator.source)
    if bare:
        figures = sum(i.target.kind == "quantity" for i in declaration.indicators)
        text = (
            f"{len(declaration.indicators)}个指标都没有指标解释和指标说明，"
            f"其中{len(bare)}个须经计算的定量指标（比率、金额等）没有计算公式。"
            if silent
            else f"{figures}个定量指标中{len(bare)}个没有写明如何计算。"
        )
        yield NO_NOTES("指标说明", text, together([target_cell(i) for i in bare]))
    yield from _the_same(declaration, pack)


def _unexplained(declaration: Declaration, pack: RulePack) -> list[DeclaredIndicator]:
    """The rates without a formula of a form that explains next to nothing: told once.

    A form of which most rates say nothing has no place for it, whatever its 备注 holds of a few;
    nor has one of three or more indicators that explains none, though it may have but one rate.
    """
    rates = [
        i
        for i in declaration.indicators
        if i.target.kind == "quantity"
        and (is_mean(i) or not is_counted(i))
        and rule_of(i, pack).gathering is not SURVEYED
    ]
    bare = [i for i in rates if not says_how(i)]
    several = len(bare) > 1 or (
        len(declaration.indicators) >= _FEWEST_SILENT and is_silent(declaration)
    )
    return bare if several and 2 * len(bare) > len(rates) else []


def _taken(
    indicator: DeclaredIndicator, declaration: Declaration, facts: Facts, pack: RulePack
) -> str:
    """Where the figures of this audit came from; blank where there are none."""
    formula = pack.formula(rule_of(indicator, pack)).expanded(pack.defined)
    found = [
        facts.get(name, declaration.year + shift, indicator.name) for name, shift in formula.facts
    ]
    sheets = dict.fromkeys(
        f"{fact.source.file}［{fact.source.place.partition('!')[0]}］" for fact in found if fact
    )
    return f"；本次取自{'、'.join(sheets)}" if sheets else ""


def on_names(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """S08 names that disagree inside the form, S26 shortened ones, S11 formulas not the pack's.

    可复核 (convention): one thing has one name.
    """
    for m in mismatches(declaration, pack):
        row = row_of(m.indicator, m.source, declaration)
        if m.what == "申报表的算式与规则包不一致":
            text = f"申报表印作“{m.printed}”，规则包为“{m.meant}”。"
            yield FORMULA_DIFFERS(m.indicator, text, [m.source], row=row)
        elif _shortened(m.printed, m.meant):
            text = f"{m.what}：印作“{m.printed}”，即“{m.meant}”。"
            yield SHORT_NAME(m.indicator, text, [m.source], row=row)
        else:
            text = f"{m.what}：印作“{m.printed}”，应指“{m.meant}”。"
            yield NAMES_DIFFER(m.indicator, text, [m.source], row=row)


def _shortened(printed: str, meant: str) -> bool:
    """Whether a name leaves out characters of the other and changes none.

    >>> _shortened("厉行节约变动率", "厉行节约支出变动率"), _shortened("预算完成数", "预算执行数")
    (True, False)
    """
    rest = iter(meant)
    return len(printed) < len(meant) and all(character in rest for character in printed)


def _placeholder(indicator: DeclaredIndicator) -> Finding:
    target = indicator.target
    also = (
        ""
        if target.kind != "none"
        else "，指标值也" + (f"印作“{target.text}”" if target.text else "空白")
    )
    text = f"三级指标只是占位文字，没有写明具体事项{also}。"
    cells = [indicator.source, *([indicator.target_source] if also else [])]
    at = [cell for cell in cells if cell is not None]
    return PLACEHOLDER(indicator.name, text, at, row=indicator.source)


def _blank(indicator: DeclaredIndicator) -> Finding:
    target = indicator.target
    kind, text = BLANK_TARGET, "指标值空白"
    if _SIGN_ALONE.fullmatch(target.text):
        text = f"指标值只印“{target.text}”，没有数"
    elif target.text:
        kind, text = DASH_TARGET, f"指标值印作“{target.text}”"
    doubt = f"（{target.doubt}）" if target.doubt else ""
    at = [target_cell(indicator)]
    return kind(indicator.name, f"{text}{doubt}。", at, row=indicator.source)


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
    return RATIO_IN_WORDS(
        indicator.name,
        f"指标值为“{indicator.target.text}”，而{ratio}{meaning}。",
        [target_cell(indicator)],
        effect=""
        if readable
        else "可以按比率计算的指标，只要求“完整”“合规”之类，达标界限由规则包代定。",
        row=indicator.source,
    )


def _unjudgeable(
    indicator: DeclaredIndicator, pack: RulePack, *, silent: bool
) -> Iterator[Finding]:
    rule = rule_of(indicator, pack)
    if is_its_own_standard(indicator.target.text, indicator.name):
        return
    if rule.gathering.judged and not (rule.criteria or indicator.explanation or indicator.note):
        notes = "表上没有指标解释和指标说明，也" if silent else "指标解释和指标说明都"
        text = f"指标值为“{indicator.target.text}”，{notes}没有评价标准。"
        at = [target_cell(indicator)]
        yield NO_CRITERIA(indicator.name, text, at, row=indicator.source)


def _the_same(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    quantities = [i for i in declaration.indicators if i.target.kind == "quantity"]
    if len(quantities) < pack.review.fewest_targets:
        return
    target, count = Counter(str(i.target) for i in quantities).most_common(1)[0]
    share = count / len(quantities)
    if share > pack.review.same_target * (1 + NOISE):
        same = [i for i in quantities if str(i.target) == target]
        text = (
            f"{len(quantities)}个定量指标中有{count}个的指标值同为“{target}”，"
            f"占{share * 100:.2f}%（界限{pack.review.same_target * 100:g}%）："
            f"{'、'.join(i.name for i in same)}。"
        )
        yield SAME_TARGETS("定量指标", text, together([target_cell(i) for i in same]))
