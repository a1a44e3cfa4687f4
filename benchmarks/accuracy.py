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
from benchmarks import findings

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


UNSEEN = """## 没有见过的表

每批表在没有看过识读程序、或改正之后另写，先录入期望值，记下第一次识读的结果（期望值写错的已更正），然后才改正程序，
改正后列为案例（见 `tests/data/form_cases/README.md`）。
第一次识读时整份拒读的，按估计的字段数计入“已指出”。

| 批次 | 文件 | 字段 | 正确 | 已指出 | 漏读、误读未指出 | 正确率 | 不实发现 |
|---|---:|---:|---:|---:|---:|---:|---:|
| 第一批（u至x） | 52 | 878 | 840 | 18 | 20 | 95.7% | 6 |
| 第二批（y、z） | 12 | 203 | 200 | 2 | 1 | 98.5% | 0 |
| 第三批（k各一） | 6 | 121 | 117 | 3 | 1 | 96.7% | 0 |
| va | 24 | 469 | 413 | 43 | 13 | 88.1% | 6 |
| vb | 23 | 567 | 540 | 7 | 20 | 95.2% | 3 |
| vc | 23 | 624 | 617 | 0 | 7 | 98.9% | 4 |
| vd | 22 | 566 | 515 | 47 | 4 | 91.0% | 4 |
| ve | 20 | 399 | 366 | 32 | 1 | 91.7% | 1 |
| vf | 12 | 311 | 292 | 19 | 0 | 93.9% | 0 |
| vg（无框线等PDF、自评表） | 25 | 1,399 | 830 | 560 | 9 | 59.3% | 2 |
| vh（同上） | 21 | 988 | 911 | 77 | 0 | 92.2% | 1 |
| vi（同上） | 11 | 461 | 346 | 115 | 0 | 75.1% | 0 |
| vj（同上） | 7 | 234 | 183 | 51 | 0 | 78.2% | 0 |
| wa（一表多项目等） | 29 | 652 | 558 | 61 | 33 | 85.6% | 0 |
| wb | 28 | 556 | 512 | 23 | 21 | 92.1% | 1 |
| wc | 24 | 431 | 384 | 36 | 11 | 89.1% | 7 |
| wd（小表） | 58 | 745 | 739 | 4 | 2 | 99.2% | 1 |
| we | 12 | 245 | 236 | 7 | 2 | 96.3% | 1 |
| wf | 10 | 185 | 178 | 1 | 6 | 96.2% | 4 |
| wg | 7 | 108 | 104 | 4 | 0 | 96.3% | 0 |
| xa（K1至K25各式，另有各地的） | 52 | 1,180 | 1,133 | 36 | 11 | 96.0% | 1 |
| xb（另一些地方的样式） | 30 | 711 | 662 | 44 | 5 | 93.1% | 0 |
| vk（PDF、自评表） | 12 | 578 | 512 | 62 | 4 | 88.6% | 0 |
| xc | 30 | 762 | 739 | 21 | 2 | 97.0% | 1 |
| vl（常见的PDF，多有框线） | 12 | 638 | 628 | 6 | 4 | 98.4% | 0 |
| vm（没有框线的PDF） | 6 | 242 | 227 | 15 | 0 | 93.8% | 0 |
| xd（K1至K22的小表） | 67 | 1,036 | 1,032 | 1 | 3 | 99.6% | 0 |
| xe（又一些地方的样式） | 16 | 384 | 352 | 32 | 0 | 91.7% | 0 |
| xf（又一些地方的样式） | 12 | 268 | 266 | 1 | 1 | 99.3% | 0 |
| vn（常见的PDF，点线、底色框线、宽两页等） | 12 | 471 | 417 | 54 | 0 | 88.5% | 2 |
| vo（同上） | 12 | 546 | 473 | 73 | 0 | 86.6% | 0 |
| vp（常见的PDF，vn、vo改正之后写） | 10 | 502 | 497 | 5 | 0 | 99.0% | 0 |
| vq（没有框线、框线不全的居多，vp改正之后写） | 10 | 377 | 324 | 53 | 0 | 85.9% | 0 |
| 级次缩进的PDF（vo13至vo15） | 3 | 109 | 102 | 7 | 0 | 93.6% | 0 |
| ya（一表多项目的各种写法，约数） | 14 | 332 | 12 | 320 | 0 | 3.6% | 0 |
| yb（整份、句子、竖排表头等） | 10 | 342 | 290 | 43 | 9 | 84.8% | 1 |
| yc（一表多项目、整份） | 10 | 535 | 453 | 45 | 37 | 84.7% | 0 |
| yd（高校、医院、乡镇、部委等） | 10 | 341 | 245 | 94 | 2 | 71.8% | 0 |
| ye（改正yd之后另写） | 8 | 225 | 224 | 1 | 0 | 99.6% | 2 |
| yf（改正ye之后另写） | 6 | 182 | 178 | 4 | 0 | 97.8% | 0 |
| yg（改正yf之后另写） | 4 | 104 | 104 | 0 | 0 | 100.0% | 0 |
| ba（整份，没有看过程序的人写） | 12 | 913 | 800 | 89 | 24 | 87.6% | 9 |
| bb（同上，改正ba之前） | 12 | 934 | 854 | 27 | 53 | 91.4% | 4 |
| bc（同上） | 12 | 917 | 880 | 5 | 32 | 96.0% | 6 |
| bd（同上） | 12 | 885 | 853 | 13 | 19 | 96.4% | 26 |
| be（同上） | 8 | 431 | 358 | 46 | 27 | 83.1% | 4 |
| bf（另一人写，改正前五批的一部分之后） | 12 | 927 | 923 | 1 | 3 | 99.6% | 4 |
| bg（同上） | 12 | 1,017 | 950 | 30 | 37 | 93.4% | 26 |
| bh（同上） | 12 | 802 | 794 | 2 | 6 | 99.0% | 7 |
| bi（第三人写，常见的样式） | 9 | 965 | 964 | 0 | 1 | 99.9% | 3 |
| bi中因文件名没有采用的（改名后全对，现按内容读） | 3 | 377 | 0 | 377 | 0 | 0.0% | 0 |
| bj（第三人写，少见的样式） | 12 | 892 | 888 | 4 | 0 | 99.6% | 6 |
| 合计 | 888 | 29,067 | 26,015 | 2,621 | 431 | 89.5% | 143 |

部门决算、部门预算同样：期望值在识读之前录入，改正之前记下。句子是数据项，文件是数据项和表内的数。

| 批次 | 份、段 | 数据项 | 正确 | 已指出 | 漏读、误读未指出 | 正确率 | 表内的数 | 不实勾稽 |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
| Y1（20份：决算17份、预算3份） | 20 | 412 | 410 | 0 | 2 | 99.5% | 3,059／3,059 | 2 |
| Y1（42段：三公、运行、采购、收支、资产、绩效） | 42 | 118 | 117 | 0 | 1 | 99.2% | – | 0 |
| Y2（另42段，Y1改正之后写） | 42 | 137 | 137 | 0 | 0 | 100.0% | – | 0 |
| Y3（12份：决算6份、预算6份，Y1改正之后写） | 12 | 198 | 198 | 0 | 0 | 100.0% | 1,249／1,249 | 0 |
| Y4、Y5（似是而非：他年、下属、项目、几个月的，误取12个） | 39 | 33 | 17 | 4 | 12 | 51.5% | – | 0 |
| Y6（25段，预算和难读的决算，Y5改正之后写） | 25 | 38 | 34 | 1 | 3 | 89.5% | – | 0 |
| Y7（20段，Y6改正之后写） | 20 | 27 | 25 | 1 | 1 | 92.6% | – | 0 |
| Y8（40段，似是而非：他年、下属、项目、几个月的、列错的） | 40 | 50 | 32 | 8 | 10 | 64.0% | – | 0 |
| Y9（18段，Y8改正之后写） | 18 | 26 | 19 | 0 | 7 | 73.1% | – | 0 |
"""
"""What was read at first of forms that the reader had not been made for; typed once, as it was."""

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


def _markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
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

{_markdown(HEADINGS, lines(documents))}
{UNSEEN}
## 审计发现

没有问题的部门不应有任何发现；埋入一处错误的应恰有那一项；示例的发现由人逐项评判过。

{_markdown(findings.HEADINGS, findings.lines(found))}
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
