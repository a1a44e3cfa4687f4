"""How well a cell's text fits a column of the form: 0 certain, 8 out of the question."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, EITHER
from auditkit.form.rows.rows import amount, squeeze
from auditkit.form.values import DITTO, direction, is_sign, points
from auditkit.formula.target import NO_NUMBER, UNIT, parse_target
from auditkit.rules.rulepack import RulePack

NEVER = 8.0
_PUNCTUATION = re.compile(r"[。；，、）」”.;,]+")
_DASH = re.compile("[-—–－]+")
_FIGURE = re.compile(r"[^\u4e00-\u9fffA-Za-z]*\d[^\u4e00-\u9fff]*(?:[百千万亿]?元)?")


@lru_cache(maxsize=16_384)
def task_fit(role: str, text: str) -> float:
    """Fit of a task row's cell to name, content, budget, fiscal or note."""
    if _PUNCTUATION.fullmatch(text):
        return 0.0 if role in ("content", "note") else NEVER
    if _DASH.fullmatch(text):
        return 1.0 if role in ("budget", "fiscal", "note") else NEVER
    number = amount(text) is not None or bool(_MEANT.fullmatch(text))
    if role in ("budget", "fiscal"):
        # A mistyped amount still stands in the money columns.
        return 0.0 if number else (4.0 if len(text) <= 12 else NEVER)
    if number or (role == "note" and _FIGURE.fullmatch(text)):
        return NEVER
    if role == "name":
        return 0.0 if len(text) <= 40 else 3.0
    return 0.5 if role == "note" else 0.0


# What a program or a person put where an amount belongs is wrong there, and no remark beside it.
_NUMERALS = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿"
_MEANT = re.compile(rf"{NO_NUMBER.pattern}|[{_NUMERALS}]+元整?")


# 60岁以上老人体检率 begins with a figure and yet is the name of an indicator.
_NAMED = re.compile(
    rf"[^0-9]{{0,4}}[0-9][0-9.,]*+(?:{UNIT})?[^，。；;]*[\u4e00-\u9fff]{{2}}"
    r"(?:率|度|数|量|比重|比例|面积|情况|水平|成本|费用|金额|规模|频次|能力|时间|工程|程度|价值)"
)


_BEGUN = re.compile(
    rf"[“\"（(]?[0-9][0-9.,—~～-]*(?:{UNIT})?(?:[（(][^（()）]*[)）])?(?:及?以[上下内外]|左右)?"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TELLING = 4


class _Shape(NamedTuple):
    quantity: bool
    prose: bool
    formula: bool


def names_something(name: str) -> bool:
    """Whether a text that begins with a figure goes on as the name of a thing does.

    >>> names_something("80周岁以上老人高龄津贴发放"), names_something("100件(套)以上")
    (True, False)
    """
    begun = _BEGUN.match(name)
    return begun is not None and len(_HAN.findall(name[begun.end() :])) >= _TELLING


_LONGEST_DATE = 28


@lru_cache(maxsize=16_384)
def _shape(name: str) -> _Shape:
    kind = parse_target(name).kind if len(name) <= _LONGEST_DATE else "quality"
    # 2024年1月1日至2024年12月31日 is as long as prose.
    quantity = (len(name) <= 20 or kind == "date") and kind != "quality"
    quantity = quantity and not _NAMED.fullmatch(name)
    prose = (len(name) > 20 and not quantity) or bool(re.search("[。；①=＝]", name))
    return _Shape(quantity, prose, bool(re.search("[①=＝]", name)))


class IndicatorFit:
    """Fit of an indicator row's cell: what the rule pack knows of it, and its shape.

    `proven` says that the form's 一级指标 are the pack's: then an unknown one is unlikely.
    `common` says that its tree is the common one, whose words a pack may use otherwise.
    `columns` are the roles of the table: with columns for what was reached a target may be prose.
    """

    def __init__(
        self,
        pack: RulePack,
        proven: bool = False,
        common: bool = False,
        columns: Iterable[str] = ("explanation",),
    ) -> None:
        self._pack, self._proven, self._common = pack, proven, common
        self._known = _labels_of(()) if common and not proven else _known_labels(pack)
        self._unknown_level1 = 5.0 if proven else 3.0
        self._texts = bool({"explanation", "note"} & set(columns))

    def for_columns(self, columns: Iterable[str]) -> IndicatorFit:
        """The same fit for other columns."""
        return IndicatorFit(self._pack, self._proven, self._common, columns)

    def known(self, text: str) -> bool:
        """Whether the pack knows an indicator of that name."""
        return squeeze(text) in self._known

    def __call__(self, role: str, text: str) -> float:
        name = squeeze(text)
        if name in DITTO:
            return NEVER if role.startswith("level") else 0.2
        if columns := self._known.get(name):
            if role == "level3" and name in COMMON_LEVEL2 and not name.endswith("指标"):
                # 社会效益 is the name of an indicator as often as that of its group.
                return 1.0
            return 0.0 if role in columns else NEVER
        if role in _EVALUATED:
            return evaluated_fit(role, name)
        if _PUNCTUATION.fullmatch(name):
            return 0.0 if role in ("explanation", "note") else NEVER
        quantity, prose, formula = _shape(name)
        match role:
            case "group":
                return NEVER if quantity else 1.0
            case "core":
                return 0.0 if name in ("是", "否") else 5.0
            case "level1":
                return NEVER if quantity or prose else self._unknown_level1
            case "level2":
                return NEVER if quantity or prose else 3.0
            case "level3":
                return NEVER if quantity else (4.0 if prose and self._texts else 1.0)
            case "target":
                if quantity:
                    return 0.0
                if not self._texts:
                    return 0.5
                return NEVER if prose else (0.5 if len(name) <= 6 else 4.0)
            case "explanation":
                if quantity:
                    return NEVER
                if formula:
                    return 1.0
                return 0.0 if prose or name.startswith("反映") else 2.0
            case _:
                if quantity:
                    return NEVER
                if formula:
                    return 0.0
                return 0.5 if len(name) > 12 else 1.5


_EVALUATED = frozenset(
    {
        "property", "direction", "sign", "unit", "actual", "actual_sign", "actual_unit",
        "adjusted", "rate", "reason", "coefficient", "weight", "weight1", "weight2", "score",
    }
)  # fmt: skip


@lru_cache(maxsize=16_384)
def evaluated_fit(role: str, text: str) -> float:
    """Fit of a cell to the columns that only some forms have: points, what was reached, why not."""
    dash = bool(_DASH.fullmatch(text)) or text in ("/", "无")
    match role:
        case "weight" | "weight1" | "weight2" | "score":
            if points(text) is None:
                return 0.5 if dash else 5.0
            return 1.5 if text.endswith(("%", "％")) else 0.0
        case "rate" | "coefficient":
            return 0.0 if points(text) is not None else (0.5 if dash else 4.0)
        case "sign" | "actual_sign":
            return 0.0 if is_sign(text) else (0.5 if dash else NEVER)
        case "direction":
            return 0.0 if direction(text) else (0.5 if dash else 5.0)
        case "property":
            short = len(text) <= 8 and not any(map(str.isdigit, text))
            return 0.2 if is_sign(text) or short else NEVER
        case "unit" | "actual_unit":
            short = len(text) <= 8 and not any(map(str.isdigit, text))
            return 0.2 if short and not is_sign(text) else 6.0
        case "reason":
            return 4.0 if points(text) is not None else 0.1
        case _:
            return 0.0 if _shape(text).quantity else 0.5


@lru_cache(maxsize=16)
def _labels_of(pack_labels: tuple[tuple[str, str], ...]) -> dict[str, frozenset[str]]:
    known: dict[str, frozenset[str]] = {}
    common = [
        *((label, "level1") for label in (*COMMON_LEVEL1, *EITHER)),
        *((label, "level2") for label in (*COMMON_LEVEL2, *EITHER)),
    ]
    for label, role in (*common, *pack_labels):
        known[label] = known.get(label, frozenset()) | {role}
    return known


def _known_labels(pack: RulePack) -> dict[str, frozenset[str]]:
    return _labels_of(
        (
            *((label, "level1") for label in pack.indicators),
            *((label, "level2") for label in pack.level1_of),
            *((label, "level3") for label in pack.canonical_indicator),
        )
    )
