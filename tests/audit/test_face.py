"""What whoever writes a notebook types: names in brackets, formulas with figures, frames, show."""

import inspect
import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

from auditkit import AuditError, open_audit, parse_formula, show
from auditkit.audit.audit import Audit
from auditkit.cli import main
from auditkit.form.declaration import DeclaredIndicator, Task

ROOT = Path(__file__).parents[2]
NAME = "郑州市教育局"


@pytest.fixture(scope="module")
def audit() -> Audit:
    return open_audit(NAME, 2020, ROOT / "data")


def test_an_indicator_by_its_name_or_alias(audit: Audit) -> None:
    # 186,441.82 of 196,247.82 万元
    assert round(audit["预算执行率"].value, 6) == 0.950033
    with pytest.raises(AuditError, match="没有指标“预算执行律”，是否为“预算执行率”"):
        audit["预算执行律"]


def test_what_is_no_name_is_said(audit: Audit) -> None:
    for thing in (audit, audit.declaration):
        with pytest.raises(AuditError, match="方括号里写指标"):
            thing[0]  # type: ignore[index]


def test_a_fact_of_this_year_or_of_the_year_named(audit: Audit) -> None:
    assert audit.facts["预算数"].value == 196247.82
    assert audit.facts["在职人员经费"].year == 2020
    assert audit.facts["在职人员经费", 2019].value == 68020.45
    with pytest.raises(AuditError, match="没有数据项“预算书”，是否为“预算数”"):
        audit.facts["预算书"]
    with pytest.raises(AuditError, match="没有2018年的数据项“在职人员经费”"):
        audit.facts["在职人员经费", 2018]


def test_what_a_form_declares_by_its_name(audit: Audit) -> None:
    assert isinstance(audit.declaration["预算执行率"], DeclaredIndicator)
    task = audit.declaration["设备购置专项工作"]
    assert isinstance(task, Task)
    with pytest.raises(AuditError, match="是否为“预算执行率”"):
        audit.declaration["预算执行律"]


def test_a_formula_with_figures() -> None:
    rate = parse_formula("预算执行数/预算数×100%")
    assert rate(预算执行数=95, 预算数=100) == 0.95
    assert rate({"预算执行数": 95}, 预算数=100) == 0.95
    assert math.isnan(rate(预算执行数=95, 预算数=0))
    change = parse_formula("（本年度X-上年度X）/上年度X×100%")
    assert change({"本年度X": 110, "上年度X": 100}) == pytest.approx(0.1)
    with pytest.raises(AuditError, match="还缺少上年度X"):
        change(X=110)
    with pytest.raises(AuditError, match="里没有“预算书”，是否为“预算数”"):
        rate(预算执行数=95, 预算书=100)


def test_frames_are_one_s_own(audit: Audit) -> None:
    facts, found, tasks = audit.facts.frame, audit.findings_frame, audit.tasks_frame
    assert len(facts) == len(audit.facts)
    assert facts.loc[facts["name"] == "预算数", "value"].tolist() == [196247.82]
    assert found["code"].tolist() == [finding.code for finding in audit.findings]
    assert found["money"].dtype == "float64"
    assert len(tasks) == 55
    first = tasks.iloc[0]
    assert first["rate"] == pytest.approx(first["spent"] / first["adjusted"])
    found.loc[:, "severity"] = "提示"
    assert audit.findings[0].severity != "提示"


def test_frames_of_nothing_have_their_columns(audit: Audit) -> None:
    bare = Audit(
        audit.declaration.__class__("某局", 2020, (), (), None, ()), audit.facts, audit.pack
    )
    assert list(bare.tasks_frame.columns) == list(audit.tasks_frame.columns)
    assert isinstance(bare.findings_frame, pd.DataFrame)


def test_the_year_may_be_written_as_text() -> None:
    assert open_audit(NAME, "2020", ROOT / "data").year == 2020
    assert open_audit(NAME, "2020年度", ROOT / "data").year == 2020
    with pytest.raises(AuditError, match="年度要写成整数"):
        open_audit(NAME, "去年", ROOT / "data")


def test_the_project_s_data_is_found_from_its_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data" / NAME, tmp_path / "data" / NAME)
    (tmp_path / "notebooks").mkdir()
    for place in (tmp_path, tmp_path / "notebooks"):
        monkeypatch.chdir(place)
        assert len(open_audit(NAME, 2020).assessed) == 48


def test_errors_speak_about_python_here_and_about_options_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AuditError) as refused:
        open_audit(NAME, 2020, tmp_path / "无")
    assert "请用参数 data_dir 指定" in str(refused.value)
    assert "--" not in str(refused.value)
    monkeypatch.setattr("sys.argv", ["auditkit", "assess", NAME, "2020", "--data-dir", "无"])
    with pytest.raises(SystemExit):
        main()
    assert "请用 --data-dir 指定" in capsys.readouterr().err.replace("\n", "")


def test_everything_shown_takes_an_audit(audit: Audit) -> None:
    apart = {"notebook_style", "changes_table"}
    for name in set(show.__all__) - apart:
        shown = getattr(show, name)
        if next(iter(inspect.signature(shown).parameters)) in ("portfolio", "followed"):
            continue
        made = shown(audit)
        assert made is not None, name
    assert (
        show.key_figures(audit).html
        == show.key_figures(audit.score, audit.assessed, audit.findings, audit.declaration).html
    )
    assert "audit" in inspect.signature(show.changes_table).parameters


def test_objects_are_said_in_a_line(audit: Audit) -> None:
    things = (
        audit.score, audit.findings[0], audit.traces[0], audit.facts["预算数"],
        audit.facts.tasks[0], audit.declaration.tasks[0], audit.declaration.indicators[0],
        audit["预算执行率"],
    )  # fmt: skip
    for thing in things:
        assert repr(thing).startswith(f"<{type(thing).__name__} ")
        assert len(repr(thing)) < 160
    assert repr(audit.facts["预算数"]) == "<Fact 2020 预算数: 196247.82万元>"
