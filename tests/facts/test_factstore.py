"""Facts kept in Parquet come back as they were, for one department and for all."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from auditkit.assessment.panel import assess_panel
from auditkit.audit.opening import open_audit
from auditkit.errors import Issue, UnreadableFile
from auditkit.facts import storebounds
from auditkit.facts.facts import Fact, Facts, TaskRecord
from auditkit.facts.store import read_store, wide_frame, write_store
from auditkit.files.grid import Source
from auditkit.rules.load import load_rulepack

DATA = Path(__file__).parents[2] / "data"
CELL = Source("实际数.xlsx", "数据项!C5", "ab" * 32)


def facts(year: int, spent: float, before: float) -> Facts:
    return Facts(
        (
            Fact("预算执行数", year, spent, "万元", CELL, remark="=手填"),
            Fact("预算数", year, 100.0, "万元", CELL, 4),
            Fact("公用经费", year - 1, before, "万元", CELL),
            Fact("满意份数", year, 33.0, "份", CELL, None, "群众满意度"),
        ),
        tasks=(TaskRecord("修缮", 12.5, None, "是", ("预算执行率",), CELL),),
        not_applicable=frozenset({"企业满意度"}),
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "实际数.parquet"
    rows = write_store(path, [("甲", 2021, facts(2021, 95, 10)), ("乙", 2021, facts(2021, 80, 20))])
    # Each: four figures, a task, an indicator set aside.
    assert rows == 12
    return path


def test_a_department_s_facts_come_back_as_they_were(store: Path) -> None:
    back = read_store(store, "甲", 2021)
    written = facts(2021, 95, 10)
    assert back.items == written.items
    assert back.tasks == written.tasks
    assert back.not_applicable == written.not_applicable
    assert not back.demo
    assert [name for name, _ in back.files] == ["实际数.parquet"]
    assert read_store(store, "乙", 2021).items[0].value == 80.0


def test_issues_and_the_cells_of_a_task_s_amounts_come_back_too(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    spent = Source("实际数.xlsx", "任务执行!D4", "ab" * 32)
    task = TaskRecord("修缮", None, 3.5, "是", (), CELL, spent_source=spent)
    wrong = Issue("F01", replace(CELL, place="数据项!C6"), "不是数字", "一千二百", "请填写数字")
    hint = Issue(
        "F09", replace(CELL, place="数据项!C7"), "以文字填写的数", "12", "请核对", grave=False
    )
    assert write_store(path, [("甲", 2021, Facts(issues=(wrong, hint), tasks=(task,)))]) == 3
    back = read_store(path, "甲", 2021)
    assert back.issues == (wrong, hint)
    assert back.tasks == (task,)
    assert (back.tasks[0].adjusted_source, back.tasks[0].spent_source) == (None, spent)
    assert wide_frame(path).empty


def test_an_unknown_department_or_year_has_no_facts(store: Path) -> None:
    assert read_store(store, "丁", 2021) == Facts()
    assert read_store(store, "甲", 2020) == Facts()


def test_the_wide_frame_has_a_row_for_each_year_of_a_figure(store: Path) -> None:
    frame = wide_frame(store).set_index(["department", "year"])
    assert frame.index.tolist() == [("乙", 2020), ("乙", 2021), ("甲", 2020), ("甲", 2021)]
    assert frame.loc[("甲", 2021), "预算执行数"] == 95.0
    assert frame.loc[("甲", 2020), "公用经费"] == 10.0
    assert math.isnan(frame.loc[("甲", 2020), "预算执行数"])
    assert frame.loc[("乙", 2021), "群众满意度：满意份数"] == 33.0
    panel = assess_panel(wide_frame(store), load_rulepack("common"))
    assert panel.of("预算执行率")["actual"].tolist()[1::2] == [0.8, 0.95]


def test_what_a_year_says_of_itself_comes_before_what_the_next_says_of_it(tmp_path: Path) -> None:
    path = tmp_path / "s.parquet"
    earlier = Facts((Fact("公用经费", 2020, 9.0, "万元", CELL),))
    write_store(path, [("甲", 2021, facts(2021, 95, 10)), ("甲", 2020, earlier)])
    frame = wide_frame(path).set_index("year")
    assert frame.loc[2020, "公用经费"] == 9.0
    assert read_store(path, "甲", 2021).get("公用经费", 2020) == facts(2021, 95, 10).items[2]


def test_the_example_s_facts_survive_the_store(tmp_path: Path) -> None:
    audit = open_audit("郑州市教育局", 2020, DATA)
    write_store(tmp_path / "s.parquet", [("郑州市教育局", 2020, audit.facts)])
    back = read_store(tmp_path / "s.parquet", "郑州市教育局", 2020)
    assert back.items == audit.facts.items
    assert back.tasks == audit.facts.tasks
    assert back.demo


def test_same_facts_give_the_same_bytes(store: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.parquet"
    write_store(again, [("甲", 2021, facts(2021, 95, 10)), ("乙", 2021, facts(2021, 80, 20))])
    assert again.read_bytes() == store.read_bytes()


def test_what_is_no_store_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 nothing")
    with pytest.raises(UnreadableFile, match=r"x\.parquet：不是可读的数据文件（Parquet）。请用"):
        read_store(path, "甲", 2021)
    import pyarrow as pa
    import pyarrow.parquet

    pyarrow.parquet.write_table(pa.table({"department": ["甲"], "audited": [2021]}), path)
    with pytest.raises(UnreadableFile, match="缺少列“kind、scope"):
        read_store(path, "甲", 2021)


@pytest.mark.parametrize("how", ["plain", "dictionary", "list", "rows"])
def test_a_small_file_that_stands_for_any_amount_of_memory_is_refused(
    store: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    count = 80_000
    monkeypatch.setattr(storebounds, "MOST_ROWS", count - (how == "rows"))
    first = pa.array([0] * count, pa.int32())
    table = pyarrow.parquet.read_table(store).slice(0, 1)
    columns = {
        name: column.combine_chunks().take(first)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    # Eighty thousand times ten thousand characters of three bytes: 2.4 GB.
    many = pa.DictionaryArray.from_arrays(first, pa.array(["长" * 10_000]))
    columns["remark"] = many if how != "rows" else columns["remark"]
    if how == "list":
        columns["remark"] = pa.ListArray.from_arrays(list(range(count + 1)), many)
    # Without a schema of its own the file says only that the column holds texts.
    pyarrow.parquet.write_table(pa.table(columns), store, store_schema=how == "dictionary")
    assert store.stat().st_size < 200_000
    before = pa.default_memory_pool().max_memory()
    told = {"list": "不是可读的数据文件", "rows": "有80,000行，超过"}.get(how, "展开后超过2 GB")
    for read in (lambda: read_store(store, "甲", 2021), lambda: wide_frame(store)):
        with pytest.raises(
            UnreadableFile, match=rf"实际数\.parquet：{told}.*请用 auditkit collect"
        ):
            read()
    assert pa.default_memory_pool().max_memory() - before < 200 * 1024 * 1024
