"""The batch: what is due, what becomes of it, and that nothing stops the others."""

import errno
import json
from collections import Counter
from pathlib import Path

import pytest
from batching import Bureau

from auditkit.batch import journal, pool
from auditkit.batch.job import Outcome, Run
from auditkit.errors import AuditError


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def test_one_failure_stops_no_other_and_is_told_with_its_reason(bureau: Bureau) -> None:
    good, bad = bureau.department("甲局"), bureau.department("乙局", "fail 第4格出错。")
    bug = bureau.department("丙局", "bug 0")
    summary = bureau.batch()
    assert [outcome.run for outcome in summary.done] == [good]
    assert {outcome.run: outcome.cause for outcome in summary.failed} == {
        bad: "data",
        bug: "program",
    }
    assert (bureau.folder(good) / "审计报告.html").is_file()
    (failed,) = [event for event in bureau.events if event.run == bad and event.kind == "failed"]
    assert failed.detail["error"] == "第4格出错。"
    assert failed.detail["notebook"] == "审计报告-出错.ipynb"


def test_a_process_makes_some_runs_and_then_another_takes_over(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "KEPT_FOR", 2)
    said = [tmp_path / f"{number}.pid" for number in range(7)]
    for number, path in enumerate(said):
        bureau.department(f"{number}局", f"pid {path}")
    assert len(bureau.batch().done) == 7
    used = Counter(path.read_text() for path in said)
    assert set(used.values()) == {1, 2}


def test_a_process_whose_run_was_broken_off_makes_no_other(bureau: Bureau, tmp_path: Path) -> None:
    said = [tmp_path / f"{number}.pid" for number in range(4)]
    for number, path in enumerate(said):
        bureau.department(f"{number}局", f"pid {path}\ntrouble 9")
    assert not bureau.batch(retries=0).done
    assert len({path.read_text() for path in said}) == 4


def test_a_process_that_dies_takes_no_later_run_along(bureau: Bureau) -> None:
    good = [bureau.department(f"{number}甲局", "sleep 0") for number in range(6)]
    bad = bureau.department("3乙局", "die 内存用尽")
    summary = bureau.batch(retries=0)
    assert sorted(outcome.run for outcome in summary.done) == good
    (failed,) = summary.failed
    assert failed.run == bad
    assert "内存用尽" in failed.error


def test_what_is_unchanged_is_skipped_and_the_rest_says_why_it_is_due(bureau: Bureau) -> None:
    same, other = bureau.department("甲局"), bureau.department("乙局")
    assert set(bureau.batch().reasons.values()) == {"新的"}
    bureau.department("乙局", "sleep 0")
    new = bureau.department("丁局")
    summary = bureau.batch()
    assert summary.unchanged == (same,)
    assert summary.reasons == {other: "输入变了（乙局/2020/做法.txt）", new: "新的"}
    assert bureau.kinds(same) == ["skipped"]


def test_each_ingredient_has_its_own_reason(bureau: Bureau, tmp_path: Path) -> None:
    run = bureau.department("甲局")
    bureau.batch()
    notebook = tmp_path / "another.ipynb"
    notebook.write_bytes(bureau.settings().notebook.read_bytes() + b"\n")
    assert bureau.batch(notebook=notebook).reasons == {run: "笔记本变了"}
    assert bureau.batch().reasons == {run: "笔记本变了"}
    assert bureau.batch(formats=("html", "xlsx")).reasons == {run: "格式变了"}
    bureau.batch()
    assert bureau.batch(rulepack="hunan-department").reasons == {run: "规则包变了"}
    bureau.batch()
    assert bureau.batch(force=True).reasons == {run: "强制"}
    (bureau.data / "甲局" / "2019").mkdir()
    (bureau.data / "甲局" / "2019" / "新.txt").write_text("x")
    assert bureau.batch().reasons[run] == "输入变了（甲局/2019/新.txt 新增）"
    (bureau.data / "甲局" / "2019" / "新.txt").unlink()
    assert bureau.batch().reasons[run] == "输入变了（甲局/2019/新.txt 已移除）"


def test_a_report_with_a_file_gone_or_cut_is_made_again(bureau: Bureau) -> None:
    run = bureau.department("甲局")
    bureau.batch()
    page = bureau.folder(run) / "审计报告.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:-1])
    assert bureau.batch().reasons == {run: "报告文件不全（审计报告.html）"}
    assert page.read_bytes() == whole
    page.unlink()
    assert bureau.batch().reasons == {run: "报告文件不全（审计报告.html）"}


def test_a_failed_run_is_due_again_until_it_succeeds(bureau: Bureau) -> None:
    run = bureau.department("甲局", "fail 坏")
    bureau.batch()
    kept = bureau.folder(run) / "审计报告-出错.ipynb"
    assert kept.is_file()
    assert bureau.batch().reasons == {run: "上次失败"}
    bureau.department("甲局")
    assert bureau.batch().done
    assert not kept.exists()
    assert bureau.batch().unchanged == (run,)


def test_a_failure_leaves_the_earlier_report_and_it_is_due_again(bureau: Bureau) -> None:
    run = bureau.department("甲局")
    bureau.batch()
    page = bureau.folder(run) / "审计报告.html"
    before = page.read_bytes()
    bureau.department("甲局", "fail 坏")
    bureau.batch()
    assert page.read_bytes() == before
    # The input is as it was when the report was made, but somebody should see that it failed.
    bureau.department("甲局")
    assert bureau.batch().reasons == {run: "上次失败"}


def test_only_what_may_heal_is_tried_again(bureau: Bureau) -> None:
    heals, stays = bureau.department("甲局", "trouble 1"), bureau.department("乙局", "trouble 9")
    data, died = bureau.department("丙局", "fail 坏"), bureau.department("丁局", "die 内存用尽")
    summary = bureau.batch(retries=1)
    tries = {outcome.run: outcome.attempts for outcome in summary.outcomes}
    assert tries == {heals: 2, stays: 2, data: 1, died: 2}
    assert [outcome.run for outcome in summary.done] == [heals]
    assert bureau.kinds(heals) == ["start", "retry", "start", "done"]
    assert bureau.kinds(data) == ["start", "failed"]
    (killed,) = [outcome for outcome in summary.failed if outcome.run == died]
    assert "信号 9" in killed.error
    assert "内存用尽" in killed.error


def test_a_run_past_its_time_limit_is_ended(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditkit.batch.pool.GRACE", 0.2)
    slow, quick = bureau.department("甲局", "sleep 600"), bureau.department("乙局")
    # Enough for the quick one on a busy machine.
    summary = bureau.batch(retries=0, timeout=3)
    assert [outcome.run for outcome in summary.done] == [quick]
    (failed,) = summary.failed
    assert failed.run == slow
    assert "超过时限3秒" in failed.error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_ends_the_batch_and_names_what_had_no_chance(
    bureau: Bureau, number: int
) -> None:
    for name in "甲乙":
        bureau.department(f"{name}局", f"full {number}")
    for name in "丙丁戊":
        bureau.department(f"{name}局", "sleep 0.5")
    runs = sorted(path.name for path in bureau.data.iterdir())
    summary = bureau.batch()
    assert not summary.well
    assert summary.unstarted
    assert {outcome.cause for outcome in summary.failed} == {"storage"}
    told = [outcome.run.department for outcome in summary.outcomes]
    assert sorted(told + [run.department for run in summary.unstarted]) == runs


def test_a_record_of_the_batch_says_what_became_of_each(bureau: Bureau) -> None:
    bureau.department("甲局")
    bureau.batch()
    bureau.department("乙局", "fail 坏")
    bureau.batch()
    record = json.loads((bureau.output / "batch.json").read_bytes())
    assert (record["done"], record["failed"], record["skipped"]) == (0, 1, 1)
    failed, skipped = record["runs"]
    assert failed | {"seconds": 0} == {
        "department": "乙局",
        "year": 2020,
        "state": "failed",
        "reason": "新的",
        "error": "坏",
        "cause": "data",
        "notebook": "审计报告-出错.ipynb",
        "seconds": 0,
        "attempts": 1,
    }
    assert skipped == {"department": "甲局", "year": 2020, "state": "skipped", "reason": "未变"}


def test_a_line_at_which_a_batch_was_killed_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".batch").mkdir()
    first, second = Run("甲局", 2020), Run("乙局", 2020)
    journal.note(tmp_path, Outcome(first, "坏", "data"))
    journal.note(tmp_path, Outcome(second, "坏", "data"))
    journal.note(tmp_path, Outcome(second))
    with (tmp_path / ".batch" / "failures.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"department": "丙局", "ye')
    assert list(journal.failures(tmp_path)) == [first]


def test_a_faulty_rule_pack_starts_nothing(bureau: Bureau) -> None:
    bureau.department("甲局")
    with pytest.raises(AuditError, match="zhengzou"):
        bureau.batch(rulepack="zhengzou")
    assert not list(bureau.output.glob("2*"))


def test_a_file_that_cannot_be_read_fails_its_own_run_only(bureau: Bureau) -> None:
    good, bad = bureau.department("甲局"), bureau.department("乙局")
    bureau.batch()
    place = bureau.data / "乙局" / "2020" / "做法.txt"
    place.unlink()
    place.symlink_to("nowhere/at/all")
    summary = bureau.batch()
    assert summary.unchanged == (good,)
    assert [outcome.run for outcome in summary.outcomes] == [bad]
