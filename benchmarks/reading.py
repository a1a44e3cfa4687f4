"""Forms and final accounts read per second, beside the plain library on the same file.

Each figure comes from a process of its own: 份/秒 once all is loaded, 整个进程 the processor time
of one that reads one file, imports and all. Ratios above 1 are what auditkit costs more.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import started

ROOT = Path(__file__).resolve().parent.parent
FORM = ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt"
SECONDS = 0.5
FEWEST = 3


@dataclass(frozen=True)
class Measured:
    """One way of reading one file; seconds a file, seconds and MB of the whole process."""

    each: float
    whole: float
    memory: float


TYPES = ("txt", "xlsx", "xls", "docx", "html", "pdf")


def main(types: Sequence[str] = TYPES, seconds: float = SECONDS) -> None:
    """Measures the files of these types, each for so many seconds; 0 reads it once."""
    console = Console(width=110)
    table = Table(title="识读速度：auditkit 与所用程序库读同一文件")
    for heading in ("内容", "类型"):
        table.add_column(heading)
    for heading in ("KB", "份/秒", "库 份/秒", "每份之比"):
        table.add_column(heading, justify="right")
    for heading in ("整个进程 s", "库 s", "进程之比", "内存 MB", "库 MB"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        for what, path in documents(Path(folder), types):
            ours, plain = (measured(way, path, seconds) for way in (what, "library"))
            table.add_row(
                {"form": "申报表", "accounts": "决算"}[what],
                path.suffix[1:],
                f"{path.stat().st_size / 1024:.0f}",
                f"{1 / ours.each:.1f}",
                f"{1 / plain.each:.1f}",
                f"{ours.each / plain.each:.2f}",
                f"{ours.whole:.2f}",
                f"{plain.whole:.2f}",
                f"{ours.whole / plain.whole:.2f}",
                f"{ours.memory:.0f}",
                f"{plain.memory:.0f}",
            )
    console.print(table)


def documents(folder: Path, types: Sequence[str] = TYPES) -> Iterator[tuple[str, Path]]:
    """The published form as each type, and final accounts: published PDFs if there are any."""
    from auditkit.files.readers import read_grids

    # The tests' invented documents serve here too.
    sys.path[:0] = [str(ROOT / "tests" / name) for name in ("support", "files")]
    from invented_accounts import (  # type: ignore[import-not-found]
        page,
        pdf_of,
        word,
        write,
        xlsx,
    )

    rows: list[list[str | None]] = [list(map(str, row)) for row in read_grids(FORM)[0].rows]
    width = max(map(len, rows))
    rows = [[*row, *[None] * (width - len(row))] for row in rows]
    tables: list[Any] = [("部门整体绩效目标申报表", rows, [])]
    pages: list[Any] = [([], rows[at : at + 30], []) for at in range(0, len(rows), 30)]
    writers: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: xlsx(tables),
        "docx": lambda: word(tables),
        "html": lambda: page(tables),
        "pdf": lambda: pdf_of(pages),
    }
    if "txt" in types:
        yield "form", FORM
    for suffix in (one for one in writers if one in types):
        path = folder / f"申报表.{suffix}"
        path.write_bytes(writers[suffix]())
        yield "form", path
    for suffix in ("xlsx", "xls", "docx", "html", "pdf"):
        if suffix in types:
            yield "accounts", write(folder, suffix)
    named = os.environ.get("AUDITKIT_REAL_CASES")
    for path in sorted(Path(named).glob("*.pdf")) if named and "pdf" in types else ():
        yield "accounts", path


def measured(way: str, path: Path, seconds: float) -> Measured:
    """Reads the file once in one process, and over and over in another."""
    once = _child(way, path, 0.0)
    many = _child(way, path, seconds) if seconds else once
    return Measured(many["each"], once["whole"], once["memory"])


def _child(way: str, path: Path, seconds: float) -> dict[str, float]:
    said = started.printed("benchmarks.reading", way, str(path), str(seconds))
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found


def _reader(way: str, path: Path) -> Callable[[], object]:
    if way == "form":
        from auditkit.form import read_declaration

        return lambda: read_declaration(path)
    if way == "accounts":
        from auditkit.facts.accounts import read_accounts

        return lambda: read_accounts(path)
    return _library(path)


def _library(path: Path) -> Callable[[], object]:
    match path.suffix:
        case ".xlsx" | ".xls":
            from python_calamine import CalamineWorkbook

            def read() -> object:
                book = CalamineWorkbook.from_path(path)
                return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

        case ".docx":
            import docx

            def read() -> object:
                document = docx.Document(str(path))
                text = [paragraph.text for paragraph in document.paragraphs]
                cells = [[c.text for c in row.cells] for t in document.tables for row in t.rows]
                return text, cells

        case ".html":
            from lxml import html

            def read() -> object:
                root = html.parse(str(path)).getroot()
                return [cell.text_content() for cell in root.iter("p", "td", "th")]

        case ".pdf":
            import pdfplumber

            def read() -> object:
                with pdfplumber.open(path) as pdf:
                    return [(page.extract_text(), page.extract_tables()) for page in pdf.pages]

        case _:

            def read() -> object:
                return [line.split("\t") for line in path.read_text("utf-8").splitlines()]

    return read


def _run(way: str, path: Path, seconds: float) -> None:
    read = _reader(way, path)
    spent: list[float] = []
    while True:
        start = time.perf_counter()
        read()
        spent.append(time.perf_counter() - start)
        if seconds == 0 or (sum(spent) >= seconds and len(spent) >= FEWEST):
            break
    usage = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "each": min(spent),
        "whole": usage.ru_utime + usage.ru_stime,
        "memory": _peak(usage.ru_maxrss),
    }
    print(json.dumps(found))


def _peak(most: int) -> float:
    """The most memory that this process has held, in MB."""
    if sys.platform == "darwin":
        return most / 1024 / 1024
    # Linux hands `ru_maxrss` on from the process that started this one.
    status = Path("/proc/self/status")
    if status.is_file():
        most = next(int(x.split()[1]) for x in status.open() if x.startswith("VmHWM"))
    return most / 1024


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--types", types]:
            main(types.split(","))
        case ["--types", types, "--once"]:
            main(types.split(","), 0.0)
        case [way, path, seconds]:
            _run(way, Path(path), float(seconds))
        case _:
            main()
