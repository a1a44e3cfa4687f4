"""Texts as the chart font can show them: □ for what it lacks, nothing for what nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from auditkit.show.charts.fonts import known_characters

IN_PLACE = "□"
_MOST_TOLD = 5
# Control and format characters, marks that only choose a variant, and what no character stands for.
_UNSEEN = ("Cc", "Cf", "Cs", "Cn")


def lacked(text: str) -> set[str]:
    """The characters of a text that the font cannot show."""
    return set(text) - known_characters() - {"\n"}


def drawable(text: str) -> str:
    """The text with □ for each character that the font lacks, less what is invisible.

    >>> drawable("细化\u200b率\U0001f600")
    '细化率□'
    """
    lacking = lacked(text)
    if not lacking:
        return text
    return "".join(
        "" if c in lacking and _unseen(c) else IN_PLACE if c in lacking else c for c in text
    )


def said_of(lacking: Iterable[str]) -> str:
    """What a caption says of the characters that could not be drawn; blank where all could.

    >>> said_of({"\U0001f600", "\u200b"})
    '（□代替字体没有的字符 U+1F600；略去看不见的字符 U+200B）'
    """
    seen = sorted(c for c in lacking if not _unseen(c))
    unseen = sorted(c for c in lacking if _unseen(c))
    parts = [
        f"{how} {_codes(some)}"
        for how, some in ((f"{IN_PLACE}代替字体没有的字符", seen), ("略去看不见的字符", unseen))
        if some
    ]
    return f"（{'；'.join(parts)}）" if parts else ""


def _unseen(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or unicodedata.category(character) in _UNSEEN


def _codes(characters: list[str]) -> str:
    told = "、".join(f"U+{ord(c):04X}" for c in characters[:_MOST_TOLD])
    return told + (f" 等{len(characters)}个" if len(characters) > _MOST_TOLD else "")
