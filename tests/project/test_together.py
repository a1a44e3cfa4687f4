"""Cases that share a test are each checked and told; files that share a worker are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from together import each


class Told:
    """Stands where pytest's subtests do: what failed, under its name."""

    def __init__(self) -> None:
        self.failed: dict[str | None, str] = {}

    @contextmanager
    def test(self, name: str | None = None) -> Iterator[None]:
        try:
            yield
        except (Exception, pytest.fail.Exception) as error:
            self.failed[name] = str(error)


def test_every_case_is_checked_and_each_that_fails_is_named() -> None:
    seen = []

    @each("left, right", [(1, 2), (3, 3), pytest.param(4, 5, id="last"), (6, 6)])
    def check(left: int, right: int, more: str) -> None:
        seen.append((left, right, more))
        if left != right:
            raise ValueError(f"{left} {right}")

    told = Told()
    check(subtests=told, more="a fixture")
    assert seen == [(a, b, "a fixture") for a, b in ((1, 2), (3, 3), (4, 5), (6, 6))]
    assert told.failed == {"1-2": "1 2", "last": "4 5"}


def test_a_failure_that_is_no_exception_of_python_s_stops_no_other_case() -> None:
    @each("name", ["a", "b"])
    def check(name: str) -> None:
        pytest.fail(name)

    told = Told()
    check(subtests=told)
    assert told.failed == {"a": "a", "b": "b"}


def test_no_case_at_all_is_an_error() -> None:
    with pytest.raises(AssertionError, match="no case"):
        each("name", [])


@each("name", ["a", "b"])
def test_the_fixtures_of_the_test_are_given(name: str, tmp_path_factory: object) -> None:
    assert name in "ab"
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)


def test_the_files_that_begin_first_or_go_together_are_there(pytestconfig: pytest.Config) -> None:
    tests = Path(__file__).parents[1]
    conftest = pytestconfig.pluginmanager.get_plugin(str(tests / "conftest.py"))
    files = list(tests.glob("*/test_*.py"))
    alone = [p.name for p in files if f"tests/{p.parent.name}/{p.name}" not in conftest.TOGETHER]
    lacking = [file for file in conftest.TOGETHER if not (tests.parent / file).is_file()]
    assert lacking == []
    there = {*alone, *conftest.TOGETHER.values()}
    assert [name for name in conftest.LONGEST if name not in there] == []
    assert [name for name in conftest.LONGEST if alone.count(name) > 1] == []
