"""Verifying delivered reports: what was changed, added or removed is named, figures are redone."""

import ctypes
import datetime as dt
import json
import shutil
import zipfile
from pathlib import Path
from typing import get_args

import pypdfium2
import pypdfium2.raw as raw
import pytest
from typer.testing import CliRunner, Result

import auditkit.cli.seal  # noqa: F401
from auditkit.audit.opening import open_audit
from auditkit.cli.app import app
from auditkit.delivery.broken import Fault
from auditkit.delivery.edited import made_at
from auditkit.delivery.manifest import FILE, manifest, sealed
from auditkit.delivery.report import make_outputs
from auditkit.delivery.seal import Broken, Verification, verify
from auditkit.errors import AuditError
from auditkit.files.canonical import digest, json_bytes
from auditkit.results.calculation import FILE as CALCULATION
from auditkit.results.fingerprint import Value, ingredients, notebook_path
from auditkit.results.record import FILE as RECORD
from auditkit.results.sealedfile import seal_of

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
STARTED = dt.datetime(2021, 3, 1, tzinfo=dt.UTC)
PAGE = "审计报告-示例数据（虚构）.html"
NOTEBOOK = "审计报告-示例数据（虚构）.ipynb"
NAMES = (PAGE, NOTEBOOK, RECORD, CALCULATION)
FORM = f"{DEPARTMENT}/2020/申报表.txt"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its data and the report of one run."""
    root = tmp_path_factory.mktemp("delivered")
    shutil.copytree(ROOT / "data" / DEPARTMENT, root / "data" / DEPARTMENT)
    folder = root / "reports" / "2020" / DEPARTMENT
    folder.mkdir(parents=True)
    audit = open_audit(DEPARTMENT, 2020, root / "data")
    asked = (DEPARTMENT, 2020, root / "data", "zhengzhou-2020", notebook_path(), ("html",))
    given: dict[str, Value] = {"department": DEPARTMENT, "year": 2020}
    names = make_outputs(
        audit, notebook_path(), root / "data", "zhengzhou-2020", given, ("html",), folder
    )
    assert set(names) == set(NAMES)
    outputs = [seal_of(folder / name) for name in NAMES]
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
    assert (found.outputs, found.inputs) == (4, 2)
    assert command(run).exit_code == 0


def test_a_changed_byte_is_named(run: Path) -> None:
    page = (run / PAGE).read_bytes()
    (run / PAGE).write_bytes(page.replace(b"9", b"8", 1))
    (broken,) = one(run).broken
    assert (broken.fault, broken.name) == ("改动", PAGE)
    assert "sha256" in broken.detail
    assert "大小" not in broken.detail


def test_a_file_that_grew_is_named_with_both_sizes(run: Path) -> None:
    size = (run / PAGE).stat().st_size
    with (run / PAGE).open("ab") as page:
        page.write(b"x")
    assert f"大小 {size} → {size + 1} 字节" in one(run).broken[0].detail


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
    assert faults(one(run)) == [("改动", FILE), ("不符", f"{FILE} grade")]


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
    told = command(run, "--recompute")
    assert told.exit_code == 0
    assert "重新计算、重新生成核对：一致" in told.output


def test_a_figure_changed_and_sealed_anew_is_found_by_computing_again(run: Path) -> None:
    results = json.loads((run / RECORD).read_text("utf-8"))
    (row,) = [r for r in results["indicators"] if r["indicator"] == "预算执行率"]
    row["points"] -= 0.25
    (run / RECORD).write_bytes(json_bytes(results))
    outputs = [{"name": n, **_sha(run / n)} for n in NAMES]
    reseal(run, outputs=outputs)
    assert one(run).broken == ()
    (broken,) = one(run, recompute=True).broken
    assert (broken.fault, broken.name) == ("不符", "指标 预算执行率 得分")
    assert broken.detail == "报告为 0.25，重新计算为 0.5"


def test_what_cannot_be_computed_again_is_said(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads((run / FILE).read_text("utf-8"))
    asked = content["parameters"] | {"rulepack": "own.yaml"}
    made_of = content["ingredients"] | {"parameters": asked}
    reseal(run, parameters=asked, ingredients=made_of, key=digest(made_of))
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
    outputs = [{"name": name, **_sha(run / name)} for name in NAMES]
    reseal(run, ingredients=made_of, outputs=outputs, key=digest(made_of))
    found = one(run, recompute=True)
    assert found.broken == ()
    assert found.notes == (
        "规则包 zhengzhou-2020.yaml 与生成报告时的不同",
        "现在的程序与生成报告时的不同",
        "库的版本与生成报告时的不同：pandas",
        (
            "网页、笔记本、底稿、PDF 和 Word 没有重新生成来核对："
            "输入文件、规则包、程序或库与生成报告时的不同"
        ),
    )


def reseal_outputs(run: Path) -> None:
    reseal(run, outputs=[{"name": name, **_sha(run / name)} for name in NAMES])


def test_earlier_reports_are_held_against_their_own_manifest_only(project: Path, run: Path) -> None:
    earlier = run / "历史" / made_at(run)
    shutil.copytree(run, project / "copy")
    shutil.copytree(project / "copy", earlier)
    form = project / "data" / FORM
    form.write_bytes(form.read_bytes() + b" ")
    found = {v.folder.name: v for v in verify(project / "reports")}
    assert faults(found[DEPARTMENT]) == [("改动", f"输入文件 {FORM}")]
    assert faults(found[earlier.name]) == []
    (earlier / PAGE).write_bytes(b"x")
    (again,) = (v for v in verify(project / "reports", recompute=True) if v.earlier)
    assert faults(again) == [("改动", PAGE)]
    assert "历史报告，只核对报告文件4个" in command(project / "reports").output


def test_what_is_no_earlier_report_is_named_and_a_time_that_is_not_its_own(
    project: Path, run: Path
) -> None:
    shutil.copytree(run, project / "copy")
    (run / "历史").mkdir()
    (run / "历史" / "另一份.html").write_text("x", "utf-8")
    (run / "历史" / "20200101T000000Z-改动过").mkdir()
    shutil.copytree(project / "copy", run / "历史" / "20200101T000000Z")
    (run / "历史" / "随手").mkdir()
    (run / "历史" / "随手" / "x.txt").write_text("x", "utf-8")
    found = {v.folder.name: v for v in verify(project / "reports")}
    named = [("多出", "历史/另一份.html"), ("多出", "历史/随手")]
    assert faults(found[DEPARTMENT]) == named
    assert faults(found["20200101T000000Z"]) == [("不符", "文件夹")]


def test_a_lock_is_told_and_a_page_under_the_name_of_one_is_no_lock(run: Path) -> None:
    # What Word and LibreOffice write while the page is open.
    (run / f"~${PAGE}").write_bytes(b"\x05" + b" " * 164)
    (run / f".~lock.{PAGE}#").write_text(",,,;", "utf-8")
    found = one(run)
    assert found.broken == ()
    assert f"有锁文件（.~lock.{PAGE}#、~${PAGE}）" in "".join(found.notes)
    shutil.copy(run / PAGE, run / "~$审计报告-另一份.html")
    assert faults(one(run)) == [("多出", "~$审计报告-另一份.html")]


def test_reports_in_the_folders_of_others_are_named(project: Path, run: Path) -> None:
    other = run.rename(run.parent / "某市某局")
    (broken,) = one(other).broken
    assert str(broken) == f"不符  文件夹：清单属于{DEPARTMENT}2020年度"
    moved = (project / "reports" / "2021").resolve()
    moved.mkdir()
    assert faults(one(other.rename(moved / DEPARTMENT))) == [("不符", "文件夹")]
    alone = one((moved / DEPARTMENT).rename(project / "送审稿"))
    assert alone.broken == ()
    assert "清单属于" in alone.notes[0]


@pytest.mark.parametrize(
    ("changed", "inner"),
    [
        ({"year": "2020x"}, {}),
        ({"parameters": None}, {}),
        ({"outputs": [{"name": 5, "sha256": "0", "size": 1}]}, {}),
        ({}, {"rulepack": []}),
        ({}, {"libraries": None}),
        ({}, {"code": None}),
        ({}, {"inputs": {}}),
    ],
)
def test_a_manifest_of_another_shape_is_damaged_and_others_go_on(
    run: Path, changed: dict[str, object], inner: dict[str, object]
) -> None:
    shutil.copytree(run, run.parent.parent / "2021" / DEPARTMENT)
    made_of = json.loads((run / FILE).read_text("utf-8"))["ingredients"] | inner
    reseal(run, **{"ingredients": made_of} | changed)
    first, second = verify(run.parent.parent)
    assert faults(first) == [("损坏", FILE)]
    assert faults(second) == [("不符", "文件夹")]


def test_a_manifest_with_a_number_that_is_none_is_damaged(run: Path) -> None:
    content = json.loads((run / FILE).read_text("utf-8")) | {"score": float("nan")}
    (run / FILE).write_text(json.dumps(content), "utf-8")
    assert faults(one(run)) == [("损坏", FILE)]


@pytest.mark.parametrize("name", [PAGE, NOTEBOOK])
def test_a_digit_altered_in_the_page_and_sealed_anew_is_found_by_making_it_again(
    run: Path, name: str
) -> None:
    # The budget of the published form's 55 tasks.
    text = (run / name).read_text("utf-8")
    assert "196,247.82" in text
    (run / name).write_text(text.replace("196,247.82", "196,247.83", 1), "utf-8")
    reseal_outputs(run)
    assert one(run).broken == ()
    assert faults(one(run, recompute=True)) == [("不符", name)]


DOCX, PDF = (f"审计报告-示例数据（虚构）.{suffix}" for suffix in ("docx", "pdf"))


@pytest.fixture(scope="module")
def documents(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Word file and the PDF of the same report."""
    folder = tmp_path_factory.mktemp("documents")
    given: dict[str, Value] = {"department": DEPARTMENT, "year": 2020}
    data = delivered / "data"
    audit = open_audit(DEPARTMENT, 2020, data)
    formats = ("docx", "pdf")
    make_outputs(audit, notebook_path(), data, "zhengzhou-2020", given, formats, folder)
    return folder


def forged_docx(path: Path) -> None:
    """One digit of the running text; every other part of the package as it was."""
    with zipfile.ZipFile(path) as whole:
        parts = [(one, whole.read(one)) for one in whole.infolist()]
    with zipfile.ZipFile(path, "w") as whole:
        for one, content in parts:
            if one.filename == "word/document.xml":
                assert b"196,247.82" in content
                content = content.replace(b"196,247.82", b"196,247.83", 1)
            whole.writestr(one, content)


def forged_pdf(path: Path) -> None:
    """The same digit on the first page, by what any program that edits PDF files does."""
    written = path.read_bytes()
    with pypdfium2.PdfDocument(written) as book:
        page = book[0]
        words = page.get_textpage()
        for part in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            size = raw.FPDFTextObj_GetText(part.raw, words.raw, None, 0)
            room = ctypes.create_string_buffer(size)
            wide = ctypes.cast(room, ctypes.POINTER(raw.FPDF_WCHAR))
            raw.FPDFTextObj_GetText(part.raw, words.raw, wide, size)
            text = room.raw[:size].decode("utf-16-le")
            if "196,247.82" in text:
                said = text.replace("196,247.82", "196,247.83").encode("utf-16-le")
                again = ctypes.create_string_buffer(said)
                put = raw.FPDFText_SetText(
                    part.raw, ctypes.cast(again, ctypes.POINTER(raw.FPDF_WCHAR))
                )
                assert put
                break
        assert raw.FPDFPage_GenerateContent(page.raw)
        book.save(path)
    with pypdfium2.PdfDocument(path) as book:
        assert "196,247.83" in book[0].get_textpage().get_text_range()


def test_a_digit_altered_in_word_or_pdf_and_sealed_anew_is_found_by_making_it_again(
    documents: Path, run: Path
) -> None:
    names = (*NAMES, DOCX, PDF)
    for name in (DOCX, PDF):
        shutil.copy(documents / name, run / name)
    reseal(run, outputs=[{"name": name, **_sha(run / name)} for name in names])
    assert one(run, recompute=True).broken == ()
    forged_docx(run / DOCX)
    forged_pdf(run / PDF)
    reseal(run, outputs=[{"name": name, **_sha(run / name)} for name in names])
    assert one(run).broken == ()
    shown = command(run, "--recompute")
    assert shown.exit_code == 1
    lines = [line.split() for line in shown.output.splitlines()]
    told = sorted(line[:2] for line in lines if line and line[0] in get_args(Fault))
    assert [name.partition("：")[0] for _, name in told] == [DOCX, PDF]
    assert {fault for fault, _ in told} == {"不符"}


def test_a_forged_remark_or_derivation_is_found_by_computing_again(run: Path) -> None:
    results = json.loads((run / RECORD).read_text("utf-8"))
    results["findings"][0]["recommendation"] = "改"
    subject = f"{results['findings'][0]['code']} {results['findings'][0]['subject']}".strip()
    (run / RECORD).write_bytes(json_bytes(results))
    chain = json.loads((run / CALCULATION).read_text("utf-8"))
    chain["figures"][0]["shown"] = "7"
    (run / CALCULATION).write_bytes(json_bytes(chain))
    reseal_outputs(run)
    assert one(run).broken == ()
    assert faults(one(run, recompute=True)) == [
        ("不符", f"审计发现 {subject} 建议"),
        ("不符", f"计算链 {chain['figures'][0]['id']} 显示"),
    ]


def test_a_headline_a_key_or_a_format_that_does_not_fit_is_named(run: Path) -> None:
    content = json.loads((run / FILE).read_text("utf-8"))
    made_of = content["ingredients"] | {"formats": ["html", "pdf"]}
    reseal(run, low=1.5, key="0" * 64, ingredients=made_of)
    assert faults(one(run)) == [("不符", FILE), ("缺少", "格式 pdf"), ("不符", f"{FILE} low")]


def test_a_working_paper_of_another_content_is_found(project: Path, run: Path) -> None:
    from auditkit.documents.workpaper import working_paper, write_working_paper

    paper = run / "底稿-示例数据（虚构）.xlsx"
    audit = open_audit(DEPARTMENT, 2020, project / "data")
    write_working_paper(audit, paper)
    outputs = [{"name": name, **_sha(run / name)} for name in (*NAMES, paper.name)]
    reseal(run, outputs=outputs)
    assert one(run, recompute=True).broken == ()
    book = working_paper(audit, run)
    book.worksheets[0]["A1"] = "改"
    book.save(paper)
    outputs[-1] = {"name": paper.name, **_sha(paper)}
    reseal(run, outputs=outputs)
    assert faults(one(run, recompute=True)) == [("不符", paper.name)]


def test_a_fact_store_that_the_run_used_is_held_against_the_manifest(
    project: Path, run: Path
) -> None:
    store = project / "data" / "实际数.parquet"
    store.write_bytes(b"x")
    assert one(run).broken == ()
    (project / "data" / DEPARTMENT / "2019").mkdir()
    content = json.loads((run / FILE).read_text("utf-8"))
    made_of = content["ingredients"]
    made_of["inputs"].append({"name": store.name, **_sha(store)})
    reseal(run, ingredients=made_of, key=digest(made_of))
    assert one(run).broken == ()
    store.write_bytes(b"y")
    assert faults(one(run)) == [("改动", "输入文件 实际数.parquet")]


def test_hidden_files_and_links_are_named_and_not_followed(project: Path, run: Path) -> None:
    (run / ".批注").write_text("x", "utf-8")
    (run / "loop").symlink_to("..")
    shutil.copy(run / PAGE, project / "elsewhere.html")
    (run / PAGE).unlink()
    (run / PAGE).symlink_to(project / "elsewhere.html")
    (found,) = verify(project / "reports")
    assert faults(found) == [("多出", ".批注"), ("多出", "loop"), ("不符", PAGE)]


def _sha(path: Path) -> dict[str, object]:
    seal = seal_of(path)
    return {"sha256": seal.sha256, "size": seal.size}


def test_a_fault_reads_as_a_line() -> None:
    assert str(Broken("缺少", PAGE)) == f"缺少  {PAGE}"
