"""A notebook that shows a report, without the kernel that would run it."""

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from auditkit.show.chapters import Report

CHAPTERS = (
    "front", "conclusion", "basics", "goals", "followup", "problems", "advice", "limits",
    "annexes",
)  # fmt: skip


def shown(report: Report) -> NotebookNode:
    """Every chapter that has something to say, its parts as the outputs of one cell."""
    chapters = (getattr(report, name) for name in CHAPTERS)
    parts = [part for one in chapters if one for part in getattr(one, "parts", (one,))]
    outputs = [new_output("display_data", data=part._repr_mimebundle_()) for part in parts]
    return new_notebook(cells=[new_code_cell("report", outputs=outputs)])
