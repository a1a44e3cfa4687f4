"""A short run of the cases of `make fuzz`, and those that were once wrong."""

import json
import signal
from pathlib import Path

import pytest
from case import tried, warmed
from seeds import seeds

STORED = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
"""By kind, the numbers of cases that were once wrong."""
SHORT, SHORTER = 12, 3
SLOW = ("replies", "earlier", "marked", "mended", "books")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fuzzing")
    warmed(place)
    return place


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="this system measures no limits")
@pytest.mark.parametrize("kind", sorted(seeds()))
def test_cases_are_read_or_refused_in_a_line_within_their_limits(folder: Path, kind: str) -> None:
    for number in (*range(SHORTER if kind in SLOW else SHORT), *STORED[kind]):
        verdict = tried(kind, number, folder)
        assert verdict.outcome in ("read", "refused"), f"{kind} {number}：{verdict.fault}"


def test_a_case_is_the_same_every_time(folder: Path) -> None:
    def made(kind: str, number: int) -> tuple[str, bytes]:
        verdict = tried(kind, number, folder)
        return verdict.outcome, max(
            folder.glob("*.*"), key=lambda p: p.stat().st_mtime_ns
        ).read_bytes()

    assert made("form", 5) == made("form", 5)
    assert made("form", 5) != made("form", 6)
