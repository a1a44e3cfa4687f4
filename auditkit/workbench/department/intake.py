"""Files dropped in: a form makes a department and year, the others bring its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.errors import AuditError
from auditkit.show.markup import escaped, tag
from auditkit.workbench.department.desk import Desk, Incoming
from auditkit.workbench.explore.live import marked, told

_ACCEPT = ".xlsx,.xls,.ods,.docx,.pdf,.html,.htm,.txt,.csv,.png,.jpg,.jpeg"
_FIGURES = ".pdf,.xlsx,.xls,.docx,.html,.htm,.csv,.txt,.parquet,.xml"
Placed = Callable[[str, int], None]


def _upload(label: str, name: str, accept: str = _ACCEPT, *, many: bool = False) -> Any:
    upload = widgets.FileUpload(
        accept=accept,
        multiple=many,
        description=label,
        tooltip="点这里选择文件，或把文件拖到这里",
        layout=widgets.Layout(width="16rem"),
    )
    # the lab's own script takes files that are dragged there
    upload.add_class("ak-drop")
    return marked(upload, name)


@dataclass
class Intake:
    """Two places to drop a file at; whose form it is stands in boxes that can be corrected."""

    desk: Callable[[], Desk]
    placed: Placed
    """Called with department and year once a form lies in its folder."""
    chosen: Callable[[], tuple[str, int]]
    """The department and year that figures are taken for."""
    form: Any = field(default_factory=lambda: _upload("放入申报表", "ak-drop-form"))
    figures: Any = field(
        default_factory=lambda: _upload(
            "放入决算、预算、账表", "ak-drop-figures", _FIGURES, many=True
        )
    )
    department: Any = field(
        default_factory=lambda: marked(
            widgets.Text(description="部门", layout=widgets.Layout(width="22rem")), "ak-new-name"
        )
    )
    year: Any = field(
        default_factory=lambda: marked(
            widgets.Text(description="年度", layout=widgets.Layout(width="10rem")), "ak-new-year"
        )
    )
    take: Any = field(
        default_factory=lambda: marked(
            widgets.Button(description="放入文件夹", icon="check", button_style="primary"),
            "ak-new-take",
        )
    )
    said: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-intake"))
    _incoming: Incoming | None = None

    def __post_init__(self) -> None:
        for box in (self.department, self.year):
            box.style.description_width = "3.5rem"
        self.asked = widgets.HBox([self.department, self.year, self.take])
        self.asked.layout.display = "none"
        self.form.observe(lambda _: self._form_came(), "value")
        self.figures.observe(lambda _: self._figures_came(), "value")
        self.take.on_click(lambda _: self._taken())

    @property
    def box(self) -> widgets.VBox:
        """The controls."""
        return widgets.VBox([widgets.HBox([self.form, self.figures]), self.asked, self.said])

    def tell(self, *lines: str) -> None:
        """Lines below the places."""
        self.said.value = str(tag("div", *(tag("p", line) for line in lines), class_="ak"))

    def _form_came(self) -> None:
        """Read whose form it is and ask; what it prints stands in the boxes."""
        if not (files := _emptied(self.form)):
            return
        if len(files) > 1:
            self.tell(f"一次放入一份申报表，这里拖来了{len(files)}个文件，都没有放入。")
            return
        try:
            self._incoming = self.desk().received(*files[0])
        except AuditError as error:
            self.asked.layout.display, self.said.value = "none", told(error)
            return
        form = self._incoming
        self.department.value, self.year.value = form.department, str(form.year or "")
        self.asked.layout.display = ""
        lacking = [word for word, value in (("部门", form.department), ("年度", form.year))
                   if not value]  # fmt: skip
        told_so = (
            f"“{form.name}”没有写{'和'.join(lacking)}，请填写后点“放入文件夹”。"
            if lacking
            else f"“{form.name}”是下面这个部门和年度的申报表；无误请点“放入文件夹”。"
        )
        self.tell(escaped(told_so))

    def _taken(self) -> None:
        if self._incoming is None:
            return
        try:
            department, year = self.department.value.strip(), _number(self.year.value)
            path = self.desk().put_form(self._incoming, department, year)
        except AuditError as error:
            self.said.value = told(error)
            return
        self._incoming, self.asked.layout.display = None, "none"
        self.tell(f"已放入 {department}/{year}/{path.name}。接下来点“检查”或“填数”。")
        self.placed(department, year)

    def _figures_came(self) -> None:
        if not (files := _emptied(self.figures)):
            return
        department, year = self.chosen()
        if not department:
            self.tell("请先放入申报表，或选择部门和年度，再放入决算、预算、取数表或账簿。")
            return
        lines, refused = [], ""
        for name, data in files:
            try:
                lines += self.desk().put_figures(name, data, department, year)
            except AuditError as error:
                refused += told(error)
        self.tell(*lines)
        self.said.value += refused


def _emptied(upload: Any) -> list[tuple[str, bytes]]:
    """The files that came, the place being free for the next."""
    came = [(str(one["name"]), bytes(one["content"])) for one in upload.value]
    if came:
        upload.value = ()
    return came


def _number(text: str) -> int:
    bare = text.strip().removesuffix("度").removesuffix("年")
    return int(bare) if bare.isdigit() and bare.isascii() else 0
