"""The report command: whole files, in Chinese, from nowhere but here."""

import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from json_schemas import schema
from nbformat.v4 import new_markdown_cell
from typer.testing import CliRunner

import auditkit.delivery.executing
import auditkit.delivery.placing
from auditkit.cli.app import app
from auditkit.delivery.report import write_report
from auditkit.delivery.seal import verify
from auditkit.errors import AuditError
from auditkit.kernels.execution import KernelTrouble
from auditkit.results.fingerprint import ingredients, notebook_path

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
LARGEST = 600_000
STEM = "审计报告-示例数据（虚构）"
ALWAYS = [f"{STEM}.ipynb", "结果.json", "计算链.json"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    return write_report(DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", folder)


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook as it was stored takes the place of running it."""
    stored = nbformat.read(notebook_path(), 4)  # type: ignore[no-untyped-call]
    monkeypatch.setattr(auditkit.delivery.executing, "execute", lambda *_, **__: stored)


def write(output: Path, *formats: str, data: Path = ROOT / "data") -> list[str]:
    files = write_report(DEPARTMENT, 2020, data, "zhengzhou-2020", output, formats=formats)
    return [path.name for path in files]


def test_it_is_page_notebook_results_chain_paper_and_last_the_manifest(report: list[Path]) -> None:
    assert [path.name for path in report] == [
        f"{STEM}.html", *ALWAYS, "底稿-示例数据（虚构）.xlsx", "manifest.json",
    ]  # fmt: skip
    assert sorted(report[0].parent.iterdir()) == sorted(report)
    assert all(path.parent.name == DEPARTMENT for path in report)
    assert all(path.parent.parent.name == "2020" for path in report)


def test_the_manifest_fits_what_was_written_and_what_it_was_made_from(report: list[Path]) -> None:
    manifest = json.loads(report[-1].read_text("utf-8"))
    schema("manifest").validate(manifest)
    assert [output["name"] for output in manifest["outputs"]] == [p.name for p in report[:-1]]
    asked = (DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", notebook_path())
    assert manifest["ingredients"]["inputs"] == [
        {"name": seal.name, "sha256": seal.sha256, "size": seal.size}
        for seal in ingredients(*asked, ("html", "xlsx")).inputs
    ]
    started, finished = (dt.datetime.fromisoformat(manifest[k]) for k in ("started", "finished"))
    assert started <= finished
    (found,) = verify(report[0].parent, ROOT / "data", recompute=True)
    assert found.broken == ()


def test_the_page_opens_offline_in_chinese_and_is_small(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert not re.search(r"""(?:src|href)=["']?\s*(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", page)
    assert len(page.encode()) < LARGEST


def test_the_page_has_every_part(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    for heading in (
        "一、评价结论", "二、基本情况", "三、绩效目标完成情况", "四、主要问题", "五、建议",
        "六、局限与数据可靠性",
    ):  # fmt: skip
        assert heading in page
    for annex in (
        "评分表", "计算依据", "申报表审查", "证据摘录", "识读修复", "年度主要任务", "资料清单",
        "输入文件",
    ):  # fmt: skip
        assert re.search(f"附件[一二三四五六七八九十]+ {annex}<", page), annex
    assert page.count("<svg") >= 4
    assert "示例数据（虚构）" in page


def test_all_48_indicators_and_every_task_are_there(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    assert len(set(re.findall(r'id="指标-([^"]+)"', page))) == 48
    assert "硕士和博士人才数量" in page
    assert "专项考试工作" in page


def test_a_computed_indicator_shows_formula_figures_and_cells(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    block = page[page.index('id="证据-预算执行率"') :][:4000]
    assert "（预算执行数/预算数）×100%" in block
    assert "186,441.82/196,247.82×100%" in block
    assert re.search(r"数据项!C\d+", block)


def test_a_failure_leaves_an_earlier_report_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports" / "2020" / DEPARTMENT
    folder.mkdir(parents=True)
    earlier = folder / "审计报告-示例数据（虚构）.html"
    earlier.write_text("earlier", "utf-8")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    notebook = tmp_path / "notebooks" / "department_report.ipynb"
    broken = notebook.read_text("utf-8").replace("report.goals", "report.no_such_table")
    notebook.write_text(broken, "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AuditError, match=r"报告没有生成.*no_such_table") as caught:
        write_report(DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", tmp_path / "reports")
    assert earlier.read_text("utf-8") == "earlier"
    kept = folder / f"{STEM}-出错.ipynb"
    assert str(kept) in str(caught.value)
    assert "no_such_table" in kept.read_text("utf-8")


def test_a_missing_department_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有部门"):
        write_report("某市某局", 2020, ROOT / "data", "zhengzhou-2020", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("executed")
def test_only_the_formats_asked_for_are_made_and_others_of_an_earlier_run_go(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "2020" / DEPARTMENT
    assert write(tmp_path, "html", "xlsx") == [
        f"{STEM}.html", *ALWAYS, "底稿-示例数据（虚构）.xlsx", "manifest.json",
    ]  # fmt: skip
    (folder / "批注.txt").write_text("x", "utf-8")
    (folder / f"{STEM}-出错.ipynb").write_text("x", "utf-8")
    assert write(tmp_path) == [*ALWAYS, "manifest.json"]
    # What the auditor put there stays; what failed before has succeeded now.
    assert {path.name for path in folder.iterdir()} == {*ALWAYS, "manifest.json", "批注.txt"}


@pytest.mark.usefixtures("executed")
def test_what_somebody_edited_is_kept_and_said_in_a_line(tmp_path: Path) -> None:
    folder = tmp_path / "2020" / DEPARTMENT
    arguments = ["report", DEPARTMENT, "2020", "--data-dir", str(ROOT / "data")]
    arguments += ["--output", str(tmp_path), "--formats", "html"]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    # The share met stands beside the score: 23 of 35 assessed, 23 of 48 declared.
    assert first.output.splitlines()[-2:] == [
        "参考得分 98.53（已评定 62.90/63.83），暂不评级（可能为中至优）。",
        "达标23项，占已评定35项的65.71%、全部48项的47.92%。",
    ]
    assert not (folder / "历史").exists()
    (folder / f"{STEM}.html").write_text("edited", "utf-8")
    again = CliRunner().invoke(app, arguments)
    (kept,) = folder.glob("历史/*/*")
    assert kept.read_text("utf-8") == "edited"
    assert f"改动过的文件被替换，原件保留在 {kept}" in again.output


def test_figures_that_must_be_mended_end_with_code_1(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    for book in (tmp_path / "data").rglob("实际数*.xlsx"):
        book.write_bytes(b"PK broken")
    arguments = ["report", DEPARTMENT, "2020", "--data-dir", str(tmp_path / "data")]
    done = CliRunner().invoke(app, [*arguments, "--output", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "有1个须更正的数据问题" in done.output
    assert (tmp_path / "out" / "2020" / DEPARTMENT / "manifest.json").is_file()


def test_no_format_and_an_output_among_the_data_are_refused(tmp_path: Path) -> None:
    arguments = ["report", DEPARTMENT, "2020", "--data-dir", str(tmp_path / "data")]
    none = CliRunner().invoke(app, [*arguments, "--formats", " ，"])
    assert "没有写报告格式" in str(none.exception)
    inside = CliRunner().invoke(app, [*arguments, "--output", str(tmp_path / "data" / "out")])
    assert "也不能在它里面" in str(inside.exception)


@pytest.mark.usefixtures("executed")
def test_pdf_and_word_are_made_when_asked_for(tmp_path: Path) -> None:
    assert write(tmp_path, "pdf", "docx") == [
        ALWAYS[0], f"{STEM}.pdf", f"{STEM}.docx", *ALWAYS[1:], "manifest.json",
    ]  # fmt: skip
    folder = tmp_path / "2020" / DEPARTMENT
    assert (folder / f"{STEM}.pdf").read_bytes().startswith(b"%PDF-")
    assert (folder / f"{STEM}.docx").read_bytes().startswith(b"PK")


@pytest.mark.usefixtures("executed")
def test_an_edited_manifest_cannot_have_a_file_elsewhere_removed(tmp_path: Path) -> None:
    write(tmp_path)
    manifest = tmp_path / "2020" / DEPARTMENT / "manifest.json"
    content = json.loads(manifest.read_text("utf-8"))
    content["outputs"].append({"name": "../../keep.txt", "sha256": "", "size": 0})
    manifest.write_text(json.dumps(content), "utf-8")
    (tmp_path / "keep.txt").write_text("x", "utf-8")
    write(tmp_path)
    assert (tmp_path / "keep.txt").exists()


def test_an_unknown_format_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有报告格式“htm”，是否为“html”；可用格式：html、pdf"):
        write(tmp_path / "out", "xlsx", "htm")
    assert not (tmp_path / "out").exists()
    failed = CliRunner().invoke(app, ["report", DEPARTMENT, "2020", "--formats", "html，doc"])
    assert "没有报告格式“doc”，是否为“docx”" in str(failed.exception)


@pytest.mark.usefixtures("executed")
def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(auditkit.delivery.placing, "TemporaryDirectory", refused)
    with pytest.raises(AuditError, match=r"报告无法保存（Permission denied）。.*写入权限"):
        write(tmp_path)
    assert list((tmp_path / "2020" / DEPARTMENT).iterdir()) == []


@pytest.mark.usefixtures("executed")
def test_a_file_that_is_held_open_leaves_no_manifest_that_fits(tmp_path: Path) -> None:
    write(tmp_path)
    folder = tmp_path / "2020" / DEPARTMENT
    (folder / "结果.json").unlink()
    (folder / "结果.json").mkdir()
    with pytest.raises(AuditError, match="报告无法保存"):
        write(tmp_path)
    assert not list(folder.glob(".*"))
    (found,) = verify(folder, ROOT / "data")
    assert ("缺少", "结果.json") in [(broken.fault, broken.name) for broken in found.broken]


def test_an_input_changed_while_the_report_is_made_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    stored = nbformat.read(notebook_path(), 4)  # type: ignore[no-untyped-call]

    def changes(*_: object, **__: object) -> nbformat.NotebookNode:
        with (tmp_path / "data" / DEPARTMENT / "2020" / "申报表.txt").open("a") as form:
            form.write(" ")
        return stored

    monkeypatch.setattr(auditkit.delivery.executing, "execute", changes)
    with pytest.raises(AuditError, match=r"运行期间输入文件.*被改动。请重新运行"):
        write(tmp_path / "out", data=tmp_path / "data")
    assert list((tmp_path / "out" / "2020" / DEPARTMENT).iterdir()) == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_kernel_in_trouble_is_told_apart_for_who_would_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    node = nbformat.v4.new_notebook() if kept else None  # type: ignore[no-untyped-call]

    def stops(*_: object, **given: object) -> None:
        assert given["timeout"] == 0.5
        raise KernelTrouble("超过时限。", node)

    monkeypatch.setattr(auditkit.delivery.executing, "execute", stops)
    with pytest.raises(AuditError, match="超过时限") as caught:
        write_report(DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", tmp_path, timeout=0.5)
    assert KernelTrouble in (type(caught.value), type(caught.value.__cause__))
    left = [path.name for path in (tmp_path / "2020" / DEPARTMENT).iterdir()]
    assert left == ([f"{STEM}-出错.ipynb"] if kept else [])


def test_the_way_to_a_rule_pack_of_ones_own_stays_out_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "zhangsan" / "own.yaml"
    own.parent.mkdir()
    own.write_text("extends: zhengzhou-2020\n", "utf-8")
    asked: dict[str, object] = {}

    def execute(_: Path, given: dict[str, object], *__: object, **___: object) -> object:
        asked.update(given)
        source = f"rulepack = {json.dumps(given['rulepack'])}\n"
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})  # type: ignore[no-untyped-call]
        return nbformat.v4.new_notebook(cells=[cell])  # type: ignore[no-untyped-call]

    monkeypatch.setattr(auditkit.delivery.executing, "execute", execute)
    files = write_report(DEPARTMENT, 2020, ROOT / "data", str(own), tmp_path / "out", formats=())
    assert asked["rulepack"] == os.path.relpath(own, ROOT)
    assert 'rulepack = \\"own.yaml\\"' in files[0].read_text("utf-8")
    assert all("zhangsan" not in path.read_text("utf-8") for path in files)


def test_a_report_of_an_edited_notebook_says_so_on_its_page_and_in_verify(tmp_path: Path) -> None:
    released = notebook_path()
    own = tmp_path / "notebooks" / released.name
    own.parent.mkdir()
    edited = nbformat.read(released, 4)  # type: ignore[no-untyped-call]
    edited.cells.append(new_markdown_cell("本局补充的说明。"))  # type: ignore[no-untyped-call]
    nbformat.write(edited, own)  # type: ignore[no-untyped-call]
    out = tmp_path / "out"
    asked = (DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", out)
    files = write_report(*asked, formats=("html",), notebook=own)
    page = next(path for path in files if path.suffix == ".html").read_text("utf-8")
    assert page.count("本报告由改动过的或自编的笔记本生成") == 1
    (run,) = verify(out, ROOT / "data")
    assert not run.broken
    assert any("改动过的或自编的笔记本" in note for note in run.notes)
    files = write_report(*asked, formats=("html",))
    page = next(path for path in files if path.suffix == ".html").read_text("utf-8")
    assert "自编的笔记本" not in page
    (run,) = verify(out, ROOT / "data")
    assert not run.notes
