"""Two charts compared as pictures: drawn alike, and held against each other tile by tile."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from auditkit.display import font_file
from auditkit.workbench.compare.bundle import Move

Picture = NDArray[np.float64]

PIXELS_PER_INCH = 96.0
SCALE = 2
"""How much larger a picture is drawn first: letters then do not jump to the next whole pixel."""
TILE = 16
"""Pixels. A mark in a wrong colour makes 47 of 255 in its tile, 1.4 over the whole picture."""
TOLERANCE = 12.0
"""Root mean square of the difference within a tile, of 255. With every coordinate of a chart a
hundredth of a point off it stays below 9; a small mark of a wrong status is beyond 20."""
INK = 1 / 200
"""The share of pixels which are not white, below which nothing is drawn."""

_PAINT = re.compile(r'\b(?:fill|stroke)(?:: ?|=")(#[0-9a-f]{6})')
_PAGE = b"""#set page(width: 7in, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""


def drawn(svg: str) -> Picture | None:
    """The picture on white, as height by width by red, green, blue; None where it is no SVG."""
    compiled: Any = typst.compile
    try:
        png = compiled(
            _PAGE,
            format="png",
            ppi=PIXELS_PER_INCH * SCALE,
            font_paths=[str(font_file().parent)],
            ignore_system_fonts=True,
            sys_inputs={"svg": svg},
        )
    except typst.TypstError:
        return None
    assert isinstance(png, bytes)
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB").reduce(SCALE), dtype=np.float64)


def is_blank(svg: str) -> bool:
    """Whether the picture shows nothing."""
    picture = drawn(svg)
    return picture is None or bool((picture < 250).any(axis=2).mean() < INK)


def picture_moved(stored: str, new: str, place: str) -> Iterator[Move]:
    """Where two SVG differ most, and the colours there, unless they look alike."""
    if stored == new:
        return
    before, after = drawn(stored), drawn(new)
    if before is None or after is None:
        told = ("无法绘出" if picture is None else "有画面" for picture in (before, after))
        yield Move(f"{place} 画面", *told)
    elif before.shape != after.shape:
        told = (f"{picture.shape[1]}×{picture.shape[0]}像素" for picture in (before, after))
        yield Move(f"{place} 画面大小", *told)
    else:
        found = list(_worst_tile(before, after, place))
        yield from found or _colour_moved(stored, new, place)


def _colour_moved(stored: str, new: str, place: str) -> Iterator[Move]:
    """The first colour that differs in the order of drawing: a pale one hardly shows."""
    colours = zip_longest(_PAINT.findall(stored), _PAINT.findall(new), fillvalue="没有颜色")
    for number, (old, now) in enumerate(colours, 1):
        if old != now:
            yield Move(f"{place} 画面第{number}处颜色", old, now)
            return


def _worst_tile(before: Picture, after: Picture, place: str) -> Iterator[Move]:
    differences = ((before - after) ** 2).mean(axis=2)
    height, width = differences.shape
    padded = np.pad(differences, ((0, -height % TILE), (0, -width % TILE)))
    tiles = padded.reshape(padded.shape[0] // TILE, TILE, -1, TILE).mean(axis=(1, 3))
    worst = math.sqrt(tiles.max())
    if worst <= TOLERANCE:
        return
    row, column = (int(at) * TILE for at in np.unravel_index(tiles.argmax(), tiles.shape))
    tile = differences[row : row + TILE, column : column + TILE]
    down, right = (int(at) for at in np.unravel_index(tile.argmax(), tile.shape))
    y, x = row + down, column + right
    where = f"画面横{x / width:.0%}纵{y / height:.0%}处（均方根差{worst:.0f}，容许{TOLERANCE:g}）"
    yield Move(f"{place} {where}", _colour(before[y, x]), _colour(after[y, x]))


def _colour(pixel: Picture) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in pixel)
