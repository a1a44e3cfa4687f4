"""The manifest of a run: everything that it was made from and made, sealed, and times only here."""

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from json_schemas import schema

from auditkit.audit.opening import open_audit
from auditkit.delivery.manifest import FILE, manifest, read_manifest, seal_holds, sealed
from auditkit.errors import UnreadableFile
from auditkit.files.canonical import Json, json_bytes
from auditkit.results import fingerprint
from auditkit.results.fingerprint import ingredients, notebook_path
from auditkit.results.sealedfile import FileSeal

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
STARTED = dt.datetime(2021, 3, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def whole() -> Json:
    audit = open_audit(DEPARTMENT, 2020, ROOT / "data")
    pack, notebook = "zhengzhou-2020", notebook_path()
    made_of = ingredients(DEPARTMENT, 2020, ROOT / "data", pack, notebook, ("html",))
    outputs = [FileSeal("审计报告.html", "0" * 64, 12)]
    made = manifest(audit, made_of, outputs, STARTED, STARTED + dt.timedelta(seconds=9))
    read: Json = json.loads(json_bytes(made))
    return read


def test_it_has_the_shape_that_its_schema_states(whole: Json) -> None:
    schema("manifest").validate(whole)


def test_another_shape_is_refused_by_the_schema(whole: Json) -> None:
    for key, wrong in (
        ("outputs", [{"name": "x"}]),
        ("seal", "x"),
        ("status", "也许"),
        ("more", 1),
    ):
        assert not schema("manifest").is_valid(whole | {key: wrong})


def test_times_are_told_in_the_one_zone_that_all_machines_share(whole: Json) -> None:
    assert whole["started"] == "2021-03-01T00:30:00+00:00"
    assert whole["finished"] == "2021-03-01T00:30:09+00:00"


def test_it_says_what_an_index_of_runs_shows(whole: Json) -> None:
    assert whole["department"] == DEPARTMENT
    assert whole["demo"] is True
    assert sum(whole["statuses"].values()) == 48
    assert list(whole["findings"]) == ["严重", "重要", "一般", "提示"]
    assert whole["low"] <= whole["high"]


def test_the_font_and_every_input_stand_with_the_sha256_of_their_bytes(whole: Json) -> None:
    seals = whole["ingredients"]["inputs"]
    for seal in seals:
        content = (ROOT / "data" / seal["name"]).read_bytes()
        assert (seal["sha256"], seal["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert len(seals) == 2
    assert whole["font"]["name"] == "NotoSansSC-Regular.ttf"


def test_the_key_and_the_seal_can_be_computed_without_this_program(whole: Json) -> None:
    def digest(content: object) -> str:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    assert whole["key"] == digest(whole["ingredients"])
    assert whole["seal"] == digest({k: v for k, v in whole.items() if k != "seal"})


def test_an_edited_manifest_no_longer_fits_its_seal(whole: Json) -> None:
    assert seal_holds(whole)
    assert not seal_holds(whole | {"score": 99.0})
    assert not seal_holds({k: v for k, v in whole.items() if k != "started"})
    # Sealed anew it holds: the seal is no signature.
    assert seal_holds(sealed(whole | {"score": 99.0}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有 manifest.json"),
        (b"{", "已损坏"),
        (b"\xff", "已损坏"),
        (b"[1]", "不是本版本的清单"),
        (b'{"schema": "auditkit-manifest-0"}', "不是本版本的清单"),
        (b'{"schema": "auditkit-manifest-1", "outputs": [], "key": ""}', "缺少ingredients、seal"),
    ],
)
def test_what_is_no_manifest_is_named_with_a_remedy(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", [".x.py.swp", "x.py~", ".ipynb_checkpoints/x.py", "x.pyc"])
def test_what_an_editor_leaves_in_the_package_makes_no_other_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "a.py").write_text("1\n", "utf-8")
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    before = fingerprint.code.__wrapped__()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("2\n", "utf-8")
    assert fingerprint.code.__wrapped__() == before
    (tmp_path / "b.py").write_text("3\n", "utf-8")
    assert fingerprint.code.__wrapped__() != before
