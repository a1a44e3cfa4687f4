"""The problems as a table of controls: a click on a place shows the cell, or opens the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets

from auditkit.errors import AuditError
from auditkit.results.problems import GRAVE, NOTE, Problem, counted
from auditkit.show.markup import Markup, escaped, joined, tag
from auditkit.show.tables.surroundings import surroundings
from auditkit.workbench.department.opening import open_file, served_at
from auditkit.workbench.explore.live import marked, told

_MOST = 80
"""Rows shown; more would make the browser slow, and the first must be put right anyway."""
_STYLE = {GRAVE: "missed", NOTE: "untargeted"}
_COLUMNS = "5rem minmax(14rem, 1fr) minmax(16rem, 2fr) minmax(14rem, 2fr)"

WHOLE_PLACES = (
    ".jupyter-button.ak-problem-place{white-space:normal;text-align:left;line-height:1.4;}"
)
"""A place is shown whole, on several lines where it must be: ipywidgets would cut it."""


@dataclass
class ProblemTable:
    """A row for each problem; below it the chosen cell among its neighbours."""

    count: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-problem-count"))
    grid: Any = field(default_factory=lambda: marked(widgets.GridBox(), "ak-problems"))
    cell: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-problem-cell"))
    opener: Any = field(
        default_factory=lambda: marked(
            widgets.Button(description="打开这个文件", icon="external-link"), "ak-open-file"
        )
    )
    said: Any = field(default_factory=widgets.HTML)
    _chosen: Problem | None = None

    def __post_init__(self) -> None:
        self.grid.layout = widgets.Layout(
            grid_template_columns=_COLUMNS, width="100%", align_items="flex-start"
        )
        self.opener.layout.display = "none"
        self.opener.on_click(lambda _: self._open())

    @property
    def box(self) -> widgets.VBox:
        """Everything of it."""
        return widgets.VBox([self.count, self.grid, self.cell, self.opener, self.said])

    def show(self, rows: Sequence[Problem]) -> None:
        """These problems, and no cell chosen."""
        self._chosen, self.cell.value, self.said.value = None, "", ""
        self.opener.layout.display = "none"
        more = f"；下面是前{_MOST}个" if len(rows) > _MOST else ""
        said = f"检查结果：{counted(rows)}{more}。点击位置可看到那一格。"
        self.count.value = str(tag("p", tag("strong", said), class_="ak", role="status"))
        heads = [_text(tag("strong", word)) for word in ("程度", "位置", "问题", "怎样处理")]
        cells = [cell for row in rows[:_MOST] for cell in self._row(row)]
        self.grid.children = (*heads, *cells) if rows else ()

    def clear(self) -> None:
        """Nothing was checked yet."""
        self.show(())
        self.count.value = ""

    def _row(self, row: Problem) -> list[widgets.Widget]:
        style = _STYLE.get(row.kind, "pending")
        mark = tag("span", row.kind, class_=f"ak-status ak-{style}")
        place: widgets.Widget = _text(escaped(str(row.source)))
        if row.path is not None:
            place = widgets.Button(
                description=str(row.source),
                tooltip=f"显示 {row.source}",
                layout=widgets.Layout(width="auto", height="auto"),
            )
            marked(place, "ak-problem-place").on_click(self._chooser(row))
        return [_text(mark), place, _text(escaped(row.what)), _text(escaped(row.remedy))]

    def _chooser(self, row: Problem) -> Callable[[object], None]:
        return lambda _: self._choose(row)

    def _choose(self, row: Problem) -> None:
        assert row.path is not None
        self._chosen, self.said.value = row, ""
        address = served_at(row.path)
        link = tag("a", "在浏览器中打开或下载", href=address, target="_blank") if address else ""
        self.cell.value = str(joined(surroundings(row.path, row.source), link))
        self.opener.layout.display = ""

    def _open(self) -> None:
        if self._chosen is None or self._chosen.path is None:
            return
        try:
            open_file(self._chosen.path)
        except AuditError as error:
            self.said.value = told(error)


def _text(content: Markup | str) -> widgets.HTML:
    return widgets.HTML(str(tag("div", content, class_="ak")))
