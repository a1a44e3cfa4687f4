"""What the reading of one form had to put right, and what it could not."""

from __future__ import annotations

from collections.abc import Mapping

from auditkit.errors import Issue
from auditkit.form.alignment import Aligned
from auditkit.form.mending import stray_words
from auditkit.form.rows import FormRow, squeeze
from auditkit.grid import Repair, Source


class ReadingLog:
    """Gathers repairs and issues while a form is read, in reading order."""

    def __init__(self) -> None:
        self.repairs: list[Repair] = []
        self.issues: list[Issue] = []

    def repair(
        self, code: str, source: Source, what: str, before: str = "", after: str = ""
    ) -> None:
        self.repairs.append(Repair(code, source, what, before, after))

    def issue(
        self, code: str, where: object, what: str, found: str, remedy: str, grave: bool = True
    ) -> None:
        self.issues.append(Issue(code, str(where), what, found, remedy, grave))

    def unplaced(self, row: FormRow, text: str) -> None:
        """A row that is neither task nor indicator nor the continuation of one."""
        column = next((c for c, found in row.cells if found == text), row.cells[0][0])
        self.issue("D07", row.address(column), "这一行无法归位", text[:40], "请在原件上核对后改正")

    def leftovers(self, row: FormRow, cells: Aligned) -> None:
        """The cells of a row for which it has no column."""
        for column, text in cells.unplaced:
            self.issue(
                "D07", row.address(column), "无法归入任何一栏", text[:40], "请在原件上核对后改正"
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
        for kind, found in stray_words(text):
            self.repair(kind, source, f"“{found}”疑为误识，保留原样", found, found)
