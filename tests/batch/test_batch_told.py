"""What a batch must not keep to itself: damaged data, closed folders, folders passed over."""

import json
from pathlib import Path

import pytest
from batching import Bureau

from auditkit.audit.folder import files_in, refuse_output_inside
from auditkit.audit.formfiles import pack_in_force
from auditkit.batch.job import Job, Outcome, Run, attempt
from auditkit.batch.retention import keep_reports
from auditkit.batch.selection import passed_over, select
from auditkit.batch.standing import Grave
from auditkit.delivery.edited import EDITED, edited_in, keep_edited
from auditkit.delivery.manifest import SCHEMA, sealed
from auditkit.delivery.placing import put_in_place, staging
from auditkit.errors import AuditError
from auditkit.files.canonical import json_bytes
from auditkit.results.sealedfile import seal_of

ISSUE = {
    "code": "F00",
    "where": "实际数.xlsx",
    "what": "打不开",
    "found": "",
    "remedy": "请换一份",
    "grave": True,
}


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def damaged(bureau: Bureau, run: Run) -> None:
    """Let the report of a run say that its data must be mended."""
    folder = bureau.folder(run)
    manifest = json.loads((folder / "manifest.json").read_bytes()) | {"grave_issues": 2}
    (folder / "manifest.json").write_bytes(json_bytes(manifest))
    mild = ISSUE | {"grave": False, "what": "提示而已"}
    (folder / "结果.json").write_bytes(json_bytes({"issues": [mild, ISSUE]}))


def test_data_that_must_be_mended_are_told_also_of_runs_that_are_skipped(bureau: Bureau) -> None:
    good, bad = bureau.department("甲局"), bureau.department("乙局")
    assert bureau.batch().well
    damaged(bureau, bad)
    summary = bureau.batch()
    assert bad not in {outcome.run for outcome in summary.failed}
    assert summary.grave == {bad: Grave(2, "实际数.xlsx：打不开。请换一份。")}
    assert good not in summary.grave
    assert not summary.well
    assert summary.headline.endswith("，其中1个有须更正的数据问题")
    assert "  乙局2020年度：2个；实际数.xlsx：打不开。请换一份。" in summary.lines()
    (told,) = [event for event in bureau.events if event.kind == "grave"]
    assert (told.run, told.detail["grave_issues"]) == (bad, 2)
    record = json.loads((bureau.output / "batch.json").read_bytes())
    assert record["grave"] == 1
    (one,) = [run for run in record["runs"] if run["department"] == "乙局"]
    assert (one["grave_issues"], one["problem"]) == (2, "实际数.xlsx：打不开。请换一份。")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders named 乙局 or 闭 cannot be looked into: whoever is root could."""
    real = Path.iterdir

    def iterdir(self: Path) -> object:
        if {"乙局", "闭"} & {self.name, self.parent.name}:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)


@pytest.mark.usefixtures("closed")
def test_a_department_that_cannot_be_read_is_a_run_of_its_own(bureau: Bureau) -> None:
    good = bureau.department("甲局")
    bureau.department("乙局")
    assert select(bureau.data, everything=True) == [Run("乙局", 0), good]
    assert select(bureau.data, ["*局"], [2020]) == [Run("乙局", 2020), good]
    assert str(Run("乙局", 0)) == "乙局"
    summary = bureau.batch()
    assert [outcome.run.department for outcome in summary.failed] == ["乙局"]
    assert [outcome.run for outcome in summary.done] == [good]
    (failed,) = summary.failed
    assert failed.error == f"{bureau.data / '乙局'}：部门文件夹无法读取。请检查读取权限。"
    folder = bureau.data / "闭"
    folder.mkdir()
    with pytest.raises(AuditError, match="闭：无法读取（Permission denied）。请检查读取权限"):
        list(files_in(folder))
    with pytest.raises(AuditError, match="闭：无法读取"):
        pack_in_force("zhengzhou-2020", folder)


def test_a_place_without_permission_fails_its_run_in_chinese(bureau: Bureau) -> None:
    def work(_: Job) -> None:
        raise PermissionError(13, "Permission denied", "data/乙局")

    outcome: Outcome = attempt(work, Job(Run("乙局", 2020), bureau.settings()))
    assert outcome.error == "data/乙局：无法读取（Permission denied）。请检查读取权限。"
    assert outcome.cause == "data"


def test_folders_that_are_passed_over_are_named_with_what_to_do(bureau: Bureau) -> None:
    bureau.department("甲局")
    for place in ("甲局/2023年", "乙局/２０２２年度", "丙局/说明", "组合/丁局/2020", "甲局/附件"):
        (bureau.data / place).mkdir(parents=True)
    passed = passed_over(bureau.data)
    assert set(passed.ignored) == {
        "没有采用：甲局/2023年，年度文件夹请写作 2023",
        "没有采用：乙局/２０２２年度，年度文件夹请写作 2022",
        "没有采用：丙局，其中没有年度文件夹（如 2023）",
    }
    place = bureau.data / "组合"
    assert passed.nested == (f"组合：其中有部门文件夹，如需运行请用 --data-dir {place}",)
    summary = bureau.batch()
    assert summary.well
    assert summary.ignored == passed.ignored
    assert "  没有采用：甲局/2023年，年度文件夹请写作 2023" in summary.lines()


def test_reports_never_become_inputs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for output in (data, data / "out", data / ".." / "data"):
        with pytest.raises(AuditError, match="也不能在它里面"):
            refuse_output_inside(data, output)
    refuse_output_inside(data, tmp_path / "data2")


def test_an_edited_file_is_kept_and_never_forgotten(tmp_path: Path) -> None:
    word, page = tmp_path / "审计报告.docx", tmp_path / "审计报告.html"
    word.write_bytes(b"as it was made")
    page.write_bytes(b"page")
    outputs = [vars(seal_of(path)) for path in (word, page)]
    content = {
        "schema": SCHEMA,
        "finished": "2026-11-23T01:30:00+00:00",
        "ingredients": {},
        "key": "",
        "outputs": outputs,
    }
    (tmp_path / "manifest.json").write_bytes(json_bytes(sealed(content)))
    keep_edited(tmp_path)
    assert edited_in(tmp_path) == set()
    for text in (b"edited", b"again!"):
        word.unlink()
        word.write_bytes(text)
        keep_edited(tmp_path)
    history = tmp_path / "历史"
    first, second = (f"20261123T013000Z{EDITED}{number}" for number in ("", "2"))
    kept = {path.relative_to(history).as_posix(): path.read_bytes() for path in edited_in(tmp_path)}
    assert kept == {f"{first}/审计报告.docx": b"edited", f"{second}/审计报告.docx": b"again!"}
    # The same edit is not put by twice.
    keep_edited(tmp_path)
    keep_reports(tmp_path, 0)
    assert len(edited_in(tmp_path)) == 2


def test_of_reports_made_in_one_second_each_earlier_one_is_kept(tmp_path: Path) -> None:
    content = {
        "schema": SCHEMA,
        "finished": "2026-11-23T01:30:00+00:00",
        "ingredients": {},
        "key": "",
        "outputs": [],
    }
    for key in ("first", "second", "third"):
        with staging(tmp_path) as staged:
            manifest = json_bytes(sealed(content | {"key": key}))
            (staged / "manifest.json").write_bytes(manifest)
            put_in_place(staged, tmp_path, keep=True)
    kept = {
        path.name: json.loads((path / "manifest.json").read_bytes())["key"]
        for path in (tmp_path / "历史").iterdir()
    }
    assert kept == {"20261123T013000Z": "first", "20261123T013000Z2": "second"}
    keep_reports(tmp_path, 1)
    assert [path.name for path in (tmp_path / "历史").iterdir()] == ["20261123T013000Z2"]
