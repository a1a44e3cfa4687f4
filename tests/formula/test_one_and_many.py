"""A formula over plain numbers comes to what it comes to over arrays of one."""

import math
import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from auditkit.formula import parse_formula

AWKWARD = [0.0, -0.0, 1.0, -1.0, 1e-300, 1e308, math.nan, math.inf, 0.1, 0.3, -7.25, 1e-13]


@pytest.mark.parametrize(
    "text",
    [
        "A/B×100%", "（A-B）/B×100%", "A+B-C×2", "A/（B-C）", "（A/B）/C", "A×B/（C+A）",
        "[（本年度A-上年度A）/上年度A]×100%", "1/（A/B）", "A/B/C-A", "100%",
    ],
)  # fmt: skip
def test_one_department_and_many_agree(text: str) -> None:
    formula, drawn = parse_formula(text), random.Random(text)
    for _ in range(500):
        given = {
            key: drawn.choice(AWKWARD) if drawn.random() < 0.6 else drawn.uniform(-100, 100)
            for key in formula.facts
        }
        arrays = {key: np.array([figure]) for key, figure in given.items()}
        one = formula.evaluate(_of(given))
        many = formula.evaluate(_of(arrays))
        for kind in ("value", "missing", "zero_base", "negative_base"):
            assert np.array_equal(
                np.atleast_1d(getattr(one, kind)),
                np.atleast_1d(getattr(many, kind)),
                equal_nan=kind == "value",
            ), (given, kind)


def _of(figures: Mapping[tuple[str, int], Any]) -> Callable[[str, int], Any]:
    return lambda name, shift: figures[name, shift]


def test_bases_of_plain_numbers_are_those_of_arrays() -> None:
    formula = parse_formula("A/B/（C-A）")
    given = {"A": 3.0, "B": -2.0, "C": 3.5}
    plain = formula.bases(lambda name, _: given[name])
    assert plain == [("B", -2.0), ("C-A", 0.5)]
    assert plain == formula.bases(lambda name, _: np.asarray(given[name]))
