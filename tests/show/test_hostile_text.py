"""Names as forms bring them: characters that no font has, dollar signs, words like CSS."""

from pathlib import Path
from xml.dom import minidom

import pytest

from auditkit import open_audit, show
from auditkit.delivery.runningtext import squeezed
from auditkit.errors import AuditError
from auditkit.results.portfolio import portfolio_of
from auditkit.show.charts.drawing import Chart, drawing, finished
from auditkit.show.charts.glyphs import drawable
from auditkit.show.page import _refuse_outside
from auditkit.wording import INVISIBLE

NAMES = {
    "zero width": ("设备\u200b购置", "设备购置", "略去看不见的字符 U+200B"),
    "private": ("设备\ue5e5购置", "设备□购置", "□代替字体没有的字符 U+E5E5"),
    "emoji": ("设备\U0001f600购置", "设备□购置", "□代替字体没有的字符 U+1F600"),
    "thai": ("设备\u0e01购置", "设备□购置", "□代替字体没有的字符 U+0E01"),
    "bell": ("设备\x07购置", "设备购置", "略去看不见的字符 U+0007"),
    "bad mathtext": (r"设备$\foo{$购置", r"设备$\foo{$购置", ""),
    "two dollars": ("采购A$100万、B$50万", "采购A$100万、B$50万", ""),
}


def folder(tmp_path: Path, name: str, content: str = "购置") -> Path:
    place = tmp_path / "data" / "某局" / "2020"
    place.mkdir(parents=True)
    (place / "申报表.txt").write_text(
        "绩效目标表\n（2020年度）\n部门名称\t某局\n"
        "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\n"
        f"\t{name}\t{content}\t100.00\n\t修缮\t修缮\t50.00\n"
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t面积\t≥1公顷\n",
        "utf-8",
    )
    return tmp_path / "data"


def shown(chart: Chart) -> str:
    """The words that a picture draws; it is well-formed XML."""
    tree = minidom.parseString(chart._repr_mimebundle_()["image/svg+xml"])
    texts = tree.getElementsByTagName("text")
    return "\n".join(t.firstChild.data for t in texts if t.firstChild is not None)


@pytest.mark.parametrize("case", sorted(NAMES))
def test_a_name_of_a_task_is_drawn_and_what_cannot_be_is_told(tmp_path: Path, case: str) -> None:
    name, drawn, told = NAMES[case]
    audit = open_audit("某局", 2020, folder(tmp_path, name))
    chart = show.budget_structure(audit.declaration)
    assert drawn in shown(chart)
    # What nobody sees is left out as the form is read, and told there.
    read = INVISIBLE.sub("", name)
    said = chart.caption if read == name else f"（{told}）{audit.issues[0]}"
    assert told in said
    assert [issue.code for issue in audit.issues if issue.code == "P10"] == ["P10"] * (read != name)
    assert chart.data[0]["task"] == read


@pytest.mark.parametrize("case", sorted(NAMES))
def test_a_label_of_an_axis_is_drawn_as_well(case: str) -> None:
    name, drawn, told = NAMES[case]
    with drawing(1.0) as figure:
        axes = figure.add_axes((0.4, 0.1, 0.5, 0.8))
        axes.barh([0, 1], [1, 2])
        axes.set_yticks([0, 1], labels=[name, "乙"])
        chart = finished(figure, f"图：{name}", "图", [])
    assert drawn in shown(chart)
    assert told in chart.caption


def test_words_that_look_like_css_are_words() -> None:
    for words in (
        "<p>详见网页样式 url(http://www.gov.cn) 一节</p>",
        '<td aria-label="url(http://x.cn) src=//y.cn">@import "http://z.cn"</td>',
        "<p>&lt;style&gt;body{background:url(http://x.cn)}&lt;/style&gt;</p>",
    ):
        _refuse_outside(words)


@pytest.mark.parametrize(
    "page",
    [
        "<style>body{background:url(http://x.cn/a)}</style>",
        "<STYLE type='text/css'>@import 'http://x.cn/a'</STYLE >",
        '<p style="background:url(&quot;http://x.cn/a&quot;)">a</p>',
        '<rect fill="url(http://x.cn/a#b)"/>',
        "<img alt='>' src=//x.cn/a>",
        '<a\nhref = "https://x.cn/a">a</a>',
    ],
)
def test_what_would_leave_the_page_is_refused(page: str) -> None:
    with pytest.raises(AuditError, match=r"x\.cn/a.*离线"):
        _refuse_outside(page)


def test_what_a_pdf_cannot_carry_does_not_count_as_another_text() -> None:
    assert squeezed("设备\U0001f600购置100.00万元") == squeezed("设备\x00购置100.00万元")
    assert drawable("普通\n文字") == "普通\n文字"


def test_an_indicator_of_one_department_does_not_cost_the_portfolio(tmp_path: Path) -> None:
    data = folder(tmp_path, "设备")
    form = (data / "某局" / "2020" / "申报表.txt").read_text("utf-8")
    for name in ("甲局", "乙局"):
        (data / name / "2020").mkdir(parents=True)
        odd = form.replace("某局", name) + "产出指标\t数量指标\t水利\U0001f600完成数\t≥1公顷\n"
        odd += "产出指标\t数量指标\t水利$\\foo{$完成数\t≥1公顷\n"
        (data / name / "2020" / "申报表.txt").write_text(odd, "utf-8")
    chart = show.status_heatmap(portfolio_of("", str(data), "zhengzhou-2020"), 2020)
    assert r"水利$\foo{$完成数" in shown(chart)
    assert "水利□完成数" in shown(chart)
