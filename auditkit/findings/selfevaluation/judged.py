"""What a self-evaluation (自评表) gives itself: its scores, totals and the platform's warnings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from auditkit.assessment.typedweights import WHOLE
from auditkit.files.grid import Source
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.selfevaluation.budgetrate import base_of, base_role, cells_of, review_budget
from auditkit.findings.selfevaluation.scores import (
    CheckKind,
    ScoreCheck,
    given,
    review_indicator,
)
from auditkit.findings.selfevaluation.whichrule import ScorePlaces, places_shown
from auditkit.findings.standard import TIED, standard
from auditkit.form.declaration import BudgetLine, Declaration
from auditkit.formula.tolerance import HALF_CENT, NOISE
from auditkit.wording import plain

__all__ = [
    "ScoreCheck",
    "SelfTotals",
    "review_budget",
    "review_indicator",
    "review_scores",
    "self_evaluation_findings",
    "self_totals",
]

RED_GAP = 0.05
YELLOW_UNSPENT = 0.2
_Parts = Sequence[tuple[float | None, Source | None]]
_RECOMPUTED: tuple[CheckKind, ...] = ("指标得分", "预算执行得分")
_LEFT = (10.0, 20.0)
_WHOLE_BUDGET = ("总额", "总计", "合计")


# fmt: off
WRONG_TOTAL_SCORE = FindingKind(
    "E03", "自评表的合计与各项之和不符", "重要", TIED,
    "总分或某一项有误，自评等级可能因此改变。",
    "逐项核对分值和得分，更正合计。",
)
RED_WARNING = FindingKind(
    # A warning tells where to look; that the money went further than planned is no fault.
    "E04", "自评得分明显高于预算执行（红色预警）", "提示",
    standard("平台自评虚高预警").about("(S/90−B/10)/(S/90)不超过5%"),
    "可能是节约了资金或付款在后，也可能是指标得分偏高、指标值定得过低；预警提示核对，不说明自评有误。",
    "对照佐证材料逐项复核指标得分；属于节约资金的，说明节约的原因。",
)
YELLOW_WARNING = FindingKind(
    "E05", "预算执行偏低（黄色预警）", "提示",
    standard("平台预算执行预警"),
    "预算没有用完，可能是进度滞后、节约了资金或者预算编制偏高。",
    "查明未执行的原因，在下年度预算安排中予以考虑。",
)
# fmt: on


def self_evaluation_findings(declaration: Declaration) -> list[Finding]:
    """The findings on the figures that a form prints of itself, in the order of their codes.

    E01 a score no rule gives, E02 a wrong execution rate, E03 a total that does not add up,
    E04 and E05 the platform's red and yellow warnings, E06 a score above its weight, E07 full
    points for a target missed.

    E01 to E07 by the standards that the kinds in this room name.
    """
    found = [
        check.finding(check.subject, f"{check.note}。", check.evidence, amount=_amount(check))
        for check in review_scores(declaration)
        if check.finding is not None
    ]
    return sorted(found, key=lambda finding: finding.code)


def _amount(check: ScoreCheck) -> Amount | None:
    if check.money is None:
        return None
    return Amount(check.money, "未执行", check.source or check.evidence[0])


@dataclass(frozen=True, slots=True)
class SelfTotals:
    """The score that a self-evaluation prints beside the one recomputed from its own 完成值.

    Points of the form's own full marks. `recomputed` adds what each rule gives, and what is
    printed where no rule can say; `rests_on` of the points were recomputed.
    """

    printed: float
    recomputed: float
    rests_on: float
    source: Source | None

    @property
    def difference(self) -> float:
        """Printed less recomputed, to the cent."""
        return round(self.printed - self.recomputed, 2)

    def __str__(self) -> str:
        """One line: both totals, what the second rests on, and the difference."""
        apart = f"相差{plain(abs(self.difference), 2)}分" if self.difference else "两者一致"
        return (
            f"自评总分印{plain(self.printed, 2)}分，按完成值逐项复算为"
            f"{plain(self.recomputed, 2)}分（其中{plain(self.rests_on, 2)}分的得分可以复算，"
            f"其余照印），{apart}"
        )


def self_totals(declaration: Declaration) -> SelfTotals | None:
    """The printed and the recomputed total side by side; None where no total is printed.

    Execution of the budget counts once, by its total line (财预〔2020〕10号 weighs it so).

    Points of the form's own table.
    """
    if declaration.total_score is None:
        return None
    line, known = _main_line(declaration), declaration.indicators
    checks = {c.source: c for c in review_scores(declaration) if c.kind in _RECOMPUTED}
    cells = [(i.score_source, i.score) for i in known if i.score is not None]
    if line is not None and line.score is not None:
        cells.append((line.sources.get("score", line.source), line.score))
    whole = rests_on = 0.0
    for at, printed in cells:
        check = checks.get(at) if at is not None else None
        due = check.computed if check is not None else None
        whole += printed if due is None else due
        rests_on += printed if due is not None else 0.0
    return SelfTotals(
        declaration.total_score, round(whole, 2), round(rests_on, 2), declaration.total_score_source
    )


def review_scores(declaration: Declaration) -> list[ScoreCheck]:
    """Every printed score of a form recomputed, then the totals, then the platform's warnings.

    The warnings are those of the platforms (平台自评虚高预警, 平台预算执行预警).
    """
    indicators = [(one.score, one.weight) for one in declaration.indicators]
    budget = [(line.score, line.weight) for line in declaration.budget_lines]
    places = ScorePlaces(places_shown(indicators), places_shown((*indicators, *budget)))
    checks = [
        check
        for indicator in declaration.indicators
        if indicator.score is not None
        and (check := review_indicator(indicator, places)) is not None
    ]
    for line in declaration.budget_lines:
        checks += review_budget(line, places)
    return [*checks, *_totals(declaration), *_inflation(declaration)]


def _totals(declaration: Declaration) -> list[ScoreCheck]:
    """The sums of weights and scores against the printed totals, with and without the budget."""
    line, indicators = _main_line(declaration), declaration.indicators
    weights = [(i.weight, i.weight_source) for i in indicators]
    scores = [(i.score, i.score_source) for i in indicators]
    columns: tuple[tuple[CheckKind, float | None, _Parts, float | None, str], ...] = (
        ("分值合计", declaration.total_weight, weights, line.weight if line else None, "weight"),
        ("得分合计", declaration.total_score, scores, line.score if line else None, "score"),
    )
    checks = []
    for kind, printed, parts, beside, role in columns:
        known = [value for value, _ in parts if value is not None]
        if printed is None or not known:
            continue
        alone = math.fsum(known)
        whole = alone + (beside or 0.0)
        # Scores with decimals may have been rounded one by one.
        slack = HALF_CENT * sum(not float(value).is_integer() for value in known) + NOISE
        # A score that is not printed may be anything up to its full marks.
        unknown = _unscored(declaration, line) if role == "score" else _unweighed(line)
        unknown += _unprinted(declaration, line)
        agrees = min(abs(printed - whole), abs(printed - alone)) <= slack or (
            alone - slack <= printed <= whole + unknown + slack and unknown > 0
        )
        rule = ("各指标之和" if beside is None else "各指标与预算执行之和") if agrees else ""
        if agrees and beside and abs(printed - whole) > slack:
            rule = "各指标之和（不含预算执行）"
        apart = min(printed - whole, printed - alone, key=abs)
        parted = (
            f"（其中各指标{plain(alone, 2)}分、预算执行{plain(beside, 2)}分）" if beside else ""
        )
        nearer = "与各指标之和" if beside and abs(printed - alone) < abs(printed - whole) else ""
        note = (
            f"{kind}印{plain(printed, 2)}分，各项之和为{plain(whole, 2)}分{parted}，"
            f"{nearer}相差{plain(abs(apart), 2)}分"
        )
        at = declaration.total_score_source
        cells = given(at, line.sources.get(role) if line else None, *(at for _, at in parts))
        checks.append(
            ScoreCheck(
                kind,
                "总分",
                printed,
                whole,
                rule,
                agrees,
                "" if agrees else note,
                at,
                finding=None if agrees else WRONG_TOTAL_SCORE,
                evidence=cells,
            )
        )
    return checks


def _unscored(declaration: Declaration, line: BudgetLine | None) -> float:
    """The full marks of what has no score printed: of indicators and of the budget's execution."""
    lacking = [i.weight for i in declaration.indicators if i.score is None and i.weight]
    budget = line.weight if line is not None and line.score is None else None
    return math.fsum([*lacking, budget or 0.0])


def _unprinted(declaration: Declaration, line: BudgetLine | None) -> float:
    """The points of the budget's execution where the form adds them up and prints them nowhere.

    They are what the indicators leave of 100 (财预〔2020〕10号: 10 points): their weights add up to
    90 or 80 below a total of 100.
    """
    weights = [i.weight for i in declaration.indicators if i.weight is not None]
    left = WHOLE - round(math.fsum(weights), 6)
    none = line is None and declaration.total_weight in (WHOLE, None)
    return left if none and len(weights) == len(declaration.indicators) and left in _LEFT else 0.0


def _unweighed(line: BudgetLine | None) -> float:
    """What the budget's execution may count where only its score is printed: all that is left."""
    return math.inf if line is not None and line.weight is None else 0.0


def _inflation(declaration: Declaration) -> list[ScoreCheck]:
    """The platform's warnings: indicators scored far above the budget's execution, money unspent.

    Each part is taken as a share of its own points, as S/90 and B/10 where they are 90 and 10.
    """
    checks: list[ScoreCheck] = []
    line, lines = _main_line(declaration), declaration.budget_lines
    scored = [i for i in declaration.indicators if i.score is not None and i.weight is not None]
    points = math.fsum(i.weight or 0.0 for i in scored)
    earned = math.fsum(i.score or 0.0 for i in scored)
    if line is not None and line.score is not None and line.weight and earned and points:
        share, spent = earned / points, line.score / line.weight
        gap = (share - spent) / share
        red = gap > RED_GAP + NOISE
        note = (
            f"指标得分率{share:.2%}（{earned:g}/{points:g}）高出预算执行得分率{spent:.2%}"
            f"（{line.score:g}/{line.weight:g}），高出的部分是前者的{gap:.2%}，超过{RED_GAP:.0%}"
        )
        cells = (*cells_of(line, "score", "weight"), *given(*(i.score_source for i in scored)))
        checks.append(
            ScoreCheck(
                "自评虚高",
                "自评得分与预算执行",
                earned,
                gap,
                "(S/90−B/10)/(S/90)≤5%",
                not red,
                note if red else "",
                cells[0],
                "红" if red else "",
                finding=RED_WARNING if red else None,
                evidence=cells,
            )
        )
    whole = line or next((x for x in lines if x.name.endswith(_WHOLE_BUDGET)), None)
    base = base_of(whole) if whole is not None else None
    if whole is None or base is None or whole.executed is None:
        return checks
    unspent = (base - whole.executed) / base if base > 0 else None
    yellow = unspent is None or unspent > YELLOW_UNSPENT + NOISE
    money = base - whole.executed if base > 0 else whole.executed
    note = f"预算数为0，执行数为{plain(whole.executed, 2)}万元"
    if unspent is not None:
        note = (
            f"全年预算数{plain(base, 2)}万元，全年执行数{plain(whole.executed, 2)}万元，"
            f"{unspent:.2%}未执行，超过{YELLOW_UNSPENT:.0%}"
        )
    checks.append(
        ScoreCheck(
            "自评虚高",
            "预算未执行比例",
            None,
            unspent,
            "未执行比例≤20%且预算不为0",
            not yellow,
            note if yellow else "",
            whole.source,
            "黄" if yellow else "",
            YELLOW_WARNING if yellow else None,
            cells_of(whole, base_role(whole), "executed"),
            round(money, 6) if yellow else None,
        )
    )
    return checks


def _main_line(declaration: Declaration) -> BudgetLine | None:
    """The line of the budget block that is scored; of several the total."""
    lines = declaration.budget_lines
    scored = [line for line in lines if line.weight is not None]
    # 得分 without 分值 beside it.
    scored = scored or [line for line in lines if line.score is not None]
    whole = [line for line in scored if line.name.endswith(_WHOLE_BUDGET)]
    return next(iter([*whole, *scored]), None)
