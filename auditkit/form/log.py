"""What the reading of one form had to put right, and what it could not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from auditkit.errors import Issue, IssueKind
from auditkit.files.grid import Repair, RepairCode, Source
from auditkit.form.declaration import Part, Unread
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.mending import stray_words
from auditkit.form.rows.rows import FormRow, FormRows, squeeze

NO_DEPARTMENT = IssueKind("D01", "申报表没有写部门名称")
NO_TASKS = IssueKind("D03", "没有找到年度主要任务")
MONEY_UNIT = IssueKind("D05", "金额的单位不明，或已换算为万元")
NO_AMOUNT = IssueKind("D06", "金额不是数字，按空白处理")
BELOW_ZERO = IssueKind("D24", "任务的金额是负数")
UNPLACED = IssueKind("D07", "申报表中有一行或一格无法归位")
SAME_ROW = IssueKind("D08", "与上一行完全相同")
CONTINUATION = IssueKind("D10", "可能是上一页的续文，没有拼接")
UNKNOWN_COLUMN = IssueKind("D11", "不认识的表头，或预算表中无法识读的一栏")
ANOTHER_TABLE = IssueKind("D17", "文件里还有另一份表，没有读取")
SHIFTED_ROW = IssueKind("D18", "内容与所在的栏不符，整行可能错位")


_MOST_QUOTED, _SENTENCE = 40, 16


class ReadingLog:
    """Gathers repairs and issues while a form is read."""

    def __init__(self) -> None:
        self._repairs: list[Repair] = []
        self._issues: list[Issue] = []
        self.unread: list[Unread] = []

    @property
    def has_issues(self) -> bool:
        """Whether anything was found wrong so far."""
        return bool(self._issues)

    def told_gravely(self, cells: Iterable[Source]) -> bool:
        """Whether something grave was told of one of these cells."""
        graves = {issue.source for issue in self._issues if issue.grave}
        return not graves.isdisjoint(cells)

    def repairs(self, rows: FormRows) -> tuple[Repair, ...]:
        """The repairs in reading order."""
        if not self._repairs:
            return ()
        order, end = rows.reading_order, (len(rows), 0)
        return tuple(sorted(self._repairs, key=lambda repair: order.get(repair.source.place, end)))

    def issues(self, rows: FormRows) -> tuple[Issue, ...]:
        """The issues in reading order, those of the whole file last."""
        if not self._issues:
            return ()
        order, end = rows.reading_order, (len(rows), 0)
        return tuple(sorted(self._issues, key=lambda issue: order.get(issue.source.place, end)))

    def repair(
        self, code: RepairCode, source: Source, what: str, before: str = "", after: str = ""
    ) -> None:
        """Notes what was put right, and where (识读修复)."""
        self._repairs.append(Repair(code, source, what, before, after))

    def issue(
        self,
        kind: IssueKind,
        where: Source | str,
        what: str,
        found: str,
        remedy: str,
        grave: bool = True,
    ) -> None:
        """Notes what is wrong with the form, and where."""
        self._issues.append(kind(where, what, found, remedy, grave))

    def add(self, issues: Sequence[Issue]) -> None:
        """Takes over what the reader of the file has to say."""
        self._issues += issues

    def unplaced(self, row: FormRow, text: str) -> None:
        """A cell that is neither task nor indicator nor the continuation of one."""
        column = next((c for c, found in row.cells if found == text), row.cells[0][0])
        self._misplaced(row, column, "这一行无法归位", text, "指标")

    def unplaced_row(self, row: FormRow, part: Part) -> None:
        """A row that fits nowhere: told once, every cell of it, of long texts the beginning."""
        # Cut as a whole, a long text would hide the amounts that stand behind it.
        text = "｜".join(text[:_MOST_QUOTED] for text in row.texts)
        self.issue(UNPLACED, row.first, "这一行无法归位", text, "请在原件上核对后改正")
        self.unread.append(Unread("行", text[:_MOST_QUOTED], 1, row.first, part, _cells(row)))

    def column(self, heading: str, at: Source, cells: Sequence[str], part: Part) -> None:
        """A column whose heading says nothing: an issue that stops where it holds figures."""
        figures = sum(any(map(str.isdigit, text)) for text in cells)
        grave = bool(cells) and figures * 2 >= len(cells)
        if cells:
            self.unread.append(Unread("栏", heading, len(cells), at, part if grave else "其他"))
        held = f"（{len(cells)}格，其中{figures}格有数字）" if cells else "（没有内容）"
        self.issue(
            UNKNOWN_COLUMN,
            at,
            f"不认识的表头，该栏{held}只作记录，不参与评价",
            heading,
            "请核对该栏内容；如属指标内容，请改用通用的栏名，或在规则包的 form 中补充这个表头",
            grave=grave,
        )

    def misfit(self, row: FormRow, column: int, text: str) -> None:
        """A cell that had to be placed where its text does not belong."""
        self.issue(
            SHIFTED_ROW,
            row.source(column),
            "内容与所在的栏不符，整行可能错位",
            text[:_MOST_QUOTED],
            "请在原件上核对这一行",
            grave=False,
        )
        self.cell(row, column, text, "其他")

    def cell(
        self, row: FormRow, column: int, text: str, part: Part, above: FormRow | None = None
    ) -> None:
        """A cell that was not read: what is said of its row, or misses that part, is not proved.

        `above` is a row that it may be a part of.
        """
        # A sentence in a column of its own may be the goal of the year.
        sentence = part != "其他" and len(text) >= _SENTENCE and not text.isascii()
        may: Part = "目标" if sentence else part
        at = row.source(column)
        rows = [row, *([above] if above else [])]
        beside = tuple(place for one in rows for place in _cells(one))
        self.unread.append(Unread("格", text[:_MOST_QUOTED], 1, at, may, beside))

    def leftover(self, row: FormRow, column: int, text: str, part: Part) -> None:
        """Notes a text that belongs to no column."""
        self._misplaced(row, column, "无法归入任何一栏", text, part)

    def leftovers(self, row: FormRow, cells: Aligned, part: Part) -> None:
        """The cells of a row for which it has no column."""
        for column, text in cells.unplaced:
            self.leftover(row, column, text, part)

    def unnamed(
        self, row: FormRow, column: int, text: str, what: str, above: FormRow | None = None
    ) -> None:
        """Notes what stands in a row without a name, and may be of the row `above` it."""
        self.issue(
            UNPLACED,
            row.source(column),
            f"{what}所在的行没有三级指标名称",
            text[:_MOST_QUOTED],
            "请在原件上核对并补填指标名称",
        )
        self.cell(row, column, text, "指标", above)

    def bare_label(
        self, row: FormRow, column: int, text: str, known: Callable[[str], bool]
    ) -> None:
        """A label that no indicator stands under: of the common tree, a group left blank."""
        if known(text) and all(known(other) for other in row.texts):
            what = f"“{text}”一类没有填写指标"
            self.repair("表外文字", row.source(column), what, text, text)
        else:
            self.unnamed(row, column, text, "标签")

    def maybe_cut(self, source: Source, text: str) -> None:
        """Notes a text that may go on from the page before."""
        self.issue(
            CONTINUATION,
            source,
            "可能是上一页文字的续文，未拼接",
            text[:_MOST_QUOTED],
            "请在原件上核对",
            grave=False,
        )

    def outside(self, row: FormRow) -> None:
        """A note, signature or unit line within a table."""
        text = "　".join(text for _, text in row.cells)
        self.repair("表外文字", row.first, f"“{text}”不是表中的行，已略过", text, text)

    def repeated(self, row: FormRow) -> None:
        """A row printed at the end of a page and again at the top of the next."""
        text = "｜".join(text for _, text in row.cells)
        self.repair("重复行", row.first, f"“{text}”是换页后重印的行，只计一次", text, text)

    def doubled(self, row: FormRow) -> None:
        """Notes a row that is exactly the one above it."""
        self.issue(
            SAME_ROW,
            row.source(row.cells[0][0]),
            "与上一行完全相同，两行都已计入",
            row.cells[0][1][:_MOST_QUOTED],
            "请核对是否重复填报",
            grave=False,
        )

    def shifted(self, row: FormRow, cells: Aligned, homes: Mapping[str, int]) -> None:
        """A row whose cells stood under other columns than their own."""
        role, (column, text) = next(
            (role, cell) for role, cell in cells.cells.items() if homes[role] != cell[0]
        )
        self.repair(
            "行错位",
            row.source(column),
            f"“{text[:24]}”等栏错位，已按内容归位",
            f"第{column + 1}栏",
            f"第{homes[role] + 1}栏",
        )

    def unwrapped(self, text: str, source: Source) -> str:
        """A name without the spaces of line wrapping; what looks misread in it is left and told."""
        name = squeeze(text)
        if name != text:
            self.repair("换行空格", source, "名称因换行夹入空格，已去除", text, name)
        self.strays(name, source)
        return name

    def strays(self, text: str, source: Source) -> None:
        """Notes characters that may have been misread, and keeps them."""
        for kind, found in stray_words(text):
            self.repair(kind, source, f"“{found}”疑为误识，保留原样", found, found)

    def _misplaced(self, row: FormRow, column: int, what: str, text: str, part: Part) -> None:
        self.issue(UNPLACED, row.source(column), what, text[:_MOST_QUOTED], "请在原件上核对后改正")
        self.cell(row, column, text, part)


def _cells(row: FormRow) -> tuple[Source, ...]:
    return tuple(row.source(column) for column, _ in row.cells)
