"""Verifying delivered reports: what was changed, added or removed is named, figures are redone."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import auditkit.cli.seal  # noqa: F401
from auditkit.audit import open_audit
from auditkit.canonical import json_bytes
from auditkit.cli.app import app
from auditkit.errors import AuditError
from auditkit.fingerprint import ingredients, notebook_path, seal_of
from auditkit.manifest import FILE, manifest, sealed
from auditkit.record import FILE as RECORD
from auditkit.record import record
from auditkit.seal import Broken, Verification, verify

ROOT = Path(__file__).parent.parent
DEPARTMENT = "郑州市教育局"
STARTED = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)
PAGE = "审计报告-示例数据（虚构）.html"
FORM = f"{DEPARTMENT}/2020/申报表.txt"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its data and the report of one run, less the page's content."""
    root = tmp_path_factory.mktemp("delivered")
    shutil.copytree(ROOT / "data", root / "data")
    folder = root / "reports" / "2020" / DEPARTMENT
    folder.mkdir(parents=True)
    audit = open_audit(DEPARTMENT, 2020, root / "data")
    (folder / PAGE).write_text("<html>报告</html>", "utf-8")
    (folder / RECORD).write_bytes(json_bytes(record(audit)))
    asked = (DEPARTMENT, 2020, root / "data", "zhengzhou-2020", notebook_path(), ("html",))
    outputs = [seal_of(folder / name) for name in (PAGE, RECORD)]
    content = manifest(audit, ingredients(*asked), outputs, STARTED, STARTED)
    (folder / FILE).write_bytes(json_bytes(content))
    return root


@pytest.fixture
def project(delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(delivered, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def run(project: Path) -> Path:
    return project / "reports" / "2020" / DEPARTMENT


def one(folder: Path, data: Path | None = None, **how: bool) -> Verification:
    (found,) = verify(folder, data, **how)
    return found


def faults(found: Verification) -> list[tuple[str, str]]:
    return [(broken.fault, broken.name) for broken in found.broken]


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)], env={"COLUMNS": "200"})


def reseal(run: Path, **changed: object) -> None:
    content = json.loads((run / FILE).read_text("utf-8")) | changed
    (run / FILE).write_bytes(json_bytes(sealed(content)))


def test_what_nobody_touched_holds(run: Path) -> None:
    found = one(run)
    assert found.broken == found.notes == ()
    assert (found.outputs, found.inputs) == (2, 2)
    assert command(run).exit_code == 0


def test_a_changed_byte_is_named(run: Path) -> None:
    (run / PAGE).write_text("<html>报答</html>", "utf-8")
    (broken,) = one(run).broken
    assert (broken.fault, broken.name) == ("改动", PAGE)
    assert "sha256" in broken.detail
    assert "大小" not in broken.detail


def test_a_file_that_grew_is_named_with_both_sizes(run: Path) -> None:
    with (run / PAGE).open("ab") as page:
        page.write(b"x")
    assert "大小 19 → 20 字节" in one(run).broken[0].detail


def test_removed_and_added_files_are_named(run: Path) -> None:
    (run / PAGE).unlink()
    (run / "批注").mkdir()
    (run / "批注" / "意见.txt").write_text("x", "utf-8")
    assert faults(one(run)) == [("缺少", PAGE), ("多出", "批注/意见.txt")]
    shown = command(run)
    assert shown.exit_code == 1
    assert f"缺少  {PAGE}" in shown.output
    assert "多出  批注/意见.txt：清单没有列入" in shown.output


def test_inputs_are_held_against_the_manifest_where_they_can_be_reached(
    project: Path, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = project / "data" / FORM
    form.write_bytes(form.read_bytes() + b" ")
    (form.parent / "决算.pdf").write_bytes(b"x")
    (project / "data" / DEPARTMENT / "2019").mkdir()
    (project / "data" / DEPARTMENT / "2019" / "申报表.txt").write_bytes(b"x")
    expected = [
        ("改动", f"输入文件 {FORM}"),
        ("多出", f"输入文件 {DEPARTMENT}/2019/申报表.txt"),
        ("多出", f"输入文件 {DEPARTMENT}/2020/决算.pdf"),
    ]
    assert faults(one(run)) == expected
    monkeypatch.chdir(run)
    assert faults(one(run)) == []
    assert "输入文件没有核对" in one(run).notes[0]
    assert faults(one(run, project / "data")) == expected


def test_an_edited_manifest_is_noticed(run: Path) -> None:
    text = (run / FILE).read_text("utf-8")
    edited = text.replace('"grade": "', '"grade": "优')
    assert edited != text
    (run / FILE).write_text(edited, "utf-8")
    assert faults(one(run)) == [("改动", FILE)]


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": "auditkit-manifest-1"}'])
def test_a_damaged_manifest_is_a_fault_and_no_crash(run: Path, content: str) -> None:
    (run / FILE).write_text(content, "utf-8")
    (found,) = verify(run.parent)
    assert faults(found) == [("损坏", FILE)]


def test_a_manifest_with_parts_of_another_kind_is_damaged(run: Path) -> None:
    reseal(run, outputs=[{"name": PAGE}])
    assert faults(one(run)) == [("损坏", FILE)]


def test_a_whole_tree_is_verified_run_by_run(project: Path, run: Path) -> None:
    other = run.parent / "某市某局"
    shutil.copytree(run, other)
    (other / FILE).unlink()
    (project / "reports" / "index.html").write_text("x", "utf-8")
    (project / "reports" / FILE).write_text('{"schema": "auditkit-batch-1"}', "utf-8")
    (run.parent / ".3f.tmp").mkdir()
    shutil.copy(run / PAGE, run.parent / ".3f.tmp")
    found = {v.folder.name: faults(v) for v in verify(project / "reports")}
    assert found == {DEPARTMENT: [], "某市某局": [("损坏", FILE)]}
    shown = command(project / "reports")
    assert shown.exit_code == 1
    assert "共2份报告，1份有不一致。" in shown.output


def test_what_is_no_report_is_bad_usage(tmp_path: Path, run: Path) -> None:
    for arguments, said in (
        ((tmp_path / "none",), "没有这个文件夹"),
        ((tmp_path / "project" / "data",), "没有 manifest.json"),
        ((run, tmp_path / "nowhere"), "没有这个数据文件夹"),
    ):
        with pytest.raises(AuditError, match=said):
            verify(*arguments)


def test_figures_computed_again_agree_where_nothing_was_changed(run: Path) -> None:
    assert one(run, recompute=True).broken == ()
    assert "重新计算逐项核对：一致" in command(run, "--recompute").output


def test_a_figure_changed_and_sealed_anew_is_found_by_computing_again(run: Path) -> None:
    results = json.loads((run / RECORD).read_text("utf-8"))
    (row,) = [r for r in results["indicators"] if r["indicator"] == "预算执行率"]
    row["points"] -= 0.25
    (run / RECORD).write_bytes(json_bytes(results))
    outputs = [{"name": n, **_sha(run / n)} for n in (PAGE, RECORD)]
    reseal(run, outputs=outputs)
    assert one(run).broken == ()
    (broken,) = one(run, recompute=True).broken
    assert (broken.fault, broken.name) == ("不符", "指标 预算执行率 得分")
    assert "报告为 0.25分，重新计算为 0.50分" in broken.detail


def test_what_cannot_be_computed_again_is_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reseal(run, parameters=json.loads((run / FILE).read_text("utf-8"))["parameters"] | {
        "rulepack": "own.yaml"
    })  # fmt: skip
    (broken,) = one(run, recompute=True).broken
    assert broken.fault == "无法核对"
    assert "own.yaml" in broken.detail
    monkeypatch.chdir(run)
    assert faults(one(run, recompute=True)) == [("无法核对", "重新计算")]


def test_another_program_rule_pack_or_library_is_told_but_no_fault(run: Path) -> None:
    content = json.loads((run / FILE).read_text("utf-8"))
    made_of = content["ingredients"] | {"code": "0" * 64}
    made_of["libraries"]["pandas"] = "0.1"
    made_of["rulepack"][0]["sha256"] = "0" * 64
    results = json.loads((run / RECORD).read_text("utf-8"))
    results["code"] = results["pack"]["sha256"] = "0" * 64
    (run / RECORD).write_bytes(json_bytes(results))
    outputs = [{"name": name, **_sha(run / name)} for name in (PAGE, RECORD)]
    reseal(run, ingredients=made_of, outputs=outputs)
    found = one(run, recompute=True)
    assert found.broken == ()
    assert found.notes == (
        "规则包 zhengzhou-2020.yaml 与生成报告时的不同",
        "现在的程序与生成报告时的不同",
        "库的版本与生成报告时的不同：pandas",
    )


def _sha(path: Path) -> dict[str, object]:
    seal = seal_of(path)
    return {"sha256": seal.sha256, "size": seal.size}


def test_a_fault_reads_as_a_line() -> None:
    assert str(Broken("缺少", PAGE)) == f"缺少  {PAGE}"
