"""The indicators as a table that can be searched and sorted, offline; a click chooses a row."""

from __future__ import annotations

import json
import re
from typing import Any

import ipywidgets as widgets
import itables.options as itables_options
import pandas as pd
from itables import to_html_datatable
from itables.javascript import generate_init_offline_itables_html

from auditkit.assessment.table import row_of
from auditkit.audit.audit import Audit
from auditkit.show.appearance import shown, status_mark
from auditkit.workbench.explore.live import marked
from auditkit.workbench.explore.tables import of_level

_COLUMNS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator": "三级指标",
    "target": "指标值",
    "actual_text": "实际值",
    "status": "结果",
    "points": "得分",
    "weight": "满分",
    "reason": "说明",
}
_WORDS = {
    "search": "搜索：",
    "info": "共 _TOTAL_ 项",
    "infoEmpty": "没有指标",
    "infoFiltered": "（从 _MAX_ 项中筛选）",
    "zeroRecords": "没有相符的指标",
    "emptyTable": "没有指标",
}
# What stands there until the scripts have run: English words that lead to pages outside.
_WAITING = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
_PREVIEW = re.compile(r'<div id="\w[\w-]*_fallback">.*?</table></div>', re.DOTALL)
_NAME_COLUMN = list(_COLUMNS).index("indicator")

# A click on a row puts its indicator into the drop-down list, as if it had been chosen there.
_CHOOSE = """<script>
if (!window.auditkitChoosesRows) {
  window.auditkitChoosesRows = true;
  document.addEventListener("click", (event) => {
    const row = event.target.closest && event.target.closest(".ak-grid tbody tr");
    const cell = row && row.cells[%d];
    const list = document.querySelector(".ak-indicator select");
    if (!cell || !list) return;
    const name = cell.textContent.trim();
    const place = [...list.options].findIndex((option) => option.textContent.trim() === name);
    if (place < 0) return;
    list.selectedIndex = place;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
</script>"""


def searchable(audit: Audit, level: str) -> str:
    """The indicators of a 一级指标 as HTML for DataTables; it fetches nothing."""
    rows = [row_of(row) for row in of_level(audit, level)]
    cells: dict[str, list[str]] = {}
    for key, label in _COLUMNS.items():
        values = [row[key] for row in rows]
        if key in ("points", "weight"):
            cells[label] = [shown(value, "points") for value in values]
        elif key == "status":
            cells[label] = [f"{status_mark(str(value)).symbol} {value}" for value in values]
        else:
            cells[label] = [str(value or "") for value in values]
    html = to_html_datatable(
        pd.DataFrame(cells),
        connected=False,
        table_id="auditkit-indicators",
        classes="display compact",
        showIndex=False,
        paging=False,
        scrollY="24rem",
        maxBytes=0,
        display_logo_when_loading=False,
        language=_WORDS,
        order=[],
        layout={"topStart": "info", "topEnd": "search", "bottomStart": None, "bottomEnd": None},
        columnDefs=[
            {"className": "dt-left", "targets": [0, 1, 2, 8]},
            {"className": "dt-left dt-nowrap", "targets": [3, 4, 5]},
            {"className": "dt-right", "targets": [6, 7]},
        ],
    )
    return _PREVIEW.sub("", _WAITING.sub("<tbody></tbody>", html, count=1), count=1)


def grid() -> widgets.Output:
    """An empty place for `searchable`, that a click in chooses an indicator."""
    return marked(widgets.Output(), "ak-grid")


def show_in(output: widgets.Output, html: str) -> None:
    """Put markup with scripts into an output; an HTML widget would not run them."""
    output.outputs = (_displayed(html),)


def library() -> widgets.Output:
    """DataTables itself, once for a page and never stored in the notebook."""
    output = widgets.Output()
    # What follows the scripts is for pages that run none.
    bundle, _, _ = generate_init_offline_itables_html(itables_options.dt_bundle).partition("<div")
    output.outputs = (_displayed(bundle + _CHOOSE % _NAME_COLUMN),)
    return output


def _displayed(html: str) -> dict[str, Any]:
    data = {"text/html": html, "text/plain": json.dumps("指标表", ensure_ascii=False)}
    return {"output_type": "display_data", "data": data, "metadata": {}}
