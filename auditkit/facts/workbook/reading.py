"""Reading 实际数.xlsx: every figure with its cell, everything doubtful as an issue.

Sheets are found by name, columns by their headings, rows by their names, years by the year that a
heading states. What cannot be read is reported with its cell, and everything else is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from auditkit.errors import IssueKind, UnreadableFile, nearest
from auditkit.facts.extracts.layout import is_extract
from auditkit.facts.extracts.reading import extract_in
from auditkit.facts.facts import DEMO, Facts
from auditkit.facts.workbook.cells import NO_SHEET, OTHER_TEXT, WRONG_UNIT, FactLog
from auditkit.facts.workbook.counts import read_tasks, read_work
from auditkit.facts.workbook.figures import read_direct, read_items
from auditkit.facts.workbook.judgements import read_judgements
from auditkit.facts.workbook.layout import (
    COLUMNS,
    COVER,
    DIRECT,
    ITEMS,
    JUDGED,
    LAYOUT,
    ORIGIN,
    ORIGINS,
    SHEETS,
    SURVEYED,
    TASKS,
    WORK,
    plain,
    survey_columns,
    year_in,
)
from auditkit.facts.workbook.needs import FactNeeds, fact_needs
from auditkit.facts.workbook.surveysheet import read_surveys, tell_two_rates
from auditkit.facts.workbook.tables import FactTable, find_table
from auditkit.files.grid import Grid
from auditkit.files.readers import read_bytes, read_grids
from auditkit.files.readers.invisible import left_out
from auditkit.files.readers.kinds import kind_of
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

SPARE_SHEET = IssueKind("F07", "不认识的工作表，没有读入")


_SPARE = "备注"


def read_facts(path: str | Path, declaration: Declaration, pack: RulePack) -> Facts:
    """The figures of one department and year, with an issue for all that is amiss.

    A workbook without the template's sheets may hold a table of figures by the row (取数表).
    Raises UnreadableFile when the file is no workbook at all.
    """
    path = Path(path)
    text = kind_of(path.name, read_bytes(path)) == "text"
    grids = [] if text else read_grids(path)
    if not grids or grids[0].style != "sheet":
        raise UnreadableFile(path.name, "不是 Excel 工作簿", "请用模板填写后保存为 xlsx")
    if is_extract(grids) and not any(plain(grid.name) in SHEETS for grid in grids):
        return extract_in(grids, declaration, pack)
    return facts_in(grids, declaration, pack)


def facts_in(grids: Sequence[Grid], declaration: Declaration, pack: RulePack) -> Facts:
    """The figures on the sheets of one workbook; at least one sheet."""
    file, log = grids[0].file, FactLog()
    needs, year = fact_needs(declaration, pack), declaration.year
    sheets = _sheets(file, grids, needs, log)
    demo, origin = DEMO in file, ""
    if COVER in sheets:
        invented, origin = _read_cover(sheets[COVER], declaration, pack, log)
        demo = invented or demo
    readers: dict[str, Callable[[FactTable], Facts]] = {
        ITEMS: lambda table: read_items(table, needs, pack, year, log),
        TASKS: lambda table: read_tasks(table, declaration, needs, log),
        WORK: lambda table: read_work(table, year, log),
        JUDGED: lambda table: read_judgements(table, needs, year, log),
        SURVEYED: lambda table: read_surveys(table, needs, pack, year, log),
        DIRECT: lambda table: read_direct(table, needs, year, log),
    }
    parts: list[Facts] = []
    for name, read in readers.items():
        layout = survey_columns(pack.survey.answers) if name == SURVEYED else COLUMNS[name]
        if name in sheets and (table := find_table(sheets[name], layout, year, log)):
            parts.append(read(table))
    log.issues += left_out(grids)
    tell_two_rates(Facts().merged(parts), needs, year, log)
    files = ((file, grids[0].sha256),)
    return Facts(issues=tuple(log.issues), demo=demo, files=files, origin=origin).merged(parts)


def _sheets(file: str, grids: Sequence[Grid], needs: FactNeeds, log: FactLog) -> dict[str, Grid]:
    """The layout's sheets by name; what is missing or too many is told."""
    needed = {
        COVER: True,
        ITEMS: bool(needs.items),
        TASKS: bool(needs.tasks),
        WORK: bool(needs.work),
        JUDGED: bool(needs.judged),
        SURVEYED: any(name not in needs.unknown for name in needs.surveyed),
        DIRECT: bool(needs.direct),
    }
    sheets: dict[str, Grid] = {}
    for grid in grids:
        name = plain(grid.name)
        if name in SHEETS and name not in sheets:
            sheets[name] = grid
    absent = [name for name in SHEETS if needed[name] and name not in sheets]
    for grid in grids:
        if grid not in sheets.values() and not plain(grid.name).startswith(_SPARE) and grid.rows:
            close = nearest(plain(grid.name), absent)
            hint = f"，是否由“{close}”改名" if close else ""
            log.doubt(
                SPARE_SHEET,
                f"{file}[{grid.name}]",
                f"多出一张工作表{hint}",
                grid.name,
                "没有读入；补充材料请放在名称以“备注”开头的工作表",
            )
    for name in absent:
        report = log.doubt if name == COVER else log.refuse
        report(NO_SHEET, file, f"缺少工作表“{name}”", "", "请照模板补上这张工作表")
    return sheets


def _read_cover(
    grid: Grid, declaration: Declaration, pack: RulePack, log: FactLog
) -> tuple[bool, str]:
    """Compares what the cover says with the declaration; whether it calls the figures invented.

    And which of `ORIGINS` the form is, where the auditor says so.
    """
    stated: dict[str, tuple[str, str]] = {}
    for r, row in enumerate(grid.texts):
        label, *values = [text for text in row if text] or [""]
        if values:
            column = next(i for i, text in enumerate(row) if text == values[0] and i > 0)
            stated.setdefault(plain(label).rstrip(":"), (values[0], str(grid.source(r, column))))
    _compare(grid, stated, "部门", declaration.department, _same_name, True, log)
    _compare(grid, stated, "年度", str(declaration.year), _same_year, True, log)
    _compare(grid, stated, "金额单位", "万元", _same_name, False, log)
    _compare(grid, stated, "规则包", pack.name, _begins, False, log)
    _compare(grid, stated, "版式", LAYOUT, _same_name, False, log)
    said = plain(stated.get(ORIGIN, ("", ""))[0])
    origin = next((one for one in ORIGINS if one == said), "")
    return any(plain(DEMO) in plain(text) for _, _, text in grid.cells()), origin


_MISMATCH: Mapping[str, tuple[IssueKind, str]] = {
    "部门": (OTHER_TEXT, "请核对是否用错了文件；所填的数仍已读入"),
    "年度": (OTHER_TEXT, "请核对是否用错了文件；各数的年度以表头为准"),
    "金额单位": (WRONG_UNIT, "金额以各表所写的单位为准，请核对"),
    "规则包": (OTHER_TEXT, "请用现行规则包重新生成模板，核对是否缺项"),
    "版式": (OTHER_TEXT, "请用现行模板重新填写，核对是否缺项"),
}


def _compare(
    grid: Grid,
    stated: Mapping[str, tuple[str, str]],
    label: str,
    wanted: str,
    same: Callable[[str, str], bool],
    grave: bool,
    log: FactLog,
) -> None:
    kind, remedy = _MISMATCH[label]
    report = log.refuse if grave else log.doubt
    if label not in stated:
        log.doubt(
            kind, f"{grid.file}[{grid.name}]", f"没有写{label}", "", f"应为“{wanted}”，请补填"
        )
    elif not same(stated[label][0], wanted):
        text, where = stated[label]
        report(kind, where, f"{label}与申报不符，应为“{wanted}”", text, remedy)


def _same_name(text: str, wanted: str) -> bool:
    return plain(text) == plain(wanted)


def _same_year(text: str, wanted: str) -> bool:
    return str(year_in(text)) == wanted


def _begins(text: str, wanted: str) -> bool:
    return text.split()[0].split("　")[0] == wanted
