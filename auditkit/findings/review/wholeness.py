"""Whether a form is whole, and whether its goals are turned into indicators."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from auditkit.assessment.yardstick import MONEY
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.review.kinship import related
from auditkit.findings.review.sayings import counts_in
from auditkit.findings.standard import REVIEW
from auditkit.form.declaration import Declaration, DeclaredIndicator, Goal, Part
from auditkit.form.formless import formless
from auditkit.form.rows.rows import squeeze
from auditkit.formula.quantities import same_quantity
from auditkit.formula.target import Target, parse_target
from auditkit.rules.rulepack import RulePack
from auditkit.wording import plain

_OUTPUT = re.compile(r"产出|数量|质量|时效")
# A number that a goal promises; years, ordinals and the years of a plan are no promise.
_PROMISE = re.compile(
    r"(?<!\d,)(?<![\d.第〔\[（(—－-])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>[%％]|[十百千万亿]*"
    r"(?:个(?:工作日|月)|[人户家场台辆车班批件个]次|人|名|户|家|个|项|次|场|期|篇|册|[台套件辆]{1,2}|座|处|所|张|条|株|"
    r"亩|公顷|平方米|㎡|平方公里|立方米|公里|千米|km|米|吨|公斤|张|元))(?P<what>[^\d，。；、;,和与及（(]{0,16})"
)

_NOTHING_TOLD = ("", "以上", "以下", "以内", "左右", "及以上", "以上的", "以内的")
# 保障3所普通高中正常运转: how many there are, not how many there will be.
_AS_IT_IS = re.compile(r"正常(?:运转|运行|开展|使用|办公)|平稳运行")
# How much of a clause stands before a number that nothing follows; a cut is marked.
_BEFORE = 30
_NUMBERED = re.compile(r"^\s*[（(]?(?:\d{1,2}|[一二三四五六七八九十]+)[)）.、．](?!\d)\s*")


# fmt: off
INCOMPLETE = FindingKind(
    "S13", "申报表内容不完整", "重要", REVIEW.about("完整性"),
    "缺少的部分没有绩效目标约束，年度终了无从评价。",
    "核对原件；原件确实没有的，补充后重新报送。",
)
NO_OUTPUT = FindingKind(
    "S28", "没有衡量产出的指标", "一般",
    REVIEW.about("完整性，任务和预算应有数量、质量、时效等产出指标"),
    "任务做成了什么，没有指标可以衡量。",
    "按主要任务补设数量、质量、时效指标（如受益人数、建成数量、完成时间），并设定指标值。",
)
UNMEASURED_PROMISE = FindingKind(
    "S15", "总体目标的数量没有指标衡量", "一般", REVIEW.about("相关性，总体目标应细化为绩效指标"),
    "总体目标中最具体的部分年度终了无从考核。",
    "为这些数量设定产出指标，或说明由哪一项指标衡量、分几年完成。",
)
# fmt: on

# 台/套, 台（套） and 台套 count either; 台 alone is what is read of 台（套）.
_EITHER = re.compile("(?:[台套个件辆份座处项]/)+[台套个件辆份座处项]|[台套件辆]{2}")
# 12个行政村、1个社区: what is counted together.
_AND = re.compile(r"[^，。；;,]{0,8}[、和与及]$")


def on_wholeness(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """S13 parts that are not there, S28 no output, S15 promises of a goal that nothing measures.

    预算法第三十二条, 绩效目标可衡量 (convention); the pack's tree says what a form has.
    """
    if formless(declaration) or declaration.projects_only:
        return
    for part, lacking in _lacking(declaration, pack).items():
        text = f"识读到的申报表没有{'、'.join(lacking)}。"
        at = [Source(declaration.file, "", declaration.sha256)]
        yield INCOMPLETE(declaration.kind, text, at, lacking=part)
    yield from _outputs(declaration, pack)
    for goal in declaration.goals_in_force:
        if promises := _unmeasured(goal, declaration):
            yield UNMEASURED_PROMISE(
                f"目标{goal.number}",
                f"提出{'、'.join(f'“{p}”' for p in promises)}，"
                f"{len(declaration.indicators)}个指标的名称、指标值和说明都没有涉及。",
                [goal.source],
            )


def _outputs(declaration: Declaration, pack: RulePack) -> Iterator[Finding]:
    """Tasks with money, and no indicator that counts, grades or dates what they bring about."""
    money = declaration.budget
    if not declaration.tasks or not declaration.indicators or money <= 0:
        return
    if any(_is_output(i) for i in declaration.indicators):
        return
    text = (
        f"{len(declaration.tasks)}项任务的预算{plain(money, 2)}万元，"
        f"{len(declaration.indicators)}个指标中没有一个以数量、质量或时效衡量任务的产出。"
    )
    yield NO_OUTPUT("产出指标", text, [declaration.indicators[0].source])


def _is_output(indicator: DeclaredIndicator) -> bool:
    """Whether it stands under such a heading, counts things, or sets a date."""
    if _OUTPUT.search(indicator.level1 + indicator.level2):
        return True
    target = indicator.target
    counted = target.kind == "quantity" and target.unit not in ("", "%", *MONEY, "分")
    return counted or target.kind == "date"


def _lacking(declaration: Declaration, pack: RulePack) -> dict[Part, list[str]]:
    """What is missing, by the part of the form that it would stand in."""
    lacking: dict[Part, list[str]] = {}
    # A self-evaluation is of goals that were declared elsewhere; many have no place for them.
    placed = declaration.kind != "自评表" or "目标" in declaration.left_blank
    if not declaration.goals and placed:
        lacking["目标"] = ["年度总体目标"]
    first = {i.level1 for i in declaration.indicators}
    # Only a form of the pack's own layout can lack a part of it (others list no tasks at all), and
    # only one of its place a heading of it.
    laid_out = first <= set(pack.indicators)
    own = laid_out and pack.place in declaration.department
    if laid_out and not declaration.tasks and declaration.kind == "申报表":
        lacking["任务"] = ["年度主要任务"]
    labels: list[str] = []
    if not declaration.indicators:
        labels.append("绩效指标")
    elif own and len(first) * 2 > len(pack.indicators):
        second = {(i.level1, i.level2) for i in declaration.indicators}
        for level1, groups in pack.indicators.items():
            if level1 not in first:
                labels.append(f"一级指标“{level1}”")
            else:
                labels += [f"二级指标“{l2}”" for l2 in groups if (level1, l2) not in second]
    if labels:
        lacking["指标"] = labels
    return lacking


def _unmeasured(goal: Goal, declaration: Declaration) -> list[str]:
    text = squeeze(goal.text)  # a page may break the line between a number and its unit
    return [
        _named(match)
        for group in _counted_together(list(_PROMISE.finditer(text)))
        # Of 12个行政村、1个社区正常运转 the last says it of both; 13个 counts them together.
        if not (_AS_IT_IS.search(group[-1]["what"]) or _added_up(group, declaration))
        for match in group
        if not (
            _measured(match, declaration)
            or _is_budget(match, declaration)
            or _in_parts(match, declaration)
        )
    ]


def _counted_together(promises: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """The numbers of a goal; those that one unit joins by 、 or 和 are one group."""
    groups: list[list[re.Match[str]]] = []
    for match in promises:
        before = groups[-1][-1] if groups else None
        between = match.string[before.end("unit") : match.start()] if before else ""
        if before and before["unit"] == match["unit"] and _AND.fullmatch(between):
            groups[-1].append(match)
        else:
            groups.append([match])
    return groups


def _added_up(group: list[re.Match[str]], declaration: Declaration) -> bool:
    """Whether an indicator counts together what a goal counts apart: 13个 of 12个村 and 1个社区."""
    parts = [parse_target(match["number"] + match["unit"]) for match in group]
    if len(parts) < 2 or parts[0].unit == "%" or any(part.value is None for part in parts):
        return False
    whole = replace(parts[0], value=math.fsum(part.value or 0.0 for part in parts))
    return any(
        _is_same(whole, target) for i in declaration.indicators for target in (i.target, i.in_force)
    )


def _in_parts(match: re.Match[str], declaration: Declaration) -> bool:
    """Whether indicators next to each other add up to a number, each of a part of what it counts:
    护路岗位420个, 保洁岗位560个 and 护林岗位220个 of 乡村公益性岗位1200个."""
    promise = parse_target(match["number"] + match["unit"])
    if promise.value is None or promise.unit == "%":
        return False
    said = _before(match) + match["what"]
    run: list[float] = []
    for one in declaration.indicators:
        target = one.in_force
        part = target.kind == "quantity" and target.unit == promise.unit
        if not part or target.value is None or not related(said, one.name, 2, generic=False):
            run = []
            continue
        run.append(target.value)
        if any(math.isclose(math.fsum(run[i:]), promise.value) for i in range(len(run) - 1)):
            return True
    return False


def _is_budget(match: re.Match[str], declaration: Declaration) -> bool:
    """Whether a number is the money that the form itself states: 该项目拟投入312万元."""
    promise = parse_target(match["number"] + match["unit"])
    lines, tasks = declaration.budget_lines, declaration.tasks
    stated = [
        declaration.stated_budget,
        *(amount for line in lines for amount in (line.initial, line.adjusted, line.executed)),
        *(amount for task in tasks for amount in (task.budget, task.fiscal)),
    ]
    return promise.value is not None and any(
        same_quantity(promise.value, promise.unit, amount, "万元")
        for amount in stated
        if amount is not None
    )


def _named(match: re.Match[str]) -> str:
    """The promise in words: what follows the number, else what the clause says before it."""
    # 建档率达92%以上: what it is of stands before the number.
    told = match["what"].strip() not in _NOTHING_TOLD
    before = "" if told else _NUMBERED.sub("", _before(match))
    if len(before) > _BEFORE:
        before = f"……{before[-_BEFORE:]}"
    return f"{before}{match.group().strip()}"


def _measured(match: re.Match[str], declaration: Declaration) -> bool:
    promise = parse_target(match["number"] + match["unit"])
    for i in declaration.indicators:
        if promise.value is not None and (
            _is_same(promise, i.target, bare=True)
            or _is_same(promise, i.in_force, bare=True)
            or _is_told(promise, i)
            or any(_is_same(promise, parse_target(one.text)) for one in i.further)
        ):
            return True
        # A number of the very thing is measured; that it is another one is told as such.
        if any(match["number"] in said for said in counts_in(match.string, i)):
            return True
        if related(match["what"], i.name) or (i.name and i.name in _before(match)):
            return True
        if _is_head_count(match, promise, i):
            return True
    return False


def _is_same(promise: Target, target: Target, bare: bool = False) -> bool:
    """Whether both say one quantity, as quantities; a `bare` target lacks its unit."""
    if promise.value is None or target.value is None:
        return False
    if bare and target.unit == "":
        return promise.value == target.value
    if promise.value == target.value and _is_fuller(promise.unit, target.unit):
        return True
    # 6场 and 6场次 count the same.
    if promise.value == target.value and promise.unit == target.unit.removesuffix("次") != "人":
        return True
    # 50公斤/亩 is what the goal says of each 亩: 亩产提高50公斤.
    if promise.value == target.value and target.unit.startswith(f"{promise.unit}/"):
        return True
    # 16台/套 counts either.
    return any(
        same_quantity(promise.value, one, target.value, other)
        for one in _either(promise.unit)
        for other in _either(target.unit)
    )


def _either(unit: str) -> list[str]:
    """The units that one unit stands for: 台/套 and 台套 count 台 or 套."""
    counted = unit.lstrip("十百千万亿")
    if not _EITHER.fullmatch(counted):
        return [unit]
    many = unit.removesuffix(counted)
    return [unit, *(many + one for one in counted if one != "/")]


def _is_head_count(match: re.Match[str], promise: Target, indicator: DeclaredIndicator) -> bool:
    """Whether people are counted of what the goal speaks of: 培训残疾人160人, 160人次.

    人 and 人次 are no one unit, but nobody can say that nothing measures the promise.
    """
    target = indicator.target
    people = {promise.unit, target.unit} == {"人", "人次"}
    size = 2 if promise.value == target.value else 3
    return people and related(_before(match) + match["what"], indicator.name, size, generic=False)


def _is_fuller(one: str, other: str) -> bool:
    """Whether one unit says the other more fully: 个 or 个村 and 个行政村, never 人 and 万人."""
    if "个" in (one, other):
        fuller = other if one == "个" else one
        return fuller.startswith("个") and not fuller.startswith(("个月", "个工作日", "个百分点"))
    short, long = sorted((one.removeprefix("个"), other.removeprefix("个")), key=len)
    more = long.removesuffix(short)
    return bool(short) and long.endswith(short) and re.search("[十百千万亿/]", more) is None


def _is_told(promise: Target, indicator: DeclaredIndicator) -> bool:
    """Whether the name or the texts of an indicator say the promised quantity."""
    text = "；".join((indicator.name, indicator.explanation, indicator.note))
    return any(
        _is_same(promise, parse_target(found["number"] + found["unit"]))
        for found in _PROMISE.finditer(text)
    )


def _before(match: re.Match[str]) -> str:
    """What the goal says before the number, back to the clause's beginning."""
    return re.split(r"[，。；;,]", match.string[: match.start()])[-1]
