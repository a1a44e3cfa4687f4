"""One case: a file made from a seed and a number, read, and held against four oracles.

No exception but AuditError in one line; at most 10 s of processor time; at most 1 GB; and a figure
that is changed is read as changed, or told.
"""

import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import laterinputs
from books import damaged_book
from mutation import ODD, damaged
from seeds import FORM, Seed, file_of, seeds

from auditkit import open_audit
from auditkit.batch.runlist import read_run_list
from auditkit.errors import AuditError
from auditkit.facts.accounts import read_accounts
from auditkit.facts.workbook import read_facts
from auditkit.files.canonical import json_bytes
from auditkit.findings.decisions import decisions_in
from auditkit.form import read_declaration
from auditkit.formula import parse_formula, parse_target
from auditkit.results.calculation import calculation
from auditkit.results.record import record
from auditkit.rules import load_rulepack

SECONDS, MEGABYTES = 10.0, 1024
YEAR_COLUMN = laterinputs.EXTRACT[0].index("年度")
FIGURES = ("form", "accounts", "extracts", "ledgers")
"""Kinds of which every fourth case is one figure changed in a sound file."""
WHOLE_AUDIT = 25
"""Of so many sound readings of a form one is audited to its end."""


class TooLong(BaseException):
    """A case that took more processor time than it may."""


@dataclass(frozen=True)
class Verdict:
    """What came of a case: read, refused, or the oracle that it fails and why; the type of file."""

    outcome: str
    fault: str = ""
    seconds: float = 0.0
    suffix: str = ""


def tried(kind: str, number: int, folder: Path) -> Verdict:
    """The case of that kind and number; the same ones are always the same."""
    chance = random.Random(f"{kind} {number}")
    began = time.process_time()
    suffix = ""

    def verdict(outcome: str, fault: str = "") -> Verdict:
        return Verdict(outcome, fault[:300], time.process_time() - began, suffix)

    try:
        with _limited():
            if kind in FIGURES and number % 4 == 0:
                suffix = "figure"
                return verdict(*_changed_figure(kind, chance, folder))
            seed, data = made(kind, chance)
            suffix = seed.suffix
            path = folder / seed.name
            path.write_bytes(data)
            found = READERS[seed.kind](path)
            if kind == "form" and number % WHOLE_AUDIT == 1:
                _audited(path, found.department, found.year or 2020)
        return verdict("read")
    except AuditError as error:
        return verdict("fault", f"多行：{error!r}") if "\n" in str(error) else verdict("refused")
    except TooLong:
        return verdict("fault", f"超过{SECONDS:g}秒")
    except MemoryError:
        return verdict("fault", f"超过{MEGABYTES} MB")
    except Exception as error:
        return verdict("fault", f"{type(error).__name__}：{error}")


def made(kind: str, chance: random.Random) -> tuple[Seed, bytes]:
    """A seed of that kind, and its bytes damaged."""
    seed = chance.choice(seeds()[kind])
    if kind == "books":
        return seed, damaged_book(seed.data, seed.suffix, chance, ODD)
    return seed, damaged(seed.data, seed.suffix, chance)


def warmed(folder: Path) -> None:
    """What is loaded by the first case is no case's memory."""
    path = folder / FORM.name
    path.write_bytes(FORM.read_bytes())
    _audited(path, "郑州市教育局", 2020)
    for given in seeds().values():
        for seed in given:
            place = folder / seed.name
            place.write_bytes(seed.data)
            with suppress(AuditError):
                READERS[seed.kind](place)


def _pack(path: Path) -> Any:
    return load_rulepack(str(path))


def _facts(path: Path) -> Any:
    return read_facts(path, laterinputs.form(), load_rulepack())


def _pdf(path: Path) -> Any:
    return READERS["form" if path.stem == "申报表" else "accounts"](path)


def _corrected(path: Path) -> Any:
    """The accounts with the workbook of corrections beside them."""
    original = path.with_name("决算.xlsx")
    original.write_bytes(next(s.data for s in seeds()["accounts"] if s.suffix == "xlsx"))
    try:
        return read_accounts(original, None, None)
    finally:
        path.unlink()


def _formula(path: Path) -> Any:
    """A formula, a target and a form's own figure: whatever a person may type."""
    text = path.read_bytes().decode("utf-8", "replace")
    parse_target(text)
    return parse_formula(text)


READERS: dict[str, Callable[[Path], Any]] = {
    "form": lambda path: read_declaration(path, load_rulepack()),
    "accounts": lambda path: read_accounts(path, None, None),
    "pack": _pack,
    "facts": _facts,
    "decisions": decisions_in,
    "runs": read_run_list,
    "pdf": _pdf,
    "wordbook": decisions_in,
    "corrections": _corrected,
    "ods": lambda path: read_declaration(path, load_rulepack()),
    "formulas": _formula,
    **laterinputs.READERS,
}


def _audited(path: Path, department: str, year: int) -> None:
    """The whole audit of a form alone: its findings, record and calculation."""
    name = "".join(c for c in department if c.isalnum()) or "某局"
    place = path.parent / "data" / name / str(year)
    place.mkdir(parents=True, exist_ok=True)
    form = place / path.name
    form.write_bytes(path.read_bytes())
    try:
        audit = open_audit(name, year, path.parent / "data")
        json_bytes([record(audit), calculation(audit)])
    finally:
        form.unlink()


def _changed_figure(kind: str, chance: random.Random, folder: Path) -> tuple[str, str]:
    """A figure of a sound file is changed to something odd: the reading must not stay the same."""
    seed = chance.choice([one for one in seeds()[kind] if one.rows and one.suffix != "pdf"])
    figures = _read_figures(kind, seed, folder)
    if not figures:
        return "read", ""
    at = chance.choice(figures)
    new = chance.choice(
        [odd for odd in ODD if odd.strip() and "\x00" not in odd and odd.isprintable()]
    )
    path = folder / seed.name
    path.write_bytes(_with(seed, at, new, folder))
    if repr(READERS[kind](path)) == _plain(kind, seed, folder):
        return "fault", f"无声丢失：{seed.name} {at} 改为 {new[:40]!r}"
    return "read", ""


_known: dict[tuple[str, str, int], tuple[list[Any], str]] = {}


def _read_figures(kind: str, seed: Seed, folder: Path) -> list[Any]:
    """The figures of a seed that its reading rests on: another plain figure changes that."""
    return _seen(kind, seed, folder)[0]


def _plain(kind: str, seed: Seed, folder: Path) -> str:
    return _seen(kind, seed, folder)[1]


def _seen(kind: str, seed: Seed, folder: Path) -> tuple[list[Any], str]:
    key = (kind, seed.name, len(seed.data))
    if key not in _known:
        path = folder / seed.name
        path.write_bytes(_with(seed, None, "", folder))
        plain = repr(READERS[kind](path))
        sample = random.Random(str(key)).sample(_places(seed), k=min(12, len(_places(seed))))
        found = []
        for at in sample:
            path.write_bytes(_with(seed, at, "77.25", folder))
            try:
                changed = repr(READERS[kind](path)) != plain
            except AuditError:
                changed = False
            found += [at] * changed
        _known[key] = found, plain
    return _known[key]


def _places(seed: Seed) -> list[Any]:
    if seed.rows:
        return [
            (r, c)
            for r, row in enumerate(seed.rows)
            for c, text in enumerate(row)
            # A date says a year as well as its number does.
            if text.replace(",", "").replace(".", "", 1).strip("≥≤%").isdigit()
            and not (seed.kind == "extracts" and c == YEAR_COLUMN)
        ]
    return []


def _with(seed: Seed, at: Any, new: str, folder: Path) -> bytes:
    rows = [list(row) for row in seed.rows]
    if not rows:
        return seed.data
    if at is not None:
        rows[at[0]][at[1]] = new
    return file_of(seed, tuple(map(tuple, rows)), folder)


@contextmanager
def _limited() -> Iterator[None]:
    """At most `SECONDS` of processor time, and `MEGABYTES` more than the process has."""

    def stop(_: int, __: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limits = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, limits[1]))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, limits)
