"""Rows and columns of tables without ruling lines. Heights in points, worked out by hand."""

from __future__ import annotations

import random

import pytest

from auditkit.files.readers.unruled.aligned import NO_COLUMNS, aligned_grids
from auditkit.files.readers.unruled.placing import grouped, placed

WORDS = ["一级指标", "二级指标", "三级指标", "指标值", "≥95%", "100%", "10", "—", "（A）", "总分"]


def test_a_wrapped_text_belongs_to_the_row_it_begins_on() -> None:
    # Rows at 100, 130 and 145; the first text has two lines, and nothing is printed in the third.
    found, _ = placed(
        [100, 115, 130], [True, False], [True, True], [100, 130, 145], 10, centred=False
    )
    assert found == [(0, 0.0), (0, 0.0), (1, 0.0)]


def test_a_wrapped_text_stands_in_the_middle_of_its_row() -> None:
    # The row is at 107.5, halfway between its two lines; the next one has one line.
    found, _ = placed([100, 115, 130], [True, False], [True, True], [107.5, 130], 10, centred=True)
    assert found == [(0, 0.0), (0, 0.0), (1, 0.0)]


def test_lines_at_one_distance_are_rows_of_their_own_where_rows_stand() -> None:
    found, _ = placed(
        [100, 115, 130], [True, True], [True, True], [100, 115, 130], 10, centred=False
    )
    assert [row for row, _ in found] == [0, 1, 2]


def test_labels_stand_in_the_middle_of_their_rows() -> None:
    # Five rows of 20 from 0: a label at 20 is over the first two, one at 70 over the other three.
    assert grouped([20, 70], [0, 20, 40, 60, 80, 100], blank=25) == [(0, 1, 0.0), (2, 4, 0.0)]


def test_the_row_of_a_total_has_no_label() -> None:
    # 60 is the middle of the rows from 40 to 80; the last row is left alone.
    assert grouped([20, 60], [0, 20, 40, 60, 80, 100], blank=25) == [(0, 1, 0.0), (2, 3, 0.0)]


def test_more_labels_than_rows_are_under_none() -> None:
    assert grouped([10, 20, 30], [0, 20, 40], blank=25) == []


def _page(seed: int) -> list[dict]:
    """Words here and there in columns, as a page without lines may have them."""
    draw = random.Random(seed)
    size, height, chars = 10.0, 60.0, []
    places = sorted(draw.uniform(40, 520) for _ in range(draw.randint(3, 8)))
    for _ in range(draw.randint(3, 25)):
        height += size * draw.choice([0.5, 1.0, 1.45, 2, 3])
        for place in places:
            x = place + draw.uniform(-3, 3)
            for text in draw.choice(WORDS) if draw.random() < 0.7 else "":
                wide = size if ord(text) > 127 else 5.5
                chars.append({
                    "text": text, "x0": x, "x1": x + wide, "top": height - size, "bottom": height,
                    "y0": 800 - height, "size": size, "matrix": (size, 0, 0, size, x, 800 - height),
                })  # fmt: skip
                x += wide
    return chars


@pytest.mark.parametrize("seed", range(40))
def test_no_character_of_a_page_is_lost(seed: int) -> None:
    chars = _page(seed)
    rules = [(40.0, 560.0, 100.0 + 30 * i) for i in range(seed % 3 * 8)]
    grids, _ = aligned_grids("表.pdf", "", "第1页", chars, rules, [], NO_COLUMNS)
    texts = "".join(cell for grid in grids for row in grid.texts for cell in row)
    printed = "".join(char["text"] for char in chars)
    assert not grids or sorted("".join(texts.split())) == sorted(printed)
