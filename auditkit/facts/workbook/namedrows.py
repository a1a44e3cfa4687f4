"""Rows of a table of the fact workbook, found by the names that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from auditkit.errors import nearest
from auditkit.facts.workbook.cells import NO_ROW, REPEATED, UNKNOWN_NAME, FactCell, FactLog
from auditkit.facts.workbook.layout import plain
from auditkit.facts.workbook.tables import PRINTED, FactTable, TableRow

_FOOTNOTE = re.compile(r"(注|备注|说明|填表|填报|审核|联系)")


def named_rows(
    table: FactTable,
    known: Mapping[str, str],
    kind: str,
    log: FactLog,
    repeats: Mapping[str, int] | None = None,
) -> Iterator[tuple[str, TableRow]]:
    """Each row with the known name that it carries.

    `known` maps each plain spelling to the name, `repeats` says how often a name may come, else
    once. A row without a name, of an unknown name or of a name too many becomes an issue.
    """
    seen: dict[str, list[FactCell]] = {}
    others = [role for role in table.columns if role not in ("name", *PRINTED)]
    for row in table.rows:
        cell = row.cell("name")
        if cell is None:
            continue
        name = known.get(plain(cell.text))
        if name is not None and len(seen.get(name, ())) < (repeats or {}).get(name, 1):
            seen.setdefault(name, []).append(cell)
            yield name, row
        elif name is not None:
            before = seen[name][0].source.place
            log.refuse(
                REPEATED,
                cell.source,
                f"{kind}重复，前面{before}已有",
                cell.text,
                "以前一行为准，请删去或合并",
            )
        elif not cell.text:
            log.refuse(UNKNOWN_NAME, cell.source, f"这一行没有写{kind}", "", "没有读入；请补写名称")
        elif not (_FOOTNOTE.match(cell.text) and not row.filled(others)):
            close = nearest(cell.text, known.values())
            hint = f"，是否为“{close}”" if close else ""
            log.refuse(
                UNKNOWN_NAME,
                cell.source,
                f"不认识的{kind}{hint}",
                cell.text,
                "没有读入；请照模板的名称填写",
            )


def report_absent(
    table: FactTable, wanted: Iterable[str], found: Iterable[str], kind: str, log: FactLog
) -> None:
    """An issue for every name that the sheet should have and has not."""
    have = set(found)
    for name in wanted:
        if name not in have:
            log.refuse(
                NO_ROW,
                f"{table.grid.file}[{table.grid.name}]",
                f"缺少{kind}“{name}”的一行",
                "",
                "请照模板补上这一行",
            )
