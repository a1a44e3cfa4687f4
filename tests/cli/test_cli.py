"""The command line as its users would use it, rightly and wrongly."""

import shutil
from pathlib import Path

import pytest
from commanding import started, typed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of one's own with the real form and the invented figures."""
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data"


def test_trace_shows_formula_figures_and_cells() -> None:
    done = typed("trace", DEPARTMENT, "2020", "预算执行率")
    assert done.returncode == 0, done.stderr
    assert "预算执行率=（预算执行数/预算数）×100%" in done.stdout
    assert "186,441.82/196,247.82×100%" in done.stdout
    assert "申报表.txt[第96行第4栏]" in done.stdout
    assert "实际数-示例数据（虚构）.xlsx[数据项!C" in done.stdout
    assert "示例数据（虚构）" in done.stdout.splitlines()[0]


def test_trace_knows_an_indicator_by_its_alias() -> None:
    done = typed("trace", DEPARTMENT, "2020", "三公经费变动率")
    assert done.returncode == 0
    assert "“三公经费”变动率" in done.stdout


def test_assess_prints_every_indicator_and_the_score() -> None:
    done = started("assess", DEPARTMENT, "2020")
    assert done.returncode == 0, done.stderr
    assert done.stdout == typed("assess", DEPARTMENT, "2020").stdout
    assert done.stdout.count("│") > 48
    for word in (
        "达标",
        "未达标",
        "无目标值",
        "数据缺失",
        "不可比",
        "待评定",
        "得分",
        "示例数据（虚构）",
    ):
        assert word in done.stdout


def test_catalogue_lists_indicators_and_facts() -> None:
    done = typed("catalogue")
    assert done.returncode == 0
    assert "指标 48 个" in done.stdout
    assert "预算执行数" in done.stdout


def test_template_is_written_and_never_over_what_was_filled_in(data: Path) -> None:
    arguments = ("template", DEPARTMENT, "2020", "--data-dir", str(data))
    book = data / DEPARTMENT / "2020" / "实际数.xlsx"
    assert typed(*arguments).returncode == 0
    first = book.read_bytes()
    book.write_bytes(first + b"filled in")
    again = typed(*arguments)
    assert again.returncode == 2
    assert "已经存在" in again.stderr
    assert book.read_bytes() == first + b"filled in"
    assert typed(*arguments, "--force").returncode == 0
    assert book.read_bytes() == first


def test_a_blank_template_is_not_put_beside_a_workbook_that_is_filled_in(data: Path) -> None:
    arguments = ("template", DEPARTMENT, "2020", "--data-dir", str(data))
    folder = data / DEPARTMENT / "2020"
    example = folder / "实际数-示例数据（虚构）.xlsx"
    filled = folder / "实际数-财务处.xlsx"
    filled.write_bytes(example.read_bytes())
    refused = typed(*arguments)
    assert refused.returncode == 2
    assert "已有实际数-财务处.xlsx" in refused.stderr
    assert not (folder / "实际数.xlsx").exists()
    assert typed(*arguments, "--output", str(data / "空白.xlsx")).returncode == 0
    filled.unlink()
    # Of invented figures it is told that they are no longer taken.
    told = typed(*arguments)
    assert (told.returncode, f"{example.name}不再采用" in told.stdout) == (0, True)


def test_an_empty_template_leaves_every_figure_missing_and_none_zero(data: Path) -> None:
    typed("template", DEPARTMENT, "2020", "--data-dir", str(data))
    done = typed("assess", DEPARTMENT, "2020", "--data-dir", str(data))
    assert done.returncode == 0, done.stderr
    assert "未达标" not in done.stdout
    assert "│ 达标" not in done.stdout
    # Real figures stand beside the invented ones now, and these are not used.
    assert "已有实际数，示例数据不予采用" in done.stdout


def test_check_ends_with_1_when_something_must_be_put_right(data: Path) -> None:
    import openpyxl

    book = data / DEPARTMENT / "2020" / "实际数-示例数据（虚构）.xlsx"
    assert typed("check", DEPARTMENT, "2020", "--data-dir", str(data)).returncode == 0
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["数据项"]
    (row,) = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "预算数"]
    sheet.cell(row, 3).value = "一千二百"
    workbook.save(book)
    done = typed("check", DEPARTMENT, "2020", "--data-dir", str(data))
    assert done.returncode == 1
    assert f"{book.name}[数据项!C{row}]：" in done.stdout
    assert "预算数" in done.stdout
    assert "不是数字（“一千二百”）。请填写阿拉伯数字，单位万元。" in done.stdout
    # The rest stands: the indicators that do not need it are still computed.
    rest = typed("trace", DEPARTMENT, "2020", "专项资金细化率", "--data-dir", str(data))
    assert "达标" in rest.stdout


WRONG = {
    "no such command": (["asess"], "没有命令“asess”，是否为“assess”"),
    "no such option": (["assess", DEPARTMENT, "2020", "--all"], "没有选项“--all”"),
    # It is like none but in its dashes.
    "another program's option": (["run", "--workers", "3"], "没有选项“--workers”。用法"),
    "option misspelt": (["report", "--format", "pdf"], "没有选项“--format”，是否为“--formats”"),
    "option cut short": (["report", "--data", "x"], "没有选项“--data”，是否为“--data-dir”"),
    "argument missing": (["trace", DEPARTMENT, "2020"], "缺少“指标”"),
    "year is no number": (["assess", DEPARTMENT, "二〇二〇"], "“年度”"),
    "one argument too many": (["assess", DEPARTMENT, "2020", "再来"], "多出参数“再来”"),
    "option without value": (["assess", DEPARTMENT, "2020", "--data-dir"], "“--data-dir”没有给值"),
    "unknown department": (["assess", "郑州市教育厅", "2020"], "是否为“郑州市教育局”"),
    "unknown year": (["assess", DEPARTMENT, "2021"], "没有2021年度的数据"),
    "unknown indicator": (["trace", DEPARTMENT, "2020", "预算执行"], "是否为“预算执行率”"),
    "unknown pack": (["catalogue", "--rulepack", "zhengzou"], "是否为“zhengzhou-2020”"),
    "no data folder": (
        ["assess", DEPARTMENT, "2020", "--data-dir", "/no/such"],
        "没有这个数据文件夹",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG.keys())
def test_every_mistake_is_one_chinese_line_with_code_2(arguments: list[str], message: str) -> None:
    done = typed(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_mistake_ends_a_process_of_its_own_likewise() -> None:
    arguments, message = WRONG["unknown department"]
    done = started(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr == typed(*arguments).stderr


def test_a_damaged_workbook_leaves_the_form_s_findings_standing(data: Path) -> None:
    book = data / DEPARTMENT / "2020" / "实际数-示例数据（虚构）.xlsx"
    book.write_bytes(book.read_bytes()[:5000])
    done = typed("assess", DEPARTMENT, "2020", "--data-dir", str(data))
    assert done.returncode == 0, done.stderr
    assert book.name in done.stdout
    assert "数据缺失" in done.stdout


def test_a_form_that_is_none_says_so(data: Path) -> None:
    (data / DEPARTMENT / "2020" / "申报表.txt").write_text("通知\n请各单位按时填报。\n", "utf-8")
    done = typed("assess", DEPARTMENT, "2020", "--data-dir", str(data))
    assert done.returncode == 2
    assert "没有找到绩效目标申报表" in done.stderr


def test_help_is_in_chinese() -> None:
    done = started("--help")
    assert done.returncode == 0
    assert "用法：" in done.stdout
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in done.stdout


def test_nothing_to_assess_is_said_in_words(data: Path) -> None:
    (data / DEPARTMENT / "2020" / "实际数-示例数据（虚构）.xlsx").unlink()
    done = typed("assess", DEPARTMENT, "2020", "--data-dir", str(data))
    assert done.returncode == 0
    assert "没有可评价的指标，无法评分" in done.stdout
    assert "nan" not in done.stdout


def test_without_arguments_the_help_is_all() -> None:
    done = started()
    assert done.returncode == 2
    assert "用法：" in done.stdout + done.stderr
    assert "错误" not in done.stderr
