"""A small notebook written for a test of kernels."""

from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from auditkit.kernels.execution import notebook_bytes


def written(folder: Path, *sources: str) -> Path:
    """`probe.ipynb` with a cell for each source; the first holds the parameters."""
    notebook = new_notebook(
        cells=[new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    )
    notebook.cells[0].metadata["tags"] = ["parameters"]
    path = folder / "probe.ipynb"
    path.write_bytes(notebook_bytes(notebook))
    return path
