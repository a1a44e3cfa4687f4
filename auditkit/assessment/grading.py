"""The score of one department and year, its interval, and the grade that the interval decides."""

from __future__ import annotations

import math
from dataclasses import dataclass

from auditkit.assessment.firmness import Firmness
from auditkit.assessment.typedweights import WHOLE
from auditkit.display import mimebundle
from auditkit.formula.tolerance import HALF_CENT

UNGRADED = "无法评定"
NO_TARGETS = "不评级（没有申报指标值）"
OPEN = "暂不评级"
OWN_CLAIMS = "不评级（实际值是部门自评的完成值）"
NO_HUNDRED = "不评级（所印分值的合计不是满分）"


def grade_text(low: str, high: str) -> str:
    """The grade that both ends of the interval have, else that there is none yet.

    Grades 优、良、中、差 after 财预〔2020〕10号; to print none while it is undecided is this
    program's convention.

    >>> grade_text("优", "优"), grade_text("中", "优")
    ('优', '暂不评级（可能为中至优）')
    """
    return low if low == high else f"{OPEN}（可能为{low}至{high}）"


def met_words(met: int, assessed: int, declared: int) -> str:
    """达标率 in words: of the assessed (more than 0, 不能断定 included) and of all declared."""
    of_assessed, of_all = met / assessed, met / declared
    return f"达标{met}项，占已评定{assessed}项的{of_assessed:.2%}、全部{declared}项的{of_all:.2%}"


@dataclass(frozen=True, slots=True)
class Score:
    """What the indicators' points come to; all points are of a table of 100.

    `points` were earned of the `rests_on` points that could be assessed, out of `full`: 100, or
    what a form prints that declares a part of the pack's table or points of its own. `outside` are
    the points of the same table that stand at no indicator: the rest of the pack's table, or those
    of the budget's execution. `low` and `high` bound the score of the
    whole table: the rest failed, the rest full, and what is 不能断定 at its least and its most.
    `normalized` is the points over what could be
    assessed, of 100; NaN where nothing could, and where `full` is a part, which nobody scales up.
    `grade_low` and `grade_high` are the grades of `low` and `high`. `met`, `missed` and `undecided`
    count the indicators assessed, of the `declared`. `made` says that the program made the weights,
    `usual` that no target was declared; `claimed` counts the indicators whose value is nothing but
    the department's own 完成值. Grades after 财预〔2020〕10号 unless the pack says other.
    """

    points: float
    rests_on: float
    full: float
    low: float
    high: float
    normalized: float
    grade_low: str
    grade_high: str
    met: int
    missed: int
    undecided: int
    declared: int
    made: bool
    usual: bool
    rule: str
    weights_note: str
    firmness: Firmness | None = None
    outside: float = 0.0
    claimed: int = 0
    printed: bool = False
    """Whether the points are the form's own."""

    @property
    def grade(self) -> str:
        """The grade where it is decided, else why there is none: what stands in its place."""
        if self.withheld:
            return self.withheld
        return grade_text(self.grade_low, self.grade_high) if self.rests_on else UNGRADED

    @property
    def withheld(self) -> str:
        """Why there is no grade whatever the interval says; blank where there is no such reason.

        Nobody declared a target; what was assessed is the department's own word, which proves
        nothing; or the points are not those of a table of 100, which the grades are of.
        """
        if self.usual:
            return NO_TARGETS
        if self.rests_on and self.claimed:
            return OWN_CLAIMS
        return "" if self._of_a_hundred else NO_HUNDRED

    @property
    def _of_a_hundred(self) -> bool:
        return abs(self.full + self.outside - WHOLE) <= HALF_CENT

    @property
    def graded(self) -> bool:
        """Whether the grade is decided: both ends of the interval have it."""
        return self.rests_on > 0 and not self.withheld and self.grade_low == self.grade_high

    @property
    def partial(self) -> bool:
        """Whether the points are other than 100: what the form prints is not scaled."""
        return self.full != WHOLE

    @property
    def label(self) -> str:
        """What the score is called: one on the program's weights or own claims is a reference."""
        return "参考得分" if self.made or self.claimed else "评价得分"

    @property
    def value(self) -> float:
        """The number that is called the score: out of 100, or the printed points of a part."""
        return self.points if self.partial and self.rests_on else self.normalized

    @property
    def basis(self) -> str:
        """What the number rests on, in words."""
        if self.partial:
            return f"依据{self.full:.2f}分（{self._table}），已评定{self.rests_on:.2f}分，不折合"
        return f"依据已评定的{self.rests_on:.2f}分" + (
            "折合100分" if self.rests_on < self.full else ""
        )

    @property
    def _table(self) -> str:
        """What the points are a part of."""
        if not self.printed:
            return f"规则包满分{WHOLE:g}分"
        if not self._of_a_hundred:
            return "分值照印"
        return f"满分{WHOLE:g}分，其余{self.outside:.2f}分不在所列指标之内"

    @property
    def claims_text(self) -> str:
        """How many of the assessed values are the department's own word; blank for none."""
        if not self.claimed:
            return ""
        return f"{self.claimed}个指标的实际值是部门自评的完成值，未经核实，得分和达标率只供参考"

    @property
    def interval(self) -> str:
        """Between which scores the whole may still come to lie; blank where all is decided."""
        if self.low == self.high:
            return ""
        return f"{self.interval_of}为{self.low:.2f}—{self.high:.2f}分"

    @property
    def interval_of(self) -> str:
        """What the interval runs over: what is not assessed, what is 不能断定, or both."""
        rest = "其余全不得分至全得满分" if self.rests_on < WHOLE else ""
        return "、".join(filter(None, (rest, "不能断定的取最低至最高" if self.undecided else "")))

    @property
    def assessed(self) -> int:
        """How many indicators have a verdict, 不能断定 included."""
        return self.met + self.missed + self.undecided

    @property
    def met_rates(self) -> tuple[float, float]:
        """达标率: met as a fraction of the assessed, and of all declared; NaN where none is."""
        if not self.assessed:
            return math.nan, math.nan
        return self.met / self.assessed, self.met / self.declared

    @property
    def met_text(self) -> str:
        """达标率 in words."""
        if not self.assessed:
            return "没有可评定的指标"
        return met_words(self.met, self.assessed, self.declared)

    @property
    def grade_note(self) -> str:
        """What a reader must know of the grade; blank where it is decided by stated weights."""
        if self.usual:
            return "实际值列在常用参考值之旁，只供参考"
        if not self.rests_on:
            return "没有可评定的指标"
        if self.claims_text:
            return self.claims_text
        if self.withheld:
            return "等级标准以100分为满分，分值合计更正后才能评级"
        rest = "未评定的部分" if self.rests_on < WHOLE else ""
        undecided = "不能断定的指标" if self.undecided else ""
        open_ = "和".join(filter(None, (rest, undecided)))
        said = [] if self.graded else [f"{open_}还能改变等级"]
        if self.made:
            said.append("权重是平均分配的，只供参考")
        return "；".join(said)

    @property
    def firm_text(self) -> str:
        """How firm the score is against other weights and rules; blank where they are laid down."""
        return self.firmness.text(self.grade if self.graded else "") if self.firmness else ""

    def __repr__(self) -> str:
        return f"<Score {self.points:.2f}/{self.rests_on:.2f} {self.grade}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return mimebundle(self)
