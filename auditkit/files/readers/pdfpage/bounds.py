"""What a PDF may make of time and memory: bounds that pdfminer itself does not set.

A few hundred bytes of a PDF can stand for gigabytes of content, for fonts of four thousand million
characters and for objects that hold each other in circles. The bounds count work, not seconds, so
the same file always gives the same answer. They hold only within `bounded`: whoever else uses
pdfminer in this process finds it as it was.
"""

from __future__ import annotations

import builtins
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from types import SimpleNamespace
from typing import Any

from auditkit.files.readers.pdfpage.contents import Count, content_parser

MOST_DECODED = 256 * 1024 * 1024
"""Bytes that all streams of a document hold unpacked: several embedded Chinese fonts."""
MOST_CONTENT = 8 * 1024 * 1024
"""Bytes of instructions on one page; a map or a dense table has a tenth of it."""
_FILTERS = {
    "ascii85decode": (8 * 1024 * 1024, 4),
    "asciihexdecode": (8 * 1024 * 1024, 1),
    "lzwdecode": (256 * 1024, 512),
    "rldecode": (128 * 1024, 64),
    "ccittfaxdecode": (64 * 1024, 512),
}
"""By the name of a filter that unpacks in Python: the most bytes it is given, and how many may come
of one. No office program writes them any more, but for pictures, which are not unpacked."""
MOST_SPANS = 4_000_000
"""Characters that the fonts of a document declare by ranges."""
PAGE_TOKENS, PAGE_TEXT = 300_000, 130_000
"""Words and numbers of instructions, and bytes of text, on one page."""
_TOKENS, _TOKENS_A_PAGE = 1_500_000, 20_000
_TEXT, _TEXT_A_PAGE = 2_000_000, 8_000
_A_REFERENCE = 5
"""Words that a reference to an object counts for: a page has a dozen, but what it leads to may hold
more of them, level below level."""


class TooMuch(Exception):
    """A document or a page asks for more than its bounds; raised again at every further step."""


@dataclass
class Budget:
    """What is left of a document's bounds, and of the page's that is read.

    `spent` says that the page, `over` that the document has asked for more.
    """

    tokens: int = _TOKENS
    text: int = _TEXT
    spans: int = MOST_SPANS
    decoded: int = MOST_DECODED
    page: dict[str, int] = field(default_factory=dict)
    spent: bool = False
    over: bool = False

    def turn(self) -> None:
        """Begin a page."""
        self.page = {"tokens": PAGE_TOKENS, "text": PAGE_TEXT, "content": MOST_CONTENT}
        self.tokens += _TOKENS_A_PAGE
        self.text += _TEXT_A_PAGE
        self.spent = self.over

    def take(self, what: str, amount: int = 1) -> None:
        """Spend some of a bound. Raises TooMuch."""
        page = self.page
        if what in page:
            page[what] -= amount
            if page[what] < 0:
                self.spent = True
        if what != "content":
            left = getattr(self, what) - amount
            setattr(self, what, left)
            if left < 0:
                self.over = True
        if self.spent or self.over:
            self.spent = True
            raise TooMuch

    def words(self, count: int, text: int) -> None:
        """Spend words of instructions and bytes of text. Raises TooMuch."""
        left = self.page.get("tokens", 0)
        if self.spent or left < count or self.tokens < count:
            self.take("tokens", count)
        else:
            self.page["tokens"] = left - count
            self.tokens -= count
        if text:
            self.take("text", text)


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def bounded() -> Iterator[Budget]:
    """Within it a PDF is read by the bounds of a new document."""
    _install()
    budget = Budget()
    token = _budget.set(budget)
    try:
        yield budget
    finally:
        _budget.reset(token)


def _take(what: str, amount: int = 1) -> None:
    budget = _budget.get()
    if budget is not None:
        budget.take(what, amount)


@cache
def _install() -> None:
    """Put the bounds where pdfminer does the work, once in a process."""
    from pdfminer import cmapdb, pdffont, pdfinterp, pdftypes, psparser, utils

    names: Any = pdftypes
    names.zlib = SimpleNamespace(decompress=_inflated, error=zlib.error)
    names.decompress_corrupted = _salvaged
    for name, (most, growth) in _FILTERS.items():
        setattr(names, name, _sparing(getattr(names, name), most, growth))
    for name in ("apply_png_predictor", "apply_tiff_predictor"):
        setattr(names, name, _of_sane_width(getattr(utils, name)))
    for module in (cmapdb, pdffont):
        module.range = _counted_range  # type: ignore[attr-defined]
    _tokens_counted(psparser.PSBaseParser)
    _contents_counted(pdfinterp.PDFContentParser)
    pdfinterp.PDFContentParser = content_parser(_counting)  # type: ignore[misc]
    _resolving_counted(pdftypes.PDFObjRef)


def _inflated(data: bytes) -> bytes:
    """As zlib.decompress, up to what the document may still hold."""
    budget = _budget.get()
    if budget is None:
        return zlib.decompress(data)
    stream = zlib.decompressobj()
    made = stream.decompress(data, max(budget.decoded, 0) + 1)
    budget.take("decoded", len(made))
    if not stream.eof:
        raise zlib.error("incomplete")
    return made


def _salvaged(data: bytes) -> bytes:
    """A stream whose checksum is wrong or missing, as pdfminer's own; zlib.error for any other."""
    budget = _budget.get()
    most = budget.decoded + 1 if budget else MOST_DECODED
    stream, made, at, step = zlib.decompressobj(), bytearray(), 0, 4096
    while at < len(data) and len(made) < most and not stream.eof:
        before = stream.copy()
        try:
            made += stream.decompress(data[at : at + step], most - len(made))
            at += step
        except zlib.error:
            if step == 1 and at < len(data) - 3:
                raise
            if step == 1:
                break
            stream, step = before, 1
    _take("decoded", len(made))
    return bytes(made)


def _sparing(decode: Callable[..., bytes], most: int, growth: int) -> Callable[..., bytes]:
    @wraps(decode)
    def decoded(data: bytes, *rest: Any) -> bytes:
        if _budget.get() is None:
            return decode(data, *rest)
        if len(data) > most:
            raise TooMuch
        _take("decoded", min(len(data) * growth, MOST_DECODED // 8))
        return decode(data, *rest)

    return decoded


def _of_sane_width(apply: Callable[..., bytes]) -> Callable[..., bytes]:
    """A predictor whose lines are no longer than what it is applied to."""

    @wraps(apply)
    def applied(*given: Any) -> bytes:
        *_, colors, columns, bits, data = given
        if _budget.get() is not None and not 0 < colors * columns * bits <= 64 * (len(data) + 64):
            raise TooMuch
        return apply(*given)

    return applied


def _counted_range(*limits: int) -> range:
    made = builtins.range(*limits)
    if _budget.get() is not None:
        _take("spans", max(0, made.stop - made.start))
    return made


def _tokens_counted(parser: Any) -> None:
    read = parser.nexttoken

    @wraps(read)
    def nexttoken(self: Any) -> tuple[int, Any]:
        found: tuple[int, Any] = read(self)
        budget = _budget.get()
        if budget is not None:
            budget.take("tokens")
            if type(found[1]) is bytes:
                budget.take("text", len(found[1]))
        return found

    parser.nexttoken = nexttoken


def _counting() -> Count | None:
    budget = _budget.get()
    return budget.words if budget is not None else None


def _contents_counted(parser: Any) -> None:
    filled = parser.fillfp

    @wraps(filled)
    def fillfp(self: Any) -> bool:
        new: bool = filled(self)
        if new:
            _take("content", self.fp.getbuffer().nbytes)
        return new

    parser.fillfp = fillfp


def _resolving_counted(reference: Any) -> None:
    resolved = reference.resolve

    @wraps(resolved)
    def resolve(self: Any, default: object = None) -> Any:
        _take("tokens", _A_REFERENCE)
        return resolved(self, default)

    reference.resolve = resolve
