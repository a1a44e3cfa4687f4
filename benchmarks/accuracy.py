"""How exactly forms and final accounts are read, field by field, and what is found in them.

    python -m benchmarks.accuracy [--write]

Every case states what a person reads from a document: those of tests/data, of ../shared beside the
checkout where it is there, and of the folder AUDITKIT_CORPUS (laid out like tests/data: form_cases/
and accounts/). A field is right; wrong or lost and told (the document has an issue that must be put
right); lost in silence; or wrong in silence. Plain reading is what calamine, python-docx, lxml or
pdfplumber give: a field counts there when its value stands alone in a cell, whatever it may mean,
so that is the most which a program without understanding could have.

--write renews docs/accuracy.md and docs/accuracy.json.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

import auditkit
from auditkit.assessment.surveys import wilson
from benchmarks import findings, unseen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import accounts_judge  # type: ignore[import-not-found]  # noqa: E402
import form_judge  # type: ignore[import-not-found]  # noqa: E402

Outcome = Literal["right", "told", "lost", "wrong"]
SAID: dict[str, str] = {
    "right": "正确", "told": "已指出", "lost": "漏读未指出", "wrong": "误读未指出",
}  # fmt: skip
ORDER: tuple[Outcome, ...] = ("right", "told", "lost", "wrong")
FINDING = "finding "
"""How `form_judge` names a finding that says something untrue of a form."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: how many of its fields had each outcome, and what plain reading is asked for.

    `false` counts findings that say something untrue.
    """

    kind: Literal["申报表、自评表", "部门决算"]
    document: Path
    name: str
    outcomes: Counter[Outcome]
    plain_asked: tuple[str, ...]
    false: int

    @property
    def plain(self) -> int:
        """How many of the texts asked for plain reading has."""
        cells = plain_cells(self.document)
        return sum(_bare(text) in cells for text in self.plain_asked)

    @property
    def fields(self) -> int:
        return sum(self.outcomes.values())


def main(*, write: bool = False) -> None:
    """Judges every case and prints each document's figures, then the totals."""
    documents = list(all_judged())
    console = Console(width=110)
    each = Table(title="逐份")
    for number, heading in enumerate(("文件", "字段", *SAID.values(), "95%区间", "不实发现")):
        each.add_column(heading, justify="right" if number else "left")
    for judged in documents:
        counts = (str(judged.outcomes[outcome]) for outcome in ORDER)
        low, high = wilson(judged.outcomes["right"], judged.fields)
        span = f"{low:.0%}–{high:.0%}"
        each.add_row(judged.name, str(judged.fields), *counts, span, str(judged.false))
    console.print(each)
    table = Table(title=f"识读准确率（auditkit {auditkit.__version__}）")
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if number else "left")
    for line in lines(documents):
        table.add_row(*line)
    console.print(table)
    found = list(findings.all_found())
    second = Table(title="审计发现的查准率和查全率")
    for number, heading in enumerate(findings.HEADINGS):
        second.add_column(heading, justify="right" if number else "left")
    for line in findings.lines(found):
        second.add_row(*line)
    console.print(second)
    for one in found:
        if one.lost or one.false:
            console.print(
                f"{one.kind} {one.name}：漏{one.wanted - one.said}，不实{one.said - one.wanted}"
            )
    console.print(findings.slips_text(found))
    if write:
        _write(documents, found)


HEADINGS = ("内容", "文件", "字段", *SAID.values(), "正确率和95%区间", "不实发现", "平实读取")


def lines(documents: Iterable[Judged]) -> Iterator[tuple[str, ...]]:
    """The rows of the table: each kind of document, then all."""
    whole = list(documents)
    for kind in (*dict.fromkeys(one.kind for one in whole), "合计"):
        chosen = [one for one in whole if kind in (one.kind, "合计")]
        outcomes: Counter[Outcome] = sum((one.outcomes for one in chosen), Counter())
        fields, right = outcomes.total(), outcomes["right"]
        low, high = wilson(right, fields)
        asked = sum(len(one.plain_asked) for one in chosen)
        yield (
            kind,
            str(len(chosen)),
            str(fields),
            *(str(outcomes[outcome]) for outcome in ORDER),
            f"{right / fields:.1%} {low:.1%}–{high:.1%}",
            str(sum(one.false for one in chosen)),
            f"{sum(one.plain for one in chosen) / asked:.1%}" if asked else "",
        )


def all_judged() -> Iterator[Judged]:
    """Every case once, in whatever corpus it stands."""
    seen: set[bytes] = set()
    for forms, accounts in corpora():
        for case in form_judge.cases(forms) if forms.is_dir() else ():
            document = next(p for p in sorted(case.iterdir()) if p.name != "expected.json")
            if not _new(document, seen):
                continue
            with TemporaryDirectory() as folder:
                fields = form_judge.judged(case, Path(folder))
            stated = json.loads((case / "expected.json").read_text("utf-8"))["expected"]
            yield _judged("申报表、自评表", case.name, fields, document, _printed(stated))
        if (accounts / "expected.json").is_file():
            for document, expect in accounts_judge.cases(accounts).items():
                fields = accounts_judge.judged(document, expect)
                if fields and _new(document, seen):
                    asked = [f"{value:,.2f}" for value in expect.get("facts", {}).values()
                             if not isinstance(value, str)]  # fmt: skip
                    yield _judged("部门决算", document.name, fields, document, asked)


def corpora() -> Iterator[tuple[Path, Path]]:
    """The folders of form cases and of accounts cases."""
    yield ROOT / "tests" / "data" / "form_cases", ROOT / "tests" / "data" / "accounts"
    shared = ROOT.parent / "shared"
    yield shared / "form_cases", shared / "accounts_cases"
    if named := os.environ.get("AUDITKIT_CORPUS"):
        yield Path(named) / "form_cases", Path(named) / "accounts"


def _new(document: Path, seen: set[bytes]) -> bool:
    content = document.read_bytes()
    new = content not in seen
    seen.add(content)
    return new


def _judged(kind: Any, name: str, fields: list[Any], document: Path, asked: list[str]) -> Judged:
    untrue = [field for field in fields if field.name.startswith(FINDING)]
    outcomes: Counter[Outcome] = Counter(_outcome(field) for field in fields if field not in untrue)
    return Judged(kind, document, name, outcomes, tuple(asked), len(untrue))


def _outcome(field: Any) -> Outcome:
    if field.right:
        return "right"
    if field.told:
        return "told"
    return "lost" if field.found in ("", "is not there", "None", "[]", "set()") else "wrong"


def _printed(stated: dict[str, Any]) -> list[str]:
    """What a form's case states as it is printed: names, targets, paths."""
    texts = [stated["department"]] if "department" in stated else []
    for indicator in stated.get("indicators", ()):
        texts += [indicator[key] for key in ("level1", "level2", "name") if indicator.get(key)]
        target = indicator.get("target")
        if target and not target.startswith(("date", "text", "none")):
            texts.append(target)
    return texts


def _text(path: Path) -> str:
    """A text file as an editor shows it: UTF-8, else the encoding of Chinese Windows."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


@cache
def plain_cells(path: Path) -> set[str]:
    """The texts of all cells, as the library for this kind of file gives them."""
    kind = path.suffix.lower()
    if kind == ".xls" and path.read_bytes()[:512].lstrip().startswith(b"<"):
        kind = ".html"  # a web page that a website calls a workbook
    match kind:
        case ".xlsx" | ".xls":
            from python_calamine import CalamineWorkbook

            book = CalamineWorkbook.from_path(path)
            sheets = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
            found = (cell for sheet in sheets for row in sheet for cell in row)
        case ".docx":
            import docx

            tables = docx.Document(str(path)).tables
            found = (cell.text for table in tables for row in table.rows for cell in row.cells)
        case ".pdf":
            import pdfplumber

            with pdfplumber.open(path) as pdf:
                pages = [table for page in pdf.pages for table in page.extract_tables()]
            found = (cell for table in pages for row in table for cell in row)
        case ".html" | ".htm":
            from lxml import html

            found = (
                cell.text_content() for cell in html.parse(str(path)).getroot().iter("td", "th")
            )
        case _:
            found = (cell for line in _text(path).splitlines() for cell in line.split("\t"))
    return {_bare(f"{x:,.2f}" if isinstance(x, float) else str(x)) for x in found if x is not None}


def _bare(text: str) -> str:
    number = re.fullmatch(r"\s*(-?\d[\d,]*(?:\.\d+)?)\s*", text)
    if number:
        value = float(number[1].replace(",", ""))
        return f"{value:,.2f}" if math.isfinite(value) else text
    return re.sub(r"\s", "", text).replace("（", "(").replace("）", ")")


def markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "| " + " | ".join(headings) + " |\n|---|" + "---:|" * (len(headings) - 1) + "\n"
    return head + "".join("| " + " | ".join(line) + " |\n" for line in rows)


def _write(documents: list[Judged], found: list[findings.Found]) -> None:
    date = dt.datetime.now(dt.UTC).date().isoformat()
    (ROOT / "docs" / "accuracy.md").write_text(
        f"""# 识读准确率

`make accuracy` 逐字段比较：每个案例由人读出应有的结果，程序的识读与之逐项核对。
“已指出”指误读或漏读了，但文件有须更正的问题提示；未指出的应为零。
“平实读取”是同一文件用通用程序库读出的单元格里，应有的值单独成格的比例：
不理解表格的程序最多能得到这么多。

{markdown(HEADINGS, lines(documents))}
{unseen.text(markdown)}
## 审计发现

没有问题的部门不应有任何发现；埋入一处错误的应恰有那一项；示例的发现由人逐项评判过。

{markdown(findings.HEADINGS, findings.lines(found))}
{findings.slips_text(found)}

{date}，auditkit {auditkit.__version__}。案例：`tests/data/form_cases`、`tests/data/accounts`
（虚构，或以公开数据改制并注明），以及 `AUDITKIT_CORPUS` 指明的文件夹。
案例都是开发时见过的，读对是应有的；没有见过的表读得如何，要以 `AUDITKIT_CORPUS` 另试。
""",
        "utf-8",
    )
    content = {
        "version": auditkit.__version__,
        "date": date,
        "documents": [
            {
                "kind": one.kind, "name": one.name, "outcomes": dict(one.outcomes),
                "false_findings": one.false, "plain": one.plain,
                "plain_asked": len(one.plain_asked),
            }
            for one in documents
        ],
        "findings": findings.as_json(found),
    }  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (ROOT / "docs" / "accuracy.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(write="--write" in sys.argv[1:])
