"""What a figure was read from, cut out of the page once more: for whoever compares the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from auditkit.errors import Issue
from auditkit.files.readers.reading import read_grids
from auditkit.files.readers.scan.scan import SURE, UNSURE_FIGURE, crop

_PICTURED = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")


@dataclass(frozen=True, slots=True)
class Crop:
    """What a figure was read from: a part of the picture as PNG, the reading, how sure it is."""

    picture: bytes
    text: str
    sure: float

    @property
    def doubtful(self) -> bool:
        """Whether a figure of that sureness is told as an issue."""
        return self.sure < SURE


def crops(path: Path, places: Iterable[str]) -> dict[str, Crop]:
    """The crops of the cells of a file at these places; none for what was not read from a picture.

    Raises UnreadableFile where the file cannot be read again.
    """
    if path.suffix.lower() not in _PICTURED:
        return {}
    wanted = set(places)
    found = {}
    for grid in read_grids(path):
        for row, column in grid.scan.sure if grid.scan else ():
            if grid.scan and (place := grid.place(row, column)) in wanted:
                sure, text = grid.scan.sure[row, column], grid.texts[row][column]
                found[place] = Crop(crop(grid, row, column), text, sure)
    return found


def unsure_crops(path: Path, issues: Iterable[Issue]) -> dict[str, bytes]:
    """What stands on the page where the issues say that a figure is not sure, by where that is."""
    at = [issue.source for issue in issues if issue.code == UNSURE_FIGURE.code]
    cut = crops(path, [source.place for source in at]) if at else {}
    return {str(source): cut[source.place].picture for source in at if source.place in cut}
