"""Indicators told in sentences: 数量指标：清理垃圾≥2600吨；质量指标：垃圾清运率不低于95%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditkit.form.headings.contents import LEVEL1_WORDS, LEVEL2_WORDS
from auditkit.form.headings.treewords import COMMON_LEVEL1, COMMON_LEVEL2, EITHER
from auditkit.form.rows.rows import squeeze
from auditkit.formula.target import parse_target

_BY_LENGTH = sorted(LEVEL1_WORDS | LEVEL2_WORDS, key=len, reverse=True)
_LABEL = "|".join(map(re.escape, _BY_LENGTH))
_CHINESE = r"[一二三四五六七八九十]{1,3}"
_COUNT = (
    rf"(?:[①-⑳]|[（(](?:\d{{1,2}}|{_CHINESE})[)）]"
    rf"|(?<![\d.])\d{{1,2}}\s*[.、．](?!\d)|{_CHINESE}\s*[、.．])"
)
_GROUP = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff]))(?:{_COUNT}\s*)?[【\[]?({_LABEL})"
    rf"(?:\s*[-—–－/／]+\s*({_LABEL}))?\d{{0,2}}\s*(?:[】\]]\s*[:：]?|[:：])\s*"
)
_NUMBER = re.compile(rf"^\s*(?:{_COUNT}|指标\s*\d{{1,2}}\s*[:：.、]?)\s*")
_INNER = re.compile(
    r"(?<=[^\s；;。，,、：:])\s*"
    r"(?=(?:[①-⑳]|[（(]\d{1,2}[)）]|(?<![\d.≥≤>=<])\d{1,2}[.、．](?=[\u4e00-\u9fff])))"
)
_ENDS = re.compile(r"[；;。\n]+")
_COMMA = re.compile("[，,、](?![0-9])")
_SIGNS = (
    "≥|≤|＞|＜|>=|<=|>|<|=|＝|≧|≦|不低于|不少于|不超过|不高于|不大于|不小于|不多于"
    "|大于等于|小于等于|大于|小于|高于|低于|超过"
)
_LEADS = r"(?:达到|达|为|约|共计?|控制在|保持在|稳定在|降至|提高到|提升至|提升到)?"
_STATED = re.compile(r"(.{2,60}?)\s*[:：]\s*(\S.*)", re.S)
_SIGNED = re.compile(rf"(.{{2,120}}?)\s*+{_LEADS}\s*+((?:{_SIGNS})\s*[0-9].*)", re.S)
_BRACKETED = re.compile(r"(.{2,120}?)\s*+[（(]([^（()）]*[0-9][^（()）]*)[)）]", re.S)
# Between 【】 every name has its target in brackets behind it, a word too.
_WORDED = re.compile(r"(.*?\S)\s*[（(]([^（()）]*(?:[（(][^（()）]*[)）][^（()）]*)*)[)）]", re.S)
_DATED = re.compile(r"(.{2,120}?)\s*+[:：于在]?\s*+((?:20\d\d\s*年|\d{1,2}\s*月).*)", re.S)
_COUNTED = re.compile(
    rf"([^0-9]{{2,120}}?)\s*+{_LEADS}\s*+([0-9][0-9,.]*\s*[^0-9，,]{{0,14}})", re.S
)
_WAYS = (
    (_SIGNED.fullmatch, False),
    (_STATED.fullmatch, True),
    (_BRACKETED.fullmatch, False),
    (_DATED.fullmatch, False),
    (_COUNTED.fullmatch, False),
)
"""How a sentence is divided into name and target, and whether words are a target there."""
_YEAR = re.compile(r"(?:20\d\d\s*年?度?|于|在|到)+")
_MEASURED = ("quantity", "date")


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator of a sentence; levels are blank where the sentence names none.

    `target` is what the sentence aims at: the whole sentence where it holds no figure.
    """

    level1: str
    level2: str
    name: str
    target: str


def groups_in(text: str) -> int:
    """How many groups a cell holds, each with its level before it: 数量指标：…；质量指标：….

    >>> groups_in("数量指标：清理垃圾≥2600吨；质量指标：清运率≥95%"), groups_in("按质量指标：考核")
    (2, 0)
    """
    if ("：" not in text and ":" not in text and "】" not in text) or len(text) < 8:
        return 0
    return len(_GROUP.findall(text))


def told_in(text: str, level1: str = "", level2: str = "") -> Iterator[Told]:
    """The indicators of a cell in their order, below the levels that the table gives them.

    >>> told = told_in("数量指标：培训教师不少于200人次，合格率100%")
    >>> [(t.level2, t.name, t.target) for t in told]
    [('数量指标', '培训教师', '不少于200人次'), ('数量指标', '合格率', '100%')]
    """
    head, *found = _GROUP.split(text)
    divided = _worded if "【" in text else _divided
    for piece in _pieces(head):
        yield Told(level1, level2, *divided(piece))
    for label, second, body in zip(found[::3], found[1::3], found[2::3], strict=True):
        upper, lower = _levels(label, second or "", level1)
        level1 = upper or level1
        for piece in _pieces(body):
            yield Told(upper or level1, lower, *divided(piece))


def _levels(label: str, second: str, above: str) -> tuple[str, str]:
    if second:
        return label, second
    full = label if label.endswith(("指标", "目标")) else f"{label}指标"
    if label in LEVEL2_WORDS and full not in COMMON_LEVEL1:
        return COMMON_LEVEL2.get(full, COMMON_LEVEL2.get(label, "")), full
    if full in EITHER and above and above != full and full == "成本指标":
        return above, full
    return full, ""


def _pieces(text: str) -> Iterator[str]:
    """The sentences that each tell one indicator, without their numbers."""
    for sentence in _ENDS.split(text):
        for part in _INNER.split(sentence):
            bare = _NUMBER.sub("", part).strip(" 　，,、；;。")
            parts = [one.strip() for one in _COMMA.split(bare)]
            apart = len(parts) > 1 and all(_is_measured(one) for one in parts)
            yield from (_NUMBER.sub("", one) for one in (parts if apart else [bare]) if one)


def _is_measured(text: str) -> bool:
    name, target = _divided(text)
    return name != target and parse_target(target).kind in _MEASURED


def _worded(piece: str) -> tuple[str, str]:
    match = _WORDED.fullmatch(squeeze(piece))
    return (match[1], match[2].strip()) if match else _divided(piece)


def _divided(piece: str) -> tuple[str, str]:
    """The name and what is aimed at; the sentence as both where it has no figure."""
    text = squeeze(piece)
    for way, states in _WAYS:
        match = way(text)
        if match is None:
            continue
        name, target = match[1].strip(" ：:，,"), match[2].strip(" 。；;")
        if _YEAR.fullmatch(name):
            continue
        if parse_target(target).kind in _MEASURED or states:
            return name, target
    return text, text
