"""Many small cases in one test.

As a test of its own each costs two milliseconds of processor time, in being collected by every
worker and in its three reports: more than it takes to read one sentence.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import pytest


def each(names: str, cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As pytest.mark.parametrize, but one test checks all cases.

    `names` are those of the arguments, parted by commas; a case is a tuple of as many, or the one,
    or a pytest.param, whose id then names it. Each that fails is reported by itself, with its name
    and where it failed, and the others are checked nevertheless.
    """
    arguments = [name.strip() for name in names.split(",")]
    told = [_named(case, single=len(arguments) == 1) for case in cases]
    assert told, "no case to check"
    assert all(len(values) == len(arguments) for _, values in told)

    def of(check: Callable[..., None]) -> Callable[..., None]:
        @wraps(check)
        def every(*, subtests: pytest.Subtests, **fixtures: Any) -> None:
            for name, values in told:
                try:
                    check(**dict(zip(arguments, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception, pytest.skip.Exception):
                    # What passes is not reported: that would cost a third of a test.
                    with subtests.test(name):
                        raise

        of_check = inspect.signature(check)
        kept = [p for p in of_check.parameters.values() if p.name not in arguments]
        asked = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        every.__signature__ = of_check.replace(parameters=[*kept, asked])
        return every

    return of


def _named(case: Any, *, single: bool) -> tuple[str, tuple[Any, ...]]:
    """What a case is called, and its arguments."""
    if isinstance(case, type(pytest.param())):
        return str(case.id), tuple(case.values)
    values = (case,) if single else tuple(case)
    return "-".join(str(value) for value in values), values
