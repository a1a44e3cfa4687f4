"""The face in which the tests print their PDFs: the package's font, cut to what they print.

matplotlib reads the whole font anew for every PDF, half a second each time. A character that is
not among these is warned of, which fails the test.
"""

import atexit
import io
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties

from auditkit.show.charts.fonts import web_font

ROOT = Path(__file__).parents[2]


def face(size: float = 12) -> FontProperties:
    """The face in so many points."""
    return FontProperties(fname=_cut(), size=size)


@lru_cache(maxsize=1)
def _cut() -> Path:
    """The font cut to the characters of the tests and of the shipped forms."""
    places = (
        *ROOT.glob("tests/**/*.py"),
        *ROOT.glob("tests/**/*.json"),
        *ROOT.glob("data/**/*.txt"),
    )
    text = "".join({*"".join(path.read_text("utf-8") for path in places)})
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Else the font would say when it was cut, and with it every PDF.
    with TTFont(io.BytesIO(web_font(text, "woff")), recalcTimestamp=False) as font:
        font.flavor = None
        font.save(folder / "face.ttf")
    return folder / "face.ttf"
