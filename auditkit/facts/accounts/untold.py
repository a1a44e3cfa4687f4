"""What a reader of accounts saw and did not understand, told with its place: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.facts.accounts.tables.figures import is_number
from auditkit.facts.accounts.tables.heads import Head, counts_columns
from auditkit.facts.accounts.tables.parts import width
from auditkit.facts.accounts.tables.tables import Table
from auditkit.files.grid import Grid, Source

DOUBTFUL_COLUMN = IssueKind("accounts-column", "决算表中有一栏没有读懂")
UNREAD_HEAD = IssueKind("accounts-head", "决算表的表头认不出")
LEFT_OUT = IssueKind("accounts-left-out", "决算中有一部分没有读入")
OTHER_TABLE = IssueKind("accounts-other", "决算中不认识的表")
UNKNOWN_TITLE = IssueKind("accounts-title", "决算中有一张表的表名不认识")
ROWS_MAY_LACK = IssueKind("accounts-gap", "决算表中可能缺行")
TABLE_TWICE = IssueKind("accounts-twice", "同一张决算表出现两次")
UNKNOWN_UNIT = IssueKind("accounts-unit", "决算表的单位不明")

_BY_HAND = "请对照原件，把其中的数手工填入"
_BY_WORDS = "请对照原件填写，或在规则包的 accounts: columns: 里写明这个栏名"


def doubtful_columns(grid: Grid, first: int, head: Head, kind: str) -> Iterator[Issue]:
    """Columns that print figures and are not understood, one issue for each."""
    for column, named in head.doubts:
        count = sum(
            column < len(row) and is_number(row[column]) and not counts_columns(grid, r)
            for r, row in enumerate(grid.rows)
            if r >= first
        )
        if count:
            where = grid.source(first, column)
            what = f"《{kind}》的一栏{named.doubt}，其中{count}个数没有用于取数和勾稽"
            yield DOUBTFUL_COLUMN(where, what, named.heading, _BY_WORDS)


def headless(grid: Grid, first: int, kind: str) -> Issue:
    """A table with figures whose head could not be read."""
    count = sum(is_number(cell) for row in grid.rows[first:] for cell in row)
    what = f"《{kind}》的表头认不出，{count}个数没有取用"
    return UNREAD_HEAD(grid.source(first, 0), what, "", _BY_HAND)


def unplaced(where: Source, part: Grid, current: tuple[str, int] | None) -> Issue:
    """A table without a title, which is no known table's next page."""
    found = "、".join(text for row in part.texts for text in row if text)[:40]
    what = "这张表没有标题，表头也认不出是哪张决算表，没有取用"
    if current is not None and width(part) != current[1]:
        what = (
            f"这张表没有标题，栏数（{width(part)}）与前面的《{current[0]}》（{current[1]}）不同，"
            "不能断定是它的续页，没有取用"
        )
    return LEFT_OUT(where, what, found, _BY_HAND)


def other_table(where: Source, title: str, known: bool) -> Issue:
    """A table with a title: one of the published set that is not read, or one not understood."""
    if known:
        what = "不是所读的九张表，没有取用"
        remedy = "如其中有需要的数，请手工填写"
        if "绩效" in title:
            remedy = f"绩效目标表在有部门申报表时作为项目的表读入，其余{remedy}"
        return OTHER_TABLE(where, what, title, remedy, False)
    what = "表名不认识，没有取用"
    remedy = "如是决算表，请在规则包的 accounts: titles: 里写明这个表名；否则请手工填写需要的数"
    return UNKNOWN_TITLE(where, what, title, remedy)


def other_tables(issues: Sequence[Issue]) -> list[Issue]:
    """The same issues, the tables of the published set that are not read told in one."""
    others = [issue for issue in issues if issue.code == OTHER_TABLE.code]
    rest = [issue for issue in issues if issue.code != OTHER_TABLE.code]
    if len(others) < 2:
        return list(issues)
    what = f"另有{len(others)}张表不是所读的九张，没有取用"
    named = [f"{issue.found}（{issue.source.place}）" for issue in others]
    found = "、".join(named[:10]) + ("…" if len(named) > 10 else "")
    first = next((issue for issue in others if "绩效" in issue.remedy), others[0])
    return [*rest, OTHER_TABLE(first.source, what, found, first.remedy, False)]


def unclear_halves(where: Source, title: str) -> Issue:
    """The issue of a head whose halves (预算数, 决算数) nothing tells apart."""
    what = "表头的同名各栏分不清属于预算数还是决算数，整张表没有取用"
    remedy = "请在表头把“预算数”“决算数”各自与所属各栏合并，或对照原件手工填写"
    return LEFT_OUT(where, what, title, remedy)


def gap(part: Grid, kind: str, page: str) -> Issue:
    """The issue on a table that goes over a page which was not read."""
    what = f"《{kind}》跨过没有读入的一页，可能缺行"
    where = Source(part.file, part.name, part.sha256)
    return ROWS_MAY_LACK(where, what, page, "请对照原件核对各行")


def twice(part: Grid, start: int, kind: str, lost: Sequence[str] = ()) -> Issue:
    """The issue on a table that stands there twice; the first counts.

    `lost` are the columns of the second with figures that the first has not: they must be looked
    at, as nothing else in the document has them.
    """
    where = part.source(start, 0)
    what, remedy = f"《{kind}》出现第二次，取用第一次", "请核对是否另一单位的表"
    if lost:
        what = f"《{kind}》又有一张，栏目与前一张不同，有{len(lost)}栏的数没有取用"
        remedy = "请对照原件：是同一张表的请并为一张，是另一单位的请移走，或手工填写其中的数"
    return TABLE_TWICE(where, what, "、".join(lost[:10]), remedy, bool(lost))


def no_unit(tables: Sequence[Table], file: str) -> Issue:
    """Amount tables that nowhere say whether they are in 元 or 万元: nothing is taken from them."""
    names = "、".join(f"《{table.kind}》" for table in tables)
    where = Source(file, tables[0].grids[0])
    what = f"{len(tables)}张表没有写明金额单位，其中的数没有取用"
    remedy = "请在表头补上“单位：万元”或“单位：元”后再读入，或对照原件手工填写"
    return UNKNOWN_UNIT(where, what, names, remedy)
