"""Texts that count their parts from one: 1、…。2、…。, 一是…二是…, ①…②…, 目标1：…."""

from __future__ import annotations

import re

NUMERALS = "一二三四五六七八九十"
# How the goals of one cell are counted: each way has its own numbers.
_COUNTS = (
    re.compile(
        rf"(?:^|(?<=[\s。；;！!，,]))(?:年度|绩效|总体|工作)*目标\s*(\d{{1,2}}|[{NUMERALS}])\s*(?:的?(?:实际)?(?:完成|实现|达成)情况\s*[:：]|[:：.．、])"
    ),
    re.compile(r"(?:^|(?<=[\s。；;！!，,]))(\d{1,2})\s*[、.．)）](?!\d)"),
    re.compile(rf"(?:^|(?<=[\s。；;！!，,]))([{NUMERALS}])\s*[、.．]"),
    re.compile(r"[（(](\d{1,2})[)）]"),
    re.compile(rf"[（(]([{NUMERALS}])[)）]"),
    re.compile(r"([①-⑳])"),
    re.compile(r"([⑴-⒇])"),
    re.compile(rf"(?:^|(?<=[\s。；;！!，,]))([{NUMERALS}])是"),
    re.compile(rf"(?:^|(?<=[\s。；;！!，,]))第([{NUMERALS}])\s*[、,，:：]"),
    re.compile(r"(?:^|(?<=[\s。；;！!]))(\d{1,2})\s*[:：,，](?!\d)"),
    # 1完成…。2修复…。: a bare number counts only where no unit follows it.
    re.compile(
        r"(?:^|(?<=[\s。；;！!]))(\d{1,2})\s*(?=[\u4e00-\u9fff])"
        r"(?![个座公千万亿百件次条项人户亩台套名场元吨米年月日期处家所辆平立])"
    ),
)

# 二〇二三年度
_IN_WORDS = re.compile(r"二([〇○ＯO0零])([一二三四五六七八九〇○ＯO0零]{2})(?=\s*年)")
_DIGITS = str.maketrans("〇○ＯO零一二三四五六七八九", "00000123456789")


def counted_parts(text: str) -> list[str]:
    """The parts of a text that counts them from one, without their numbers; else none.

    >>> counted_parts("1、养护道路。2、修复桥梁2.5公里。")
    ['养护道路。', '修复桥梁2.5公里。']
    """
    for pattern in _COUNTS:
        marks = list(pattern.finditer(text))
        if len(marks) < 2 or text[: marks[0].start()].strip():
            continue
        kept: list[re.Match[str]] = []
        for mark in marks:
            if number_of(mark[1]) == len(kept) + 1:
                kept.append(mark)
        if len(kept) < 2:
            continue
        ends = [mark.start() for mark in kept[1:]] + [len(text)]
        return [text[m.end() : end].strip() for m, end in zip(kept, ends, strict=True)]
    return []


def number_of(printed: str) -> int:
    """A printed number as one: 3, 三, ③ and ⑶ are 3, 二十三 is 23.

    >>> number_of("3"), number_of("③"), number_of("十"), number_of("二十三")
    (3, 3, 10, 23)
    """
    if printed.isdigit() and printed.isascii():
        return int(printed)
    if printed[0] in NUMERALS:
        tens, ten, ones = printed.rpartition("十")
        high = (NUMERALS.index(tens[-1]) + 1 if tens else 1) * 10 if ten else 0
        return high + (NUMERALS.index(ones[-1]) + 1 if ones else 0)
    return ord(printed) - ord("①" if printed < "⑴" else "⑴") + 1


def year_in_digits(text: str) -> str:
    """A text with its years as figures.

    >>> year_in_digits("二〇二四年度")
    '2024年度'
    """
    return _IN_WORDS.sub(lambda year: f"2{(year[1] + year[2]).translate(_DIGITS)}", text)
