"""The page itself: folder, department and year to choose, files to drop in, four buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from auditkit.audit.folder import looked_at
from auditkit.audit.inputs import data_folder
from auditkit.errors import AuditError
from auditkit.results.problems import problems
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.load import FOLDER
from auditkit.show.markup import Markup, escaped, tag
from auditkit.show.page import IN_JUPYTER, style
from auditkit.workbench.department.desk import Desk
from auditkit.workbench.department.intake import Intake
from auditkit.workbench.department.opening import open_file, served_at
from auditkit.workbench.department.table import WHOLE_PLACES, ProblemTable
from auditkit.workbench.department.work import Work
from auditkit.workbench.explore.live import Live, heading, marked, told

_FORMATS = {"网页和底稿": ("html", "xlsx"), "另加 PDF 和 Word": ("html", "pdf", "docx", "xlsx")}


def _list(label: str, name: str, width: str) -> Any:
    box = widgets.Dropdown(description=label, layout=widgets.Layout(width=width))
    box.style.description_width = "4rem"
    return marked(box, name)


def _button(label: str, icon: str, name: str, hint: str) -> Any:
    return marked(widgets.Button(description=label, icon=icon, tooltip=hint), name)


@dataclass
class DepartmentPage:
    """Controls over a `Desk`; whatever goes wrong is said in words beside them."""

    root: Path
    folder: Any = field(default_factory=lambda: _list("文件夹", "ak-folder", "24rem"))
    pack: Any = field(default_factory=lambda: _list("规则包", "ak-pack", "24rem"))
    department: Any = field(default_factory=lambda: _list("部门", "ak-department", "24rem"))
    year: Any = field(default_factory=lambda: _list("年度", "ak-year", "12rem"))
    formats: Any = field(default_factory=lambda: _list("报告", "ak-formats", "16rem"))
    table: ProblemTable = field(default_factory=ProblemTable)
    work: Work = field(default_factory=Work)
    said: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-said"))
    _quiet: bool = False

    def __post_init__(self) -> None:
        self.intake = Intake(lambda: self.desk, self._placed, lambda: self.chosen)
        self.buttons = [
            _button("检查", "search", "ak-do-check", "识读申报表和填的数，列出问题"),
            _button("填数", "pencil", "ak-do-fill", "生成或打开 实际数.xlsx"),
            _button("出报告", "file-text", "ak-do-report", "写出审计报告"),
            _button("导出 Excel", "table", "ak-do-export", "写出底稿和审计发现处理"),
        ]
        doing = (self.check, self.fill, self.report, self.export)
        for button, do in zip(self.buttons, doing, strict=True):
            button.on_click(self._guarded(do))
        self.formats.options = list(_FORMATS.items())
        self.formats.value = _FORMATS["网页和底稿"]
        self.again = _button("重新读取文件夹", "refresh", "ak-again", "文件夹里有了新的文件")
        self.again.on_click(lambda _: self.refresh())

    @property
    def desk(self) -> Desk:
        """The steps over the folder and rule pack that are chosen."""
        return Desk(self.root, Path(self.folder.value), str(self.pack.value))

    @property
    def chosen(self) -> tuple[str, int]:
        """The department and year that are chosen; blank and 0 where there is none."""
        return self.department.value or "", self.year.value or 0

    def begin(self) -> widgets.VBox:
        """Offer what there is, and listen from then on."""
        self.folder.options = folders = _folders(self.root)
        self.folder.value = folders[0][1]
        self._offer_packs()
        self.refresh()
        self.folder.observe(lambda _: self._folder_chosen(), "value")
        self.department.observe(lambda _: self._department_chosen(), "value")
        self.year.observe(lambda _: self._forget(), "value")
        parts = [
            widgets.HTML(str(tag("style", Markup(IN_JUPYTER + style() + WHOLE_PLACES)))),
            heading("一、选择，或放入新的申报表（点虚线框选文件，或把文件拖进去）"),
            widgets.HBox([self.folder, self.pack]),
            widgets.HBox([self.department, self.year, self.again]),
            self.intake.box,
            heading("二、检查、填数、出报告"),
            widgets.HBox([*self.buttons, self.formats]),
            self.work.box,
            self.said,
            self.table.box,
        ]
        return marked(widgets.VBox(parts), "ak-department-page")

    def refresh(self, department: str = "", year: int = 0) -> None:
        """Read anew which departments and years there are, the choice kept where it can be."""
        try:
            there = self.desk.years()
        except AuditError as error:
            there, self.said.value = {}, told(error)
        wanted, at = (department, year) if department else self.chosen
        self._quiet = True
        self.department.options = list(there)
        self.department.value = wanted if wanted in there else next(iter(there), None)
        self._quiet = False
        self._offer_years(there, at)
        for button in self.buttons:
            button.disabled = not there
        if not there:
            self.said.value = str(tag("p", "这里还没有部门。请先放入申报表。", class_="ak"))

    def check(self) -> None:
        """List what is wrong and what is wanted."""
        with self.work.on("正在检查"):
            audit = self.desk.audit(*self.chosen)
            rows = problems(audit)
        self.table.show(rows)
        self._tell(
            f"{audit.title.removesuffix('审计报告')}：指标{len(audit.assessed)}个，"
            f"读到数据{len(audit.facts)}项，{audit.score.met_text}。",
            *self.desk.held_open(*self.chosen),
        )

    def fill(self) -> None:
        """Make the workbook where there is none, and open it."""
        with self.work.on("正在准备实际数工作簿"):
            path, made = self.desk.book(*self.chosen)
        done = f"{'已生成' if made else '已有'} {path.name}：填黄色格，保存后回到这里点“检查”。"
        try:
            open_file(path)
        except AuditError as error:
            self._tell(done, str(error), files=[path])
            return
        self._tell(f"{done}正在用 Excel 或 WPS 打开。", files=[path])

    def report(self) -> None:
        """Write the report; links lead to its files."""
        with self.work.on("正在出报告，约十秒"):
            files = self.desk.report(*self.chosen, self.formats.value)
        self._tell("报告已写出：", *self.desk.held_open(*self.chosen), files=files)

    def export(self) -> None:
        """Write the working paper and the findings as workbooks."""
        with self.work.on("正在导出"):
            files = self.desk.export(*self.chosen)
        self._tell("已导出：底稿（活的公式）和审计发现处理（填写处理意见）。", files=files)

    def _guarded(self, do: Callable[[], None]) -> Callable[[object], None]:
        def clicked(_: object) -> None:
            self.said.value = ""
            for button in self.buttons:
                button.disabled = True
            try:
                do()
            except AuditError as error:
                self.said.value = told(error)
            finally:
                for button in self.buttons:
                    button.disabled = False

        return clicked

    def _tell(self, *lines: str, files: list[Path] | None = None) -> None:
        listed = [tag("li", self._link(path)) for path in files or ()]
        body = [*(tag("p", escaped(line)) for line in lines), tag("ul", *listed) if listed else ""]
        self.said.value = str(tag("div", *body, class_="ak", role="status"))

    def _link(self, path: Path) -> Markup | str:
        try:
            name = path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            name = str(path)
        address = served_at(path)
        return tag("a", name, href=address, target="_blank") if address else escaped(name)

    def _placed(self, department: str, year: int) -> None:
        self.refresh(department, year)
        self._forget()

    def _forget(self) -> None:
        """What was said of another department or year is no longer true."""
        if not self._quiet:
            self.said.value = ""
            self.table.clear()

    def _folder_chosen(self) -> None:
        self._offer_packs()
        self.refresh()
        self._forget()

    def _department_chosen(self) -> None:
        if not self._quiet:
            self._offer_years(self.desk.years(), self.year.value or 0)
            self._forget()

    def _offer_years(self, there: dict[str, list[int]], wanted: int) -> None:
        years = there.get(self.department.value or "", [])
        self.year.options = years
        self.year.value = wanted if wanted in years else (years[-1] if years else None)

    def _offer_packs(self) -> None:
        """The packs of the package; those that lie in the folder come before them."""
        own = sorted(Path(self.folder.value).glob("*.yaml"))
        shipped = sorted(path.stem for path in FOLDER.glob("*.yaml"))
        options = [(path.stem, str(path)) for path in own] + [(name, name) for name in shipped]
        self.pack.options = options
        self.pack.value = str(own[0]) if own else DEFAULT_PACK


def department_page(folder: str = "") -> Live:
    """The page over the workbench in `folder`; without one, over that which the notebook lies in.

    Raises nothing for an empty folder: the first form makes its data/.
    """
    data = Path(folder) / "data" if folder else data_folder()
    page = DepartmentPage(data.absolute().parent)
    return Live("我的部门", page.begin(), "在 JupyterLab 中运行本页后可操作。")


def _folders(root: Path) -> list[tuple[str, str]]:
    """data/ and the folders in it that hold departments of their own."""
    data = root / "data"
    found = [(data.name, str(data))]
    inside = sorted(path for path in data.iterdir() if path.is_dir()) if data.is_dir() else []
    return found + [
        (f"{data.name}/{path.name}", str(path))
        for path in inside
        if any(looked_at(path)[0].values())
    ]
