"""Where a form contradicts itself, or sets a target that cannot be what was meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.rows import target_cell
from auditkit.findings.review.sayings import sayings
from auditkit.findings.standard import REVIEW, standard
from auditkit.form.declaration import Declaration, DeclaredIndicator
from auditkit.form.gathering import bare_signs_of, rule_of
from auditkit.formula.target import Target, parse_target
from auditkit.formula.tolerance import NOISE
from auditkit.formula.tree import Binary, Node, Number
from auditkit.rules.gathering import JUDGED, SURVEYED, WORK
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.wording import plain

_UP, _DOWN = ("≥", ">"), ("≤", "<")
_INCREASE = re.compile(r"(?:提高|增长|提升|增加|上升|增收)(?:率|幅度?|比例)$")


# fmt: off
TWO_TARGETS = FindingKind(
    "S16", "表内指标值前后矛盾", "重要", REVIEW.about("同一事项只能有一个目标"),
    "以何者为准不明，按不同的指标值评价，结论可能相反。",
    "查明以何者为准并更正；确为不同事项的，以名称区分。",
)
BACKWARDS = FindingKind(
    "S18", "指标值的方向与指标相反", "重要", REVIEW.about("适当性"),
    "照印出的方向，做得越差越容易达标，指标不能反映绩效。",
    "核对“≥”“≤”是否印反，更正指标值。",
)
OUT_OF_RANGE = FindingKind(
    "S19", "指标值超出可能的范围", "重要", REVIEW.about("可行性、适当性"),
    "指标值不可能达到，或者必然达到，起不到约束作用。",
    "按指标可能的取值范围重新设定指标值。",
)
IMPLAUSIBLE_INCREASE = FindingKind(
    "S27", "增长类指标的指标值不合常理", "一般", REVIEW.about("可行性、适当性"),
    "一年之内提高这样多难以做到，可能把完成率、达标率当成了提高率，年度终了无从评价。",
    "核对指标的名称和指标值：是比上年提高的，按实际可能设定；是完成率、达标率的，改正名称。",
)
OUT_OF_YEAR = FindingKind(
    "S21", "完成时限不在评价年度内", "重要", REVIEW.about("可行性"),
    "时限不在当年，不能据以衡量当年的工作。",
    "把完成时限改在评价年度之内，跨年度的写明当年应达到的进度。",
)
LOOSENED = FindingKind(
    "S24", "年度执行中放宽指标值", "重要",
    standard("绩效目标可衡量") + "批复后的绩效目标一般不作调整" + standard("财预〔2015〕88号"),
    "按放宽后的指标值评价，看不出原定目标是否完成。",
    "核对调整的审批手续；没有批准的，按原指标值评价。",
)
# fmt: on


def on_contradictions(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """S16 two targets, S18 direction, S19 range, S21 deadline, S24 loosened, S27 increase.

    预算法第三十二条 (targets), 绩效目标可衡量 (convention).
    """
    yield from _twice(declaration, pack)
    for indicator in declaration.indicators:
        yield from _said_otherwise(indicator, declaration)
        yield from _backwards(indicator, pack)
        yield from _out_of_range(indicator, pack)
        yield from _implausible(indicator, pack)
        yield from _out_of_year(indicator, declaration.year)
        yield from _loosened(indicator, pack)


def _twice(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    rows: dict[str, list[DeclaredIndicator]] = {}
    for indicator in declaration.indicators:
        name = pack.canonical_indicator.get(indicator.name, indicator.name)
        rows.setdefault(name, []).append(indicator)
    for name, same in rows.items():
        targets = {(i.target.kind, str(i.target)) for i in same if i.target.kind != "none"}
        if len(targets) > 1:
            said = "，".join(f"“{i.level2}”下印作“{i.target.text}”" for i in same)
            at = [target_cell(i) for i in same]
            yield TWO_TARGETS(name, f"指标“{name}”列了{len(same)}次，{said}。", at)


def _said_otherwise(indicator: DeclaredIndicator, declaration: Declaration) -> Iterator[Finding]:
    """The target against what the margin and the goals say of the same indicator."""
    if indicator.target.kind != "quantity":
        return
    for place, source, texts in sayings(indicator, declaration):
        said = [target for target in map(parse_target, texts) if target.kind == "quantity"]
        # A goal changed during the year is that of the target changed with it.
        held = (indicator.target, indicator.in_force)
        if said and all(_apart(one, target) for target in said for one in held):
            yield TWO_TARGETS(
                indicator.name,
                f"指标值印作“{indicator.target.text}”，{place}写“{said[0].text}”。",
                [target_cell(indicator), source],
                row=indicator.source,
            )


def _apart(target: Target, said: Target) -> bool:
    """Whether two readings demand different things; a sign that is not printed says nothing."""
    if target.unit != said.unit:
        return False
    opposed = {target.sign in _UP, said.sign in _UP} == {True, False}
    signs = bool(target.sign and said.sign and opposed and "=" not in (target.sign, said.sign))
    return target.value != said.value or signs


def _backwards(indicator: DeclaredIndicator, pack: RulePack) -> Iterator[Finding]:
    meant, why = _direction(indicator, pack)
    sign = indicator.target.sign
    if indicator.target.kind != "quantity" or sign is None or not meant:
        return
    if (sign in _UP and meant == "≤") or (sign in _DOWN and meant == "≥"):
        better = "越高越好" if meant == "≥" else "越低越好"
        text = f"指标值印作“{indicator.target.text}”，而{why}{better}。"
        at = [target_cell(indicator), *filter(None, [indicator.direction_source])]
        yield BACKWARDS(indicator.name, text, at, row=indicator.source)


def _direction(indicator: DeclaredIndicator, pack: RulePack) -> tuple[str, str]:
    """≥ or ≤ as the form prints or the pack lays down, with where that is said; else blank."""
    printed = indicator.direction
    if printed:
        meant = "≤" if printed[0] in "反负逆" else "≥" if printed.startswith("正") else ""
        return meant, f"表中印明是{printed}指标，"
    rule = pack.rule_for(indicator.name, indicator.level2)
    if pack.lays_down(indicator.name):
        meant = rule.direction if rule.direction in "≥≤" else ""
        return meant, "该指标按规则包"
    if indicator.name.endswith(pack.review.lower_is_better):
        return "≤", "这类指标"
    return "", ""


def _out_of_range(indicator: DeclaredIndicator, pack: RulePack) -> Iterator[Finding]:
    target = indicator.target
    if target.kind != "quantity" or target.unit != "%" or target.value is None:
        return
    rule = rule_of(indicator, pack)
    if not at_most_whole(rule, pack):
        return
    sign = target.sign or rule.direction
    value = target.value
    never = value > 1 if sign in ("≥", "=") else sign == ">" and value >= 1
    always = (sign == "≤" and value >= 1) or (sign == "<" and value > 1)
    always = always or (sign == "≥" and value <= 0)
    never = never or (sign == "≤" and value < 0) or (sign == "<" and value <= 0)
    if never or always:
        text = f"指标值印作“{target.text}”，而该指标只能在0至100%之间，"
        text += "不可能达到。" if never else "怎样都能达到。"
        at = [target_cell(indicator)]
        yield OUT_OF_RANGE(indicator.name, text, at, row=indicator.source)


def _implausible(indicator: DeclaredIndicator, pack: RulePack) -> Iterator[Finding]:
    """An increase of nine tenths or more within a year, where the name says it is an increase."""
    target, bound = indicator.target, pack.review.implausible_increase
    if target.kind != "quantity" or target.unit != "%" or target.value is None:
        return
    if not _INCREASE.search(indicator.name) or target.sign not in ("≥", ">", "=", None):
        return
    if target.value >= bound - NOISE:
        text = (
            f"“{indicator.name}”的指标值印作“{target.text}”，"
            f"即一年之内提高{plain(target.value * 100)}%（界限{plain(bound * 100)}%），不合常理。"
        )
        at = [target_cell(indicator)]
        yield IMPLAUSIBLE_INCREASE(indicator.name, text, at, row=indicator.source)


def at_most_whole(rule: IndicatorRule, pack: RulePack) -> bool:
    """Whether the indicator is a part of a whole, which cannot be below 0 or above 100 %.

    By what a share is, and the endings that the pack lists.
    """
    if rule.gathering in (SURVEYED, WORK, JUDGED):
        return True
    if rule.name.endswith(pack.review.at_most_whole):
        return True
    return _rest_of_whole(pack.formula(rule).root)


def _rest_of_whole(node: Node) -> bool:
    """Whether it is (X−Y)/X, times 100 %."""
    match node:
        case Binary("×", inner, Number(1.0)):
            return _rest_of_whole(inner)
        case Binary("/", Binary("-", whole, _), base):
            return whole == base
    return False


def _out_of_year(indicator: DeclaredIndicator, year: int) -> Iterator[Finding]:
    deadline = indicator.target.deadline
    if indicator.target.kind != "date" or not deadline or deadline.startswith("--"):
        return
    due = dt.date.fromisoformat(deadline).year
    if due != year:
        how = "晚于年度终了" if due > year else "早于年度开始"
        text = f"指标值印作“{indicator.target.text}”，时限在{due}年，{how}（{year}年度）。"
        at = [target_cell(indicator)]
        yield OUT_OF_YEAR(indicator.name, text, at, row=indicator.source)


def _only_way(indicator: DeclaredIndicator, pack: RulePack) -> str:
    """The direction of a target without a sign; blank where more than one may be meant."""
    if pack.lays_down(indicator.name):
        return pack.rule_for(indicator.name, indicator.level2).direction
    meant = bare_signs_of(replace(indicator, adjusted=None))
    return meant[0] if len(meant) == 1 else ""


def _loosened(indicator: DeclaredIndicator, pack: RulePack) -> Iterator[Finding]:
    first, later = indicator.target, indicator.adjusted
    if later is None or first.kind != "quantity" or later.kind != "quantity":
        return
    if first.value is None or later.value is None or first.unit != later.unit:
        return
    sign = first.sign or later.sign or _only_way(indicator, pack)
    looser = later.value < first.value if sign in _UP else later.value > first.value
    if looser and sign in (*_UP, *_DOWN):
        text = f"年初指标值为“{first.text}”，年中调整为“{later.text}”。"
        at = [target_cell(indicator), *filter(None, [indicator.adjusted_source])]
        yield LOOSENED(indicator.name, text, at, row=indicator.source)
