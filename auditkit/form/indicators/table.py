"""The rows of an indicator table, cell by cell under the columns of its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.declaration import BudgetLine
from auditkit.form.headings.columns import Heading, read_heading
from auditkit.form.headings.duties import chapter_alone, raise_chapter
from auditkit.form.headings.fitting import NEVER, IndicatorFit
from auditkit.form.headings.levelnames import level_name
from auditkit.form.headings.treewords import COMMON_LEVEL2
from auditkit.form.headings.unread import tell_columns
from auditkit.form.headings.words import is_side_label
from auditkit.form.indicators.belowtable import is_said_of_form, without_signing
from auditkit.form.indicators.cutrows import (
    is_cut,
    is_rest_of_label,
    joined,
    relabelled,
    rest_of_name,
    rest_of_row,
)
from auditkit.form.indicators.draft import Label, Line, unused
from auditkit.form.indicators.executionrow import execution_points
from auditkit.form.indicators.formlabels import is_label_of_form
from auditkit.form.indicators.grouprows import GroupRows
from auditkit.form.indicators.otherform import tell_other_form
from auditkit.form.indicators.placing import placed
from auditkit.form.indicators.secondtable import has_other_columns, is_heading_again
from auditkit.form.indicators.severalinone import one_indicator_each
from auditkit.form.log import ReadingLog
from auditkit.form.rows.alignment import Aligned
from auditkit.form.rows.outside import (
    is_beneath,
    is_outside,
    is_page_line,
    is_paragraph,
    is_remark,
    is_signature,
    is_total,
)
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.rows.templaterows import without_template
from auditkit.formula.target import parse_target

_TEXTS = ("explanation", "note", "reason")
_SUBTOTAL = re.compile(r".{0,10}小计[:：]?")


class IndicatorTable:
    """The rows that name an indicator (`lines`), those that only carry on a text (`loose`), and
    those that add up (`totals`), the cells out of place by role (`misfits`). `execution` is what a
    row gives to the budget's execution, `beside` the total that a column of its own prints.

    `rest` are the rows from a heading of other columns on: another table, not taken here.
    """

    def __init__(
        self,
        rows: Sequence[FormRow],
        fit: IndicatorFit,
        log: ReadingLog,
        above: Sequence[FormRow] = (),
        year: int = 0,
    ) -> None:
        self._log = log
        self.heading: Heading = read_heading(rows, above, year)
        self._roles = self.heading.roles
        self._homes = dict(self._roles)
        self._fit = fit.for_columns(self._homes)
        self._headings = [row.texts for row in rows[: self.heading.height]]
        self._edge = {text for row in rows[: self.heading.height] for text in row.texts}
        self._labels: list[Label] = []
        self._level1 = self._level2 = self._group = Label(rows[0], 0, "", True)
        self._last: FormRow | None = None
        self._groups = GroupRows(self._homes)
        self._noting, self._above, self._between = False, above, list[FormRow]()
        self.lines: list[Line] = []
        self.loose: list[tuple[FormRow, Aligned]] = []
        self.totals: list[FormRow] = []
        self.misfits: dict[str, list[tuple[FormRow, int, str]]] = {}
        self.execution: BudgetLine | None = None
        self._in_table = rows[0].grid.style == "table"
        self._further = frozenset(column.at for column in self.heading.further)
        self.beside = tell_columns(rows, self.heading, log)
        body = rows[self.heading.height :]
        end = next((i for i, row in enumerate(body) if self._begins_another(row)), len(body))
        self.rest = body[end:]
        own = without_signing(body[:end], above, self._roles, log)
        for row in one_indicator_each(own, self._homes, log):
            self._between.append(row)
            self._take(row)
        # A label that no indicator stands under would be lost without a word.
        for one in unused(self._labels):
            log.bare_label(one.row, one.column, one.text, lambda text: fit.known(level_name(text)))

    def _take(self, row: FormRow) -> None:
        log = self._log
        if row.texts in self._headings or is_heading_again(row):
            tell_other_form(self._between, self._above, row, log)
            log.repair("重复表头", row.first, "换页后重印的表头，已略过")
            return
        behind = self._in_table and is_paragraph(row)
        if behind or is_page_line(row) or _SUBTOTAL.fullmatch(row.texts[0]):
            log.outside(row)
            return
        if is_total(row.texts[0]):
            self.totals.append(row)
            return
        if self.lines and (execution := execution_points(row, self._homes)):
            self.execution = execution
            return
        if group := self._groups.known(row, log):
            self._add(row, group)
            return
        remark = row.cells[0][0] <= self._homes["level3"] and is_remark(row)
        if remark or (self.lines and is_beneath(row, bool(self.totals))) or self._is_below(row):
            self._noting = True
            log.outside(row)
            return
        if group := self._groups.merged(row):
            self._add(row, group)
            return
        row_cells, blank = without_template(self._inner(row), self._homes["level3"])
        if blank:
            self._only_labels(row, row_cells)
            return
        if not row_cells:
            for column, text in row.cells:
                if column in self._further:
                    log.leftover(row, column, text, "指标")
            return
        cut = is_cut(self._last, row)
        rest = self._rest(row, row_cells) if cut else None
        cells = rest or self._aligned(row, row_cells)
        if is_outside(row) or (self._noting and not self._resumes(row, cells)):
            self._noting = True
            log.outside(row)
            return
        self._noting = False
        if self._last is not None and len(row.cells) > 1 and row.texts == self._last.texts:
            if self._last.page != row.page:
                log.repeated(row)
                return
            log.doubled(row)
        self._last = row
        log.leftovers(row, cells, "指标")
        if cells.shifted:
            log.shifted(row, cells, self._homes)
        for role, (column, text) in () if rest else cells.cells.items():
            # What stands at home may look like a target: a name, a remark beside one.
            told = cells.text("target") or "target" not in self._homes
            own = role.startswith("level") or (role in _TEXTS and told)
            own = own and not cells.shifted and cells.text("level3") != ""
            if not own and self._fit(role, text) >= NEVER:
                log.misfit(row, column, text)
                self.misfits.setdefault(role, []).append((row, column, text))
        if not (cut and self._goes_on(row, cells, stands=rest is not None)):
            self._add(row, cells)

    def _rest(self, row: FormRow, cells: Sequence[tuple[int, str]]) -> Aligned | None:
        last = self.lines[-1].cells if self.lines else Aligned({}, (), False)
        if len(row.grid.rows[0]) == 1:
            return None
        levels = {"level1": self._level1.text, "level2": self._level2.text}
        return rest_of_row(cells, last, self._homes, levels, self._fit.known)

    def _only_labels(self, row: FormRow, cells: Sequence[tuple[int, str]]) -> None:
        """Take the labels of a row of the blank form; that no indicator follows is no loss."""
        self._log.outside(row)
        named = {name: (c, text) for name, home in self._roles for c, text in cells if c == home}
        found = Aligned(named, (), False)
        if is_cut(self._last, row):
            self._mend_labels(row, found, stands=False)
        self._add(row, found)
        self._level1.used = self._level2.used = self._group.used = True
        self._last = row

    def _goes_on(self, row: FormRow, cells: Aligned, *, stands: bool) -> bool:
        """Take a row that is only the rest of the one above, which the end of a page cut."""
        last, known = (self.lines[-1] if self.lines else None), self._fit.known
        self._mend_labels(row, cells, stands=stands)
        if stands and cells.cells.keys() <= {"level1", "level2"}:
            return True
        if last is None or not (stands or rest_of_name(last.cells, cells, known)):
            return False
        self.lines[-1] = replace(self.lines[-1], cells=joined(last.cells, row, cells, self._log))
        if any(cells.text(role) for role in _TEXTS):
            self.loose.append((row, cells))
        return True

    def _mend_labels(self, row: FormRow, cells: Aligned, *, stands: bool) -> None:
        """Put what is left of a label to the label that the end of a page cut."""
        for role, above in (("level1", self._level1), ("level2", self._level2)):
            below = squeeze(cells.text(role))
            if is_rest_of_label(above.text, below, self._fit.known, stands=stands):
                column, text = cells.cells.pop(role)
                label = level_name(above.text + below)
                self._log.repair("跨页拼接", row.source(column), "标签跨页，已拼接", text, label)
                self.lines = [relabelled(line, role, above.text, label) for line in self.lines]
                above.text = label

    def _begins_another(self, row: FormRow) -> bool:
        """Whether a row heads another table, whose columns are not those of this one."""
        again = row.texts in self._headings
        return not again and has_other_columns(row, self._homes, self._edge)

    def _is_below(self, row: FormRow) -> bool:
        return bool(self.lines) and is_said_of_form(row, self._roles, self._fit, self._edge)

    def _inner(self, row: FormRow) -> tuple[tuple[int, str], ...]:
        """The cells without the label at the side of the table, and those of unread columns."""
        first = self._roles[0][1]
        return tuple(
            (column, text)
            for column, text in row.cells
            if not (column < first and is_side_label(row.words, text))
            and column not in self._further
        )

    def _aligned(self, row: FormRow, cells: Sequence[tuple[int, str]]) -> Aligned:
        return chapter_alone(cells, self._homes) or placed(row, cells, self._roles, self._fit)

    def _resumes(self, row: FormRow, cells: Aligned) -> bool:
        """Whether a row below a note is one of the table again."""
        if any(map(self._fit.known, row.texts)):
            return True
        if not cells.text("level3") or any(is_signature(row.words, text) for text in row.texts):
            return False
        return len(row.cells) > 2 or parse_target(cells.text("target")).kind == "quantity"

    def _add(self, row: FormRow, cells: Aligned) -> None:
        raise_chapter(cells, self._homes)
        if "level1" in cells.cells:
            self._level1 = self._label(row, *cells.cells["level1"])
            # 产出指标 may stand in the middle of its block, below the first 数量指标.
            if COMMON_LEVEL2.get(self._level2.text) != self._level1.text or "level2" in cells.cells:
                self._level2 = self._group = Label(row, 0, "", True)
        if "level2" in cells.cells:
            self._level2 = self._label(row, *cells.cells["level2"])
            self._group = Label(row, 0, "", True)
        if "group" in cells.cells:
            self._group = self._label(row, *cells.cells["group"])
        if "group" in self._homes and not cells.text("level3") and "group" in cells.cells:
            # Where a 三级 has no 四级 of its own it is the indicator itself.
            cells.cells["level3"] = cells.cells["group"]
            self._group = Label(row, 0, "", True)
        if is_label_of_form(row, squeeze(cells.text("level3"))):
            self._log.unplaced_row(row, "指标")
            return
        if cells.text("level3"):
            self._level1.used = self._level2.used = self._group.used = True
            level2 = "／".join(filter(None, (self._level2.text, self._group.text)))
            self.lines.append(Line(row, cells, self._level1.text, level2))
            self._between.clear()
            return
        if any(cells.text(role) for role in _TEXTS):
            self.loose.append((row, cells))
        for role, (column, text) in cells.cells.items():
            if not role.startswith(("level", "group")) and role not in _TEXTS:
                what = "指标值" if role == "target" else "内容"
                # It may be what the row above lacks.
                lacking = [one.row for one in self.lines[-1:] if not one.cells.text(role)]
                self._log.unnamed(row, column, text, what, next(iter(lacking), None))

    def _label(self, row: FormRow, column: int, text: str) -> Label:
        label = squeeze(text)
        if (name := level_name(label)) != label:
            what = f"“{label}”中的序号和分值只作记录"
            self._log.repair("另栏所载", row.source(column), what, label, name)
        self._labels.append(Label(row, column, name))
        return self._labels[-1]
