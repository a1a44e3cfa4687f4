"""绩效目标表 and 自评表 of other places, read from every file type. 示例数据（虚构）."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import layout_forms as forms
import pytest

from auditkit.errors import UnreadableFile
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration

Reader = Callable[[str], Declaration]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read_text(text: str) -> Declaration:
        path = tmp_path / "自评表.txt"
        path.write_text(text, encoding="utf-8")
        return read_declaration(path)

    return read_text


def told(declaration: Declaration) -> str:
    return "\n".join(map(str, (*declaration.repairs, *declaration.issues)))


def codes(declaration: Declaration) -> set[str]:
    return {issue.code for issue in declaration.issues}


# The form that most places print


@pytest.fixture(scope="module", params=list(forms.WRITERS))
def evaluation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("forms") / f"自评表.{request.param}"
    return read_declaration(
        forms.WRITERS[request.param](forms.EVALUATION, forms.EVALUATION_MERGED, path)
    )


def test_a_self_evaluation_names_its_department_and_year(evaluation: Declaration) -> None:
    assert (evaluation.kind, evaluation.year) == ("自评表", 2021)
    assert evaluation.department == "示例市绿化站（虚构）"
    (goal,) = evaluation.goals
    assert (goal.text, goal.actual) == ("完成养护任务，绿地完好。", "已完成养护任务。")


def test_the_budget_block_is_read(evaluation: Declaration) -> None:
    assert [
        (x.name, x.initial, x.adjusted, x.executed, x.weight, x.rate, x.score)
        for x in evaluation.budget_lines
    ] == [
        ("年度资金总额", 820.0, 800.0, 640.4, 10.0, 0.8005, 8.01),
        ("其中：当年财政拨款", 700.0, 700.0, 560.4, None, 0.8006, None),
        ("上年结转资金", 100.0, 80.0, 60.0, None, 0.75, None),
        ("其他资金", 20.0, 20.0, 20.0, None, 1.0, None),
    ]


def test_indicators_are_read_with_what_was_reached(evaluation: Declaration) -> None:
    assert [
        (i.level1, i.level2, i.name, str(i.target), i.actual and str(i.actual), i.weight, i.score)
        for i in evaluation.indicators
    ] == [
        ("产出指标", "数量指标", "养护面积", "≥266公顷", "280公顷", 15.0, 15.0),
        ("产出指标", "数量指标", "补植苗木", "≥2000株", "1500株", 10.0, 7.5),
        ("产出指标", "质量指标", "苗木成活率", "≥95%", "98%", 15.0, 15.0),
        ("产出指标", "时效指标", "完成时间", "11月底前", "11月20日", 10.0, 10.0),
        ("效益指标", "社会效益指标", "提升公园环境", "有效提升", "有效提升", 20.0, 19.0),
        ("效益指标", "生态效益指标", "绿地率变动", "≤5%", "6%", 10.0, 8.0),
        ("满意度指标", "服务对象满意度指标", "市民满意度", "≥90%", "92%", 10.0, 10.0),
    ]
    reasons = {i.name: i.reason for i in evaluation.indicators if i.reason}
    assert reasons == {"补植苗木": "雨季偏长，次年补植。", "绿地率变动": "新区并入"}


def test_the_printed_totals_are_read_and_nothing_is_left(evaluation: Declaration) -> None:
    assert (evaluation.total_weight, evaluation.total_score) == (100.0, 92.51)
    assert evaluation.total_score_source is not None
    assert evaluation.issues == ()


def test_every_cell_of_a_self_evaluation_has_its_address(tmp_path: Path) -> None:
    path = forms.write_xlsx(forms.EVALUATION, forms.EVALUATION_MERGED, tmp_path / "自评表.xlsx")
    declaration = read_declaration(path)
    area = declaration.indicators[0]
    sources = (area.source, area.target_source, area.actual_source, area.weight_source)
    assert [source and source.place for source in (*sources, area.score_source)] == [
        "Sheet!D13", "Sheet!E13", "Sheet!F13", "Sheet!G13", "Sheet!H13",
    ]  # fmt: skip
    assert declaration.budget_lines[0].sources["rate"].place == "Sheet!H6"
    assert declaration.total_score_source is not None
    assert declaration.total_score_source.place == "Sheet!H20"


@pytest.mark.parametrize("heading_again", [False, True])
def test_a_table_cut_within_a_group_reads_equal(tmp_path: Path, heading_again: bool) -> None:
    rows, merged = list(forms.EVALUATION), list(forms.EVALUATION_MERGED)
    whole = read_declaration(forms.write_xlsx(rows, merged, tmp_path / "自评表.xlsx"))
    cut = 13
    if heading_again:
        rows.insert(cut, rows[11])
        merged = [
            (t + (t >= cut), left, b + (b >= cut), right)
            for t, left, b, right in merged
            if not (t < cut <= b)
        ]
    paged = read_declaration(forms.write_pdf(rows, merged, tmp_path / "自评表.pdf", [cut]))
    assert paged.indicators == whole.indicators
    assert ("重印的表头" in told(paged)) == heading_again


# 绩效目标表 with sign, value and unit in columns of their own


def test_a_target_in_three_columns_is_put_together(read: Reader) -> None:
    rows = (
        "产出指标\t数量指标\t征集档案\t≥\t1200\t件\t以移交清单为准\n"
        "\t质量指标\t档案合格率\t=\t100\t%\n"
        "\t时效指标\t完成时限\t≤\t12\t月\n"
        "\t时效指标\t移交日期\t≤\t2020年11月20日\t年-月-日\n"
        "效益指标\t社会效益指标\t查档便利程度\t定性\t显著提升\t\n"
    )
    declaration = read(forms.title(f"{forms.THREE_COLUMNS}\n{rows}", "绩效目标表"))
    assert (declaration.kind, declaration.department) == ("绩效目标表", "示例市档案馆（虚构）")
    assert [(i.name, i.target.kind, str(i.target)) for i in declaration.indicators] == [
        ("征集档案", "quantity", "≥1200件"),
        ("档案合格率", "quantity", "=100%"),
        ("完成时限", "date", "≤12月"),
        ("移交日期", "date", "2020年11月20日"),
        ("查档便利程度", "quality", "显著提升"),
    ]
    assert declaration.indicators[0].note == "以移交清单为准"
    assert declaration.issues == ()


@pytest.mark.parametrize("sub", ["符号\t值\t单位", ""])
def test_three_columns_may_stand_below_one_heading(read: Reader, sub: str) -> None:
    heading = "一级指标\t二级指标\t三级指标\t年度指标值\t\t\t分值"
    below = f"\t\t\t{sub}\n" if sub else ""
    rows = "产出指标\t数量指标\t征集档案\t≥\t1200\t件\t50\n\t\t修复档案\t≥\t300\t卷\t50\n"
    declaration = read(forms.title(f"{heading}\n{below}{rows}", "绩效目标表"))
    assert [(i.name, str(i.target), i.weight) for i in declaration.indicators] == [
        ("征集档案", "≥1200件", 50.0),
        ("修复档案", "≥300卷", 50.0),
    ]
    assert declaration.issues == ()


def test_a_direction_puts_in_the_sign_that_is_missing(read: Reader) -> None:
    rows = (
        "产出指标\t数量指标\t征集档案\t定量\t正向\t1200\t件\t60\n"
        "\t质量指标\t差错率\t定量\t反向\t3\t%\t40\n"
    )
    declaration = read(forms.title(f"{forms.DIRECTED}\n{rows}", "绩效目标表"))
    assert [(i.name, str(i.target), i.direction, i.weight) for i in declaration.indicators] == [
        ("征集档案", "≥1200件", "正向", 60.0),
        ("差错率", "≤3%", "反向", 40.0),
    ]
    assert [r.after for r in declaration.repairs if r.code == "符号补全"] == ["≥1200件", "≤3%"]


def test_a_budget_without_headings_is_read_by_its_labels(read: Reader) -> None:
    rows = (
        "项目资金（万元）\t年度资金总额\t120.50\n\t其中：财政拨款\t100.00\n\t其他资金\t20.50\n"
        "年度绩效目标\t征集档案一千余件。\n"
        f"{forms.THREE_COLUMNS}\n产出指标\t数量指标\t征集档案\t≥\t1200\t件\n"
    )
    declaration = read(forms.title(rows, "绩效目标表"))
    assert [(line.name, line.initial) for line in declaration.budget_lines] == [
        ("年度资金总额", 120.5),
        ("其中：财政拨款", 100.0),
        ("其他资金", 20.5),
    ]
    assert [goal.text for goal in declaration.goals] == ["征集档案一千余件。"]


# Self-evaluations of other places


def test_the_sign_in_a_column_of_properties_counts(read: Reader) -> None:
    rows = (
        "产出指标\t数量指标\t接待查档\t≥\t5000\t人次\t5200\t40\t40\n"
        "\t质量指标\t政策知晓率\t═\t100\t%\t98\t10\t9\t宣传不足\n"
        "满意度指标\t服务对象满意度\t查档人满意度\t≥\t90\t%\t95\t50\t50\n"
    )
    declaration = read(forms.title(f"{forms.PROVINCIAL}\n{rows}"))
    assert [(str(i.target), str(i.actual), i.score) for i in declaration.indicators] == [
        ("≥5000人次", "5200人次", 40.0),
        ("=100%", "98%", 9.0),
        ("≥90%", "95%", 50.0),
    ]
    assert declaration.indicators[1].reason == "宣传不足"
    assert declaration.issues == ()


def test_an_adjusted_target_and_a_coefficient_are_quoted(read: Reader) -> None:
    rows = (
        "指标名称\t计量单位\t年初指标值\t调整指标值\t全年完成值\t得分系数\t指标权重\t指标得分\t是否核心指标\n"
        "征集档案\t件\t1200\t1000\t1000\t1\t60\t60\t是\n"
        "修复档案\t卷\t300\t\t270\t0.9\t40\t36\t否\n"
    )
    declaration = read(forms.title(rows))
    assert [
        (i.name, i.target.value, i.actual and i.actual.value, i.weight, i.score)
        for i in declaration.indicators
    ] == [("征集档案", 1200.0, 1000.0, 60.0, 60.0), ("修复档案", 300.0, 270.0, 40.0, 36.0)]
    assert "调整指标值“1000”" in told(declaration)
    assert declaration.issues == ()


def test_points_of_whole_groups_are_told_apart(read: Reader) -> None:
    rows = (
        "一级指标\t分值\t二级指标\t分值\t三级指标\t分值\t评价标准\t指标说明\t本单位执行情况\t得分\n"
        "投入\t20\t预算配置\t20\t在职人员控制率\t8\t以100%为标准，每超1个百分点扣0.5分。"
        "\t在职人员数与编制数的比率。\t83.91%\t8\n"
        "\t\t\t\t“三公经费”变动率\t12\t不大于0计满分。\t本年与上年预算之比。\t-3.20%\t12\n"
        "过程\t80\t预算执行\t80\t预算完成率\t80\t100%计满分。\t完成数与预算数的比率。\t99.27%\t80\n"
    )
    declaration = read(forms.title(rows))
    assert [
        (i.level1, i.level2, i.name, i.weight, i.score, i.note, i.actual and str(i.actual))
        for i in declaration.indicators
    ] == [
        (
            "投入", "预算配置", "在职人员控制率", 8.0, 8.0,
            "以100%为标准，每超1个百分点扣0.5分。", "83.91%",
        ),
        ("投入", "预算配置", "“三公经费”变动率", 12.0, 12.0, "不大于0计满分。", "-3.2%"),
        ("过程", "预算执行", "预算完成率", 80.0, 80.0, "100%计满分。", "99.27%"),
    ]  # fmt: skip
    assert declaration.indicators[0].explanation == "在职人员数与编制数的比率。"


def test_headings_with_letters_and_stars_are_known(read: Reader) -> None:
    rows = (
        "*一级指标\t二级指标\t*三级指标\t参考分值\t指标值(A)\t全年实际值(B)\t得分\t未完成原因\n"
        "产出指标\t数量指标\t征集档案\t100\t≥1200件\t1300件\t100\n"
    )
    (indicator,) = read(forms.title(rows)).indicators
    assert (str(indicator.target), str(indicator.actual)) == ("≥1200件", "1300件")
    assert (indicator.weight, indicator.score) == (100.0, 100.0)


def test_points_in_a_heading_are_the_weight_of_the_budget(read: Reader) -> None:
    rows = (
        "预算执行情况（万元）\t\t预算数(A)\t执行数(B)\t执行率(B/A)\t得分（20分×执行率）\n"
        "\t年度财政资金总额\t10.00\t9.00\t90%\t18\n"
        "一级指标\t二级指标\t三级指标\t年初目标值(A)\t实际完成值(B)\t得分\n"
        "产出指标\t数量指标\t征集档案\t1200件\t1200件\t80\n"
    )
    points = rows.replace("（20分×执行率）", "（20分）")
    for text in (rows, points):
        (line,) = read(forms.title(text)).budget_lines
        assert (line.adjusted, line.executed, line.rate, line.score) == (10.0, 9.0, 0.9, 18.0)
        assert line.weight == 20.0


def test_all_indicators_in_one_cell_are_taken_apart(read: Reader) -> None:
    cell = (
        "【产出指标-数量指标】指标1:购置档案架(≥77台)；指标2:修复档案(≥300卷)；"
        "【效益指标-社会效益指标】指标1:查档便利(显著提升)"
    )
    declaration = read(forms.title(f"绩效指标\t{cell}", "绩效目标表"))
    assert [(i.level1, i.level2, i.name, str(i.target)) for i in declaration.indicators] == [
        ("产出指标", "数量指标", "购置档案架", "≥77台"),
        ("产出指标", "数量指标", "修复档案", "≥300卷"),
        ("效益指标", "社会效益指标", "查档便利", "显著提升"),
    ]
    assert declaration.issues == ()


def test_a_column_of_its_own_for_every_town_is_told(read: Reader) -> None:
    rows = (
        "一级指标\t二级指标\t三级指标\t指标值\t东镇\t西镇\n"
        "产出指标\t数量指标\t建成档案室\t≥2个\t1个\t1个\n"
    )
    declaration = read(forms.title(rows, "绩效目标表"))
    assert [str(i.target) for i in declaration.indicators] == ["≥2个"]
    assert {issue.found for issue in declaration.issues} == {"东镇", "西镇"}


# Faults


SMALL = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因\n"
BUDGET = "项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"


def test_a_row_of_figures_run_together_is_cut_where_the_rate_proves_it(read: Reader) -> None:
    rows = f"{BUDGET}年度资金总额\t2456.182456.182456.1810100%10\n"
    declaration = read(forms.title(f"{rows}{SMALL}产出指标\t数量指标\t征集\t≥5件\t5件\t90\t90"))
    (line,) = declaration.budget_lines
    assert (line.initial, line.adjusted, line.executed) == (2456.18, 2456.18, 2456.18)
    assert (line.weight, line.rate, line.score) == (10.0, 1.0, 10.0)
    (repair,) = [r for r in declaration.repairs if r.code == "粘连拆分"]
    assert repair.after == "2456.18｜2456.18｜2456.18｜10｜100%｜10"


def test_an_indicator_s_figures_run_together_are_cut_or_told(read: Reader) -> None:
    rows = (
        "产出指标\t质量指标\t入库合格率\t100%100%2020\n"
        "\t数量指标\t征集档案\t3.816343.7640\n"
    )  # fmt: skip
    declaration = read(forms.title(f"{SMALL}{rows}"))
    sound, doubtful = declaration.indicators
    assert (str(sound.target), str(sound.actual)) == ("100%", "100%")
    assert (sound.weight, sound.score) == (20.0, 20.0)
    assert (doubtful.target.kind, doubtful.score) == ("none", None)
    assert "3.816343.7640" in told(declaration)


def test_amounts_in_yuan_are_converted_and_a_contradiction_is_told(read: Reader) -> None:
    heading = BUDGET.replace("万元", "元")
    rows = f"单位：万元\n{heading}年度资金总额\t12000\t12000\t9000\t10\t75%\t7.5\n"
    declaration = read(forms.title(f"{rows}{SMALL}产出指标\t数量指标\t征集\t≥5件\t5件\t90\t90"))
    assert declaration.budget_lines[0].executed == 0.9
    assert [issue.code for issue in declaration.issues] == ["D05", "D05"]
    assert "不一致" in told(declaration)


def test_a_total_of_0_over_filled_parts_is_told(read: Reader) -> None:
    rows = (
        f"{BUDGET}年度资金总额\t0\t0\t0\t10\t\t10\n"
        "其中：财政拨款\t60.00\t60.00\t60.00\n其他资金\t5.00\t5.00\t4.00\n"
    )
    declaration = read(forms.title(f"{rows}{SMALL}产出指标\t数量指标\t征集\t≥5件\t5件\t90\t90"))
    assert [i.found for i in declaration.issues if i.code == "D12"] == ["0.00"] * 3
    assert "为0，而分项已填数" in told(declaration)


def test_weights_that_do_not_add_up_to_100_are_told(read: Reader) -> None:
    rows = "产出指标\t数量指标\t征集\t≥5件\t5件\t60\t60\n\t\t修复\t≥5卷\t5卷\t50\t50\n"
    declaration = read(forms.title(f"{SMALL}{rows}"))
    assert "合计110分" in told(declaration)
    assert codes(declaration) == {"D13"}


def test_placeholders_and_a_claim_to_be_empty_are_told(read: Reader) -> None:
    rows = (
        "产出指标\t数量指标\t征集\t≥***件\t5件\t60\t60\n"
        "\t\t修复\t≥5卷\tXX卷\t40\t40\t主要原因是。\n注：本表为空表\n"
    )
    declaration = read(forms.title(f"{SMALL}{rows}"))
    placeholders = {issue.found for issue in declaration.issues if issue.code == "D14"}
    assert placeholders == {"≥***件", "XX卷", "主要原因是。"}
    assert "D15" in codes(declaration)


def test_a_table_before_the_form_may_be_empty(tmp_path: Path) -> None:
    def table(*rows: str) -> str:
        cells = ("".join(f"<td>{text}</td>" for text in row.split("|")) for row in rows)
        return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    funds = table(
        "政府性基金预算支出表",
        "科目编码|科目名称|合计",
        "| |",
        "说明：没有政府性基金，故本表为空。|",
    )
    form = table(
        "部门整体支出绩效目标申报表", "部门名称|示例区司法局", "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|普法讲座|≥5场", "效益指标|社会效益指标|知晓率|≥80%",
    )  # fmt: skip
    path = tmp_path / "绩效目标申报表2024.html"
    for below, expected in (("", False), ("<p>本表为空表</p>", True)):
        path.write_text(f"<html><body>{funds}{form}{below}</body></html>", "utf-8")
        assert ("D15" in codes(read_declaration(path))) is expected


def test_a_sign_read_as_2_is_put_back(read: Reader) -> None:
    rows = "产出指标\t质量指标\t合格率\t292%\t95%\t100\t100\n"
    (indicator,) = read(forms.title(f"{SMALL}{rows}")).indicators
    assert str(indicator.target) == "≥92%"


def test_a_score_shared_by_two_indicators_is_told(tmp_path: Path) -> None:
    rows = [list(row) for row in forms.EVALUATION]
    rows[13][7] = ""
    merged = [*forms.EVALUATION_MERGED, (12, 7, 13, 7)]
    declaration = read_declaration(forms.write_xlsx(rows, merged, tmp_path / "自评表.xlsx"))
    assert declaration.indicators[1].score is None
    assert "共用一个得分单元格" in told(declaration)


def test_a_score_that_is_no_number_is_told(read: Reader) -> None:
    rows = "产出指标\t数量指标\t征集\t≥5件\t5件\t100\t满分\n"
    declaration = read(forms.title(f"{SMALL}{rows}"))
    assert declaration.indicators[0].score is None
    assert "满分" in told(declaration)


def test_a_page_without_any_heading_is_refused(read: Reader) -> None:
    with pytest.raises(UnreadableFile, match="没有找到绩效目标申报表"):
        read(forms.title("本年度工作总结"))


def test_page_numbers_and_titles_printed_again_are_no_indicators(read: Reader) -> None:
    rows = (
        "产出指标\t数量指标\t征集\t≥5件\t5件\t60\t60\n- 3 -\n\n"
        "部门整体支出绩效自评表\n\t\t修复\t≥5卷\t5卷\t40\t40\n第4页 共9页\n"
    )
    declaration = read(forms.title(f"{SMALL}{rows}"))
    assert [(i.level2, i.name) for i in declaration.indicators] == [
        ("数量指标", "征集"),
        ("数量指标", "修复"),
    ]
    assert declaration.issues == ()
    assert "第4页 共9页" in told(declaration)


def test_a_second_form_in_the_file_is_told_and_not_mixed_in(read: Reader) -> None:
    rows = "产出指标\t数量指标\t征集\t≥5件\t5件\t100\t100\n总分\t\t\t\t\t100\t100\n"
    second = f"项目名称\t库房改造\n{SMALL}产出指标\t数量指标\t改造\t≥1处\t1处\t100\t100\n"
    declaration = read(forms.title(f"{SMALL}{rows}{second}"))
    assert [i.name for i in declaration.indicators] == ["征集"]
    assert [issue.code for issue in declaration.issues] == ["D17"]


def test_a_budget_line_of_an_unknown_name_is_kept(read: Reader) -> None:
    rows = f"{BUDGET}年度资金总额\t8\t8\t6\t10\t75%\t7.5\n一般公共预算\t8\t8\t6\n"
    declaration = read(forms.title(f"{rows}{SMALL}产出指标\t数量指标\t征集\t≥5件\t5件\t90\t90"))
    assert [x.name for x in declaration.budget_lines] == ["年度资金总额", "一般公共预算"]
    assert declaration.issues == ()


def test_a_page_that_cannot_be_read_is_an_issue_of_the_form(
    monkeypatch: pytest.MonkeyPatch, form_path: Path
) -> None:
    import auditkit.form.reading as form
    from auditkit.files.grid import Grid
    from auditkit.files.readers import read_grids

    def with_unread_page(path: Path) -> list[Grid]:
        return [*read_grids(path), Grid("申报表.pdf", "0" * 64, "table", "第7页 未读", ())]

    monkeypatch.setattr(form, "read_grids", with_unread_page)
    read = form.read_declaration(form_path)
    (issue,) = [issue for issue in read.issues if issue.code == "D19"]
    assert issue.where == "申报表.txt[第7页]"
    assert len(read.indicators) == 48
