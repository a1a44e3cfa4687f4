"""An audit opened ahead stands for the very call that asks for it, once, and for no other."""

import shutil
from pathlib import Path

import pytest

from auditkit import open_audit
from auditkit.audit import ahead
from auditkit.audit.ahead import Call
from auditkit.audit.opening import another
from auditkit.results.record import record, results_of

DEPARTMENT, YEAR, PACK = "示例市教育局", 2023, "规则包-示例数据（虚构）.yaml"
EXAMPLE = Path(__file__).parents[2] / "data" / "示例组合（虚构）"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The call of a notebook that runs beside its data, three years of it."""
    shutil.copytree(EXAMPLE / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    shutil.copy(EXAMPLE / PACK, tmp_path)
    monkeypatch.chdir(tmp_path)
    return Call(DEPARTMENT, YEAR, "data", PACK, tmp_path)


def test_it_is_what_the_call_itself_would_have_opened(call: Call) -> None:
    audit = open_audit(DEPARTMENT, YEAR, call.here / "data", call.here / PACK)
    results_of(audit)
    with ahead.opened_ahead(audit, call, lambda: True):
        taken = open_audit(DEPARTMENT, YEAR, "data", PACK)
    itself = open_audit(DEPARTMENT, YEAR, "data", PACK)
    # What was computed is there, and no way of the process that opened it.
    assert taken.assessed is audit.assessed
    assert taken.folder == itself.folder == Path("data", DEPARTMENT, str(YEAR))
    assert taken.before is not None
    assert itself.before is not None
    assert taken.before.folder == itself.before.folder == Path("data", DEPARTMENT, "2022")
    assert [one.folder for one in taken.earlier] == [one.folder for one in itself.earlier]
    assert taken.other_year is not None
    assert taken.other_year(2022).folder == taken.before.folder
    assert record(taken) == record(itself)
    # The one that was opened keeps its own.
    assert audit.folder == call.here / "data" / DEPARTMENT / str(YEAR)


def test_it_is_handed_out_once(call: Call) -> None:
    audit = open_audit(DEPARTMENT, YEAR, call.here / "data", call.here / PACK)
    _ = audit.assessed
    with ahead.opened_ahead(audit, call, lambda: True):
        assert open_audit(DEPARTMENT, YEAR, "data", PACK).assessed is audit.assessed
        assert open_audit(DEPARTMENT, YEAR, "data", PACK).assessed is not audit.assessed
    assert ahead.taken(DEPARTMENT, YEAR, "data", PACK, another) is None


@pytest.mark.parametrize(
    "asked",
    [
        ("别的部门", YEAR, "data", PACK),
        (DEPARTMENT, 2022, "data", PACK),
        (DEPARTMENT, YEAR, "../data", PACK),
        (DEPARTMENT, YEAR, "data", "common"),
    ],
)
def test_another_call_does_not_get_it(call: Call, asked: tuple[object, ...]) -> None:
    audit = open_audit(DEPARTMENT, YEAR, call.here / "data", call.here / PACK)
    with ahead.opened_ahead(audit, call, lambda: True):
        assert ahead.taken(*asked, another) is None


def test_from_another_folder_it_is_another_call(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = open_audit(DEPARTMENT, YEAR, call.here / "data", call.here / PACK)
    monkeypatch.chdir(call.here / "data")
    with ahead.opened_ahead(audit, call, lambda: True):
        assert ahead.taken(DEPARTMENT, YEAR, "data", PACK, another) is None


def test_where_an_input_has_changed_it_is_opened_anew(call: Call) -> None:
    audit = open_audit(DEPARTMENT, YEAR, call.here / "data", call.here / PACK)
    _ = audit.assessed
    with ahead.opened_ahead(audit, call, lambda: False):
        assert open_audit(DEPARTMENT, YEAR, "data", PACK).assessed is not audit.assessed
