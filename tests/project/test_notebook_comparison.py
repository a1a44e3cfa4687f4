"""What the notebook tests find: each way in which a stored output may be wrong, and its place."""

import re
from copy import deepcopy
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditkit.show.appearance import STATUS_MARKS
from auditkit.show.charts.drawing import CHART_MIME, Chart, drawing, finished
from auditkit.show.palette import RULE
from auditkit.show.table_html import TABLE_MIME, Column, Table, tabulate
from auditkit.workbench.compare.bundle import values_moved
from auditkit.workbench.compare.notebook import SVG_MIME, WIDGET_MIME, notebook_moved
from auditkit.workbench.compare.picture import is_blank

MET, MISSED = STATUS_MARKS["达标"].fill, STATUS_MARKS["未达标"].fill


def shown(cell: str, thing: Table | Chart, number: int) -> NotebookNode:
    bundle = thing._repr_mimebundle_()
    outputs = [new_output("execute_result", data=bundle, execution_count=number)]
    return new_code_cell(cell, id=cell, execution_count=number, outputs=outputs)


def rates() -> Table:
    return tabulate(
        (
            Column("group", "类别"),
            Column("indicator", "指标"),
            Column("rate", "执行率", "percent"),
            Column("money", "金额", "amount", "万元"),
        ),
        [
            {"group": "产出", "indicator": "预算执行率", "rate": 0.9326, "money": 1200.0},
            {"group": "产出", "indicator": "预算调整率", "rate": 0.103, "money": 24577.43},
            {"group": "效益", "indicator": "满意度", "rate": None, "money": None},
        ],
        "指标完成情况",
        header="indicator",
    )


def bars() -> Chart:
    """Two bars and, small, two marks, the first of each in the colour of what is met."""
    with drawing(1.5) as figure:
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.barh([0, 1], [9, 6], color=[MET, MISSED], height=0.5)
        axes.plot([11], [0], "o", color=MET, ms=5)
        axes.plot([12], [0], "o", color=MISSED, ms=5)
        for place in range(8):
            axes.text(7.5 + place * 0.617, 0.6 + place * 0.083, "项")
        data = [
            {"count": 9.0, "printed": "9项", "status": "达标"},
            {"count": 6.0, "printed": "6项", "status": "未达标"},
        ]
        return finished(figure, "条形图", "评价结果", data)


@pytest.fixture(scope="session")
def stored() -> NotebookNode:
    opened = new_code_cell("audit = 1", id="open", execution_count=1)
    title = new_markdown_cell("标题", id="title")
    cells = [opened, title, shown("rates", rates(), 2), shown("bars", bars(), 3)]
    return new_notebook(cells=cells)


@pytest.fixture
def altered(stored: NotebookNode) -> NotebookNode:
    return deepcopy(stored)


def cell_of(notebook: NotebookNode, cell: str) -> NotebookNode:
    return next(found for found in notebook.cells if found.id == cell)


def data_of(notebook: NotebookNode, cell: str) -> Any:
    return cell_of(notebook, cell).outputs[0].data


def told(stored: NotebookNode, new: NotebookNode) -> list[str]:
    return list(map(str, notebook_moved(stored, new, "r.ipynb")))


def row_of(table: Any, key: str, value: str) -> Any:
    return next(row for row in table["rows"] if row[key] == value)


def recolour(data: Any, old: str, new: str, times: int = -1) -> None:
    for mime in (SVG_MIME, "text/html"):
        assert old in data[mime]
        data[mime] = data[mime].replace(old, new, times)


def test_a_notebook_is_the_same_as_itself(stored: NotebookNode, altered: NotebookNode) -> None:
    assert told(stored, altered) == []


def test_an_altered_number_is_told_by_row_and_column(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    row = row_of(data_of(altered, "rates")[TABLE_MIME], "indicator", "预算执行率")
    row["money"] = 1300.5
    (move,) = told(stored, altered)
    assert move == (
        "r.ipynb 第3格（rates） 表“指标完成情况” 第1行“预算执行率” 列“金额”："
        "1,200.00万元 → 1,300.50万元"
    )


@pytest.mark.parametrize(
    ("factor", "moves"),
    [(1 + 1e-12, False), (1 + 0.9e-9, False), (1 + 1.1e-9, True), (1 + 1e-6, True)],
)
def test_a_number_may_differ_by_one_in_a_thousand_million(
    stored: NotebookNode, altered: NotebookNode, factor: float, moves: bool
) -> None:
    row = row_of(data_of(altered, "rates")[TABLE_MIME], "indicator", "预算调整率")
    row["money"] *= factor
    assert bool(told(stored, altered)) == moves


def test_a_number_printed_alike_is_told_with_all_its_digits() -> None:
    column = {"label": "得分", "kind": "points", "unit": "分"}
    (move,) = values_moved(1.0, 1.000001, "此处", column)
    assert str(move) == "此处：1.0 → 1.000001"
    (move,) = values_moved(1.0, 1.01, "此处", column)
    assert str(move) == "此处：1.00分 → 1.01分"


@pytest.mark.parametrize(
    ("stored_value", "new_value"),
    [
        (None, 0), (None, 0.0), (0, False), (1, True), ("1", 1), (10**10, 10**10 + 1),
        ("", None), ([1, 2], [1]), ({"a": None}, {}), (0.0, 1e-9), ("达标", "达标 "),
    ],
)  # fmt: skip
def test_what_is_no_rounding_is_a_difference(stored_value: object, new_value: object) -> None:
    assert len(list(values_moved(stored_value, new_value, ""))) == 1
    assert len(list(values_moved(new_value, stored_value, ""))) == 1


@pytest.mark.parametrize(("stored_value", "new_value"), [(5, 5.0), (0.1 + 0.2, 0.3), (0.0, 1e-17)])
def test_a_rounding_is_no_difference(stored_value: float, new_value: float) -> None:
    assert list(values_moved(stored_value, new_value, "")) == []


def test_a_changed_word_in_the_key_of_a_row_is_told_as_a_cell(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    row = row_of(data_of(altered, "rates")[TABLE_MIME], "indicator", "预算执行率")
    row["indicator"] = "预算完成率"
    (move,) = told(stored, altered)
    assert "行“预算执行率” 列“指标”：预算执行率 → 预算完成率" in move


def test_a_removed_row_and_an_added_row_are_told(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    rows = data_of(altered, "rates")[TABLE_MIME]["rows"]
    rows.remove(row_of({"rows": rows}, "indicator", "预算执行率"))
    (gone,) = told(stored, altered)
    assert re.search(r"表“指标完成情况” 第1行“预算执行率”：有这一行 → 没有这一行$", gone)
    (come,) = told(altered, stored)
    assert re.search(r"表“指标完成情况” 第1行“预算执行率”：没有这一行 → 有这一行$", come)


def test_what_moves_alike_in_many_rows_is_told_once(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    for row in data_of(altered, "rates")[TABLE_MIME]["rows"]:
        row["group"] = {"产出": "产出指标"}.get(row["group"], row["group"])
    (move,) = told(stored, altered)
    assert move.endswith("第1行“预算执行率”等2行 列“类别”：产出 → 产出指标")


def test_rows_in_another_order_are_told(stored: NotebookNode, altered: NotebookNode) -> None:
    rows = data_of(altered, "rates")[TABLE_MIME]["rows"]
    rows.insert(0, rows.pop())
    assert told(stored, altered)


def test_a_changed_unit_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    columns = data_of(altered, "rates")[TABLE_MIME]["columns"]
    next(column for column in columns if column["key"] == "money")["unit"] = "元"
    (move,) = told(stored, altered)
    assert move.endswith("列“金额”的“unit”：万元 → 元")


def test_a_column_taken_away_is_told_once(stored: NotebookNode, altered: NotebookNode) -> None:
    table = data_of(altered, "rates")[TABLE_MIME]
    table["columns"] = [column for column in table["columns"] if column["key"] != "money"]
    for row in table["rows"]:
        del row["money"]
    (move,) = told(stored, altered)
    assert move.endswith("表“指标完成情况”：列“金额” → 没有这一列")


def test_a_changed_caption_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    data_of(altered, "rates")[TABLE_MIME]["caption"] = "指标得分"
    (move,) = told(stored, altered)
    assert move == "r.ipynb 第3格（rates） 表“指标完成情况”“caption”：指标完成情况 → 指标得分"


def test_altered_drawn_data_are_told(stored: NotebookNode, altered: NotebookNode) -> None:
    data_of(altered, "bars")[CHART_MIME]["data"][1]["count"] += 0.5
    (move,) = told(stored, altered)
    assert move == "r.ipynb 第4格（bars） 图“评价结果” 第2行“未达标” 项“count”：6.0 → 6.5"


def test_a_swapped_colour_is_told_with_its_place(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    data = data_of(altered, "bars")
    recolour(data, MET, "#0f0f0f")
    recolour(data, MISSED, MET)
    recolour(data, "#0f0f0f", MISSED)
    (move,) = told(stored, altered)
    assert "第4格（bars） 图“评价结果” 画面横" in move
    assert move.endswith((f"{MET} → {MISSED}", f"{MISSED} → {MET}"))


def test_one_small_mark_in_another_colour_is_told(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    data = data_of(altered, "bars")
    (mark,) = set(re.findall(rf"<use [^>]*fill:{MET}[^>]*>", data[SVG_MIME])[:1])
    recolour(data, mark, mark.replace(MET, MISSED))
    (move,) = told(stored, altered)
    assert move.endswith(f"{MET} → {MISSED}")


def test_a_colour_too_pale_to_show_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    recolour(data_of(altered, "bars"), RULE, "#d6dee8")
    (move,) = told(stored, altered)
    assert re.search(rf"图“评价结果” 画面第\d+处颜色：{RULE} → #d6dee8$", move)


def test_a_picture_altered_in_the_page_alone_is_told(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    data = data_of(altered, "bars")
    data["text/html"] = data["text/html"].replace(MET, MISSED)
    assert len(told(stored, altered)) == 1


@pytest.mark.parametrize("step", [-0.01, 0.01])
def test_coordinates_rounded_otherwise_are_no_difference(
    stored: NotebookNode, altered: NotebookNode, step: float
) -> None:
    data = data_of(altered, "bars")
    places = r'( [xy]="|[ML] )(\d+\.?\d*)'
    moved, count = re.subn(
        places, lambda found: f"{found[1]}{float(found[2]) + step:.2f}", data[SVG_MIME]
    )
    assert count > 20
    data[SVG_MIME] = moved
    assert told(stored, altered) == []


@pytest.mark.parametrize("keeps_frame", [True, False])
def test_a_blank_picture_is_told(
    stored: NotebookNode, altered: NotebookNode, keeps_frame: bool
) -> None:
    data = data_of(altered, "bars")
    head = re.match(r"<svg[^>]*>", data[SVG_MIME])
    assert head is not None
    blank = head[0] + "</svg>" if keeps_frame else ""
    assert is_blank(blank)
    assert not is_blank(data[SVG_MIME])
    data[SVG_MIME] = blank
    (move,) = told(stored, altered)
    assert "图“评价结果” 画面" in move


def test_a_changed_word_in_the_page_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    data = data_of(altered, "rates")
    data["text/html"] = data["text/html"].replace(">93.26%<", ">93.27%<")
    (move,) = told(stored, altered)
    assert re.search(r"表“指标完成情况” 网页第\d+段：93.26% → 93.27%$", move)


def test_line_breaks_and_the_order_of_attributes_are_no_difference(
    stored: NotebookNode, altered: NotebookNode
) -> None:
    data = data_of(altered, "rates")
    page = data["text/html"].replace("<tr>", "\n  <tr>")
    page = re.sub(r'<th (scope="\w+") (class="[^"]+")', r"<th \2 \1", page)
    assert page != data["text/html"]
    data["text/html"] = page
    assert told(stored, altered) == []


def test_a_changed_word_in_the_text_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    data = data_of(altered, "rates")
    data["text/plain"] = data["text/plain"].replace("93.26%", "93.27%")
    (move,) = told(stored, altered)
    assert "表“指标完成情况” 文本第3段：" in move


def test_an_emptied_output_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    cell_of(altered, "rates").outputs = []
    (move,) = told(altered, stored)
    assert move.startswith("r.ipynb 第3格（rates）：没有输出 → 表“指标完成情况”（")
    data_of(altered, "bars").clear()
    assert told(altered, stored)[1].startswith("r.ipynb 第4格（bars）：空 → 图“评价结果”（")


def test_a_cell_that_was_never_run_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    cell_of(altered, "open").execution_count = None
    (move,) = told(altered, stored)
    assert move == "r.ipynb 第1格（open）：没有运行过，核对不了 → 已运行"


def test_an_additional_output_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    cell_of(altered, "open").outputs.append(new_output("stream", name="stderr", text="警告"))
    (move,) = told(stored, altered)
    assert move == "r.ipynb 第1格（open）：没有输出 → stderr"


def test_an_output_without_its_data_is_told(stored: NotebookNode, altered: NotebookNode) -> None:
    del data_of(altered, "rates")[TABLE_MIME]
    (move,) = told(stored, altered)
    assert "第3格（rates）：表“指标完成情况”" in move


def test_a_stored_error_is_told_though_the_new_run_gives_it_too() -> None:
    error = new_output("error", ename="KeyError", evalue="'年度'", traceback=[])
    cell = new_code_cell("audit", id="c0", execution_count=1, outputs=[error])
    notebook = new_notebook(cells=[cell])
    (move,) = told(notebook, deepcopy(notebook))
    assert move == "r.ipynb 第1格（c0） 出错：KeyError：'年度' → KeyError：'年度'"


def test_a_stream_cut_elsewhere_is_no_difference_and_another_text_is() -> None:
    def printed(*texts: str) -> NotebookNode:
        outputs = [new_output("stream", name="stdout", text=text) for text in texts]
        return new_notebook(
            cells=[new_code_cell("f()", id="c0", execution_count=1, outputs=outputs)]
        )

    assert told(printed("一\n二\n"), printed("一\n", "二\n")) == []
    assert told(printed("一\n二\n"), printed("一\n", "三\n")) == [
        "r.ipynb 第1格（c0） stdout第2段：二 → 三"
    ]


def test_the_random_id_of_a_widget_is_no_difference() -> None:
    def widget(model: str, shape: str) -> NotebookNode:
        data = {WIDGET_MIME: {"model_id": model}, "text/plain": shape}
        output = new_output("display_data", data=data)
        return new_notebook(
            cells=[new_code_cell("f()", id="c0", execution_count=1, outputs=[output])]
        )

    assert told(widget("a1", "VBox()"), widget("b2", "VBox()")) == []
    assert len(told(widget("a1", "VBox()"), widget("b2", "HBox()"))) == 1
