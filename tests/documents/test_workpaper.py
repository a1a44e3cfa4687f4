"""The working paper: what it holds, that it lives, and that it leads everywhere."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from paper_recomputed import Recomputed, computed, computing_sheets, headings_of, recomputed

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.documents.workpaper import FILE_NAME, working_paper, write_working_paper
from auditkit.documents.workpaper.sheets import FIRST_ROW, HEAD_ROW
from auditkit.facts.facts import DEMO, Fact, Facts, TaskRecord
from auditkit.files.grid import Source
from auditkit.files.saving import workbook_bytes
from auditkit.findings.finding import Finding
from auditkit.form.declaration import Declaration, DeclaredIndicator, Task, Total
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack
from auditkit.rules.rulepack import RulePack

DATA = Path(__file__).parents[2] / "data"
SHEETS = ["封面", "数据项", "指标计算", "评分", "审计发现", "资料清单", "任务", "来源清单"]
BOOK = "实际数.xlsx"


@pytest.fixture(scope="module")
def pack() -> RulePack:
    return load_rulepack()


@pytest.fixture(scope="module")
def example() -> Audit:
    return open_audit("郑州市教育局", 2020, DATA)


@pytest.fixture(scope="module")
def paper(example: Audit) -> Workbook:
    """The example's paper as it comes out of its file."""
    return load_workbook(BytesIO(workbook_bytes(working_paper(example))))


def declared(pack: RulePack, name: str, target: str) -> DeclaredIndicator:
    rule, at = pack.rules[name], Source("申报表.txt", "第1行第1栏", "f" * 64)
    return DeclaredIndicator(rule.level1, rule.level2, name, parse_target(target), "", "", at)


def fact(name: str, value: float, year: int = 2020, **more: str) -> Fact:
    return Fact(name, year, value, more.get("unit", "万元"), Source(BOOK, "数据项!C4", "e" * 64),
                2, more.get("scope", ""), more.get("remark", ""))  # fmt: skip


@pytest.fixture
def small(pack: RulePack) -> Audit:
    """Two indicators of one 一级 (25 points each) and one of another (50), all just met."""
    indicators = (
        declared(pack, "预算执行率", "≥95%"),
        declared(pack, "预算调整率", "≤10%"),
        declared(pack, "在职人员经费变动率", "≤5%"),
    )
    facts = Facts((
        fact("预算执行数", 950.0), fact("预算数", 1000.0), fact("预算调整数", 100.0),
        fact("在职人员经费", 105.0), fact("在职人员经费", 100.0, 2019),
    ))  # fmt: skip
    return Audit(Declaration("某部门", 2020, (), (), None, indicators), facts, pack)


def cell(book: Workbook, sheet: str, row: int, heading: str) -> Cell:
    found = book[sheet].cell(row, headings_of(book)[sheet][heading])
    assert isinstance(found, Cell)
    return found


def value_cell(book: Workbook, name: str, year: int = 2020, scope: str | None = None) -> Cell:
    """The cell of 数据项 that holds a figure."""
    for row in range(FIRST_ROW, book["数据项"].max_row + 1):
        at = [cell(book, "数据项", row, h).value for h in ("数据项", "年度", "只用于指标")]
        if at == [name, year, scope]:
            return cell(book, "数据项", row, "数值")
    raise LookupError(name)


def after(audit: Audit, change: Callable[[Workbook], None]) -> Recomputed:
    book = computing_sheets(audit)
    change(book)
    return computed(book)


def results(paper: Recomputed, count: int = 3) -> list[tuple[object, object]]:
    return [(paper.indicator(i, "状态"), paper.points(i)) for i in range(count)]


# A change of an input


def test_unchanged_the_small_department_earns_all(small: Audit) -> None:
    paper = computed(computing_sheets(small))
    assert results(paper) == [("达标", 25), ("达标", 25), ("达标", 50)]
    assert paper.score() == {
        "points": 100, "rests_on": 100, "low": 100, "high": 100, "value": 100,
        "grade": "优", "grade_low": "优", "grade_high": "优",
    }  # fmt: skip


def test_a_changed_figure_moves_indicator_status_score_and_grade(small: Audit) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "在职人员经费").value = 108

    paper = after(small, change)
    # 8 % against ≤5 %: (1 − 3/5) × 50 = 20 points; 25 + 25 + 20 = 70, 中.
    assert paper.indicator(2, "实际值") == pytest.approx(0.08)
    assert results(paper) == [("达标", 25), ("达标", 25), ("未达标", 20)]
    assert paper.score()["value"] == 70
    assert paper.score()["grade"] == "中"
    assert [paper.indicator(i, "与程序") for i in range(3)] == ["一致", "一致", "已变动"]


def test_a_blanked_figure_is_missing_and_widens_the_interval(small: Audit) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "预算数").value = None

    paper = after(small, change)
    assert paper.indicator(0, "实际值") == "数据缺失"
    assert results(paper) == [("数据缺失", "不计分"), ("数据缺失", "不计分"), ("达标", 50)]
    assert paper.score() == {
        "points": 50, "rests_on": 50, "low": 50, "high": 100, "value": 100,
        "grade": "暂不评级（可能为差至优）", "grade_low": "差", "grade_high": "优",
    }  # fmt: skip


def test_words_in_the_place_of_a_figure_are_missing_too(small: Audit) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "预算执行数").value = "未决算"

    assert after(small, change).indicator(0, "状态") == "数据缺失"


@pytest.mark.parametrize("base", [0, -100])
def test_a_base_of_zero_or_below_is_not_comparable(small: Audit, base: float) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "在职人员经费", 2019).value = base

    paper = after(small, change)
    assert paper.indicator(2, "实际值") == "不可比"
    assert results(paper) == [("达标", 25), ("达标", 25), ("不可比", "不计分")]
    assert (paper.score()["low"], paper.score()["high"]) == (50, 100)


def test_nothing_assessed_is_no_grade(small: Audit) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "预算数").value = None
        value_cell(book, "在职人员经费").value = None

    score = after(small, change).score()
    assert (score["value"], score["grade"]) == ("无法评定", "无法评定")
    assert (score["low"], score["high"], score["grade_low"]) == (0, 100, "差")


def test_a_changed_target_is_compared_and_scored(small: Audit) -> None:
    def change(book: Workbook) -> None:
        cell(book, "指标计算", FIRST_ROW, "目标值").value = 0.97

    # 95/97 × 25 = 24.484…
    assert results(after(small, change))[0] == ("未达标", 24.48)


def test_a_blanked_target_is_no_target(small: Audit) -> None:
    def change(book: Workbook) -> None:
        cell(book, "指标计算", FIRST_ROW, "目标值").value = None

    assert results(after(small, change))[0] == ("无目标值", "不计分")


def test_an_indicator_can_be_set_aside(small: Audit) -> None:
    def change(book: Workbook) -> None:
        cell(book, "指标计算", FIRST_ROW, "适用").value = "不适用"

    assert results(after(small, change))[0] == ("不适用", "不计分")


def test_a_changed_grade_takes_effect(small: Audit) -> None:
    def change(book: Workbook) -> None:
        value_cell(book, "在职人员经费").value = 108
        sheet = book["评分"]
        least = next(c for row in sheet.iter_rows() for c in row if c.value == 60)
        sheet[least.coordinate].value = 75

    assert after(small, change).score()["grade"] == "差"


def test_a_base_that_only_binary_noise_keeps_from_zero_is_zero(pack: RulePack) -> None:
    rule = pack.rules["预算执行率"].model_copy(
        update={"formula": "预算执行数/（预算数-预算调整数-实际政府采购金额）×100%", "words": {}}
    )
    group = pack.indicators["管理效率"]["预算管理"].model_copy(update={"indicators": (rule,)})
    own = pack.model_copy(update={"indicators": {"管理效率": {"预算管理": group}}})
    own = RulePack.model_validate(own.model_dump(by_alias=True))
    facts = Facts((
        fact("预算执行数", 1.0), fact("预算数", 0.8), fact("预算调整数", 0.6),
        fact("实际政府采购金额", 0.2),
    ))  # fmt: skip
    indicators = (declared(own, "预算执行率", "≥95%"),)
    audit = Audit(Declaration("某部门", 2020, (), (), None, indicators), facts, own)
    # 0.8 − 0.6 − 0.2 leaves 5.6e-17 in binary, which is not below zero either.
    assert computed(computing_sheets(audit)).indicator(0, "实际值") == "不可比"


def test_a_task_s_amount_reaches_its_indicator(example: Audit) -> None:
    name = "设备购置计划完成率"
    position = list(example.frame["indicator"]).index(name)

    def spend(amount: float | None) -> Recomputed:
        def change(book: Workbook) -> None:
            rows = range(FIRST_ROW, book["任务"].max_row + 1)
            row = next(r for r in rows if cell(book, "任务", r, "任务名称").value == task)
            cell(book, "任务", row, "实际支出").value = amount

        return after(example, change)

    task, others, adjusted = "设备购置专项工作", 27396.48 - 21632.64, 28842.16
    assert others == pytest.approx(5763.84)
    # 95 % of 28 842.16 is 27 400.052: 21 636.21 is one cent short of it, 21 636.22 is enough.
    short, enough = spend(21636.21), spend(21636.22)
    assert short.indicator(position, "实际值") == pytest.approx(27400.05 / adjusted)
    assert short.indicator(position, "状态") == "未达标"
    assert enough.indicator(position, "状态") == "达标"
    assert spend(None).indicator(position, "状态") == "数据缺失"


# What it holds


def test_it_has_its_eight_sheets_each_with_its_index_number(paper: Workbook) -> None:
    assert paper.sheetnames == SHEETS
    numbers = [re.search(r"索引号：(\S+)", str(paper[name]["A2"].value)) for name in SHEETS[1:]]
    assert [n[1] for n in numbers if n] == ["B-1", "B-2", "B-3", "C-1", "C-2", "D-1", "E-1"]


def test_the_cover_names_the_audit_and_leaves_people_blank(example: Audit, paper: Workbook) -> None:
    cover = recomputed(working_paper(example))
    assert cover.beside("封面", "被审计单位") == "郑州市教育局"
    assert cover.beside("封面", "审计事项") == "部门整体绩效目标实现情况"
    assert cover.beside("封面", "审计期间") == "2020年度"
    assert cover.beside("封面", "索引号") == "A-1"
    for name in ("编制人", "编制日期", "复核人", "复核日期"):
        assert cover.beside("封面", name) is None
    assert (cover.beside("封面", "参考得分"), cover.beside("封面", "等级")) == (
        98.53, "暂不评级（可能为中至优）",
    )  # fmt: skip
    # 23 of 35 assessed, of 48 declared.
    assert cover.beside("封面", "达标率（占已评定）") == pytest.approx(23 / 35)
    assert cover.beside("封面", "达标率（占全部）") == pytest.approx(23 / 48)
    counts = example.frame["status"].value_counts()
    for status in (
        "达标",
        "未达标",
        "不能断定",
        "无目标值",
        "数据缺失",
        "不可比",
        "待评定",
        "不适用",
    ):
        assert cover.beside("封面", status) == counts[status]
    assert cover.beside("封面", "审计发现：合计") == len(example.findings)


def test_what_is_to_be_asked_for_stands_on_a_sheet_of_its_own(paper: Workbook) -> None:
    """The example lacks one value and one judgement; 36 of its 55 tasks serve no indicator."""
    rows = [[cell.value for cell in row] for row in paper["资料清单"].iter_rows(min_row=FIRST_ROW)]
    assert [row[0] for row in rows] == ["C-2-01", "C-2-02", "C-2-03"]
    assert rows[0][2] == "“培训计划执行率”的实际值"
    assert str(rows[2][2]).partition("等")[2].startswith("36项由哪一项指标衡量")


def test_invented_figures_say_so_on_every_sheet(paper: Workbook, small: Audit) -> None:
    for sheet in paper.worksheets:
        assert DEMO in str(sheet["A1"].value), sheet.title
        assert sheet.oddHeader.center.text == DEMO
    for sheet in working_paper(small).worksheets:
        assert DEMO not in str(sheet["A1"].value)
        assert sheet.oddHeader.center.text is None


def test_every_figure_stands_with_its_source(example: Audit, paper: Workbook) -> None:
    used = {
        (fact.source.file, fact.source.place, fact.value)
        for row in example.assessed
        for fact in row.facts.values()
        if fact is not None
    }
    live = recomputed(working_paper(example))
    rows = list(range(FIRST_ROW, paper["数据项"].max_row + 1))
    found = {
        (
            live.at("数据项", r, "来源文件"),
            live.at("数据项", r, "位置"),
            live.at("数据项", r, "数值"),
        )
        for r in rows
    }
    assert used <= found
    missing = [r for r in rows if live.at("数据项", r, "位置") == "（没有取得）"]
    assert missing
    assert all(live.at("数据项", r, "数值") is None for r in missing)


def test_figures_have_true_number_formats(pack: RulePack) -> None:
    direct = {"一个日期": ("11月底前", 737728.0, "日期"), "一个比率": ("≥90%", 0.91234, "%")}
    at = Source("申报表.txt", "第1行第1栏")
    indicators = [
        DeclaredIndicator("可持续性", "人才支撑", name, parse_target(target), "", "", at)
        for name, (target, _, _) in direct.items()
    ]
    facts = [fact(name="实际值", value=v, unit=u, scope=n) for n, (_, v, u) in direct.items()]
    facts += [fact("预算执行数", 12345.678), fact("预算数", 13000.0)]
    facts += [fact("年度实际在职人数", 12, unit="人")]
    indicators.append(declared(pack, "预算执行率", "≥95%"))
    indicators.append(declared(pack, "人均公用经费变动率", "≤5%"))
    declaration = Declaration("某部门", 2020, (), (), None, tuple(indicators))
    audit = Audit(declaration, Facts(tuple(facts)), pack)
    book = working_paper(audit)
    day = value_cell(book, "实际值", scope="一个日期")
    # 30 October 2020 is day 737 728 from the year 1.
    assert (day.value, day.number_format) == (dt.date(2020, 10, 30), "yyyy-mm-dd")
    assert value_cell(book, "实际值", scope="一个比率").number_format == "0.00%"
    assert value_cell(book, "预算执行数").number_format == "#,##0.00"
    assert value_cell(book, "年度实际在职人数").number_format == "0"
    goals = [cell(book, "指标计算", FIRST_ROW + i, "目标值") for i in range(3)]
    assert [goal.value for goal in goals] == [dt.date(2020, 11, 30), 0.9, 0.95]
    assert [goal.number_format for goal in goals] == ["yyyy-mm-dd", "0.00%", "0.00%"]
    paper = recomputed(book)
    assert [paper.indicator(i, "状态") for i in range(2)] == ["达标", "达标"]


def test_findings_have_their_parts(example: Audit, paper: Workbook) -> None:
    headings = ("代码", "严重", "发现", "标准", "事实", "影响", "建议", "涉及金额", "金额性质")
    for i, finding in enumerate(example.findings):
        row = [cell(paper, "审计发现", FIRST_ROW + i, heading).value for heading in headings]
        assert row == [
            finding.code, finding.severity, finding.title, finding.criteria, finding.condition,
            finding.effect, finding.recommendation, finding.money,
            finding.amount.kind if finding.amount else None,
        ]  # fmt: skip
        places = str(cell(paper, "审计发现", FIRST_ROW + i, "证据").value)
        assert all(source.file in places and source.place in places for source in finding.evidence)


def test_a_finding_set_aside_is_shown_and_not_counted(small: Audit) -> None:
    findings = [
        Finding(
            "R01", "甲", grave, "预算执行率", "标准", "事实", "影响", "建议", (), set_aside=aside
        )
        for grave, aside in (("重要", ""), ("一般", ""), ("一般", "已经纠正"))
    ]
    object.__setattr__(small, "_decided", (findings, ()))
    book = recomputed(working_paper(small))
    verdicts = [book.at("审计发现", FIRST_ROW + i, "处理") for i in range(3)]
    assert verdicts == ["列示", "列示", "不予采纳：已经纠正"]
    assert [book.beside("封面", f"审计发现：{s}") for s in ("重要", "一般", "合计")] == [1, 1, 2]


def test_tasks_add_up_and_are_compared_with_the_printed_total(pack: RulePack) -> None:
    at, total = Source("申报表.txt", "第5行第1栏"), Source("申报表.txt", "第9行第1栏")
    tasks = (
        Task("甲工作", "", 100.0, 60.0, "", at),
        Task("乙工作", "", 50.0, None, "", at),
        Task("丙工作", "", 30.0, 30.0, "", at),
    )
    done = (
        TaskRecord("甲工作", 80.0, 60.0, "是", (), Source(BOOK, "任务执行!A4")),
        TaskRecord("乙工作", 0.0, 5.0, "否", (), Source(BOOK, "任务执行!A5")),
    )
    printed = Total(181.0, 90.0, total)
    audit = Audit(Declaration("某部门", 2020, (), tasks, printed, ()), Facts(tasks=done), pack)
    paper = recomputed(working_paper(audit))
    rates = [paper.at("任务", FIRST_ROW + i, "执行率") for i in range(4)]
    assert rates == [0.75, "不可比", "数据缺失", "数据缺失"]
    assert paper.at("任务", FIRST_ROW + 3, "申报预算") == 180
    assert paper.at("任务", FIRST_ROW + 5, "申报预算") == -1
    assert paper.at("任务", FIRST_ROW + 5, "其中财政资金") == 0


def test_a_department_with_nothing_has_a_paper(pack: RulePack) -> None:
    audit = Audit(Declaration("某部门", 2020, (), (), None, ()), Facts(), pack)
    paper = recomputed(working_paper(audit))
    assert paper.beside("封面", "参考得分") == "无法评定"
    assert paper.beside("封面", "达标") == 0


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_text_that_begins_like_a_formula_is_inert(pack: RulePack, sign: str) -> None:
    evil = f'{sign}HYPERLINK("http://example.com")'
    indicator = declared(pack, "预算执行率", "≥95%")
    target = parse_target(evil)
    assert target.text == evil
    indicators = (
        indicator,
        DeclaredIndicator(evil, evil, evil, target, evil, evil, Source(evil, evil)),
    )
    facts = Facts((Fact("预算数", 2020, 1.0, "万元", Source(evil, evil), remark=evil),))
    task = Task(evil, evil, 1.0, 1.0, evil, Source(evil, evil))
    audit = Audit(Declaration(evil, 2020, (), (task,), None, indicators), facts, pack)
    book = load_workbook(BytesIO(workbook_bytes(working_paper(audit))))
    held = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value == evil]
    assert len(held) >= 8
    assert all(c.data_type == "s" and c.quotePrefix for c in held)


# What spreadsheet programs take

COMMON = {
    "ABS", "AND", "COUNT", "IF", "INT", "ISNUMBER", "MAX", "MIN", "NOT", "OR", "ROUND", "SUM",
    "SUMPRODUCT",
}  # fmt: skip


def test_formulas_are_short_and_use_only_functions_that_every_program_has(paper: Workbook) -> None:
    cells = [c for sheet in paper for row in sheet.iter_rows() for c in row]
    formulas = [str(c.value) for c in cells if c.data_type == "f"]
    assert len(formulas) > 600
    used = {name for text in formulas for name in re.findall(r"([A-Z]+)\(", text)}
    assert used <= COMMON
    assert max(map(len, formulas)) < 1000
    assert paper.calculation.fullCalcOnLoad


def test_a_formula_that_no_spreadsheet_takes_is_a_value_and_says_so(pack: RulePack) -> None:
    # Each sum doubles what its base is tested with: far beyond 8192 characters.
    base = "+".join(["预算数-预算调整数"] * 40)
    rule = pack.rules["预算执行率"].model_copy(
        update={"formula": f"预算执行数/（{base}）×100%", "words": {}, "cases": ()}
    )
    group = pack.indicators["管理效率"]["预算管理"].model_copy(update={"indicators": (rule,)})
    own = pack.model_copy(update={"indicators": {"管理效率": {"预算管理": group}}})
    own = RulePack.model_validate(own.model_dump(by_alias=True))
    facts = Facts((fact("预算执行数", 30.0), fact("预算数", 2.0), fact("预算调整数", 1.0)))
    indicators = (declared(own, "预算执行率", "≥70%"),)
    audit = Audit(Declaration("某部门", 2020, (), (), None, indicators), facts, own)
    paper = computed(computing_sheets(audit))
    assert paper.indicator(0, "实际值") == 0.75
    assert "算式超出表格软件的限度" in str(
        paper.indicator(0, "说明（按原始数据写成，不随修改变动）")
    )
    assert paper.indicator(0, "状态") == "达标"


# Print set-up


def test_every_sheet_prints_on_a4_with_its_headings_and_page_numbers(paper: Workbook) -> None:
    for sheet in paper.worksheets:
        assert sheet.page_setup.paperSize == 9, sheet.title
        fitted = sheet.sheet_properties.pageSetUpPr.fitToPage
        assert fitted == (sheet.title != "审计发现"), sheet.title
        if fitted:
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        if sheet.title != "封面":
            assert sheet.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"
            assert sheet.freeze_panes is not None
            assert sheet.freeze_panes.endswith(f"{FIRST_ROW}")


def test_nothing_prints_smaller_than_six_and_a_half_points(paper: Workbook) -> None:
    # A4 landscape holds 271 mm, 768 points, between margins of half an inch; a digit of 10 points
    # is 5.25 points wide, and every text is of 10 points.
    for sheet in paper.worksheets:
        widths = [
            sheet.column_dimensions[get_column_letter(j)].width
            for j in range(1, sheet.max_column + 1)
        ]
        if sheet.title == "审计发现":
            assert sheet.page_setup.scale >= 70
            (after,) = (one.id for one in sheet.col_breaks.brk)
            again = sum(widths[:4])
            widest = max(sum(widths[:after]), again + sum(widths[after:]))
            assert widest * 5.25 * sheet.page_setup.scale / 100 <= 768
            assert sheet.print_title_cols == "$A:$D"
            # The title stands whole on the first page.
            assert max(a.max_col for a in sheet.merged_cells.ranges if a.min_row == 1) == after
        elif sheet.page_setup.orientation == "landscape":
            assert 10 * 768 / (sum(widths) * 5.25) >= 6.5, (sheet.title, sum(widths))


# Where it leads


def links(book: Workbook) -> list[tuple[Cell, str, str]]:
    """Every link as (cell, sheet, cell) it leads to inside the book."""
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for at in row:
                if at.hyperlink is not None and not at.hyperlink.target:
                    name, _, address = str(at.hyperlink.location).rpartition("!")
                    found.append((at, name.strip("'"), address))
    return found


def test_every_link_inside_the_paper_leads_to_what_it_names(paper: Workbook) -> None:
    found = links(paper)
    assert len(found) > 300
    for at, sheet, address in found:
        there = str(paper[sheet][address].value)
        if at.parent.title == "封面":
            assert address == "A1"
            continue
        assert re.fullmatch(r"[A-E]-\d-\d{2,}", there), at
        number = str(at.value)
        if re.match(r"[A-E]-\d-\d", number) and number.partition("～")[0] != there:
            # An index cell leads to its counterpart, a list to one of its numbers.
            own = at.column == 1 and number[4:] == there[4:]
            assert own or there.rpartition("-")[0] in number, at


def test_links_lead_there_and_back(example: Audit, paper: Workbook) -> None:
    by_row = {(at.parent.title, at.row, sheet): address for at, sheet, address in links(paper)}
    for i, c in enumerate(row.computation for row in example.assessed):
        figure = by_row["指标计算", FIRST_ROW + i, "数据项"]
        name = paper["数据项"].cell(int(figure[1:]), 2).value
        assert name in {fact for fact, _ in c.expanded.facts}
        assert by_row["指标计算", FIRST_ROW + i, "评分"] == f"A{FIRST_ROW + i}"
        assert by_row["评分", FIRST_ROW + i, "指标计算"] == f"A{FIRST_ROW + i}"
        assert ("数据项", int(figure[1:]), "指标计算") in by_row


def test_files_are_listed_with_checksum_and_size_and_can_be_opened(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "郑州市教育局" / "2020"
    shutil.copytree(DATA / "郑州市教育局" / "2020", folder)
    out = tmp_path / "reports" / "2020"
    out.mkdir(parents=True)
    audit = open_audit("郑州市教育局", 2020, tmp_path / "data")
    path = write_working_paper(audit, out / FILE_NAME)
    book = load_workbook(path)
    listed = {
        cell(book, "来源清单", row, "文件").value: (
            cell(book, "来源清单", row, "SHA-256 校验值").value,
            cell(book, "来源清单", row, "大小").value,
        )
        for row in range(FIRST_ROW, book["来源清单"].max_row + 1)
    }
    for name, digest in audit.files:
        size = (folder / name).stat().st_size if (folder / name).exists() else None
        assert listed[name][0] == digest
        assert size is None or listed[name][1] == size
    assert isinstance(listed["规则包 zhengzhou-2020.yaml"][1], int)
    opened = cell(book, "数据项", FIRST_ROW, "原件").hyperlink
    assert opened is not None
    assert (out / unquote(str(opened.target))).resolve().parent == folder
    assert opened.location == "'定性评价'!D4:D5"


# Same inputs, same bytes


def test_two_folders_give_the_same_bytes_and_no_path(tmp_path: Path) -> None:
    papers = []
    for name in ("甲处", "乙处"):
        folder = tmp_path / name / "data" / "郑州市教育局" / "2020"
        shutil.copytree(DATA / "郑州市教育局" / "2020", folder)
        audit = open_audit("郑州市教育局", 2020, tmp_path / name / "data")
        papers.append(write_working_paper(audit, tmp_path / name / FILE_NAME).read_bytes())
    assert papers[0] == papers[1]
    for part in tmp_path.parts[1:]:
        assert part.encode() not in papers[0] or len(part) < 4
    assert "甲处".encode() not in papers[0]


def test_a_file_that_shares_only_the_root_is_not_linked(example: Audit) -> None:
    book = working_paper(example, Path("/nowhere/else"))
    assert cell(book, "数据项", FIRST_ROW, "原件").value is None
