"""The practice of a newcomer: from an empty folder to a first report, step by step.

Each step does what a command of the same name does, and shows what it left in the folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from urllib.parse import quote

from auditkit.audit.audit import Audit
from auditkit.audit.inputs import form_file, year_folder
from auditkit.audit.opening import open_audit
from auditkit.audit.yearform import read_form
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.delivery.report import write_report
from auditkit.errors import AuditError
from auditkit.facts.facts import DEMO
from auditkit.facts.workbook.layout import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS, WORK
from auditkit.facts.workbook.needs import fact_needs
from auditkit.facts.workbook.template import fact_template
from auditkit.files.saving import make_folder, workbook_bytes, write_bytes
from auditkit.results.calculation import FILE as CALCULATION
from auditkit.results.fingerprint import notebook_path
from auditkit.results.record import FILE as RECORD
from auditkit.rules import DEFAULT_PACK
from auditkit.show.appearance import Record
from auditkit.show.markup import tag
from auditkit.show.table_html import Column, Table, tabulate
from auditkit.workbench.lab import PRACTICE

BOOK = "实际数.xlsx"
BLANK = "空白-实际数.xlsx"
_FILE = Column("file", "文件")
_WHAT = Column("what", "说明", wide=True)
_OF_REPORT: Mapping[str, str] = MappingProxyType({
    ".html": "审计报告：用浏览器打开，不需联网，可直接打印",
    ".ipynb": "生成报告的笔记本，含全部结果",
    ".xlsx": "审计底稿：指标和得分都是活的 Excel 公式，可逐格复核",
    RECORD: "评价结果，供其他程序读取",
    CALCULATION: "计算链：每个数从哪个文件哪一格来、怎样算出",
    MANIFEST: "清单：输入和输出文件的校验码",
})  # fmt: skip
_SHEETS: Mapping[str, str] = MappingProxyType({
    ITEMS: "算式用到的数据项，如预算数、执行数：填本年度和上年度的数",
    TASKS: "申报的每项任务：调整后预算、实际支出、是否完成",
    WORK: "年度工作要点：逐条填是否承接、是否完成（条数自定）",
    JUDGED: "定性指标的每条评价标准：选是、部分或否",
    SURVEYED: "满意度问卷：每种回答的份数",
    DIRECT: "没有算式的指标：直接填实际值",
})  # fmt: skip


@dataclass(frozen=True)
class Practice:
    """A folder to try things in, with the data of one department and year; nothing else is touched.

    `kept` says that the user can find the folder again, so that tables may link into it.
    """

    folder: Path
    department: str
    year: int
    kept: bool

    @property
    def data_dir(self) -> Path:
        """The practice's data folder."""
        return self.folder / "data"

    @property
    def year_folder(self) -> Path:
        """The folder of its department and year."""
        return self.data_dir / self.department / str(self.year)

    def put_form(self, source: str | Path) -> Table:
        """Copies the example's form from the data folder `source`, as if it had just come in.

        Raises AuditError where the example has none.
        """
        form = form_file(year_folder(self.department, self.year, Path(source)))
        if form is None:
            raise AuditError(f"{source}里没有{self.department}{self.year}年度的申报表。")
        return self._placed(form, "收到的申报表，原样放入，不改动")

    def make_template(self) -> Table:
        """Writes the blank workbook and says what it asks for; one that is there already stays."""
        declaration, pack, _ = read_form(self.department, self.year, self.data_dir)
        if not self._books():
            write_bytes(self.year_folder / BOOK, self._template())
        needs = fact_needs(declaration, pack)
        rows = {
            ITEMS: len(needs.items),
            TASKS: len(declaration.tasks) if needs.tasks else 0,
            WORK: None,
            JUDGED: len(needs.judged),
            SURVEYED: len(needs.surveyed),
            DIRECT: len(needs.direct),
        }
        asked = {WORK: bool(needs.work)}
        data: list[Record] = [
            {"sheet": sheet, "rows": count, "what": _SHEETS[sheet]}
            for sheet, count in rows.items()
            if count or asked.get(sheet)
        ]
        return tabulate(
            (Column("sheet", "工作表"), Column("rows", "填几项", "count"), _WHAT),
            data,
            f"{BOOK}要填什么",
            header="sheet",
            style="ak-fold",
        )

    def fill(self, source: str | Path) -> Table:
        """Puts the example's invented figures in the place of a workbook still as it was made.

        A workbook in which anything was typed is left alone.
        """
        book = self.year_folder / BOOK
        if book.is_file():
            if book.read_bytes() != self._template():
                return self._files([(book, "您已经填过，保留您填的数")])
            book.replace(self.year_folder / BLANK)
        examples = year_folder(self.department, self.year, Path(source))
        (example,) = examples.glob(f"实际数-{DEMO}.xlsx")
        return self._placed(example, "填好的示例；其中的数是虚构的，只作练习")

    def open(self) -> Audit:
        """The audit of what lies in the practice folder."""
        return open_audit(self.department, self.year, self.data_dir)

    def write_report(self) -> Table:
        """Writes the report and says what each of its files is for."""
        files = write_report(
            self.department, self.year, self.data_dir, DEFAULT_PACK, self.folder / "reports",
            notebook=notebook_path(),
        )  # fmt: skip
        return self._files([(f, _OF_REPORT.get(f.name) or _OF_REPORT[f.suffix]) for f in files])

    def _books(self) -> Sequence[Path]:
        return sorted(self.year_folder.glob("实际数*.xlsx"))

    def _template(self) -> bytes:
        declaration, pack, _ = read_form(self.department, self.year, self.data_dir)
        return workbook_bytes(fact_template(declaration, pack))

    def _placed(self, file: Path, what: str) -> Table:
        make_folder(self.year_folder)
        path = self.year_folder / file.name
        if not path.exists():
            shutil.copyfile(file, path)
        return self._files([(path, what)])

    def _files(self, files: Iterable[tuple[Path, str]]) -> Table:
        data: list[Record] = [
            {"file": path.relative_to(self.folder).as_posix(), "what": what} for path, what in files
        ]

        def cell(column: Column, row: Record) -> object:
            if column is not _FILE or not self.kept:
                return None
            way = Path(os.path.relpath(self.folder / row["file"])).as_posix()
            return tag("a", row["file"], href=quote(way))

        where = self.folder.name if self.kept else "练习文件夹"
        return tabulate(
            (_FILE, _WHAT), data, f"“{where}”里的文件", header="file", cell=cell, style="ak-fold"
        )


def practice(department: str, year: int, folder: str = "") -> Practice:
    """A practice in `folder`; without one, in the folder that `auditkit lab` names.

    Where neither names one, it is a temporary folder, gone when the kernel ends.
    """
    named = folder or os.environ.get(PRACTICE, "")
    if named:
        path = Path(named).absolute()
        make_folder(path)
    else:
        path = Path(mkdtemp(prefix="auditkit-"))
        atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Practice(path, department, year, bool(named))
