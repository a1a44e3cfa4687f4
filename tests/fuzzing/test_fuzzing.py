"""A short run of the cases of `make fuzz`, and those that were once wrong."""

import json
import os
import random
import signal
from hashlib import sha256
from pathlib import Path

import pytest
from case import made, tried, warmed
from elsewhere import elsewhere
from seeds import seeds

STORED = json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
"""By kind, the numbers of cases that were once wrong; every kind is here, so that no process has to
make all seeds only to know what tests there are."""
SHORT, SHORTER = 12, 3
SLOW = ("replies", "earlier", "marked", "mended", "books")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fuzzing")
    warmed(place)
    return place


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="this system measures no limits")
@pytest.mark.parametrize("kind", sorted(STORED))
def test_cases_are_read_or_refused_in_a_line_within_their_limits(folder: Path, kind: str) -> None:
    for number in (*range(SHORTER if kind in SLOW else SHORT), *STORED[kind]):
        verdict = tried(kind, number, folder)
        assert verdict.outcome in ("read", "refused"), f"{kind} {number}：{verdict.fault}"


def test_every_kind_is_tried() -> None:
    assert STORED.keys() == seeds().keys()


def digests() -> dict[str, list[str]]:
    """By kind, what the bytes of its seeds and of its first cases come to."""
    files = {kind: [seed.data for seed in given] for kind, given in seeds().items()}
    for kind, given in files.items():
        given += [made(kind, random.Random(f"{kind} {number}"))[1] for number in range(SHORTER)]
    return {kind: [sha256(data).hexdigest() for data in given] for kind, given in files.items()}


def test_seeds_and_cases_are_the_same_bytes_in_another_process_at_another_hour() -> None:
    # What tests drew and read before changes nothing either.
    here = digests()
    zone = os.environ | {"TZ": "Pacific/Kiritimati"}
    there = elsewhere("test_fuzzing:digests", cwd=Path(__file__).parent, env=zone)
    assert here == there
    assert here["form"][-2] != here["form"][-1]
