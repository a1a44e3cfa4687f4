"""A workbench of one's own, from a checkout and from nothing but the wheel."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from auditkit.cli.lab import offer
from auditkit.errors import AuditError
from auditkit.results.fingerprint import code
from auditkit.workbench.new import NOTEBOOKS, lay_out, practice_copies

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FORM = "data/郑州市教育局/2020/申报表.txt"


def states(folder: Path, *, example: bool = False) -> dict[str, str]:
    return {item.name: item.state for item in lay_out(folder, example=example)}


@pytest.mark.parametrize(
    ("there", "said", "laid"), [(True, "y", True), (True, "n", False), (False, "y", False)]
)
def test_a_workbench_is_offered_where_there_is_none_and_somebody_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, said: str, laid: bool
) -> None:
    typed = io.StringIO(f"{said}\n")
    monkeypatch.setattr(typed, "isatty", lambda: there)
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.chdir(tmp_path)
    offer()
    assert (tmp_path / "notebooks").is_dir() == laid
    assert (tmp_path / FORM).is_file() == laid


def edited(notebook: Path) -> None:
    content = json.loads(notebook.read_text("utf-8"))
    content["cells"][0]["source"] = ["# 我的一页"]
    notebook.write_text(json.dumps(content), "utf-8")


def run(notebook: Path) -> None:
    """What the lab saves of a notebook that was only run."""
    content = json.loads(notebook.read_text("utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], 7
    notebook.write_text(json.dumps(content), "utf-8")


def test_an_empty_folder_gets_everything_and_the_form_as_it_was_published(tmp_path: Path) -> None:
    laid = states(tmp_path / "审计", example=True)
    assert set(laid.values()) == {"新建"}
    assert {f"notebooks/{name}" for name in NOTEBOOKS} < set(laid)
    assert (tmp_path / "审计" / "reports").is_dir()
    assert "data/部门名称/年度/申报表" in (tmp_path / "审计/data/说明.txt").read_text("utf-8")
    assert (tmp_path / "审计" / FORM).read_bytes() == (ROOT / FORM).read_bytes()


def test_what_a_person_changed_is_kept_and_named(tmp_path: Path) -> None:
    lay_out(tmp_path, example=True)
    edited(tmp_path / "notebooks" / "explore.ipynb")
    run(tmp_path / "notebooks" / "methodology.ipynb")
    (tmp_path / FORM).write_text("另一份", "utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    laid = states(tmp_path, example=True)
    assert [name for name, state in laid.items() if state == "保留"] == [
        "notebooks/explore.ipynb",
        FORM,
    ]
    assert "新建" not in laid.values()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_file_is_no_place_for_a_workbench(tmp_path: Path) -> None:
    (tmp_path / "审计").touch()
    with pytest.raises(AuditError, match="这是文件，不是文件夹"):
        lay_out(tmp_path / "审计")


def test_the_lab_runs_copies_and_keeps_those_in_which_cells_were_changed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    released = {path.name: path.read_bytes() for path in (tmp_path / "notebooks").iterdir()}
    assert practice_copies(tmp_path) == ()
    run(tmp_path / "练习" / "start_here.ipynb")
    edited(tmp_path / "练习" / "explore.ipynb")
    mine = (tmp_path / "练习" / "explore.ipynb").read_bytes()
    # Nothing is loaded for it that reads forms, which takes longer than all else before the lab.
    program = (
        "import sys; from pathlib import Path; from auditkit.workbench.new import practice_copies\n"
        "print(practice_copies(Path(sys.argv[1])), 'auditkit.rules.load' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "('explore.ipynb',) False\n"
    copies = {path.name: path.read_bytes() for path in (tmp_path / "练习").iterdir()}
    assert copies == released | {"explore.ipynb": mine}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine that has the wheel, and no checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(
            ".git", ".venv", "reports", "tests", "__pycache__", ".*_cache"
        ),
    )
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    shutil.rmtree(source)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        package.extractall(folder / "site")
    return os.environ | {"PYTHONPATH": str(folder / "site")}


def said(environment: dict[str, str], cwd: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "auditkit", *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_alone_lays_a_workbench_out_and_reports(
    installed: dict[str, str], tmp_path: Path
) -> None:
    said(installed, tmp_path, "new", "审计", "--example")
    bench = tmp_path / "审计"
    laid = {path.relative_to(bench).as_posix() for path in bench.rglob("*") if path.is_file()}
    data = {
        f"data/{p.relative_to(ROOT / 'data').as_posix()}"
        for p in (ROOT / "data").rglob("*")
        if p.is_file()
    }
    assert laid == data | {f"notebooks/{name}" for name in NOTEBOOKS} | {"data/说明.txt"}
    said(installed, bench, "report", "郑州市教育局", "2020")
    assert (bench / "reports/2020/郑州市教育局/manifest.json").is_file()
    assert "一致" in said(installed, bench, "verify", "reports/2020/郑州市教育局")


def test_the_wheel_alone_reports_where_no_workbench_is(
    installed: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "data" / "郑州市教育局", tmp_path / "data" / "郑州市教育局")
    said(installed, tmp_path, "report", "郑州市教育局", "2020")
    made = tmp_path / "reports/2020/郑州市教育局/manifest.json"
    ingredients = json.loads(made.read_text("utf-8"))["ingredients"]
    assert ingredients["notebook"]["name"] == "department_report.ipynb"
    # The wheel and a checkout are one program: their reports have one seal of the code.
    assert ingredients["code"] == code()
