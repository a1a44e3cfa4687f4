"""The stored notebooks: nothing in them goes uncompared, and `make golden` renews them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
import store_outputs
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from auditkit.kernels.execution import notebook_bytes
from auditkit.show.charts.drawing import CHART_MIME
from auditkit.show.table_html import TABLE_MIME
from auditkit.workbench.compare.bundle import bundle_moved
from auditkit.workbench.compare.notebook import SVG_MIME, outputs_moved
from auditkit.workbench.compare.picture import picture_moved

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
each_notebook = pytest.mark.parametrize(
    "path", store_outputs.notebooks(), ids=lambda path: path.stem
)


def outputs_of(path: Path) -> Iterator[NotebookNode]:
    for cell in nbformat.read(path, as_version=4).cells:
        yield from cell.get("outputs", [])


def numbers_altered(bundle: Any) -> Iterator[tuple[Any, Any]]:
    """Each row of a table or chart alone, and with each of its numbers in turn a millionth off."""
    kind = "rows" if "rows" in bundle else "data"
    for row in bundle[kind]:
        for key, value in row.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                altered = {**row, key: value + max(1, abs(value)) * 1e-6}
                yield {**bundle, kind: [row]}, {**bundle, kind: [altered]}


@each_notebook
def test_every_number_of_the_stored_tables_and_charts_is_compared(path: Path) -> None:
    for output in outputs_of(path):
        data = output.get("data", {})
        for mime in {TABLE_MIME, CHART_MIME} & set(data):
            for stored, altered in numbers_altered(data[mime]):
                assert len(list(bundle_moved(stored, altered, ""))) == 1


@each_notebook
def test_every_stored_picture_is_compared(path: Path) -> None:
    for output in outputs_of(path):
        picture = output.get("data", {}).get(SVG_MIME)
        if picture:
            frame = re.match(r"<svg[^>]*>", picture)
            assert frame is not None
            assert list(picture_moved(picture, frame[0] + "</svg>", ""))


@each_notebook
def test_every_stored_output_is_missed(path: Path) -> None:
    for output in outputs_of(path):
        assert list(outputs_moved([output], [], ""))
        assert list(outputs_moved([], [output], ""))


def tiny(path: Path, *figures: tuple[float, float]) -> Path:
    """A notebook whose cells show a table: of each pair one figure is shown, the other stored."""
    cells = [new_code_cell("figure: float = 1.0", id="p", execution_count=1)]
    cells[0].metadata["tags"] = ["parameters"]
    for number, (shown, kept) in enumerate(figures):
        table = {"caption": "执行", "rows": [{"name": "甲", "rate": kept}]}
        table["columns"] = [
            {"key": "name", "label": "指标", "kind": "text", "unit": ""},
            {"key": "rate", "label": "执行率", "kind": "percent", "unit": "%"},
        ]
        new = {"text/plain": "执行", TABLE_MIME: table}
        shows = {**new, TABLE_MIME: {**table, "rows": [{"name": "甲", "rate": shown}]}}
        source = f"from IPython.display import display\n\ndisplay({shows!r}, raw=True)"
        outputs = [new_output("display_data", data=new)]
        cells.append(
            new_code_cell(source, id=f"c{number}", execution_count=number + 2, outputs=outputs)
        )
    path.write_bytes(notebook_bytes(new_notebook(cells=cells)))
    return path


def test_golden_stores_the_new_run_and_says_what_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tiny(tmp_path / "t.ipynb", (0.95, 0.9), (0.8, 0.8))
    broken = tiny(tmp_path / "u.ipynb", (0.5, 0.4))
    kept = broken.read_bytes().replace(b"raw=True", b"raw=tru")
    broken.write_bytes(kept)
    monkeypatch.setattr(store_outputs, "NOTEBOOKS", tmp_path)
    assert store_outputs.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "t.ipynb 第2格（c0） 表“执行” 第1行“甲” 列“执行率”：90.00% → 95.00%"
    assert lines[1] == "t.ipynb：1处变动"
    assert lines[2].startswith("u.ipynb：没有保存。笔记本第2格出错：NameError")
    assert broken.read_bytes() == kept
    renewed = nbformat.read(path, as_version=4)
    assert renewed.cells[1].outputs[0].data[TABLE_MIME]["rows"] == [{"name": "甲", "rate": 0.95}]


def test_nbval_compares_by_value_and_tells_the_cell(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    path = tiny(folder / "t.ipynb", (0.95, 0.95 + 1e-12), (0.95, 0.9))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(new_code_cell("1", id="never-run"))
    path.write_bytes(notebook_bytes(notebook))
    # As pyproject.toml names it for every run here: without it, nbval loads a grammar for seconds.
    options = ["-p", "no:cacheprovider", "-p", "auditkit.kernels.deferred", "-q"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", folder, *options],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "t.ipynb（c1） 表“执行” 第1行“甲” 列“执行率”：90.00% → 95.00%" in run.stdout
    assert "t.ipynb（never-run）：没有输出 → text/plain" in run.stdout
    assert "2 failed, 2 passed" in run.stdout
    assert "make golden" in run.stdout
