"""What only some forms print of an indicator: weight, direction, what was reached, score."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.errors import IssueKind
from auditkit.form.declaration import Further
from auditkit.form.indicators.draft import Evaluation, Line
from auditkit.form.indicators.durations import as_duration
from auditkit.form.indicators.groupweights import take_group_weights
from auditkit.form.indicators.inherited import inherit
from auditkit.form.indicators.table import IndicatorTable
from auditkit.form.log import ReadingLog
from auditkit.form.rows.rows import squeeze
from auditkit.form.values import (
    direction,
    is_sign,
    points,
    put_together,
    rate,
    reached,
    said_to_be_none,
    split_glued,
    unit_of_name,
    with_unit,
    with_unit_of_name,
)
from auditkit.formula.quantities import shifted
from auditkit.formula.target import Sign, Target, parse_target
from auditkit.formula.tolerance import SUMS

UNREAD_VALUE = IssueKind("D14", "自评表的指标值、完成值无法识读，或留有占位文字")
UNREAD_SCORE = IssueKind("D16", "分值或得分无法识读，或几行合用一个")


_FIGURES = ("target", "actual", "weight", "score")
_KINDS = {"target": "value", "actual": "value", "weight": "points", "score": "points"}
_SIGN_OF: dict[str, Sign] = {"正向": "≥", "反向": "≤"}
_PLACEHOLDER = re.compile(r"[*＊]{2,}")
# 同比提高1.5个百分点 is by how much, not what a share is to be; the name may say so itself.
_CHANGE = re.compile(r"(?:提[高升]|上升|增[长加]|下降|降低|减少)[^0-9]{0,4}[0-9.]+个?百分点")
_IN_WORDS = re.compile(r"\s*(?!达到?|约|超过|超出|[高大多低小少]于|[不未至])[\u4e00-\u9fff]")
_OF_CHANGE = re.compile("[增降涨]|变[动化]|提高|提升|减少|同比")
_FAULTY_REASON = re.compile(
    r"[xX×Ｘ]{2,}|[*＊]{2,}|(?:^|[，。；])(?:主要)?原因[。，]?$|原因(?:是[：:]?|[：:])[。，]?$|下降（增长）"
)


def read_evaluation(table: IndicatorTable, log: ReadingLog) -> list[Evaluation]:
    """The further cells of every line; weights that add up to 1 are shares of 100."""
    evaluations = [_evaluation(table, line, log) for line in table.lines]
    homes = dict(table.heading.roles)
    inherit(table.lines, evaluations, homes, log)
    take_group_weights(table.lines, evaluations, homes, UNREAD_SCORE, log)
    weights = [e.weight for e in evaluations if e.weight is not None]
    if len(weights) > 1 and all(w <= 1 for w in weights) and abs(math.fsum(weights) - 1) <= SUMS:
        for evaluation in evaluations:
            if evaluation.weight is not None:
                evaluation.weight = shifted(evaluation.weight, 2)
        at = next(e.sources["weight"] for e in evaluations if e.weight is not None)
        log.repair("百分比格式", at, "权重是百分比格式的数，已按百分制读取", "1", "100")
    return evaluations


def _evaluation(table: IndicatorTable, line: Line, log: ReadingLog) -> Evaluation:
    evaluation = Evaluation(
        {role: text for role, (_, text) in line.cells.cells.items()},
        {role: line.row.source(column) for role, (column, _) in line.cells.cells.items()},
    )
    _cut_glued(table, line, evaluation, log)
    for role in ("weight", "score"):
        text = evaluation.texts.get(role, "")
        value = points(text)
        if text and value is None and not re.fullmatch("[-—–－/]+", text):
            name = "分值" if role == "weight" else "得分"
            log.issue(
                UNREAD_SCORE,
                evaluation.sources[role],
                f"“{line.name}”的{name}不是数字",
                text[:40],
                "请核对原件后改正；本项暂不计入合计",
            )
            log.cell(line.row, line.cells.cells[role][0], text, "分值")
        setattr(evaluation, role, value)
        _tell_shared(line, role, log)
    texts = evaluation.texts
    evaluation.direction = direction(texts.get("direction", "")) or direction(
        texts.get("property", "")
    )
    evaluation.coefficient = rate(evaluation.texts.get("coefficient", ""))
    cells = dict(line.row.cells)
    evaluation.further = tuple(
        Further(column.heading, squeeze(cells[column.at]), line.row.source(column.at))
        for column in table.heading.further
        if column.at in cells
    )
    _tell_faulty(line, evaluation, log)
    _tell_spare(evaluation, log)
    return evaluation


def read_values(
    line: Line, evaluation: Evaluation, log: ReadingLog
) -> tuple[Target, Target | None]:
    """The target as printed, and what was reached where the form has a cell for it."""
    texts, source = evaluation.texts, evaluation.sources.get("target")
    sign, unit = texts.get("sign", ""), texts.get("unit", "")
    for role in ("property", "direction"):
        # 指标性质 and 指标方向 may hold the sign: 大于等于.
        if not sign and is_sign(texts.get(role, "")):
            sign = texts[role]
    printed = texts.get("target", "")
    target = put_together(sign, printed, unit) if sign or unit else parse_target(printed)
    target = _lasting(line, "target", said_to_be_none(target, line.name), evaluation, log)
    if not unit and (named := with_unit_of_name(target, line.name)) != target:
        at = source or line.at
        log.repair("符号补全", at, "单位写在指标名称后，按其补上", target.text, str(named))
        target, unit = named, unit_of_name(line.name) if named.kind == "date" else unit
    if changed := texts.get("adjusted", ""):
        adjusted = put_together(sign, changed, unit) if sign or unit else parse_target(changed)
        adjusted = _lasting(line, "adjusted", adjusted, evaluation, log)
        evaluation.adjusted = None if adjusted.kind == "none" else adjusted
        what = f"调整指标值“{changed}”，完成情况以此核对"
        log.repair("另栏所载", evaluation.sources["adjusted"], what, changed, changed)
    target = _typed(line, "target", _percent_format(line, "target", target, log))
    if target.kind == "quantity" and target.sign is None and evaluation.direction:
        mended = replace(target, sign=_SIGN_OF[evaluation.direction])
        at = source or line.at
        what = f"指标值没有符号，按指标方向“{evaluation.direction}”补"
        log.repair("符号补全", at, what, target.text, str(mended))
        target = mended
    if target.kind == "none" and (target.doubt or _PLACEHOLDER.search(target.text)):
        log.issue(
            UNREAD_VALUE,
            source or line.at,
            f"“{line.name}”的指标值{target.doubt or '是占位符'}",
            target.text[:40],
            "请核对原件后补填指标值",
        )
    elif target.doubt:
        log.repair("疑似误识", source or line.at, target.doubt, target.text, str(target))
    elif _CHANGE.search(target.text) and not _OF_CHANGE.search(line.name):
        what = f"“{line.name}”的指标值是增减的百分点，不是应达到的水平，请核对"
        log.repair("疑似误识", source or line.at, what, target.text, str(target))
    if "actual" not in texts:
        return target, None
    own = texts.get("actual_unit", "")
    stated = with_unit(texts["actual"], own)
    actual = said_to_be_none(reached(stated, target, own or unit), line.name)
    if target.kind == "quantity":
        actual = _lasting(line, "actual", actual, evaluation, log)
    actual = _percent_format(line, "actual", actual, log)
    actual = _level(line, target, _typed(line, "actual", actual), evaluation, log)
    if actual.kind == "none" and actual.doubt and not _FAULTY_REASON.search(actual.text):
        log.issue(
            UNREAD_VALUE,
            evaluation.sources["actual"],
            f"“{line.name}”的完成值{actual.doubt}",
            actual.text[:40],
            "请核对原件后补填完成值",
        )
    elif actual.doubt and actual.kind == "quantity":
        log.repair(
            "疑似误识", evaluation.sources["actual"], actual.doubt, texts["actual"], str(actual)
        )
    return target, actual


def _lasting(
    line: Line, role: str, found: Target, evaluation: Evaluation, log: ReadingLog
) -> Target:
    """A number of months that is printed like a month of the year, told."""
    lasting = as_duration(found, line.name)
    if lasting != found:
        what = f"“{line.name}”是时长，“{found.text}”按月数、季数读取，不是截止日"
        at = evaluation.sources.get(role, line.at)
        log.repair(
            "符号补全", at, what, found.text, f"{lasting.sign or ''}{lasting.value:g}{lasting.unit}"
        )
    return lasting


def _level(
    line: Line, target: Target, actual: Target, evaluation: Evaluation, log: ReadingLog
) -> Target:
    """What was reached; 提高2.1个百分点 is words where neither target nor name is of a change, and
    so is 较上年增加4家 beside a target in words (稳中有增)."""
    if target.kind == "quality" and actual.kind == "quantity" and _IN_WORDS.match(actual.text):
        return replace(actual, kind="quality", value=None, unit="", doubt="")
    change = actual.kind == "quantity" and _CHANGE.search(actual.text)
    if not change or _CHANGE.search(target.text) or _OF_CHANGE.search(line.name):
        return actual
    what = f"“{line.name}”的完成值是增减的百分点，不是达到的水平，按文字读取"
    log.repair("疑似误识", evaluation.sources["actual"], what, actual.text, actual.text)
    return replace(actual, kind="quality", value=None, unit="")


def _typed(line: Line, role: str, found: Target) -> Target:
    """A figure that a workbook stores as a number has no sign that was misread as its 2."""
    if role not in line.cells.cells or found.kind != "quantity":
        return found
    value = line.row.value(line.cells.cells[role][0])
    return replace(found, doubt="") if isinstance(value, float | int) else found


def _percent_format(line: Line, role: str, target: Target, log: ReadingLog) -> Target:
    """A workbook's number in percent format is a fraction of 100 %."""
    if role not in line.cells.cells or target.unit or target.kind != "quantity":
        return target
    column, text = line.cells.cells[role]
    value = line.row.value(column)
    rate = line.name.endswith(("率", "度", "比重", "比例"))
    if isinstance(value, float | int) and 0 < value <= 1 and rate:
        target = replace(target, unit="%")
        at = line.row.source(column)
        log.repair("百分比格式", at, "指标值是百分比格式的数", text, str(target))
    return target


def _cut_glued(table: IndicatorTable, line: Line, evaluation: Evaluation, log: ReadingLog) -> None:
    """Cut a cell that holds the figures of the blank columns behind it, where only one cut fits."""
    columns = [role for role, _ in table.heading.roles if role in _FIGURES]
    for i, role in enumerate(columns):
        text = evaluation.texts.get(role, "")
        blank = [other for other in columns[i + 1 :] if other not in evaluation.texts]
        roles = [role, *blank]
        if not blank or columns[i : i + len(roles)] != roles:
            continue
        pieces = split_glued(text, [_KINDS[r] for r in roles], lambda p: _holds(roles, p))  # noqa: B023
        if pieces is None:
            continue
        log.repair(
            "粘连拆分",
            evaluation.sources[role],
            f"“{line.name}”的几栏数字粘连，已按各栏拆开",
            text,
            "｜".join(pieces),
        )
        source = evaluation.sources[role]
        evaluation.texts |= dict(zip(roles, pieces, strict=True))
        evaluation.sources |= dict.fromkeys(roles, source)
        return


def _holds(roles: Sequence[str], pieces: Sequence[str]) -> bool:
    """Whether the pieces make sense together: figures of one kind, a score the result bears out."""
    found = dict(zip(roles, pieces, strict=True))
    target, actual = found.get("target"), found.get("actual")
    weight, score = found.get("weight"), found.get("score")
    if target and actual and target.endswith("%") != actual.endswith("%"):
        return False
    if weight is None or score is None or not 0 < float(weight) <= 100:
        return False
    if target is None or actual is None:
        return False
    aim, got = float(target.rstrip("%")), float(actual.rstrip("%"))
    if aim == 0:
        return False
    return abs(min(got / aim, 1.0) * float(weight) - float(score)) <= 0.5


def _tell_shared(line: Line, role: str, log: ReadingLog) -> None:
    """One cell of points over the rows of several indicators says how they share it nowhere."""
    if role not in line.cells.cells:
        return
    column = line.cells.cells[role][0]
    for area in line.row.grid.merged:
        if (area.top, area.left) == (line.row.index, column) and area.bottom > area.top:
            log.issue(
                UNREAD_SCORE,
                line.row.source(column),
                f"“{line.name}”与下面{area.bottom - area.top}行共用一个"
                f"{'分值' if role == 'weight' else '得分'}单元格",
                line.cells.text(role),
                "已只记在第一行，请逐项填写",
                grave=False,
            )


def _tell_faulty(line: Line, evaluation: Evaluation, log: ReadingLog) -> None:
    """Placeholders that nobody replaced."""
    for role in ("actual", "reason"):
        text = evaluation.texts.get(role, "")
        if _FAULTY_REASON.search(text):
            log.issue(
                UNREAD_VALUE,
                evaluation.sources[role],
                f"“{line.name}”处留有模板的占位文字或未写完",
                text[:40],
                "请补全后再报送",
                grave=False,
            )


def _tell_spare(evaluation: Evaluation, log: ReadingLog) -> None:
    """Cells that the declaration has no field for are quoted, so that nothing goes unseen."""
    spare = {
        "rate": "完成率",
        "core": "是否核心指标",
        "weight1": "一级分值",
        "weight2": "二级分值",
    }
    for role, name in spare.items():
        if text := evaluation.texts.get(role, ""):
            source = evaluation.sources[role]
            log.repair("另栏所载", source, f"{name}“{text}”只作记录，不参与评价", text, text)
