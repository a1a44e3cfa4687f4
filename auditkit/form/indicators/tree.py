"""The indicator tree: the rule pack's own, and the common one of 产出, 效益 and 满意度.

The rule pack's tree proves which 一级 and 二级 an indicator belongs to, whatever stands above it.
In a form of the common tree only a label that is missing is put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import IssueKind
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, both_levels
from auditkit.form.indicators.draft import Line
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import squeeze
from auditkit.rules.rulepack import RulePack

UNKNOWN_LEVEL = IssueKind("D09", "指标的一级、二级归属不明")


Paths = list[tuple[str, str]]


def prove_paths(lines: Sequence[Line], pack: RulePack, log: ReadingLog) -> Paths:
    """Each line's (一级, 二级): by the pack's indicator, else its 二级, else the label above."""
    lines = [_apart(line) for line in lines]
    labels = {label for line in lines for label in (line.level1, line.level2)}
    known = not labels.isdisjoint(pack.indicators.keys() | pack.level1_of.keys())
    if not known and not labels.isdisjoint(COMMON_LEVEL1 | COMMON_LEVEL2.keys()):
        return _complete(lines, log)
    if labels == {""} and 2 * sum(i.name in pack.canonical_indicator for i in lines) <= len(lines):
        # A form without levels, of which the pack knows some indicator or other: they have none.
        return [("", "")] * len(lines)
    paths = _by_pack(lines, pack, log)
    if known:
        _tell_unknown(lines, paths, pack, log)
    return paths


def _apart(line: Line) -> Line:
    """A line whose one label holds both of its levels: 产出指标-数量指标."""
    both = both_levels(line.level1 or line.level2)
    if both is None or (line.level1 and line.level2):
        return line
    return replace(line, level1=both[0], level2=both[1])


def _late(lines: Sequence[Line], log: ReadingLog) -> list[Line]:
    """The lines before the first label, with that label: it is printed in the middle of its block.

    So it is only where no label of another group stands before it.
    """
    first = next((i for i, line in enumerate(lines) if line.level2), 0)
    if not 0 < first < len(lines) or any(line.level1 for line in lines[:first]):
        return list(lines)
    label = lines[first].level2
    if label not in COMMON_LEVEL2:
        return list(lines)
    what = f"“{label}”印在其各行的中部，已补到前{first}行"
    log.repair("标签迟印", lines[0].at, what, "", label)
    return [replace(line, level2=label) if i < first else line for i, line in enumerate(lines)]


def _complete(lines: Sequence[Line], log: ReadingLog) -> Paths:
    paths: Paths = []
    for line in _late(lines, log):
        level1 = line.level1
        if not level1 and (level1 := COMMON_LEVEL2.get(line.level2, "")):
            what = f"“{line.name}”没有一级指标，按其二级指标补为“{level1}”"
            log.repair("标签补全", line.at, what, line.level2, f"{level1}／{line.level2}")
        paths.append((level1, line.level2))
    return paths


def _by_pack(lines: Sequence[Line], pack: RulePack, log: ReadingLog) -> Paths:
    paths: Paths = []
    told: set[tuple[str, ...]] = set()
    printed_labels = {label for line in lines for label in (line.level1, line.level2)}
    first = {line.level1 for line in lines if line.level1}
    foreign = len(first - pack.indicators.keys()) * 2 > len(first)
    for line in lines:
        level1, level2 = line.level1, line.level2
        known = pack.canonical_indicator.get(line.name)
        if known and _is_of_another_tree(line, pack, printed_labels, known, foreign):
            known = None
        if known:
            level1, level2 = pack.rules[known].level1, pack.rules[known].level2
        elif level2 in pack.level1_of and (not level1 or level1 in pack.indicators):
            level1 = pack.level1_of[level2]
        paths.append((level1, level2))
        printed = (line.level1, line.level2)
        # A label printed in this very row is told for itself.
        own = line.cells.cells.keys() & {"level1", "level2"}
        if printed != (level1, level2) and (own or (*printed, level1, level2) not in told):
            told.add((*printed, level1, level2))
            late = next((o for o in lines if squeeze(o.cells.text("level1")) == level1), None)
            where = f"，其标签到{late.row.source(0).place}才印出" if late else ""
            log.repair(
                "标签迟印",
                line.at,
                f"“{line.name}”属于“{level1}／{level2}”（以规则包指标体系为证）{where}",
                "／".join(printed),
                f"{level1}／{level2}",
            )
    return paths


def _is_of_another_tree(
    line: Line, pack: RulePack, printed: set[str], known: str, foreign: bool
) -> bool:
    """Whether a form prints a path of its own place for an indicator that the pack knows too.

    预算执行／预算执行效率 over 预算执行率 is no label that a page has displaced: the pack knows one
    of the two not, and what it has instead stands nowhere in the form.
    """
    rule = pack.rules[known]
    if foreign and line.level1 not in {"", *pack.indicators} and rule.level1 not in printed:
        return True
    own = bool(line.level1 and line.level2) and line.level2 not in pack.level1_of
    # What stands in the row itself is no label of another group, unless the pack knows it.
    return own and (rule.level2 not in printed or "level2" in line.cells.cells)


def _tell_unknown(lines: Sequence[Line], paths: Paths, pack: RulePack, log: ReadingLog) -> None:
    """What 一级 the pack does not know, in a form that mostly follows the pack's tree.

    All of them in one issue, at the first. A form with more labels of its own than of the pack's
    follows another place's tree, which is no fault of its.
    """
    labels = dict.fromkeys(level1 for level1, _ in paths)
    unknown = [label for label in labels if label and label not in pack.indicators]
    bare = [line for line, (level1, _) in zip(lines, paths, strict=True) if not level1]
    remedy = "请核对原件的一级指标，或在规则包中补充"
    if bare:
        what = f"“{bare[0].name}”" + (f"等{len(bare)}个指标" if len(bare) > 1 else "")
        log.issue(UNKNOWN_LEVEL, bare[0].at, f"{what}没有一级指标", "", remedy, grave=False)
    if unknown and len(unknown) * 2 <= len(labels):
        first = next(
            line for line, (level1, _) in zip(lines, paths, strict=True) if level1 == unknown[0]
        )
        what = f"“{first.name}”的一级指标不在规则包的指标体系中"
        if len(unknown) > 1:
            what = f"{len(unknown)}个一级指标不在规则包的指标体系中"
        log.issue(UNKNOWN_LEVEL, first.at, what, "、".join(unknown), remedy, grave=False)
