"""The instructions of a PDF's page, read a word at a time by one pattern instead of a state a byte.

What pdfminer's own parser makes of them is made here too, and counted as there: whatever the
pattern does not fit (escapes, inline pictures, dictionaries, a word cut by the end of a buffer) is
left to it. Reading the instructions is most of the time that a long PDF takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pdfminer.pdfinterp import PDFContentParser
from pdfminer.psparser import KWD, LIT

_WORD = re.compile(
    rb"\s*(?:"
    rb"([-+]?[0-9]{1,99})(?=[^0-9.])"
    rb"|([-+]?(?:[0-9]{1,99}\.[0-9]*|\.[0-9]+))(?=[^0-9])"
    rb"|([A-Za-z][^#/%\[\]()<>{}\s]*)(?=[#/%\[\]()<>{}\s])"
    rb"|/([^#/%\[\]()<>{}\s]*)(?=[/%\[\]()<>{}\s])"
    rb"|\(([^()\\]*)\)"
    rb"|<([0-9A-Fa-f]+)>(?=[^>])"
    rb"|(\[)"
    rb"|(\]))"
)
_INTEGER, _REAL, _OPERATOR, _NAME, _TEXT, _HEX, _OPENS, _CLOSES = range(1, 9)
# These begin and end what is not made of words, or are no operators.
_LEFT = {b"BI", b"ID", b"true", b"false"}

Count = Callable[[int, int], None]
"""Takes how many words, and how many bytes of text, were read. Raises what ends the reading."""


def _text_of(digits: bytes) -> bytes:
    """Bytes written as pairs of digits; the last one may be single, as pdfminer has it."""
    if len(digits) % 2:
        return bytes.fromhex(digits[:-1].decode()) + bytes((int(digits[-1:], 16),))
    return bytes.fromhex(digits.decode())


def _value(kind: int, word: bytes) -> Any:
    if kind == _REAL:
        return float(word)
    if kind == _INTEGER:
        return int(word)
    if kind == _HEX:
        return _text_of(word)
    if kind == _NAME:
        try:
            return LIT(word.decode("utf-8"))
        except UnicodeDecodeError:
            return LIT(word)
    return word


def content_parser(count: Callable[[], Count | None]) -> type[PDFContentParser]:
    """A parser of pages' instructions; `count` gives what counts them, none where all is left to
    pdfminer itself."""

    class Contents(PDFContentParser):
        charpos: int

        def nextobject(self) -> Any:
            counted = count()
            if counted is None or self.results or self._tokens or self.context or self.eof:
                return super().nextobject()
            buffer = self.buf
            found = _WORD.match(buffer, self.charpos)
            kind = (found and found.lastindex) or 0
            if not found or kind == _CLOSES:
                return super().nextobject()
            word = found[kind]
            end = found.end()
            words, length = 1, 0
            value: Any
            if kind == _OPERATOR:
                if word in _LEFT:
                    return super().nextobject()
                value = KWD(word)
            elif kind == _OPENS:
                value = []
                while True:
                    inner = _WORD.match(buffer, end)
                    if not inner:
                        return super().nextobject()
                    sort = inner.lastindex or 0
                    end = inner.end()
                    words += 1
                    if sort == _CLOSES:
                        break
                    if sort in (_OPERATOR, _OPENS):
                        return super().nextobject()
                    value.append(_value(sort, inner[sort]))
                    if sort in (_TEXT, _HEX):
                        length += len(value[-1])
            else:
                value = _value(kind, word)
                if kind in (_TEXT, _HEX):
                    length = len(value)
            self.charpos = end
            counted(words, length)
            return self.bufpos + found.start(kind), value

    # What one page may hold is read in one piece.
    Contents.BUFSIZ = 1 << 20
    return Contents
