"""A widget as something to show: live with a kernel, a line of text in a page without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from auditkit.errors import AuditError
from auditkit.show.markup import escaped, tag

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Live:
    """A widget as the last value of a cell.

    Where widgets cannot be shown, in an exported page, a line of text stands for it.
    """

    name: str
    box: widgets.Widget
    otherwise: str = "在 JupyterLab 中运行本笔记本后可操作；默认选择的结果见文末各表。"

    def _repr_mimebundle_(self, **_: object) -> Mapping[str, Any]:
        note = f"{self.name}：{self.otherwise}"
        bundle: Mapping[str, Any] = self.box._repr_mimebundle_()
        return {
            "text/html": tag("p", note, class_="ak ak-note"),
            "text/plain": f"（{note}）",
            WIDGET_MIME: bundle[WIDGET_MIME],
        }


def marked(widget: widgets.DOMWidget, *names: str) -> Any:
    """The widget with CSS classes, by which a test or a stylesheet finds it."""
    for name in names:
        widget.add_class(name)
    return widget


def told(error: AuditError) -> str:
    """An error as something to read, not a traceback."""
    return tag("div", tag("p", escaped(str(error)), class_="ak-absent"), class_="ak", role="alert")


def heading(text: str) -> widgets.HTML:
    """A heading between controls."""
    return widgets.HTML(tag("p", tag("strong", text), class_="ak"))
