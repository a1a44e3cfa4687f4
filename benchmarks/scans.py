"""How exactly scanned forms are read: full-length forms printed, rasterised, damaged, read again.

    python -m benchmarks.scans [--write] [--documents N] [--dots 200,150]

The published form of data/ and two invented ones are written in the official layout, set on A4,
turned into pictures by the seeded script of tests/support, with skew, noise and JPEG damage, and
read by `read_declaration`. A figure is a task's budget, its fiscal part, or a target with a number.
It is right; or told (an issue names its cell); or lost, or wrong, in silence.

--write renews docs/scans.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl.worksheet.worksheet import Worksheet
from rich.console import Console
from rich.table import Table

import auditkit
from auditkit import read_declaration
from auditkit.errors import Source
from auditkit.files.readers.scan.recognising import at_once
from auditkit.form.declaration import Declaration
from auditkit.form.writing.workbook import form_workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import scans  # type: ignore[import-not-found]  # noqa: E402

FORMS = (
    ("郑州市教育局 2020（公开的申报表）", "data/郑州市教育局/2020/申报表.txt", "zhengzhou-2020"),
    (
        "示例市水利局 2023（虚构）",
        "data/示例组合（虚构）/示例市水利局/2023/申报表-示例数据（虚构）.xlsx",
        "zhengzhou-2020",
    ),
    (
        "示例市民政局 2022（虚构）",
        "data/示例组合（虚构）/示例市民政局/2022/申报表-示例数据（虚构）.xlsx",
        "zhengzhou-2020",
    ),
)
DAMAGE = {200: (0.5, 6.0, 60), 150: (-0.5, 6.0, 60)}
"""By dots an inch: skew in degrees, noise in greys, JPEG quality."""
HEADINGS = (
    "文件",
    "dpi",
    "页",
    "数字",
    "正确",
    "已指出",
    "漏读未指出",
    "误读未指出",
    "秒/页",
    "处理器秒/页",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One scan: its figures by outcome, and what reading it took."""

    name: str
    dots: int
    pages: int
    outcomes: Counter[str]
    seconds: float
    processor: float
    silent: tuple[str, ...]

    @property
    def line(self) -> tuple[str, ...]:
        """As the table prints it."""
        counts = (self.outcomes[key] for key in ("right", "told", "lost", "wrong"))
        return (
            self.name, str(self.dots), str(self.pages), str(self.outcomes.total()),
            *map(str, counts), f"{self.seconds:.1f}", f"{self.processor:.1f}",
        )  # fmt: skip


def set_form(sheet: Worksheet) -> bytes:
    """The sheet as a PDF on A4 across, its merged cells merged."""
    spans = {
        (area.min_row, area.min_col): (area.size["rows"], area.size["columns"])
        for area in sheet.merged_cells.ranges
    }
    inside = {cell for area in sheet.merged_cells.ranges for cell in area.cells} - set(spans)
    cells = []
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row, cell.column)
            if at in inside:
                continue
            rows, columns = spans.get(at, (1, 1))
            value = f"{cell.value:,.2f}" if isinstance(cell.value, float) else cell.value
            text = json.dumps("" if value is None else str(value), ensure_ascii=False)
            cells.append(f"table.cell(rowspan: {rows}, colspan: {columns})[#text({text})]")
    widths = ", ".join(
        f"{sheet.column_dimensions[letter].width:g}fr" for letter in "ABCDEFGH"[: sheet.max_column]
    )
    return scans.typeset(
        '#set page(paper: "a4", flipped: true, margin: 1.3cm)\n'
        '#set text(font: "Noto Sans SC", size: 8.5pt)\n'
        f"#table(columns: ({widths}), inset: 3.5pt, stroke: 0.6pt, {', '.join(cells)})\n"
    )


def figures(form: Declaration) -> Iterator[tuple[str, str, Source | None]]:
    """Each figure of a form: what it is on, as read, where it was read."""
    for task in form.tasks:
        for value, at, part in (
            (task.budget, task.budget_source, "预算"),
            (task.fiscal, task.fiscal_source, "财政资金"),
        ):
            yield f"{task.name} {part}", "" if value is None else f"{value:.2f}", at
    for one in form.indicators:
        text = str(one.target)
        if any(sign.isdigit() for sign in text):
            yield f"{one.name} 指标值", text, one.target_source


def judge(printed: Declaration, read: Declaration) -> tuple[Counter[str], list[str]]:
    """The outcomes of the printed figures, and which were lost or wrong in silence."""
    told = [issue.where for issue in read.issues if issue.grave]
    wanted, found = list(figures(printed)), list(figures(read))
    matcher = difflib.SequenceMatcher(
        None, [name for name, _, _ in wanted], [name for name, _, _ in found], autojunk=False
    )
    outcomes: Counter[str] = Counter()
    silent = []
    for kind, i, k, j, m in matcher.get_opcodes():
        for step in range(k - i):
            name, value, _ = wanted[i + step]
            other = found[j + step] if kind == "equal" or k - i == m - j else None
            outcome = _outcome(value, other, told)
            outcomes[outcome] += 1
            if outcome in ("lost", "wrong"):
                silent.append(f"{name}：{value} → {other[1] if other else '（无）'}")
    return outcomes, silent


def _outcome(value: str, other: tuple[str, str, Source | None] | None, told: Sequence[str]) -> str:
    if other is None:
        return "told" if told else "lost"
    _, read, at = other
    if read == value:
        return "right"
    if at is not None and str(at) in told:
        return "told"
    return "wrong" if read else "lost"


def judged(name: str, path: Path, pack: str, dots: int, folder: Path) -> Judged:
    """One form, printed and scanned at so many dots an inch, read in this process."""
    printed = read_declaration(path, pack)
    sheet = form_workbook(printed).worksheets[0]
    pages = scans.pictures(set_form(sheet), dots, *DAMAGE[dots])
    scanned = folder / f"申报表-{dots}.pdf"
    scanned.write_bytes(scans.scanned_pdf(pages, dots))
    started, spent = time.perf_counter(), time.process_time()
    read = read_declaration(scanned, pack)
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    outcomes, silent = judge(printed, read)
    return Judged(
        name, dots, len(pages), outcomes, seconds / len(pages), processor / len(pages),
        tuple(silent),
    )  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Judges the forms, prints the table, renews docs/scans.md where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--documents", type=int, default=len(FORMS))
    parser.add_argument("--dots", default="200,150")
    asked = parser.parse_args(arguments)
    console, found = Console(width=140), []
    with TemporaryDirectory() as folder:
        for dots in map(int, asked.dots.split(",")):
            for name, path, pack in FORMS[: asked.documents]:
                one = judged(name, ROOT / path, pack, dots, Path(folder))
                console.print("  ".join(one.line))
                for line in one.silent:
                    console.print(f"    {line}")
                found.append(one)
    table = Table(*HEADINGS)
    for one in found:
        table.add_row(*one.line)
    console.print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"最多占用内存 {memory:.0f} MB，同时识读 {at_once()} 页")
    if asked.write:
        _write(found, memory)


def _write(found: Sequence[Judged], memory: float) -> None:
    lines = "".join(f"| {' | '.join(one.line)} |\n" for one in found)
    silent = "".join(
        f"- {one.name} {one.dots} dpi：{line}\n" for one in found for line in one.silent
    )
    (ROOT / "docs" / "scans.md").write_text(
        f"""# 扫描件的识读

`python -m benchmarks.scans --write`：公开的申报表一份、虚构的两份，按公布的版式排成 A4 横排，
由固定种子的脚本转成图片（倾斜 0.5 度、噪声 6 级灰度、JPEG 质量 60），再按申报表读入。
数字指任务的预算、其中财政资金和带数字的指标值。“已指出”指该格有须更正的问题提示，报告不用它下结论。

| {" | ".join(HEADINGS)} |
|---|{"---:|" * (len(HEADINGS) - 1)}
{lines}
同时识读 {at_once()} 页，全程最多占用内存 {memory:.0f} MB，
合每页 {memory / at_once():.0f} MB（含识别模型）。一次运行中同一份文件只识别一次（按内容）。
秒/页随机器负载而变，处理器秒/页较稳定。
{"未指出的：" if silent else ""}
{silent}
{dt.datetime.now(dt.UTC).date().isoformat()}，auditkit {auditkit.__version__}。
""",
        "utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
