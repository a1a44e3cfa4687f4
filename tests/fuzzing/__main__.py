"""`make fuzz MINUTES=10`: case after case, each in a process that can be ended; the faults told.

A case is its kind and number: `python tests/fuzzing form 1234` tries one again and keeps its file.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from itertools import count, cycle
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), *(str(HERE.parent / n) for n in ("support", "files"))]

from case import SECONDS, tried, warmed  # noqa: E402
from seeds import ROOT, seeds  # noqa: E402

SHARES = {
    "form": 6, "pdf": 3, "accounts": 6, "pack": 6, "wordbook": 1, "decisions": 6, "facts": 3,
    "corrections": 2, "ods": 3, "formulas": 4, "runs": 2, "extracts": 9, "ledgers": 9, "budgets": 4,
    "mended": 2, "store": 3, "replies": 1, "earlier": 1, "marked": 1, "books": 4,
}  # fmt: skip
FRESH = 5000
"""Cases after which another process goes on."""
PATIENCE = 60 * SECONDS
STORE = ROOT / "build" / "fuzz"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def work(pipe: Connection, folder: str) -> None:
    """Tries the cases that it is asked for, until there are no more."""
    warmed(Path(folder))
    while one := pipe.recv():
        pipe.send(tried(*one, Path(folder)))


def run(minutes: float, first: int) -> int:
    began, outcomes, slowest = time.monotonic(), Counter[str](), 0.0
    types = Counter[str]()
    kinds = cycle(kind for kind, share in SHARES.items() for _ in range(share))
    numbers = {kind: count(first) for kind in SHARES}
    STORE.mkdir(parents=True, exist_ok=True)
    process = pipe = None
    with tempfile.TemporaryDirectory() as folder, (STORE / "faults.jsonl").open("a") as told:
        done = 0
        while time.monotonic() - began < minutes * 60:
            if process is None or pipe is None or done % FRESH == 0:
                if process and pipe:
                    pipe.send(None)
                    process.join()
                pipe, theirs = multiprocessing.Pipe()
                context: Any = multiprocessing.get_context("fork")
                process = context.Process(target=work, args=(theirs, folder))
                process.start()
                theirs.close()
            kind = next(kinds)
            number = next(numbers[kind])
            pipe.send((kind, number))
            fault, seconds, suffix = "", 0.0, ""
            try:
                if pipe.poll(PATIENCE):
                    verdict = pipe.recv()
                    outcome, fault, seconds = verdict.outcome, verdict.fault, verdict.seconds
                    suffix = verdict.suffix
                else:
                    process.kill()
                    outcome, fault, process = "fault", "没有结束", None
            except EOFError:
                outcome, fault, process = "fault", "进程终止", None
            done += 1
            slowest = max(slowest, seconds)
            outcomes[outcome] += 1
            types[f"{kind} {suffix}".strip()] += 1
            if fault:
                line = {"kind": kind, "number": number, "fault": fault}
                told.write(json.dumps(line, ensure_ascii=False) + "\n")
                told.flush()
                say(f"{kind} {number}：{fault}")
            if done % 1000 == 0:
                progress = {"cases": done, "slowest": round(slowest, 2), **outcomes}
                told_now = json.dumps(progress | {"types": dict(sorted(types.items()))})
                (STORE / f"progress-{first}.json").write_text(told_now)
        if process and pipe:
            pipe.send(None)
            process.join()
    said = "，".join(f"{name} {number}" for name, number in outcomes.items())
    say(f"{done}例：{said}；最慢{slowest:.1f}秒。")
    say("，".join(f"{name} {number}" for name, number in sorted(types.items())))
    return int(bool(outcomes["fault"]))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("case", nargs="*", help="kind and number of one case")
    given = parser.parse_args()
    if not given.case:
        seeds()
        return run(given.minutes, given.first)
    STORE.mkdir(parents=True, exist_ok=True)
    verdict = tried(given.case[0], int(given.case[1]), STORE)
    say(str(verdict))
    return int(verdict.outcome == "fault")


if __name__ == "__main__":
    sys.exit(main())
