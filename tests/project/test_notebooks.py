"""The notebooks: thin, parameterized, with stored outputs that a change would contradict.

Those outputs are compared with those of a new run by nbval, cell by cell (`make compared`).
"""

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from store_outputs import NOT_RUN, NOTEBOOKS, notebooks

from auditkit.errors import AuditError
from auditkit.kernels.execution import NotebookFailed, check_parameters, execute, notebook_bytes
from auditkit.show.charts.drawing import CHART_MIME
from auditkit.workbench.compare.notebook import SVG_MIME
from auditkit.workbench.compare.picture import is_blank

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EVERY = sorted(NOTEBOOKS.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
each_run = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)


def code_cells(path: Path) -> list[Any]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert "department_report.ipynb" in [path.name for path in notebooks()]


def test_a_notebook_that_is_not_run_exists_and_says_why() -> None:
    assert set(NOT_RUN) <= {path.name for path in EVERY}
    assert all(reason.strip() for reason in NOT_RUN.values())


@each_run
def test_a_cell_that_shows_something_stores_it(path: Path) -> None:
    # nbval passes a cell without stored output whatever it prints.
    for cell in code_cells(path):
        shows = isinstance(ast.parse(cell.source).body[-1], ast.Expr)
        # The example has no earlier year to follow up: that chapter is left out.
        assert bool(cell.outputs) == (shows and cell.id != "followup"), cell.id
        assert cell.execution_count is not None, cell.id
        assert all(output.output_type != "error" for output in cell.outputs)


@each_run
def test_a_chart_of_something_shows_something(path: Path) -> None:
    for cell in code_cells(path):
        for output in cell.outputs:
            chart = output.get("data", {}).get(CHART_MIME)
            if chart and chart["data"]:
                assert not is_blank(output.data[SVG_MIME]), chart["caption"]


@each_notebook
def test_cells_are_thin(path: Path) -> None:
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.BinOp | ast.For | ast.While
            ), cell.id


@each_notebook
def test_parameters_are_typed_and_explained(path: Path) -> None:
    (parameters,) = [c for c in code_cells(path) if "parameters" in c.metadata.get("tags", [])]
    lines = parameters.source.splitlines()
    assert all(isinstance(node, ast.AnnAssign) for node in ast.parse(parameters.source).body)
    assert all("  # " in line for line in lines)


@each_notebook
def test_outputs_hold_nothing_of_the_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) not in text
    assert "papermill" not in text


def notebook(tmp_path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    path = tmp_path / "probe.ipynb"
    path.write_bytes(notebook_bytes(nbformat.v4.new_notebook(cells=cells)))
    return path


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"deparment": "某局"}, "没有参数“deparment”，是否为“department”"),
        ({"year": "2020"}, "“year”应是 int"),
        ({"year": True}, "“year”应是 int"),
        ({"department": 2020}, "“department”应是 str"),
    ],
)
def test_a_wrong_parameter_is_refused_before_anything_starts(
    tmp_path: Path, parameters: dict[str, Any], message: str
) -> None:
    ran = tmp_path / "ran"
    path = notebook(
        tmp_path, 'department: str = "甲局"\nyear: int = 2020', f"open({str(ran)!r}, 'w').close()"
    )
    with pytest.raises(AuditError, match=message):
        execute(path, parameters, tmp_path)
    assert not ran.exists()


def test_a_notebook_without_parameters_cell_takes_none(tmp_path: Path) -> None:
    bare = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    for cell in bare.cells:
        cell.metadata["tags"] = []
    with pytest.raises(AuditError, match="没有标记为 parameters"):
        check_parameters(bare, {"year": 2020}, "probe.ipynb")


def test_chinese_parameters_are_written_as_chinese(tmp_path: Path) -> None:
    path = notebook(tmp_path, 'department: str = "甲局"', "department")
    done = execute(path, {"department": "乙“局”\\"}, tmp_path)
    (injected,) = [c for c in done.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert 'department = "乙“局”\\\\"' in injected.source
    assert done.cells[-1].outputs[0].data["text/plain"] == repr("乙“局”\\")


def test_a_failing_cell_is_named_and_the_notebook_kept(tmp_path: Path) -> None:
    path = notebook(tmp_path, "year: int = 2020", "year", "1 / 0", "year + 1")
    with pytest.raises(NotebookFailed, match=r"第3格.*ZeroDivisionError") as caught:
        execute(path, {}, tmp_path)
    kept = [cell for cell in caught.value.notebook.cells if cell.cell_type == "code"]
    assert kept[1].outputs[0].data["text/plain"] == "2020"
    assert kept[2].outputs[0].ename == "ZeroDivisionError"
    assert kept[3].outputs == []


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    path = notebook(tmp_path, "year: int = 2020", "year")
    first, second = (notebook_bytes(execute(path, {"year": 2021}, tmp_path)) for _ in range(2))
    assert first == second


def test_stock_papermill_with_a_misspelt_parameter_audits_nobody(tmp_path: Path) -> None:
    report = NOTEBOOKS / "department_report.ipynb"
    made = tmp_path / "made.ipynb"
    with pytest.raises(PapermillExecutionError, match="没有说明部门"):
        execute_notebook(report, made, {"departmnt": "某局"}, cwd=NOTEBOOKS, progress_bar=False)
    assert "郑州市教育局" not in made.read_text("utf-8")
