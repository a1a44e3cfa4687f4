"""What a batch meets on real disks: other systems' names, links, no room, folders that vanish."""

import email
import email.policy
import errno
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from batching import Bureau
from commanding import typed
from hanging import not_hanging

from auditkit import kernels, open_audit
from auditkit.audit.folder import files_in, looked_at
from auditkit.batch import lock, process, running
from auditkit.batch.collection import collect
from auditkit.batch.job import Run
from auditkit.batch.mail import address, letter
from auditkit.batch.selection import passed_over, select
from auditkit.delivery.report import InputsMoved
from auditkit.errors import AuditError
from auditkit.files.names import sayable
from auditkit.results.fingerprint import input_files, notebook_path
from auditkit.results.portfolio import portfolio_of
from auditkit.workbench.explore.shelf import Shelf

FORM = (
    "绩效目标表\n（2020年度）\n部门名称\t乙局\n一级指标\t二级指标\t三级指标\t指标值\n"
    "产出指标\t数量指标\t面积\t≥1公顷\n"
)


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def foreign(bureau: Bureau, name: str) -> None:
    """A department whose folder has such a name."""
    bureau.department(name)
    (bureau.data / name).rename(bureau.data / gbk(name))


def gbk(name: str) -> str:
    """A name as a zip made on a Chinese Windows leaves it."""
    return os.fsdecode(name.encode("gbk"))


def test_a_department_with_a_name_of_another_system_fails_alone(bureau: Bureau) -> None:
    good = bureau.department("乙局")
    foreign(bureau, "某局")
    summary = bureau.batch(index=None)
    assert [outcome.run for outcome in summary.done] == [good]
    (failed,) = summary.failed
    assert (failed.run, failed.cause) == (Run("某局", 0), "data")
    assert failed.error.startswith(f"{bureau.data}/某局：文件夹名不是 UTF-8（按 GBK 读作“某局”）")
    assert "convmv -f GBK" in failed.error
    assert "某局" in (bureau.output / "index.html").read_text("utf-8")
    assert json.loads((bureau.output / "batch.json").read_bytes())["failed"] == 1
    # Under its right name it is like any other.
    (bureau.data / gbk("某局")).rename(bureau.data / "某局")
    assert bureau.batch().well


def test_a_folder_that_cannot_be_read_costs_no_other_department(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "乙局" / "2020"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(FORM, "utf-8")
    (tmp_path / "data" / gbk("某局") / "2020").mkdir(parents=True)
    portfolio = portfolio_of("", str(tmp_path / "data"), "zhengzhou-2020")
    assert [(name, year) for name, year, _ in portfolio.failed] == [("某局", 0)]
    assert list(portfolio.runs["department"]) == ["乙局"]
    collected = collect(tmp_path / "data", "zhengzhou-2020", tmp_path / "数.parquet")
    assert list(collected.failed) == [("某局", 0)]
    assert list(collected.rows) == [("乙局", 2020)]
    assert Shelf(tmp_path / "data", "zhengzhou-2020").years == {"乙局": [2020]}
    for arguments, code in ((["乙局"], 0), (["某局"], 2), (["--all"], 1)):
        done = typed("followup", *arguments, cwd=tmp_path)
        assert done.returncode == code, done.stderr
        assert ("不是 UTF-8" in done.stderr) == bool(code)


def test_two_names_that_are_read_alike_stay_two(bureau: Bureau) -> None:
    foreign(bureau, "某局")
    bureau.department("某局")
    there, closed = looked_at(bureau.data)
    assert sorted(there) == ["某局", "某局（GBK）"]
    assert list(closed) == ["某局（GBK）"]
    with pytest.raises(AuditError, match="按 GBK 读作“某局（GBK）”"):
        open_audit("某局（GBK）", 2020, bureau.data)


def test_bytes_of_no_coding_are_shown_as_bytes() -> None:
    assert sayable(os.fsdecode(b"data/\xff\xfe/x")) == "data/\\xff\\xfe/x"
    assert sayable("data/某局：坏") == "data/某局：坏"


def test_stray_names_of_another_system_are_told(bureau: Bureau) -> None:
    bureau.department("甲局")
    (bureau.data / gbk("说明.txt")).write_text("x")
    (bureau.data / "甲局" / gbk("2023年")).mkdir()
    said = passed_over(bureau.data).ignored
    assert [text.partition("，")[0] for text in said] == [
        "没有采用：甲局/2023年",
        "没有采用：说明.txt",
    ]


def test_departments_that_look_alike_are_both_run_and_told(bureau: Bureau) -> None:
    for name in ("caf\u00e9局", "cafe\u0301局", "甲局", "甲局 "):
        bureau.department(name)
    assert bureau.batch().well
    made = sorted(path.name for path in (bureau.output / "2020").iterdir())
    assert made == ["cafe\u0301局", "caf\u00e9局", "甲局", "甲局 "]
    said = passed_over(bureau.data).ignored
    assert [text.partition("：")[0] for text in said] == [
        "“cafe\u0301局”（6个字符）、“caf\u00e9局”（5个字符）",
        "“甲局”（2个字符）、“甲局 ”（3个字符）",
    ]
    assert all("同一部门的请并为一个" in text for text in said)


def test_what_a_name_holds_makes_no_second_line_of_the_letter(bureau: Bureau) -> None:
    bureau.department("甲局\nTo: x@y.cn\r\n\r\n失败 9 个")
    summary = bureau.batch()
    assert [line for line in summary.lines() if "\n" in line or "\r" in line] == []
    data = letter(summary, "a@example.org", ["b@example.org"])
    read = email.message_from_bytes(data, policy=email.policy.default)
    assert read.keys() == [
        "Subject", "From", "To", "Date", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    ]  # fmt: skip
    assert (read["To"], read["Subject"]) == ("b@example.org", summary.headline)
    for bad in ("a@example.org\r\nBcc: x@y.cn", "a@example.org\nBcc: x", "a b@c", "a@b, c@d"):
        with pytest.raises(AuditError, match="不是邮件地址"):
            address(bad)


def test_a_file_with_such_a_name_is_told_and_costs_no_report(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "乙局" / "2020"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(FORM, "utf-8")
    (folder / gbk("会议纪要.txt")).write_text("x")
    (folder / gbk("实际数.xlsx")).write_bytes(b"x")
    issues = [
        one for one in open_audit("乙局", 2020, tmp_path / "data").issues if one.code == "P04"
    ]
    found = {issue.where: issue.grave for issue in issues}
    assert found == {"会议纪要.txt": False, "实际数.xlsx": True}
    files = input_files("乙局", 2020, tmp_path / "data")
    assert sorted(files) == [
        f"乙局/2020/{name}" for name in ("会议纪要.txt", "实际数.xlsx", "申报表.txt")
    ]
    (folder / "申报表.txt").rename(folder / gbk("申报表.txt"))
    with pytest.raises(AuditError, match=r"“申报表.txt”的名称不是 UTF-8"):
        open_audit("乙局", 2020, tmp_path / "data")


def test_links_to_a_folder_above_are_not_followed_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "乙局" / "2020"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(FORM, "utf-8")
    (folder / "甲").symlink_to(".")
    (folder / "乙").symlink_to(".")
    (folder / "上级").symlink_to("../..")
    (folder / "别处.txt").symlink_to("/etc/hostname")
    (folder / "断.txt").symlink_to("nowhere")
    os.mkfifo(folder / "管")
    with not_hanging():
        assert [path.name for path in files_in(folder)] == ["别处.txt", "申报表.txt"]
        issues = [i for i in open_audit("乙局", 2020, tmp_path / "data").issues if i.code == "P04"]
    assert {issue.where: issue.what for issue in issues} == {
        "上级": "是指向文件夹的链接，没有读入",
        "乙": "是指向文件夹的链接，没有读入",
        "甲": "是指向文件夹的链接，没有读入",
        "别处.txt": "是链接，按所指的文件读入",
        "断.txt": "是链接，所指的不存在，或不是文件，没有读入",
        "管": "是管道或设备，没有读入",
    }
    # A department's or a year's folder may well be a link.
    (tmp_path / "data" / "丙局").symlink_to(tmp_path / "data" / "乙局")
    assert select(tmp_path / "data", everything=True) == [Run("丙局", 2020), Run("乙局", 2020)]


def test_without_a_byte_of_room_a_batch_says_so_in_a_line(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.department("甲局")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lock.os, "write", full)
    with pytest.raises(AuditError, match=r"无法写入（No space left on device）.*磁盘空间"):
        bureau.batch()
    monkeypatch.undo()
    assert bureau.batch().well


def test_a_warm_process_killed_while_parameters_are_checked_is_replaced(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those of the notebook that came with the program are known.
    own = tmp_path / "自编.ipynb"
    own.write_bytes(notebook_path().read_bytes())
    run = bureau.department("甲局")
    killed: list[int] = []
    real = running.Worker

    class Short(real):  # type: ignore[misc,valid-type]
        def ask(self, function: Any, *arguments: Any) -> None:
            super().ask(function, *arguments)
            if len(killed) < 2:
                killed.append(self._process.pid)
                os.kill(self._process.pid, signal.SIGKILL)

    monkeypatch.setattr(running, "Worker", Short)
    summary = bureau.batch(notebook=own)
    assert [outcome.run for outcome in summary.done] == [run]
    assert len(killed) == 2


def test_where_no_process_can_be_forked_others_are_started(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = bureau.department("甲局")

    def none(*_: object, **__: object) -> None:
        raise kernels.NotForked("the warm process does not answer: timed out")

    monkeypatch.setattr(process.kernels, "fork", none)
    summary = bureau.batch()
    assert [outcome.run for outcome in summary.done] == [run]
    assert "没有取得预热的进程（the warm process does not answer: timed out）" in caplog.text


def test_a_cleared_folder_for_temporary_files_fails_no_later_run(bureau: Bureau) -> None:
    bureau.department("1局", "clear")
    for number in range(2, 8):
        bureau.department(f"{number}局", "temporary")
    assert bureau.batch(retries=0).well


def test_a_folder_of_reports_that_is_removed_meanwhile_is_made_again(bureau: Bureau) -> None:
    bureau.department("1局")
    bureau.department("2局", "forget")
    bureau.department("3局", "sleep 1")
    summary = bureau.batch(retries=0)
    # What was made before is gone, and is said to be; the lock holds all the same.
    lost = {outcome.run.department for outcome in summary.failed}
    assert lost <= {"1局", "2局"}
    assert json.loads((bureau.output / "batch.json").read_bytes())["failed"] == len(lost)
    bureau.department("2局")
    assert bureau.batch().well


def test_a_second_batch_cannot_start_though_the_lock_was_removed(tmp_path: Path) -> None:
    held = lock.Lock(tmp_path)
    (tmp_path / lock.FOLDER / "lock").unlink()
    held.renew()
    with pytest.raises(AuditError, match="另一批正在运行"):
        lock.Lock(tmp_path)
    held.release()
    lock.Lock(tmp_path).release()


def test_inputs_that_move_are_worth_another_try() -> None:
    from auditkit.batch.job import _cause

    assert _cause(InputsMoved("运行期间输入文件被改动。")) == "trouble"
