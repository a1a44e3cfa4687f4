"""The chapters of a report, made from an audit and from what a person gives for its first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from auditkit.results.prose import (
    CHAPTER,
    Problem,
    Results,
    advice_text,
    basics,
    conclusion,
    followed,
    goals,
    left_text,
    limitations,
    next_step,
    numeral,
    own_items,
    problems,
    problems_text,
)
from auditkit.results.record import results_of
from auditkit.show.chapters.annexes import annexes
from auditkit.show.chapters.overview import problems_overview
from auditkit.show.chapters.parts import (
    Chapter,
    Piece,
    Shown,
    front,
    heading,
    page_break,
    plain,
    prose,
    signature,
)
from auditkit.show.chapters.stages import DRAFT, FINAL, check_stage
from auditkit.show.charts.charts import status_overview
from auditkit.show.charts.score import score_interval
from auditkit.show.finding_cards import place_of
from auditkit.show.markup import anchor, joined, link
from auditkit.show.tiles import key_figures

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

_RELIABILITY = "各份资料的数字精确到什么程度、核对过什么、有什么局限，见附件“数据可靠性”。"


@dataclass(frozen=True)
class Report:
    """A report in chapters; each shows itself, and is None where it has nothing to say.

    `stage` is 征求意见稿 or 正式稿. The other texts are a person's: given here, or typed in
    审计发现处理.xlsx; blank ones are left to fill in.
    """

    audit: Audit = field(repr=False)
    stage: str = DRAFT
    number: str = ""
    addressee: str = ""
    basis: str = ""
    issuer: str = ""
    date: str = ""

    @property
    def _results(self) -> Results:
        return results_of(self.audit)

    @cached_property
    def _problems(self) -> list[Problem]:
        return problems(self._results)

    @cached_property
    def _told(self) -> list[Problem]:
        return [one for one in self._problems if one.weighty]

    @property
    def front(self) -> Piece:
        """首页: whose report, of which year, on what basis, by whom."""
        audit, words = self.audit, self.audit.words
        return front(
            self.stage,
            (
                ("被评价单位", audit.department),
                ("评价期间", f"{audit.year}年1月1日至{audit.year}年12月31日"),
                ("评价依据", self.basis or words.basis),
                ("主送", self.addressee or words.addressee or audit.department),
                ("文号", self.number or words.number),
                ("落款", self.issuer or words.signed),
                ("日期", self.date or words.date),
            ),
        )

    @cached_property
    def _chapters(self) -> dict[str, Chapter]:
        """The chapters that have something to say, with their numbers."""
        drafted: list[tuple[str, Sequence[Shown | None]]] = [
            ("评价结论", self._conclusion()),
            ("基本情况", self._basics()),
            ("绩效目标完成情况", self._goals()),
            (CHAPTER, self._followed()),
            ("主要问题", self._found()),
            ("建议", self._advice()),
            ("局限与数据可靠性", self._limits()),
        ]
        chapters: dict[str, Chapter] = {}
        for name, drafts in drafted:
            if parts := tuple(part for part in drafts if part is not None):
                title = f"{numeral(len(chapters) + 1)}、{name}"
                chapters[name] = Chapter(title, (heading(title), *parts))
        return chapters

    @property
    def conclusion(self) -> Chapter | None:
        """一、评价结论: the main figures, five sentences."""
        return self._chapters.get("评价结论")

    @property
    def basics(self) -> Chapter | None:
        """二、基本情况: tasks, money, indicators, what this rests on."""
        return self._chapters.get("基本情况")

    @property
    def goals(self) -> Chapter | None:
        """三、绩效目标完成情况: by 一级指标; how far from the targets is annexed."""
        return self._chapters.get("绩效目标完成情况")

    @property
    def followup(self) -> Chapter | None:
        """以往审计决定和建议的落实情况: earlier findings tested again by the same rules."""
        return self._chapters.get(CHAPTER)

    @property
    def problems(self) -> Chapter | None:
        """四、主要问题: by severity, then by amount; each text once."""
        return self._chapters.get("主要问题")

    @property
    def advice(self) -> Chapter | None:
        """五、建议: one for each group of problems."""
        return self._chapters.get("建议")

    @property
    def limits(self) -> Chapter | None:
        """六、局限与数据可靠性, and below it who signs."""
        return self._chapters.get("局限与数据可靠性")

    @property
    def annexes(self) -> Chapter:
        """附件: the list of them, and each on its pages."""
        asked = self._told if self.stage == DRAFT else []
        found = annexes(self.audit, self._results, self._problems, asked)
        listed = joined(
            "附件：",
            *(
                joined("；" if place else "", link(anchor("节", one.title)[2:], one.title))
                for place, one in enumerate(found)
            ),
            "。",
        )
        words = self.audit.words
        signers = (("编制", words.prepared), ("复核", words.reviewed))
        signed = signature(
            self.issuer or words.signed or "（落款待填）",
            self.date or words.date or "（日期待填）",
            *(f"{role}：{name}" for role, name in signers if name),
        )
        others = own_items(self._results)
        parts: list[Shown] = [
            *([prose(others)] if others else []),
            # What is annexed is said above the signature: GB/T 9704—2012, 7.3.4 and 7.3.5.
            plain(listed, style="annexed"),
            signed,
            page_break(),
        ]
        for one in found:
            parts += one.parts
        return Chapter("附件", tuple(parts))

    def _conclusion(self) -> list[Shown | None]:
        audit, left = self.audit, [one for one in self._problems if not one.weighty]
        return [
            key_figures(audit.score, audit.assessed, audit.findings, audit.declaration),
            # Before the overview: it is read even where the table is not.
            prose(
                [*conclusion(self._results), next_step(self._results, final=self.stage == FINAL)]
            ),
            problems_overview(self._told, left) if self._told else None,
        ]

    def _basics(self) -> list[Shown | None]:
        return [prose(basics(self._results))]

    def _goals(self) -> list[Shown | None]:
        told = goals(self._results)
        if not told:
            return []
        rows = self.audit.assessed
        charts = (
            status_overview(rows),
            score_interval(self.audit.score, self.audit.pack.grade_steps),
        )
        return [prose(told), *(chart for chart in charts if chart.svg)]

    def _followed(self) -> list[Shown | None]:
        told = followed(self._results)
        return [prose(told)] if told else []

    def _found(self) -> list[Shown | None]:
        if not self._problems:
            return []
        places = [place_of(one.code) for one in self._told]
        told = [*problems_text(self._told), *left_text(self._problems)]
        return [prose(told, places)]

    def _advice(self) -> list[Shown | None]:
        told = advice_text(self._told)
        return [prose(told)] if told else []

    def _limits(self) -> list[Shown | None]:
        told = limitations(self._results)
        return [prose(told), plain(_RELIABILITY)] if told else [plain(_RELIABILITY)]


def report(
    audit: Audit,
    stage: str = DRAFT,
    *,
    number: str = "",
    addressee: str = "",
    basis: str = "",
    issuer: str = "",
    date: str = "",
) -> Report:
    """The report of an audit. Raises AuditError for a stage that is none."""
    check_stage(stage)
    return Report(audit, stage, number, addressee, basis, issuer, date)
