"""The rates and scores that a self-evaluation (自评表) prints, each recomputed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from auditkit.files.grid import Source
from auditkit.findings.finding import FindingKind
from auditkit.findings.selfevaluation.printedrules import read_printed_rule
from auditkit.findings.selfevaluation.whichrule import (
    REGARDLESS,
    PrintedScore,
    ScorePlaces,
    in_words,
    judge_score,
    rule_points,
)
from auditkit.findings.standard import standard
from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.gathering import bare_signs_of
from auditkit.formula.comparison import meets
from auditkit.formula.quantities import in_first_unit
from auditkit.formula.target import Target

CheckKind = Literal["指标得分", "执行率", "预算执行得分", "分值合计", "得分合计", "自评虚高"]
_COEFFICIENT = "得分系数×分值"


WHOLE_POINTS = ScorePlaces()
"""What is known of a score that stands alone."""

HONEST = standard("得分可复算", "财预〔2020〕10号")

# fmt: off
SCORE_WITHOUT_RULE = FindingKind(
    "E01", "自评得分无法复算", "重要", HONEST,
    "已知的评分规则和取舍办法都得不出印出的得分，这项得分和自评总分的依据不明。",
    "请部门说明该项得分的计算依据；没有依据的，按评分规则更正得分和总分。",
)
SCORE_OUTSIDE = FindingKind(
    "E06", "得分超出分值范围", "重要", HONEST,
    "一项得分应在0与其分值之间，超出的部分使总分不实。",
    "更正该项的得分或分值，并重新计算总分。",
)
FULL_THOUGH_MISSED = FindingKind(
    "E07", "未达到指标值却得满分", "重要", HONEST,
    "未完成的指标没有扣分，自评总分偏高。",
    "按评分规则扣减得分，更正总分，并补写偏差原因和改进措施。",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class ScoreCheck:
    """One printed figure beside what it comes to.

    `rule` names the rule and rounding that give the printed figure. `agrees` is False only where
    none does, None where the form does not say enough. `warning` is red or yellow where the
    platform itself would warn, else blank. `finding` is the kind of finding it leads to, with
    `evidence` its cells and `money` the amount concerned in 万元.
    """

    kind: CheckKind
    subject: str
    printed: float | None
    computed: float | None
    rule: str
    agrees: bool | None
    note: str
    source: Source | None = None
    warning: Literal["", "红", "黄"] = ""
    finding: FindingKind | None = None
    evidence: tuple[Source, ...] = ()
    money: float | None = None

    @property
    def code(self) -> str:
        """That of the finding, blank where it leads to none."""
        return self.finding.code if self.finding else ""


def review_indicator(
    indicator: DeclaredIndicator, places: ScorePlaces = WHOLE_POINTS
) -> ScoreCheck | None:
    """The printed score of one indicator against every named rule; None where none is printed.

    It may have been rounded to the `places` that the form's other scores show, not more coarsely.

    E01, E06, E07: 得分可复算 (convention), 财预〔2020〕10号 (not read).
    """
    printed, weight, actual = indicator.score, indicator.weight, indicator.actual
    # A target changed during the year is the one that the year is measured by.
    target, aim = indicator.adjusted or indicator.target, indicator.target_source
    aim = indicator.adjusted_source if indicator.adjusted else aim
    if printed is None:
        return None
    at = indicator.score_source or indicator.source
    cells = given(at, indicator.weight_source, aim, indicator.actual_source)

    def check(
        computed: float | None,
        rule: str,
        agrees: bool | None,
        note: str,
        finding: FindingKind | None = None,
    ) -> ScoreCheck:
        return ScoreCheck(
            "指标得分", indicator.name, printed, computed, rule, agrees, note, at,
            finding=finding, evidence=cells,
        )  # fmt: skip

    if weight is None:
        return check(None, "", None, "没有分值，无法复算")
    if not 0 <= printed <= weight:
        return check(None, "", False, outside(printed, weight), SCORE_OUTSIDE)
    if actual is None or actual.kind == "none":
        return check(None, "", None, "没有填写完成值，无法复算")
    if target.kind == "date" and target.deadline and actual.deadline:
        met = _in_time(actual.deadline, target.deadline)
        full = judge_score(printed, {"": weight}).verdict != "不符"
        note = f"要求{target.text}，{'按期' if met else '逾期'}完成（{actual.text}），"
        note += f"印{printed:g}分，分值{weight:g}分"
        if full != met:
            return check(
                weight if met else None,
                "",
                False,
                note,
                SCORE_WITHOUT_RULE if met else FULL_THOUGH_MISSED,
            )
        return check(weight if met else None, "达标得满分" if met else "", True, "")
    if own := _by_own_rule(indicator, target, actual, places):
        due, rule, note = own
        return check(due, rule, not note, note, SCORE_WITHOUT_RULE if note else None)
    if target.kind != "quantity":
        return check(None, "", None, _judged(printed, weight))
    reached = in_unit(actual, target.unit)
    if reached is None or target.value is None:
        units = f"{target.unit or '无单位'}与{actual.unit or '无单位'}"
        return check(None, "", None, f"指标值与完成值不可比（{units}），无法复算")
    meant = bare_signs_of(indicator)
    # The first is what is judged by; of what may be meant any way, that which scores the most.
    ways = meant if meant[:1] != ("=",) else meant[1:]
    bare = "≤" if indicator.direction == "反向" else "≥"
    sign: str = target.sign or (ways[0] if ways else bare)
    points = rule_points(sign, target.value, reached, weight, rate=target.unit == "%")
    if indicator.coefficient is not None:
        stated, rule, note = _by_coefficient(indicator.coefficient, printed, weight, points)
        return check(stated, rule, not note, note, SCORE_WITHOUT_RULE if note else None)
    judged = judge_score(printed, points, places.of(printed, weight))
    words = {rule: in_words(rule, sign, target.value, reached) for rule in points}
    full = printed == weight and not meets(sign, target.value, reached)
    if ways[1:] and (full or judged.verdict == "不符"):
        # Nothing printed says which way is better: points that fit the other way are not wrong.
        other = rule_points(ways[1], target.value, reached, weight, rate=False)
        if judge_score(printed, other, places.of(printed, weight)).verdict != "不符":
            return check(None, "", None, f"指标值{target.text}没有比较符号，无法复算")
    if judged.verdict == "不符":
        ruled = {words[rule]: p for rule, p in points.items() if rule != REGARDLESS}
        dues = "、".join(f"按“{rule}”应得{p:.2f}分" for rule, p in ruled.items())
        note = (
            f"指标值{target.text}，完成值{actual.text}，{dues}，印{printed:g}分，"
            f"相差{abs(printed - judged.points):.2f}分，超出各种取舍的范围"
        )
        return check(
            judged.points, "", False, note, FULL_THOUGH_MISSED if full else SCORE_WITHOUT_RULE
        )
    rule = rounded_by(words[judged.rule], judged)
    if judged.rule != REGARDLESS:
        return check(judged.points, rule, True, "")
    note = f"指标值{target.text}，完成值{actual.text}，得分按“{rule}”算出，该算法不看指标值"
    return check(judged.points, rule, True, note, FULL_THOUGH_MISSED if full else None)


def _by_own_rule(
    indicator: DeclaredIndicator, target: Target, actual: Target, places: ScorePlaces
) -> tuple[float, str, str] | None:
    """The points, the reading and what is wrong by the rule that the form prints beside it.

    None where it prints none, or one that the notation of the rule packs cannot state.
    """
    printed, weight = indicator.score, indicator.weight
    if printed is None or not weight or actual.value is None:
        return None
    rules = (read_printed_rule(text, weight) for text in (indicator.note, indicator.explanation))
    rule = next(filter(None, rules), None)
    if rule is None or rule.rate != (actual.unit == "%"):
        return None
    if not rule.rate and rule.unit not in ("", actual.unit):
        return None
    base = target.value if rule.base is None else rule.base
    if base is None or (rule.base is None and target.unit != actual.unit):
        return None
    points = rule.points(base, actual.value, weight)
    judged = judge_score(printed, points, places.of(printed, weight))
    if judged.verdict != "不符":
        return judged.points, rounded_by(f"表中所印“{judged.rule}”", judged), ""
    due = "、".join(dict.fromkeys(f"{value:.2f}分" for value in points.values()))
    note = (
        f"完成值{actual.text}，按表中所印“{rule.quoted}”应得{due}，印{printed:g}分，"
        f"相差{abs(printed - judged.points):.2f}分"
    )
    return judged.points, "", note


def _by_coefficient(
    coefficient: float, printed: float, weight: float, points: Mapping[str, float]
) -> tuple[float, str, str]:
    """The points by the printed 得分系数, the rule, and what is wrong: the product or itself."""
    judged = judge_score(printed, {_COEFFICIENT: coefficient * weight})
    if judged.verdict == "不符":
        note = f"得分系数{coefficient:.2%}，分值{weight:g}分，应得{judged.points:.2f}分"
        note += f"，印{printed:g}分"
        return judged.points, "", note
    shares = {rule: share / weight * 100 for rule, share in points.items()} if weight else {}
    if shares:
        stated = judge_score(round(coefficient * 100, 6), shares)
        if stated.verdict == "不符":
            note = f"按完成情况，得分系数应为{stated.points:.2f}%，印{coefficient:.2%}"
            return round(stated.points / 100 * weight, 2), "", note
    return judged.points, rounded_by(_COEFFICIENT, judged), ""


def in_unit(value: Target, unit: str) -> float | None:
    """A quantity in that unit, None where it cannot be said; without a unit it is taken as is."""
    if value.value is None or value.unit == unit or not value.unit or not unit:
        return value.value
    (found, measure), (one, other) = (
        in_first_unit(value.value, value.unit),
        in_first_unit(1.0, unit),
    )
    return found / one if measure == other else None


def _in_time(day: str, deadline: str) -> bool:
    """Without a year on either side only month and day can be compared."""
    if day.startswith("--") or deadline.startswith("--"):
        return day[-5:] <= deadline[-5:]
    return day <= deadline


def _judged(printed: float, weight: float) -> str:
    if not weight:
        return "定性指标，没有分值"
    share = printed / weight
    level = "达成预期" if share >= 0.8 else "部分达成" if share >= 0.6 else "未达成"
    return f"定性指标，得分是分值的{share:.0%}，相当于“{level}”，请核对依据"


def outside(printed: float, weight: float) -> str:
    """What is said of points below 0 or above the weight."""
    return f"得分{printed:g}不在0与分值{weight:g}之间"


def rounded_by(rule: str, judged: PrintedScore) -> str:
    """The rule with how its points were rounded."""
    return f"{rule}，{judged.rounding}" if judged.rounding else rule


def given(*sources: Source | None) -> tuple[Source, ...]:
    """Those that there are, once each."""
    return tuple(dict.fromkeys(source for source in sources if source is not None))
