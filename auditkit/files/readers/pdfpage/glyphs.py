"""The characters of a PDF page: which are readable, which line they stand on, what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

"""The last word of the name of a grid that stands for an unread page; such a grid has no rows."""

_MOST_UNREADABLE = 0.05
_LEAST_COMMON = 0.6
_FEWEST_TO_JUDGE = 12
_LONGEST_WORD = 12
# No copy for bold type lies further aside, in points.
_ASIDE = 3.0
_QUANTITY = re.compile(r"[≥≤＝=<>＜＞]?\d[\d,.]*(?:%|[\u4e00-\u9fff（）()/·]{1,6})")
_CLOSING = "，。；、：！？）》”’％%)],.;:"

# NFKC leaves the radicals supplement alone, though fonts map common characters to it.
_RADICALS = str.maketrans(
    "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺼",
    "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟月",
)
# The Kangxi radicals that a font of simplified characters shares with a common one: NFKC would
# make the traditional character of them.
_KANGXI = str.maketrans("⼾⾭⿈", "户青黄")
# Full-width punctuation and circled numbers are what Chinese text is printed with: they stay.
_KEPT = frozenset("，；：（）！？～…①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")

Char = dict[str, Any]
Line = tuple[float, str]


def unreadable(text: str) -> bool:
    """Whether text is what a font without a usable ToUnicode table leaves.

    Either the characters are codes, private or of scripts that do not occur here; or they are
    Chinese, but mostly rare ones: of running text well over nine tenths are of GB 2312, level 1.

    >>> unreadable("本年收入合计 9,746.50"), unreadable("(cid:12)(cid:7)本年")
    (False, True)
    """
    codes = text.count("(cid:")
    bad = codes + sum(map(_foreign, text))
    if bad > _MOST_UNREADABLE * max(len(text) - 6 * codes, 1):
        return True
    chinese = [char for char in normal(text) if "\u4e00" <= char <= "\u9fff"]
    if len(chinese) < _FEWEST_TO_JUDGE:
        return False
    return sum(map(_common, chinese)) < _LEAST_COMMON * len(chinese)


def _foreign(char: str) -> bool:
    if char < "\x7f":
        return char < " "
    category = unicodedata.category(char)
    if category in ("Co", "Cn", "Cc", "Cs") or char == "\ufffd":
        return True
    # Greek stands in formulas and list numbers; other alphabets do not stand in these documents.
    return category[0] == "L" and not (
        "\u2e80" <= char <= "\u9fff" or char >= "\uf900" or "\u0370" <= char <= "\u03ff"
    )


def _common(char: str) -> bool:
    try:
        return char.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def normal(text: str) -> str:
    """Text with full-width letters and digits, radicals and ligatures as the usual characters.

    >>> normal("⽀出ＡＢ１２（⻓）：")
    '支出AB12（长）：'
    """
    if text.isascii():
        return text
    plain = text.translate(_KANGXI)
    return "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in plain).translate(
        _RADICALS
    )


def once(chars: Sequence[Char]) -> list[Char]:
    """The characters without the copies that some writers print a little aside for bold type.

    A copy lies less than half its width aside: the second 9 of 99 in the smallest type does not.
    """
    seen: dict[tuple[str, int, int], list[Char]] = {}
    kept = []
    for char in chars:
        x, y = round(char["x0"] / _ASIDE), round(char["top"] / _ASIDE)
        near = ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(_copies(char, one) for a, b in near for one in seen.get((char["text"], a, b), ())):
            continue
        seen.setdefault((char["text"], x, y), []).append(char)
        kept.append(char)
    return kept


def _copies(char: Char, one: Char) -> bool:
    aside, below = abs(char["x0"] - one["x0"]), abs(char["top"] - one["top"])
    return bool(
        aside < min(_ASIDE, 0.5 * (one["x1"] - one["x0"]))
        and below < min(_ASIDE, 0.5 * one["size"])
    )


def baseline(char: Char) -> float:
    """Where the character stands; its box will not do, it hangs on the font's own measures."""
    return float(char["bottom"] + char["y0"] - char["matrix"][5])


def cell_text(chars: Sequence[Char], right: float) -> str:
    """A cell's text: a line that fills the cell runs on, after a shorter one stays a break.

    A line is full where the first word of the next one would not fit in.
    """
    text = ""
    lines = rows_of(chars)
    for number, line in enumerate(lines):
        size = line[-1]["size"]
        room = 1.5 * size
        below = lines[number + 1] if number + 1 < len(lines) else []
        # One figure below another is no rest of it.
        if below and not (line[-1]["text"].isascii() and below[0]["text"].isascii()):
            room = max(room, first_word(below) + size)
        own = _joined(line)
        full = right - line[-1]["x1"] < room and not (below and _both_whole(own, _joined(below)))
        text += own + ("" if full else "\n")
    return text.strip()


def _both_whole(above: str, below: str) -> bool:
    """Whether each of two lines is a figure with its unit: 120个 does not go on in 2000人次."""
    return bool(_QUANTITY.fullmatch(above) and _QUANTITY.fullmatch(below))


def first_word(line: Sequence[Char]) -> float:
    """How wide the first word of a line is: a number or Latin word, or a character, with the marks
    behind it that may not begin a line."""
    end = 1
    while end < len(line) and line[end]["text"].isascii() and line[end - 1]["text"].isascii():
        if not line[end]["text"].strip():
            break
        end += 1
    while end < min(len(line), _LONGEST_WORD) and line[end]["text"] in _CLOSING:
        end += 1
    return float(line[end - 1]["x1"] - line[0]["x0"])


def lines_of(chars: Sequence[Char]) -> list[Line]:
    """The characters of a page as lines, from above."""
    return [(baseline(line[0]) - 1, _joined(line)) for line in rows_of(chars)]


def rows_of(chars: Sequence[Char]) -> list[list[Char]]:
    """The characters that stand on one baseline, left to right, line after line."""
    rows: list[list[Char]] = []
    last = float("-inf")
    for char in sorted(chars, key=baseline):
        y = baseline(char)
        if not rows or y - last > 0.3 * char["size"]:
            rows.append([])
            last = y
        rows[-1].append(char)
    return [sorted(row, key=lambda char: char["x0"]) for row in rows]


def _joined(line: Sequence[Char]) -> str:
    """The characters of one line, with a space where they stand apart."""
    parts: list[str] = []
    end = None
    for char in line:
        if end is not None:
            # Chinese type is set wide, Latin words stand a quarter of their size apart.
            words = char["text"].isascii() and parts[-1].isascii() and char["text"].isalpha()
            if char["x0"] - end > (0.15 if words else 0.3) * char["size"]:
                parts.append(" ")
        parts.append(normal(char["text"]))
        end = char["x1"]
    return "".join(parts).strip()
