"""Characters recognised in pictures of pages, several pages at a time.

Needs the extra auditkit[ocr].
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from auditkit.files.readers.pdfpage.bounds import TooMuch
from auditkit.files.readers.pdfpage.glyphs import Char

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

Read = TypeVar("Read")
MOST_AT_ONCE = 4
"""Pages read at the same time at most: each takes some 300 MB while it is looked through."""

MOST_TEXT = 8_000
"""Squares of a line's height that the lines of a page fill: a dense table of A4 fills a third."""
_LOWEST = 32
"""Dots of the shorter side of a page that may hold a line of text."""
_FAINTEST = 8
"""Greys of 256 between paper and print: below it is an empty page, and looking takes seconds."""


@cache
def at_once() -> int:
    """How many pages are read at the same time: as many as there are processors for us."""
    allowed = getattr(os, "sched_getaffinity", None)
    processors = len(allowed(0)) if allowed else os.cpu_count() or 1
    return max(1, min(processors, MOST_AT_ONCE))


class PagePool:
    """Pages handed over one by one and read side by side, in threads: the models leave Python free.

    Handing over waits while more pages are pending than are soon read, so that a long document is
    never in memory as a whole.
    """

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._room = threading.BoundedSemaphore(2 * at_once())

    def __enter__(self) -> PagePool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def hand_over(self, read: Callable[..., Read], *given: Any) -> Future[Read]:
        """What `read` will give of a page."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(at_once(), "page")
        self._room.acquire()
        pending = self._threads.submit(read, *given)
        pending.add_done_callback(lambda _: self._room.release())
        return pending


_idle: list[Any] = []
"""Loaded models that no page is read with just now."""


@contextmanager
def _recogniser() -> Iterator[Any]:
    """Models that nobody else uses meanwhile, on one processor: other pages have the others."""
    try:
        models = _idle.pop()
    except IndexError:
        models = _models()(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
    yield models
    _idle.append(models)


@cache
def _models() -> Any:
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    class Bounded(RapidOCR):  # type: ignore[misc,unused-ignore]
        """Finds the lines first, and does not begin to read what nobody could print on a page."""

        def detect_and_crop(self, *given: Any) -> Any:
            lines, found = super().detect_and_crop(*given)
            if sum(line.shape[1] / line.shape[0] for line in lines) > MOST_TEXT:
                raise TooMuch
            return lines, found

    return Bounded


def characters(pixels: NDArray[np.uint8]) -> Iterator[Char]:
    """The characters of a page as `glyphs` knows them, in pixels, with how sure each is.

    Raises TooMuch for a page with far more text than can be printed on one.
    """
    import numpy as np

    if min(pixels.shape) < _LOWEST or np.ptp(pixels) < _FAINTEST:
        return

    with _recogniser() as models:
        read = models(np.dstack([pixels] * 3), return_word_box=True, return_single_char_box=True)
    for box, words in zip(
        read.boxes if read.boxes is not None else (), read.word_results or (), strict=False
    ):
        top, bottom = float(min(y for _, y in box)), float(max(y for _, y in box))
        # The box of a line stands a little off its characters.
        size = 0.75 * (bottom - top)
        edges = [(min(x for x, _ in place), max(x for x, _ in place)) for _, _, place in words]
        for number, (text, sure, _) in enumerate(words):
            left, right = edges[number]
            # Where a character ends is a guess; only a wide gap is one on the page.
            if number + 1 < len(edges) and edges[number + 1][0] - right < size:
                right = max(right, edges[number + 1][0])
            yield {
                "text": text, "sure": float(sure), "size": size,
                "x0": float(left), "x1": float(right), "top": top, "bottom": bottom,
                # The baseline, as `glyphs.baseline` reckons it from these.
                "y0": 0.0, "matrix": (1.0, 0.0, 0.0, 1.0, 0.0, bottom - top - size),
            }  # fmt: skip
