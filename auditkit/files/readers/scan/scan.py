"""Pages that are pictures: text recognised offline, ruled tables by their lines, as grids.

Needs the extra auditkit[ocr] (rapidocr with the models in its wheel, onnxruntime, OpenCV). What
was recognised is never taken on trust: every cell says how sure its least sure character is, and a
figure that is not sure is an issue that shows what stands on the page.
"""

from __future__ import annotations

import importlib.util
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from auditkit.errors import Issue, IssueKind, Source, UnreadableFile
from auditkit.files.grid import Grid
from auditkit.files.readers.pdfpage.bounds import TooMuch
from auditkit.files.readers.pdfpage.grids import page_grids

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

UNSURE_FIGURE = IssueKind("page-unsure", "一页的图片中有把握不足的数，须对照原件")

DOTS = 200
"""Dots an inch at which a page is read: fewer lose strokes, more only take time."""
SURE = 0.93
"""A figure whose least sure character is below this is told, and wants a look at the page."""
EXTRA = "或先安装文字识别（OCR）组件：pip install 'auditkit[ocr]'，再重新读入"
_LARGEST = 60_000_000
# Inches of the longer side of a page.
_A4, _SHORTEST, _LONGEST = 11.7, 2.0, 17.0
_PAPER = 224
_FIGURE = re.compile(r"[0-9０-９]")


def possible() -> bool:
    """Whether the extra auditkit[ocr] is installed."""
    return all(map(importlib.util.find_spec, ("rapidocr", "onnxruntime", "cv2")))


def read_picture(file: str, data: bytes, sha256: str) -> list[Grid]:
    """The grids of a picture (PNG, JPEG, …) of a page, or of several (TIFF).

    A page that does not say how large it is counts as A4. Raises UnreadableFile for a picture that
    is damaged or too large, or where the extra is missing.
    """
    if not possible():
        raise UnreadableFile(
            file, "这是图片或扫描件，里面没有文字", f"请提供可复制文字的电子版原件，{EXTRA}"
        )
    from PIL import Image

    from auditkit.files.readers.scan.recognising import PagePool

    try:
        with PagePool() as pool:
            pages = [
                pool.hand_over(read_page, file, sha256, f"第{number}页", pixels)
                for number, pixels in enumerate(_pages(file, data), 1)
            ]
            grids = [grid for page in pages for grid in page.result()]
    except Image.DecompressionBombError as error:
        raise _too_large(file) from error
    except TooMuch as error:
        raise UnreadableFile(
            file, "图片中的文字远多于一页纸所能印的", "请提供可复制文字的原件"
        ) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableFile(
            file, "这是图片或扫描件，已损坏，不能识别", "请重新扫描或重新下载"
        ) from error
    if not any(map(any, (row for grid in grids for row in grid.texts))):
        raise UnreadableFile(file, "这是图片或扫描件，没有识别出文字", "请提供可复制文字的原件")
    return grids


def _pages(file: str, data: bytes) -> Iterator[NDArray[np.uint8]]:
    """The pages that a picture holds, grey, at `DOTS` dots an inch."""
    import numpy as np
    from PIL import Image, ImageSequence

    with warnings.catch_warnings():
        # Its own bound is three halves of ours.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        opened = Image.open(io.BytesIO(data))
    with opened as picture:
        for page in ImageSequence.Iterator(picture):
            if page.width * page.height > _LARGEST:
                raise _too_large(file)
            grey = page.convert("L")
            scale = _length(page) * DOTS / max(grey.size)
            size = (max(round(grey.width * scale), 1), max(round(grey.height * scale), 1))
            yield np.asarray(grey.resize(size, Image.Resampling.LANCZOS), dtype=np.uint8)


def _too_large(file: str) -> UnreadableFile:
    return UnreadableFile(file, "图片过大", "请以 200 dpi 重新扫描")


def _length(picture: Image.Image) -> float:
    """Inches of the longer side; a camera's nominal dots give no paper that anybody prints on."""
    dots = picture.info.get("dpi", (0,))[0]
    said = max(picture.size) / float(dots) if dots else 0.0
    return said if _SHORTEST <= said <= _LONGEST else _A4


def read_page(file: str, sha256: str, page: str, pixels: NDArray[np.uint8]) -> list[Grid]:
    """The grids of one page at `DOTS` dots an inch, grey, as `page_grids` names them."""
    from auditkit.files.readers.scan.recognising import characters
    from auditkit.files.readers.scan.ruling import ruled_tables, straightened

    level = straightened(pixels)
    tables = ruled_tables(level)
    return page_grids(file, sha256, page, list(characters(level)), tables, _png(level))


def unsure_figures(grids: Sequence[Grid]) -> list[Issue]:
    """An issue 须更正 for each cell with a figure that was not recognised for sure."""
    return [
        UNSURE_FIGURE(
            Source(grid.file, grid.place(*place), grid.sha256),
            f"由图片识别，把握不足（{sure:.0%}）",
            grid.texts[place[0]][place[1]],
            "请对照原件核对，有误的在校正表中改正",
        )
        for grid in grids
        if grid.scan
        for place, sure in sorted(grid.scan.sure.items())
        if sure < SURE and _FIGURE.search(grid.texts[place[0]][place[1]])
    ]


def crop(grid: Grid, row: int, column: int) -> bytes:
    """The part of the page that a cell was read from, as a PNG; nothing for what no scan holds.

    In few greys: it is looked at, not measured, and a report holds many.
    """
    from PIL import Image

    box = grid.scan.boxes.get((row, column)) if grid.scan else None
    if grid.scan is None or box is None:
        return b""
    with Image.open(io.BytesIO(grid.scan.picture)) as page:
        left, top, right, bottom = map(round, box)
        cut = page.crop((left, top, right, bottom)).convert("L")
    # Eight greys, and the paper white: noise would weigh more than the figures.
    return _bytes(cut.point([255 if grey >= _PAPER else grey & 0xE0 for grey in range(256)]))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    return _bytes(Image.fromarray(pixels))


def _bytes(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
