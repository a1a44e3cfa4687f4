"""The sound files from which cases are made: every kind of input in every type it comes in."""

import html
import io
import os
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import invented_accounts
import laterinputs
import layout_forms
from example_figures import EXAMPLE
from portable import unpacked
from steady import packed, steady

from auditkit import open_audit
from auditkit.audit.audit import Audit
from auditkit.facts.accounts import read_accounts
from auditkit.facts.accounts.asread import as_read
from auditkit.findings.finding import Finding
from auditkit.findings.origin import KEY_FILE
from auditkit.form import read_declaration
from auditkit.form.writing.workbook import write_form
from auditkit.results.findingexport import export_findings
from auditkit.rules import load_rulepack
from auditkit.rules.load import FOLDER

ROOT = Path(__file__).parents[2]
FORM = ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt"
BOOK_FORMS = ("xlsx", "xls", "docx", "html")
DECISIONS = "编码,对象,处理,理由\nR01,预算执行率,不予采纳,已核实\nT02,设备购置,采纳,\n"
RUNS = "部门,年度\n郑州市教育局,2020\n某局，2021\n# 注\n"


@dataclass(frozen=True)
class Seed:
    """A sound file: which reader takes it, its name, its bytes; the rows where it has them."""

    kind: str
    name: str
    data: bytes
    rows: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", steady(self.data))

    @property
    def suffix(self) -> str:
        return self.name.rpartition(".")[2]


_ACCOUNTS = tuple(
    tuple(text or "" for text in row) for _, rows, _ in invented_accounts.TABLES for row in rows
)


@cache
def seeds() -> dict[str, list[Seed]]:
    """By reader; each takes every type of file. The same bytes on every day, in every process."""
    # A font that is put into a PDF tells when that was, unless this says what to tell.
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, SOURCE_DATE_EPOCH="0"):
        return _seeds(Path(folder))


def form_of(rows: tuple[tuple[str, ...], ...], suffix: str, folder: Path) -> bytes:
    """A form of these rows in a file of that type."""
    if suffix == "txt":
        return "\n".join("\t".join(row) for row in rows).encode()
    if suffix == "ods":
        return _ods(rows)
    writer = getattr(layout_forms, f"write_{suffix}")
    return bytes(writer(rows, (), folder / f"申报表.{suffix}").read_bytes())


def accounts_of(rows: tuple[tuple[str, ...], ...], suffix: str, folder: Path) -> bytes:
    """Accounts whose tables hold these rows, one table after the other."""
    tables, start = [], 0
    for title, given, merges in invented_accounts.TABLES:
        part = [[text or None for text in row] for row in rows[start : start + len(given)]]
        tables.append((title, part, merges))
        start += len(given)
    return invented_accounts.write(folder, suffix, tables).read_bytes()


def file_of(seed: Seed, rows: tuple[tuple[str, ...], ...], folder: Path) -> bytes:
    """The file of a seed, of other rows."""
    match seed.kind:
        case "accounts":
            made = accounts_of(rows, seed.suffix, folder)
        case "extracts":
            made = laterinputs.extract_of(rows, seed.suffix)
        case "ledgers":
            made = laterinputs.book_of(rows)
        case _:
            made = form_of(rows, seed.suffix, folder)
    return steady(made)


def _seeds(folder: Path) -> dict[str, list[Seed]]:
    evaluation = tuple(tuple(row) for row in layout_forms.EVALUATION)
    printed = tuple(tuple(line.split("\t")) for line in FORM.read_text("utf-8").splitlines())
    forms = [Seed("form", "申报表.txt", FORM.read_bytes(), printed)]
    forms += [
        Seed("form", f"申报表.{suffix}", form_of(evaluation, suffix, folder), evaluation)
        for suffix in ("txt", *BOOK_FORMS)
    ]
    write_form(read_declaration(FORM), folder / "写出.xlsx")
    forms.append(Seed("form", "申报表.xlsx", (folder / "写出.xlsx").read_bytes()))
    forms.append(Seed("form", "申报表.pdf", _accounts(folder, "pdf")))
    accounts = [
        Seed("accounts", f"决算.{suffix}", _accounts(folder, suffix), _ACCOUNTS)
        for suffix in invented_accounts.TYPES
    ]
    packs = [Seed("pack", f"{p.stem}.yaml", p.read_bytes()) for p in sorted(FOLDER.glob("*.yaml"))]
    found = {
        "form": forms,
        "accounts": accounts,
        "pack": packs,
        "facts": [Seed("facts", "实际数.xlsx", EXAMPLE.read_bytes())],
        "decisions": [Seed("decisions", "审计发现处理.csv", DECISIONS.encode("utf-8-sig"))],
        "runs": [Seed("runs", "名单.csv", RUNS.encode()), Seed("runs", "名单.txt", RUNS.encode())],
        **_more(folder, evaluation, next(s for s in accounts if s.suffix == "xlsx")),
    }
    books = [one for given in found.values() for one in given if one.suffix in ("xlsx", "docx")]
    return {**found, "books": books}


def _ods(rows: tuple[tuple[str, ...], ...]) -> bytes:
    """An OpenDocument workbook of one sheet of texts."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{html.escape(text)}</text:p></table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="甲">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content.encode()})


def _more(
    folder: Path, evaluation: tuple[tuple[str, ...], ...], book: Seed
) -> dict[str, list[Seed]]:
    """Kinds that came later: PDF by its objects, workbooks that go to and fro, formulas."""
    short = invented_accounts.TABLES[:2]
    accounts = invented_accounts.write(folder, "pdf", short).read_bytes()
    form = layout_forms.write_pdf(evaluation[:14], (), folder / "申报表.pdf").read_bytes()
    export_findings(folder / "审计发现处理.xlsx", *_found(folder / "data"))
    whole = folder / "决算.xlsx"
    whole.write_bytes(book.data)
    written = io.BytesIO()
    as_read(read_accounts(whole, None, None)).save(written)
    later = laterinputs.sound(folder, folder / "审计发现处理.xlsx")
    return {
        **{kind: [Seed(kind, *one) for one in given] for kind, given in later.items()},
        "pdf": [
            Seed("pdf", f"{name}.pdf", data)
            for name, plain in (("决算", accounts), ("申报表", form))
            for data in (unpacked(plain), plain)
        ],
        "wordbook": [
            Seed("wordbook", "审计发现处理.xlsx", (folder / "审计发现处理.xlsx").read_bytes())
        ],
        "corrections": [Seed("corrections", "决算-校正.xlsx", written.getvalue())],
        "ods": [Seed("ods", "申报表.ods", _ods(evaluation))],
        "formulas": [
            Seed("formulas", f"{n}.txt", one.formula_text.encode())
            for n, one in enumerate(
                rule for rule in load_rulepack().rules.values() if rule.formula_text
            )
        ],
    }


def _found(data: Path) -> tuple[Audit, tuple[Finding, ...]]:
    """The example in a folder of its own, with a key that is the same every time."""
    shutil.copytree(FORM.parent, data / "郑州市教育局" / "2020")
    (data / KEY_FILE).write_bytes(b"0" * 64)
    audit = open_audit("郑州市教育局", 2020, data)
    return audit, tuple(audit.findings)


@cache
def _accounts(folder: Path, suffix: str) -> bytes:
    return invented_accounts.write(folder, suffix).read_bytes()
