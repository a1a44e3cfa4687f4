"""Signing a report, and what a signature stands for when something changes. 示例数据（虚构）."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import auditkit.cli.review
import auditkit.cli.seal  # noqa: F401
from auditkit.audit.opening import open_audit
from auditkit.batch.index import write_index
from auditkit.cli.app import app
from auditkit.delivery.manifest import FILE, HISTORY, REVIEW, manifest
from auditkit.delivery.placing import put_in_place, staging
from auditkit.delivery.report import write_report
from auditkit.delivery.reviewstate import review_state
from auditkit.delivery.seal import verify
from auditkit.errors import AuditError
from auditkit.files.canonical import digest, json_bytes
from auditkit.results.calculation import FILE as CALCULATION
from auditkit.results.calculation import calculation
from auditkit.results.fingerprint import ingredients, notebook_path
from auditkit.results.record import FILE as RECORD
from auditkit.results.record import record
from auditkit.results.sealedfile import seal_of

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
PAGE = "审计报告-示例数据（虚构）.html"
NAMES = (PAGE, RECORD, CALCULATION)
A, B = "甲（虚构）", "乙（虚构）"
DAY = ("--date", "2021-05-06")


def seal_report(root: Path, folder: Path, day: int = 1) -> None:
    """The manifest of the report in a folder, made on that day."""
    audit = open_audit(DEPARTMENT, 2020, root / "data")
    asked = (DEPARTMENT, 2020, root / "data", "zhengzhou-2020", notebook_path(), ("html",))
    made = dt.datetime(2021, 3, day, tzinfo=dt.UTC)
    outputs = [seal_of(folder / name) for name in NAMES]
    content = manifest(audit, ingredients(*asked), outputs, made, made)
    (folder / FILE).write_bytes(json_bytes(content))


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("delivered")
    shutil.copytree(ROOT / "data" / DEPARTMENT, root / "data" / DEPARTMENT)
    folder = root / "reports" / "2020" / DEPARTMENT
    folder.mkdir(parents=True)
    audit = open_audit(DEPARTMENT, 2020, root / "data")
    (folder / PAGE).write_text("<html>报告</html>", "utf-8")
    (folder / RECORD).write_bytes(json_bytes(record(audit)))
    (folder / CALCULATION).write_bytes(json_bytes(calculation(audit)))
    seal_report(root, folder)
    return root


@pytest.fixture
def run(delivered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(delivered, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return Path("reports/2020") / DEPARTMENT


def review(run: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["review", str(run), *words])


def signed(run: Path) -> None:
    """Prepared by one and reviewed by another."""
    one = review(run, "--as", "编制", "--name", A, *DAY)
    two = review(run, "--as", "复核", "--name", B, "--opinion", "事实清楚", *DAY)
    assert (one.exit_code, two.exit_code) == (0, 0), one.output + two.output


def test_a_report_that_nobody_signed_is_not_reviewed(run: Path) -> None:
    assert review_state(run).state == "未复核"
    shown = review(run)
    assert (shown.exit_code, shown.output.strip()) == (0, "未复核")


def test_prepared_and_reviewed_by_two_people_it_is_reviewed(run: Path) -> None:
    signed(run)
    state = review_state(run)
    assert (state.state, state.final) == ("已复核", True)
    shown = review(run).output
    assert f"第1条 编制 {A} 2021-05-06" in shown
    assert f"第2条 复核 {B} 2021-05-06  同意 事实清楚" in shown
    (found,) = verify(run.parent)
    assert found.broken == ()
    assert found.review is not None
    assert found.review.state == "已复核"


@pytest.mark.parametrize("words", [("复核", B), ("编制", "")])
def test_a_review_needs_a_preparation_and_a_signature_a_name(
    run: Path, words: tuple[str, str]
) -> None:
    done = review(run, "--as", words[0], "--name", words[1])
    assert isinstance(done.exception, AuditError)
    assert not (run / REVIEW).exists()


def test_nobody_reviews_what_he_has_prepared(run: Path) -> None:
    review(run, "--as", "编制", "--name", A)
    done = review(run, "--as", "复核", "--name", A)
    assert "复核须由另一人进行" in str(done.exception)


def test_a_report_that_was_sent_back_is_not_reviewed(run: Path) -> None:
    review(run, "--as", "编制", "--name", A, *DAY)
    done = review(run, "--as", "复核", "--name", B, "--return", "--opinion", "补充证据", *DAY)
    assert done.output.splitlines()[-1] == f"未复核；{B} 2021-05-06 退回"


def test_a_changed_input_makes_the_review_void_and_is_named(run: Path) -> None:
    signed(run)
    form = Path("data") / DEPARTMENT / "2020" / "申报表.txt"
    form.write_text(form.read_text("utf-8") + "\n", "utf-8")
    done = review(run)
    assert done.exit_code == 1
    assert f"复核后有变动；{B} 2021-05-06 同意" in done.output
    assert f"变动的有：输入文件 {DEPARTMENT}/2020/申报表.txt" in done.output
    # And cannot be signed again before the report is made anew.
    again = review(run, "--as", "编制", "--name", A)
    assert "不能签署" in str(again.exception)


def test_a_changed_text_of_the_report_makes_it_void(run: Path) -> None:
    signed(run)
    (run / PAGE).write_text("<html>另一份报告</html>", "utf-8")
    assert review_state(run).changed == (f"报告文件 {PAGE}",)


def test_a_changed_rule_makes_it_void(run: Path) -> None:
    signed(run)
    content = json.loads((run / FILE).read_bytes())
    content["ingredients"]["rulepack"][0]["sha256"] = "0" * 64
    (run / FILE).write_bytes(json_bytes(content))
    assert review_state(run).changed == ("规则包 zhengzhou-2020.yaml",)


def test_notes_are_open_until_answered_and_an_open_one_forbids_to_agree(run: Path) -> None:
    (first, *_) = json.loads((run / RECORD).read_bytes())["findings"]
    review(run, "--as", "编制", "--name", A, *DAY)
    noted = review(run, "--note", "金额请再核对", "--finding", first["identity"], "--name", B, *DAY)
    assert "1条复核意见没有答复" in noted.output
    agreed = review(run, "--as", "复核", "--name", B)
    assert "复核意见第2条还没有答复" in str(agreed.exception)
    assert f"第2条 意见（{first['identity']}） {B}" in review(run).output
    assert "【待答复】" in review(run).output
    review(run, "--answer", "2", "--opinion", "已核对凭证", "--name", A, *DAY)
    assert "【待答复】" not in review(run).output
    done = review(run, "--as", "复核", "--name", B, *DAY)
    assert done.output.splitlines()[-1] == f"已复核；{B} 2021-05-06 同意"
    # A note made afterwards is open: the report is no 正式稿.
    review(run, "--note", "再看一处", "--name", B)
    assert review_state(run).final is False


def test_a_note_on_a_finding_that_is_not_there_is_refused(run: Path) -> None:
    done = review(run, "--note", "?", "--finding", "R99-00000000", "--name", B)
    assert "没有标识为“R99-00000000”的审计发现" in str(done.exception)


@pytest.mark.parametrize("tamper", ["text", "drop", "swap"])
def test_an_entry_that_was_altered_taken_out_or_moved_is_noticed(run: Path, tamper: str) -> None:
    signed(run)
    review(run, "--note", "甲", "--name", B)
    content = json.loads((run / REVIEW).read_bytes())
    entries = content["entries"]
    match tamper:
        case "text":
            entries[1]["text"] = "不同意"
        case "drop":
            del entries[1]
        case "swap":
            entries[0], entries[1] = entries[1], entries[0]
    (run / REVIEW).write_bytes(json_bytes(content))
    (found,) = verify(run.parent)
    assert [broken.name for broken in found.broken] == [REVIEW]
    assert review(run).exit_code == 1
    assert "没有写入" in str(review(run, "--note", "乙", "--name", B).exception)


def test_each_entry_holds_the_digest_of_the_one_before(run: Path) -> None:
    signed(run)
    one, two = json.loads((run / REVIEW).read_bytes())["entries"]
    assert one["previous"] == ""
    assert two["previous"] == one["seal"]
    assert one["seal"] == digest({key: value for key, value in one.items() if key != "seal"})
    assert one["bound"]["report"].keys() == set(NAMES)


def test_the_record_goes_into_history_with_its_report_and_on_beside_the_new_one(
    run: Path,
) -> None:
    signed(run)
    before = (run / REVIEW).read_bytes()
    with staging(run) as staged:
        for name in NAMES:
            shutil.copy(run / name, staged / name)
        (staged / PAGE).write_text("<html>新的报告</html>", "utf-8")
        seal_report(Path(), staged, day=2)
        put_in_place(staged, run, keep=True)
    (kept,) = (run / HISTORY).iterdir()
    assert (kept / REVIEW).read_bytes() == before == (run / REVIEW).read_bytes()
    assert review_state(kept).state == "已复核"
    assert review_state(run).changed == (f"报告文件 {PAGE}",)
    # Signed anew, the record of the earlier report stays what it was.
    signed(run)
    assert review_state(run).state == "已复核"
    assert (kept / REVIEW).read_bytes() == before
    assert all(found.broken == () for found in verify(run.parent))


def test_the_index_shows_how_the_review_stands(run: Path) -> None:
    reports = run.parent.parent
    for state in ("未复核", "已复核", "复核后有变动"):
        if state == "已复核":
            signed(run)
        if state == "复核后有变动":
            (run / PAGE).write_text("<html>另一份</html>", "utf-8")
        write_index(reports, {})
        assert f">{state}<" in (reports / "index.html").read_text("utf-8")


def test_a_lock_file_beside_the_report_is_told(run: Path) -> None:
    (run / "~$审计报告.docx").write_bytes(b"x")
    (found,) = verify(run.parent)
    assert found.broken == ()
    assert any("~$审计报告.docx" in note for note in found.notes)


def test_a_report_with_an_open_note_is_not_made_as_a_final_one(run: Path) -> None:
    review(run, "--note", "请补充证据", "--name", B)
    page = (run / PAGE).read_bytes()
    with pytest.raises(AuditError, match="复核意见第1条还没有答复，不能出正式稿"):
        write_report(
            DEPARTMENT,
            2020,
            Path("data"),
            "zhengzhou-2020",
            Path("reports"),
            parameters={"stage": "正式稿"},
        )
    assert (run / PAGE).read_bytes() == page
