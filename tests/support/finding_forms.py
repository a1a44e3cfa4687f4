"""Small forms and figures for the tests of findings. 示例数据（虚构）."""

from auditkit.assessment.assessed import assessed
from auditkit.facts.facts import COUNTING_UNITS, Fact, Facts
from auditkit.files.grid import Source
from auditkit.findings.all import findings
from auditkit.findings.finding import Finding
from auditkit.findings.review.yearonyear import PastYear
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal, Task, Total
from auditkit.formula.target import parse_target
from auditkit.rules.rulepack import RulePack


def cell(place: str) -> Source:
    return Source("申报表.xlsx", f"表1!{place}")


def row(name: str, target: str, note: str = "", level2: str = "预算管理") -> DeclaredIndicator:
    return DeclaredIndicator(
        "管理效率", level2, name, parse_target(target), "", note,
        cell("C20"), cell("D20"), None, cell("F20"),
    )  # fmt: skip


def task(name: str, budget: float | None, fiscal: float | None) -> Task:
    return Task(name, "", budget, fiscal, "", cell("B5"), cell("D5"), cell("E5"))


def form(
    *rows: DeclaredIndicator, tasks: tuple[Task, ...] = (), total: Total | None = None
) -> Declaration:
    # A form of targets has no tasks to lack.
    kind = "申报表" if tasks else "绩效目标表"
    goals = (Goal(1, "做好各项工作。", cell("B2")),)
    return Declaration("某局", 2020, goals, tasks, total, rows, "申报表.xlsx", kind=kind)


def figures(**values: float) -> Facts:
    items = []
    for name, value in values.items():
        bare, _, unit = name.removeprefix("上年").partition("_")
        year = 2019 if name.startswith("上年") else 2020
        decimals = None if unit in COUNTING_UNITS else 2
        source = Source("实际数.xlsx", f"数据项!{name}")
        items.append(Fact(bare, year, value, unit or "万元", source, decimals))
    return Facts(tuple(items))


def found(
    declaration: Declaration, facts: Facts, pack: RulePack, past: PastYear | None = None
) -> list[Finding]:
    return findings(declaration, facts, pack, assessed(declaration, facts, pack), past)


def codes(declaration: Declaration, facts: Facts, pack: RulePack) -> list[str]:
    return sorted(finding.code for finding in found(declaration, facts, pack))
