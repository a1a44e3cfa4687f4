"""Figures by the row (取数表) from CSV, workbook, Parquet and DataFrame. 示例数据（虚构）."""

import hashlib
import io
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditkit.audit.folder import store_file
from auditkit.audit.inputs import fact_files, read_fact_files
from auditkit.audit.opening import open_audit
from auditkit.audit.strays import strays
from auditkit.audit.yearform import read_form
from auditkit.errors import AuditError, Issue, UnreadableFile
from auditkit.facts.extracts.files import read_frame
from auditkit.facts.extracts.rows import csv_bytes
from auditkit.facts.facts import Facts
from auditkit.form.declaration import Declaration
from auditkit.rules.rulepack import RulePack

ROOT = Path(__file__).parents[2]
OWNER, YEAR = "郑州市教育局", 2020
HEAD = "部门,年度,数据项,数值,单位,来源\n"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> tuple[Declaration, RulePack]:
    data = tmp_path_factory.mktemp("data")
    (data / OWNER / str(YEAR)).mkdir(parents=True)
    shutil.copy(ROOT / "data" / OWNER / str(YEAR) / "申报表.txt", data / OWNER / str(YEAR))
    declaration, pack, _ = read_form(OWNER, YEAR, data, "zhengzhou-2020")
    return declaration, pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    at = tmp_path / "data" / OWNER / str(YEAR)
    at.mkdir(parents=True)
    return at


def read(
    folder: Path, form: tuple[Declaration, RulePack], text: str, name: str = "实际数.csv"
) -> Facts:
    (folder / name).write_text(HEAD + text, encoding="utf-8")
    return read_fact_files(folder, *form)


def told(facts: Facts) -> list[str]:
    return [f"{'须更正' if i.grave else '提示'} {i.code} {i.where} {i.found}" for i in facts.issues]


def one(facts: Facts) -> Issue:
    (issue,) = facts.issues
    return issue


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_programs_write(folder, form, encoding):
    data = f"{HEAD}{OWNER},2020,预算执行数,186441.82,万元,预算执行系统\n".encode(encoding)
    (folder / "实际数.csv").write_bytes(data)
    facts = read_fact_files(folder, *form)
    fact = facts["预算执行数", 2020]
    assert (fact.value, fact.unit, fact.decimals) == (186441.82, "万元", 2)
    assert str(fact.source) == "实际数.csv[第2行第4栏]"
    assert fact.source.sha256 == hashlib.sha256(data).hexdigest()
    assert fact.stated == fact.remark == "预算执行系统"
    assert facts.files == (("实际数.csv", fact.source.sha256),)
    assert told(facts) == []


@pytest.mark.parametrize("mark", ["\t", ";", "，"])
def test_other_separators_are_taken(folder, form, mark):
    text = HEAD.replace(",", mark) + f"{OWNER},2020,预算数,100,万元,批复\n".replace(",", mark)
    (folder / "实际数.csv").write_text(text, encoding="utf-8")
    assert read_fact_files(folder, *form)["预算数", 2020].value == 100.0


def test_a_quoted_number_and_source_keep_their_commas(folder, form):
    facts = read(folder, form, f'{OWNER},2020,预算数,"196,247.82",万元,"批复,附件1"\n')
    assert facts["预算数", 2020].value == 196247.82
    assert facts["预算数", 2020].stated == "批复,附件1"
    assert told(facts) == []


def test_a_cell_may_hold_line_breaks_tabs_and_quotes(folder, form):
    facts = read(folder, form, f'{OWNER},2020,预算数,8,万元,"第1行\n第2行\t“甲”""乙"""\n')
    assert facts["预算数", 2020].stated == '第1行\n第2行\t“甲”"乙"'
    assert told(facts) == []


def test_a_damaged_parquet_file_is_one_line(folder, form):
    pq.write_table(pa.table({"年度": ["预算数" * 9], "数据项": ["甲"]}), folder / "实际数.parquet")
    data = (folder / "实际数.parquet").read_bytes()
    (folder / "实际数.parquet").write_bytes(data.replace("预算数".encode(), b"\xc0\xc1" * 4 + b"x"))
    issue = one(read_fact_files(folder, *form))
    assert (issue.code, issue.what) == ("F00", "不是可读的 Parquet 文件")


def test_a_parquet_file_whose_column_has_no_readable_name_is_one_line(folder, form):
    table = pa.table({"年度": [2020], "ABCD": [1]})
    pq.write_table(table, folder / "实际数.parquet", store_schema=False)
    data = (folder / "实际数.parquet").read_bytes()
    (folder / "实际数.parquet").write_bytes(data.replace(b"ABCD", b"\xff\xfe\xff\xfe"))
    issue = one(read_fact_files(folder, *form))
    assert (issue.code, issue.what) == ("F00", "不是可读的 Parquet 文件")


def test_yuan_is_converted_and_told(folder, form):
    facts = read(folder, form, f"{OWNER},2020,预算数,1962478200,元,批复\n")
    assert facts["预算数", 2020].value == 196247.82
    assert told(facts) == ["提示 F03 实际数.csv[第2行第5栏] 元"]


def test_a_unit_in_the_heading_holds_for_the_column(folder, form):
    (folder / "实际数.csv").write_text(
        "年度,数据项,数值（元）,来源\n2020,预算数,12345,账\n", encoding="utf-8"
    )
    assert read_fact_files(folder, *form)["预算数", 2020].value == 1.2345


def test_no_value_is_missing_and_never_zero(folder, form):
    facts = read(
        folder, form, f"{OWNER},2020,预算数,,万元,批复\n{OWNER},2020,预算执行数,0,万元,账\n"
    )
    assert facts.get("预算数", 2020) is None
    assert facts["预算执行数", 2020].value == 0.0
    assert told(facts) == ["提示 F22 实际数.csv[第2行第4栏] "]


@pytest.mark.parametrize(
    ("row", "issue", "said"),
    [
        (
            f"{OWNER},2020,预算执数,5,万元,账",
            "须更正 F02 实际数.csv[第3行第3栏] 预算执数",
            "是否为“预算执行数”",
        ),
        (
            f"{OWNER},2020,年度实际在职人数,5,万元,账",
            "须更正 F03 实际数.csv[第3行第5栏] 万元",
            "单位应为人",
        ),
        (
            f"{OWNER},2020,预算执行数,一千,万元,账",
            "须更正 F01 实际数.csv[第3行第4栏] 一千",
            "请填写阿拉伯数字",
        ),
        (
            f"{OWNER},2020,预算数,9,万元,账",
            "须更正 F04 实际数.csv[第3行第4栏] 9",
            "前面第2行第4栏已有",
        ),
        (f"{OWNER},2020,预算数,8,万元,账", "提示 F04 实际数.csv[第3行第4栏] 8", "两处相同"),
        (
            f"{OWNER},20x0,预算执行数,9,万元,账",
            "须更正 F23 实际数.csv[第3行第2栏] 20x0",
            "请写四位年度",
        ),
        (
            "郑州教育局,2020,预算执行数,9,万元,账",
            "须更正 F23 实际数.csv[第3行第1栏] 郑州教育局",
            "部门不是",
        ),
        ("民政厅,2020,预算执行数,9,万元,账", "提示 F23 实际数.csv[第3行第1栏] 民政厅", "没有读入"),
        (
            f"{OWNER},2016,预算执行数,9,万元,账",
            "提示 F23 实际数.csv[第3行第2栏] 2016",
            "年度不是2020年或2019年",
        ),
        (f"{OWNER},2020,预算执行数,9,万元,", "提示 F22 实际数.csv[第3行第4栏] ", "没有写明来源"),
        (f"{OWNER},2020,满意份数,9,份,问卷", "须更正 F02 实际数.csv[第3行第3栏] ", "要按指标提供"),
        ("合计,,,,,", "提示 F02 实际数.csv[第3行第1栏] 合计", "这一行不是数据"),
    ],
)
def test_a_bad_row_is_one_line_and_the_others_are_read(folder, form, row, issue, said):
    facts = read(folder, form, f"{OWNER},2020,预算数,8,万元,批复\n{row}\n")
    assert told(facts) == [issue]
    assert said in str(one(facts))
    assert facts["预算数", 2020].value == 8.0


def test_many_rows_of_another_department_are_one_line(folder, form):
    rows = "".join(f"民政厅,{year},预算数,9,万元,账\n" for year in range(2015, 2021))
    facts = read(folder, form, rows + f"{OWNER},2020,预算数,8,万元,批复\n")
    assert told(facts) == ["提示 F23 实际数.csv[第2行第1栏] 民政厅"]
    assert "等6行" in one(facts).what


def test_a_table_of_others_alone_is_to_be_put_right(folder, form):
    facts = read(folder, form, "民政厅,2020,预算数,9,万元,账\n")
    assert told(facts) == ["须更正 F23 实际数.csv[第2行第1栏] 民政厅"]


def test_a_csv_without_the_headings_is_told_with_them(folder, form):
    (folder / "实际数.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    issue = one(read_fact_files(folder, *form))
    assert issue.grave
    assert "年度、数据项、数值" in issue.remedy


def test_a_column_that_is_not_known_is_told(folder, form):
    text = "年度,数据项,数值,单位,来源,科室\n2020,预算数,1,万元,账,财务处\n"
    (folder / "实际数.csv").write_text(text, encoding="utf-8")
    assert told(read_fact_files(folder, *form)) == ["提示 F02 实际数.csv[第1行第6栏] 科室"]


def test_figures_of_one_indicator_go_to_it(folder, form):
    text = (
        "年度,数据项,指标,数值,单位,来源\n"
        "2020,满意份数,群众满意度,92,份,问卷\n2020,有效问卷份数,群众满意度,100,份,问卷\n"
        "2020,满意份数,没有的指标,92,份,问卷\n"
    )
    (folder / "实际数.csv").write_text(text, encoding="utf-8")
    facts = read_fact_files(folder, *form)
    assert facts.get("满意份数", 2020, "群众满意度").value == 92.0
    assert told(facts) == ["须更正 F02 实际数.csv[第4行第3栏] 没有的指标"]


def workbook(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "取数"
    book.save(path)


def test_a_workbook_of_that_shape_is_read(folder, form):
    rows = [
        ["部门", "年度", "数据项", "数值", "单位", "来源"],
        [OWNER, 2020, "预算数", 8.5, "万元", "账"],
    ]
    workbook(folder / "实际数-取数.xlsx", rows)
    facts = read_fact_files(folder, *form)
    assert str(facts["预算数", 2020].source) == "实际数-取数.xlsx[取数!D2]"
    assert told(facts) == []


def test_a_parquet_file_of_that_shape_is_read(folder, form):
    table = pa.table({"年度": [2020, 2020], "数据项": ["预算数", "预算执行数"], "数值": [8.5, None],
                      "单位": ["万元", "万元"], "来源": ["仓库", "仓库"]})  # fmt: skip
    pq.write_table(table, folder / "实际数.parquet")
    facts = read_fact_files(folder, *form)
    assert facts["预算数", 2020].value == 8.5
    assert str(facts["预算数", 2020].source) == "实际数.parquet[第2行第3栏]"
    assert told(facts) == ["提示 F22 实际数.parquet[第3行第3栏] "]


def test_a_frame_is_read_with_a_digest_of_its_rows(form):
    frame = pd.DataFrame({"year": [2020, 2020], "fact": ["预算数", "预算执行数"],
                          "value": [8.5, float("nan")], "unit": ["万元", "万元"],
                          "source": ["仓库", "仓库"]})  # fmt: skip
    frame.attrs["source"] = "数据仓库"
    facts = read_frame(frame, *form)
    fact = facts["预算数", 2020]
    text = (
        "year,fact,value,unit,source\r\n2020,预算数,8.5,万元,仓库\r\n2020,预算执行数,,万元,仓库\r\n"
    )
    digest = hashlib.sha256(text.encode("utf-8-sig")).hexdigest()
    assert (str(fact.source), fact.source.sha256) == ("数据仓库[第2行第3栏]", digest)
    assert facts.get("预算执行数", 2020) is None


def test_what_is_no_frame_or_lacks_columns_is_refused(form):
    with pytest.raises(AuditError, match="DataFrame，不能是list"):
        read_frame([1], *form)
    with pytest.raises(UnreadableFile, match=r"缺少取数表的列.*年度、数据项、数值"):
        read_frame(pd.DataFrame({"甲": [1]}), *form)


def test_what_agrees_confirms_and_what_differs_is_told_with_both_places(folder, form):
    rows = [["年度", "数据项", "数值", "单位", "来源"], [2020, "预算数", 8.5, "万元", "批复"],
            [2020, "预算执行数", 8.0, "万元", "账"]]  # fmt: skip
    workbook(folder / "实际数.xlsx", rows)
    facts = read(
        folder, form, f"{OWNER},2020,预算数,8.5,万元,系统\n{OWNER},2020,预算执行数,8.02,万元,系统\n"
    )
    issue = one(facts)
    assert (issue.code, issue.grave, issue.where) == ("F24", True, "实际数.csv[第3行第4栏]")
    assert "实际数.xlsx[取数!C3]为8.00万元，这里为8.02万元" in issue.what
    assert facts["预算执行数", 2020].value == 8.0


def test_rounding_explains_a_difference_of_half_a_cent(folder, form):
    workbook(folder / "实际数.xlsx", [["年度", "数据项", "数值", "单位", "来源"],
                                  [2020, "预算数", 8.5, "万元", "批复"]])  # fmt: skip
    assert told(read(folder, form, f"{OWNER},2020,预算数,8.5049,万元,系统\n")) == []


def test_invented_figures_never_stand_beside_real_ones(folder, form):
    read(folder, form, f"{OWNER},2020,预算数,1,万元,系统\n", "实际数-示例数据（虚构）.csv")
    facts = read(folder, form, f"{OWNER},2020,预算数,2,万元,系统\n")
    assert facts["预算数", 2020].value == 2.0
    assert [issue.code for issue in facts.issues] == ["F00"]
    assert [path.name for path in fact_files(folder)[0]] == ["实际数.csv"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("实际数.xls", ["须更正 P06 实际数.xls"]),
        ("科目余额表.pdf", ["须更正 P06 科目余额表.pdf"]),
        ("预算系统.csv", ["提示 P06 预算系统.csv"]),
        ("某局2023年部门决算.pdf", ["提示 P06 某局2023年部门决算.pdf"]),
        ("部门预算.xlsx", ["提示 P06 部门预算.xlsx"]),
        ("会议纪要.docx", []),
        ("实际数.csv", []),
        ("科目余额表.xlsx", []),
        ("审计发现处理.csv", []),
    ],
)
def test_a_file_of_figures_that_is_not_read_is_told(folder, name, said):
    (folder / name).write_bytes(b"x")
    found = strays(folder)
    assert [f"{'须更正' if i.grave else '提示'} {i.code} {i.where}" for i in found] == said


def test_a_folder_with_a_csv_does_not_look_into_the_store(folder):
    (folder.parent.parent / "实际数.parquet").write_bytes(b"PAR1")
    assert store_file(folder) is not None
    (folder / "实际数.csv").write_text(HEAD, encoding="utf-8")
    assert store_file(folder) is None


def test_an_audit_takes_a_frame_beside_its_folder(tmp_path):
    folder = tmp_path / OWNER / str(YEAR)
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "data" / OWNER / str(YEAR) / "申报表.txt", folder)
    (folder / "实际数.csv").write_text(
        f"{HEAD}{OWNER},2020,预算数,250000,万元,批复\n{OWNER},2020,预算执行数,240000,万元,账\n",
        encoding="utf-8",
    )
    frame = pd.read_csv(io.StringIO(f"{HEAD}{OWNER},2020,预算数,250000,万元,系统\n"
                                    f"{OWNER},2020,预算执行数,240000,万元,系统\n"))  # fmt: skip
    audit = open_audit(OWNER, YEAR, tmp_path, facts=frame)
    assert audit["预算执行率"].value == pytest.approx(0.96)
    (checked,) = [check for check in audit.checks if check.name == "填报数与取数"]
    assert (checked.applied, checked.done) == (2, 2)
    (of,) = [one for one in audit.reliability if one.indicator == "预算执行率"]
    assert (of.verified, of.verdict) == ("与另一来源的取数一致", "可靠")


def test_no_text_of_a_query_is_a_formula_where_the_csv_is_opened() -> None:
    rows = [["=HYPERLINK(1)", "-5.2", "1,200.00"], ["@甲", "-乙", "+86 371"], [" =1", None, -3.0]]
    assert csv_bytes(rows).decode("utf-8-sig").splitlines() == [
        '\'=HYPERLINK(1),-5.2,"1,200.00"',
        "'@甲,'-乙,'+86 371",
        "'=1,,-3",
    ]


def repeated(value: object, times: int) -> pa.DictionaryArray:
    """A column of one value, as Parquet keeps it: once, and how often."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), times), [value])


@pytest.mark.parametrize(
    "columns",
    [
        {"年度": repeated("x" * 3000, 100_000), "数据项": repeated("甲", 100_000)},
        {"年度": repeated(2020, 3_000_000), "数据项": repeated("甲", 3_000_000)},
        {"年度": ["x" * 20_000_000], "数据项": ["甲"]},
    ],
    ids=["repeated", "rows", "cell"],
)
def test_a_parquet_file_that_unpacks_to_gigabytes_is_refused(folder, form, columns):
    # Without the schema that Arrow would add, the columns are texts and numbers.
    path = folder / "实际数.parquet"
    pq.write_table(pa.table(columns), path, compression="zstd", store_schema=False)
    issue = one(read_fact_files(folder, *form))
    assert issue.code == "F00"
    assert "超过" in issue.what
