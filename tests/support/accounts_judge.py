"""Compares what is read of final accounts with what a person read: tests/data/accounts.

`expected.json` names each file's facts, the number of figures in its tables and what must fail;
what is not stated there is not judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from form_judge import Field

from auditkit.errors import AuditError
from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.facts.accounts.accounts import read_budget

CASES = Path(__file__).parents[1] / "data" / "accounts"
LAST_YEAR = "(上年)"
# The invented files are those of this department; the form of 2018 is of that year.
INVENTED = ("某省某厅", 2022, 2018)


def cases(folder: Path = CASES) -> dict[Path, dict[str, Any]]:
    """What is stated of each file that is there."""
    judged = {"facts", "table_figures", "tie_failures", "tie_failures_false", "issues_grave"}
    stated = json.loads((folder / "expected.json").read_text("utf-8"))
    return {
        folder / name: case["expect"]
        for name, case in stated.items()
        if (folder / name).is_file() and judged & case["expect"].keys()
    }


def read(path: Path, asked: tuple[str, int] | None = None, kind: str = "决算") -> Accounts:
    """The accounts in a file, asked for by department and year where it is an invented one.

    Kept: in one process every file is read once, and nobody changes what was read.

    `asked` names them where the case does; `kind` is 预算 for a department's budget.
    """
    return _read(path, asked, kind)


@cache
def _read(path: Path, asked: tuple[str, int] | None, kind: str) -> Accounts:
    if asked:
        return (read_budget if kind == "预算" else read_accounts)(path, *asked)
    name = path.name.removeprefix("虚构-")
    if name[:1] not in ("V", "N"):
        return read_accounts(path)
    department, year, before = INVENTED
    return read_accounts(path, department, before if "2018" in name else year)


def judged(path: Path, expect: dict[str, Any]) -> list[Field]:
    """Every stated field of a file."""
    try:
        accounts = read(path, tuple(expect.get("asked", ())) or None, expect.get("kind", "决算"))
    except AuditError as error:
        return [Field("the document", False, True, str(error))]
    told = any(issue.grave for issue in accounts.issues)
    return [Field(name, right, told, seen) for name, right, seen in _fields(accounts, expect)]


def _fields(accounts: Accounts, expect: dict[str, Any]) -> Iterator[tuple[str, bool, str]]:
    got = {(fact.name, fact.year): fact.value for fact in accounts.facts}
    year = accounts.year or 0
    for key, value in expect.get("facts", {}).items():
        found = got.get((key.removesuffix(LAST_YEAR), year - key.endswith(LAST_YEAR)))
        right = found is not None and abs(found - value) <= 0.005
        yield key, right, "" if found is None else str(found)
    counts = {kind: sum(len(r.figures) for r in t.rows) for kind, t in accounts.tables.items()}
    figures = expect.get("table_figures", {})
    if isinstance(figures, int):
        yield "figures of all tables", sum(counts.values()) == figures, str(sum(counts.values()))
        figures = {}
    for table, number in figures.items():
        have = counts.get(table, sum(n for kind, n in counts.items() if table in kind))
        yield f"figures of {table}", have == number, str(have)
    for key in ("tie_failures", "tie_failures_false"):
        if key in expect:
            failed = len(accounts.failures)
            yield "tie-outs that fail", failed == expect[key], str(failed)
    if "issues_grave" in expect:
        grave = sum(issue.grave for issue in accounts.issues)
        yield "grave issues", grave == expect["issues_grave"], str(grave)
