"""The results as JSON: complete, of a stated shape, and readable again."""

import json
import math
from pathlib import Path

import pytest
from json_schemas import schema

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.errors import UnreadableFile
from auditkit.files.canonical import Json, digest, json_bytes, number
from auditkit.results.record import FILE, read_record, record

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> Audit:
    return open_audit("郑州市教育局", 2020, ROOT / "data")


@pytest.fixture(scope="module")
def results(audit: Audit) -> Json:
    read: Json = json.loads(json_bytes(record(audit)))
    return read


def test_it_has_the_shape_that_its_schema_states(results: Json) -> None:
    schema("record").validate(results)


def test_another_shape_is_refused_by_the_schema(results: Json) -> None:
    for key, wrong in (("demo", "yes"), ("year", "2020"), ("indicators", [{}]), ("extra", 1)):
        assert not schema("record").is_valid(results | {key: wrong})


def test_a_figure_of_the_published_form_stands_as_printed(results: Json) -> None:
    (row,) = [i for i in results["indicators"] if i["indicator"] == "预算执行率"]
    assert (row["target"], row["sign"], row["target_value"], row["unit"]) == (
        "≥95%",
        "≥",
        0.95,
        "%",
    )
    assert row["facts"] == [
        {"name": "预算执行数", "year": 2020, "scope": ""},
        {"name": "预算数", "year": 2020, "scope": ""},
    ]
    assert len(results["indicators"]) == 48
    assert results["demo"] is True


def test_every_fact_has_its_cell_and_the_sha256_of_its_file(results: Json) -> None:
    digests = {given["sha256"] for given in results["inputs"]}
    assert results["facts"]
    for fact in results["facts"]:
        assert fact["source"]["place"]
        assert fact["source"]["sha256"] in digests


def test_a_missing_value_is_null_and_never_zero(audit: Audit, results: Json) -> None:
    missing = [row for row in results["indicators"] if row["status"] in ("数据缺失", "不可比")]
    assert missing
    assert all(row["actual"] is None and row["points"] is None for row in missing)
    assert "NaN" not in json_bytes(results).decode()


def test_the_counts_are_those_of_the_audit(audit: Audit, results: Json) -> None:
    assert len(results["findings"]) == len(audit.findings)
    assert len(results["issues"]) == len(audit.issues)
    assert len(results["tasks"]) == len(audit.declaration.tasks)
    assert results["repairs"]["count"] == sum(results["repairs"]["by_code"].values()) > 0


def test_a_task_s_amounts_have_the_cells_that_they_stand_in(results: Json) -> None:
    (bought,) = [task for task in results["tasks"] if task["name"] == "设备购置专项工作"]
    cells = [bought[f"{what}_source"]["place"] for what in ("record", "adjusted", "spent")]
    assert cells == ["任务执行!A4", "任务执行!C4", "任务执行!D4"]


def test_it_is_read_from_its_folder_or_from_the_file(tmp_path: Path, results: Json) -> None:
    (tmp_path / FILE).write_bytes(json_bytes(results))
    assert read_record(tmp_path) == read_record(tmp_path / FILE) == results


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有这个文件"),
        (b"{", "不是有效的 JSON"),
        (b"\xff\xfe", "不是有效的 JSON"),
        (b"[]", "不是本版本的结果文件"),
        (b'{"schema": "auditkit-record-0"}', "不是本版本的结果文件"),
    ],
)
def test_what_is_no_record_is_named_with_a_remedy(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        read_record(tmp_path)


def test_a_digest_knows_content_and_not_its_order() -> None:
    assert digest({"a": [1, 2], "b": "数"}) == digest({"b": "数", "a": [1, 2]})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})
    # sha256 of {"a":1} as any program hashes it.
    assert digest({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_what_json_cannot_say_is_refused() -> None:
    assert number(math.inf) is None
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes({"a": math.nan})
