"""Tables: merged cells, escaping, links, the data beside the HTML."""

import dataclasses
import json

import pytest
from invented_report import (
    BOOK_HASH,
    ISSUES,
    SCORE,
    assessment,
    findings,
    records,
    traces,
)
from lxml import html

from auditkit.files.grid import Source
from auditkit.form import read_declaration
from auditkit.form.declaration import Declaration
from auditkit.show.appearance import STATUS_MARKS
from auditkit.show.finding_cards import findings_list, findings_overview
from auditkit.show.table_html import TABLE_MIME
from auditkit.show.tables.evidence import evidence_table
from auditkit.show.tables.files import files_table
from auditkit.show.tables.indicators import indicator_table, score_table
from auditkit.show.tables.review import issues_table, repairs_table, runs
from auditkit.show.tables.tasks import tasks_table
from auditkit.show.tiles import key_figures


@pytest.fixture(scope="module")
def form(form_path) -> Declaration:
    return read_declaration(form_path)


@pytest.fixture(scope="module")
def frame(form):
    return assessment(form)


@pytest.fixture(scope="module")
def every_table(form, frame):
    return [
        indicator_table(frame),
        indicator_table(frame, "运行成本"),
        indicator_table(frame.iloc[:0]),
        score_table(frame, SCORE),
        score_table(frame.iloc[:0], SCORE),
        tasks_table(form),
        tasks_table(form, records(form)),
        tasks_table(dataclasses.replace(form, tasks=())),
        repairs_table(form),
        repairs_table(dataclasses.replace(form, repairs=())),
        issues_table(ISSUES),
        issues_table([]),
        evidence_table(traces(frame)),
        evidence_table([]),
        findings_overview(findings(frame)),
        findings_list(findings(frame)),
        findings_list([]),
        files_table([("申报表.txt", "a" * 64)]),
        key_figures(SCORE, frame, findings(frame), form),
    ]


def cells_of_columns(table) -> list[int]:
    """How many columns each body row covers, cells merged from above counted."""
    covered: list[int] = []
    running: list[tuple[int, int]] = []
    for line in table.xpath(".//tbody/tr"):
        width = sum(span for _, span in running)
        running = [(rows - 1, span) for rows, span in running if rows > 1]
        for cell in line:
            span = int(cell.get("colspan", 1))
            width += span
            if (rows := int(cell.get("rowspan", 1))) > 1:
                running.append((rows - 1, span))
        covered.append(width)
    return covered


def test_every_row_of_every_table_covers_every_column(every_table):
    for shown in every_table:
        for table in html.fromstring(shown.html).xpath("//table"):
            heads = len(table.xpath(".//thead/tr/th"))
            assert set(cells_of_columns(table)) == {heads}, shown.caption


def test_every_table_has_a_caption_and_scoped_heads(every_table):
    for shown in every_table:
        for table in html.fromstring(shown.html).xpath("//table"):
            assert table.xpath("./caption")[0].text_content().strip()
            assert all(head.get("scope") for head in table.xpath(".//th"))
            rows = table.xpath(".//tbody/tr[count(td) > 1]")
            assert all(row.xpath("./th[@scope='row']") for row in rows)


def test_every_table_carries_data_that_json_can_hold(every_table):
    for shown in every_table:
        bundle = shown._repr_mimebundle_()
        data = json.loads(json.dumps(bundle[TABLE_MIME], allow_nan=False))
        assert data.keys() == {"version", "caption", "columns", "merge", "rows", "blocks"}
        assert data["rows"] == shown.data
        keys = {column["key"] for column in data["columns"]}
        assert all(keys <= row.keys() for row in data["rows"])
        assert bundle["text/plain"].startswith(shown.caption)
        assert len(bundle["text/plain"].splitlines()) <= 15


def test_the_48_indicators_stand_under_their_levels(frame):
    page = html.fromstring(indicator_table(frame).html)
    groups = page.xpath("//tr[@class='ak-group']/th/text()")
    assert groups == ["履职效能", "管理效率", "运行成本", "服务满意", "可持续性"]
    assert len(page.xpath("//tbody/tr[@id]")) == 48
    merged = {
        th.text_content(): int(th.get("rowspan", 1))
        for th in page.xpath("//th[@class='ak-merged']")
    }
    assert merged["预算管理"] == 8
    assert merged["工作目标管理情况"] == 3


def test_one_level_can_be_shown_alone(frame):
    assert len(indicator_table(frame, "运行成本").data) == 6


def test_a_status_is_word_symbol_and_colour(frame):
    page = html.fromstring(indicator_table(frame).html)
    for status in set(frame["status"]):
        badges = page.xpath(f"//span[contains(@class, 'ak-status') and contains(., '{status}')]")
        mark = STATUS_MARKS[status]
        whole = [b for b in badges if b.text_content() == mark.symbol + status]
        assert whole
        assert all(f"ak-{mark.key}" in badge.get("class") for badge in whole)


def test_an_indicator_leads_to_its_evidence_and_back(frame):
    row = html.fromstring(indicator_table(frame).html).get_element_by_id("指标-预算调整率")
    assert "#证据-预算调整率" in row.xpath(".//a/@href")
    card = html.fromstring(evidence_table(traces(frame)).html).get_element_by_id("证据-预算调整率")
    assert "#指标-预算调整率" in card.xpath(".//a/@href")


def test_evidence_gives_each_figure_with_its_cell(frame):
    only = [trace for trace in traces(frame) if trace.indicator == "预算调整率"]
    shown = evidence_table(only)
    first, second, third = shown.data
    assert (first["fact"], first["value"], first["unit"]) == ("预算执行数", 182500.33, "万元")
    assert first["source"].startswith("实际数.xlsx[数据项!D")
    assert first["sha256"] == BOOK_HASH
    assert second["remark"] == "与决算一致"
    assert third["value"] is None
    text = html.fromstring(shown.html).text_content()
    assert "182,500.33" in text
    assert "缺失" in text


def test_an_alternative_formula_stands_beside_without_a_second_id(frame):
    trace = traces(frame)[0]
    other = dataclasses.replace(trace, name="另一算法", alternative=True)
    page = html.fromstring(evidence_table([trace, other]).html)
    assert len(page.xpath("//*[@id]")) == 1
    assert "备选算式" in page.text_content()


def test_markup_in_a_file_is_text(form, frame):
    evil = '<script>alert("1")</script>'
    task = dataclasses.replace(form.tasks[0], name=evil, content=evil, note=evil)
    issue = dataclasses.replace(ISSUES[0], what=evil, found=evil, source=Source(evil, ""))
    finding = dataclasses.replace(findings(frame)[0], title=evil, subject=evil, condition=evil)
    trace = dataclasses.replace(traces(frame)[0], indicator=evil, name=evil, formula=evil)
    repair = dataclasses.replace(form.repairs[0], what=evil, before=evil, code=evil)
    shown = [
        tasks_table(dataclasses.replace(form, tasks=(task,))),
        issues_table([issue]),
        findings_list([finding]),
        findings_overview([finding]),
        evidence_table([trace]),
        repairs_table(dataclasses.replace(form, repairs=(repair,))),
        indicator_table(frame.iloc[:1].assign(indicator=evil, reason=evil, level1=evil)),
        files_table([(evil, evil)]),
    ]
    for table in shown:
        assert "<script" not in table.html
        assert "alert" in html.fromstring(table.html).text_content()


def test_repairs_are_run_together_and_each_is_listed(form):
    shown = repairs_table(form)
    assert len(shown.data) < 12
    assert sum(row["count"] for row in shown.data) == len(form.repairs)
    shifted = next(row for row in shown.data if row["code"] == "行错位")
    assert shifted["places"].startswith("第22–29、31–38、")
    items = html.fromstring(shown.html).xpath("//li")
    assert len(items) == len(form.repairs)


def test_places_of_any_style_are_run_together():
    assert runs(["表1!B3", "表1!C3", "表1!B4", "表1!B9"]) == "表1!第3–4、9行"
    assert runs(["第16页 表1 第4行第3列", "第16页 表1 第5行第3列"]) == "第16页 表1 第4–5行"
    assert runs(["封面"]) == "封面"


def test_tasks_sum_to_the_form_s_budget(form):
    page = html.fromstring(tasks_table(form).html)
    total = page.xpath("//tbody[@class='ak-total']/tr/*/text()")
    assert "196,247.82" in total
    assert len(page.xpath("//tbody[1]/tr")) == 55


def test_no_rate_is_given_for_a_sum_with_a_missing_part(form):
    page = html.fromstring(tasks_table(form, records(form)).html)
    heads = page.xpath("//thead/tr/th/text()")
    (total,) = page.xpath("//tbody[@class='ak-total']/tr")
    assert total[heads.index("执行率")].text_content() == "–"


def test_scores_add_up_by_level(frame):
    shown = score_table(frame, SCORE)
    assert sum(row["indicators"] for row in shown.data) == 48
    assert sum(row["weight"] for row in shown.data) == pytest.approx(100, abs=1e-4)
    assert "权重平均分配" in shown.html


def test_findings_come_by_severity_and_a_missing_cause_is_left_to_the_auditor(frame):
    found = findings(frame)
    shown = findings_list(found)
    order = [row["severity"] for row in shown.data]
    assert order == sorted(order, key=["严重", "重要", "一般", "提示"].index)
    kinds = {finding.code for finding in found}
    left_open = {code for code in kinds if not any(f.cause for f in found if f.code == code)}
    text = html.fromstring(shown.html).text_content()
    assert text.count("待审计人员查明") == len(left_open)
    overview = html.fromstring(findings_overview(found).html)
    ids = html.fromstring(shown.html).xpath("//@id")
    assert [link.removeprefix("#") for link in overview.xpath("//a/@href")] == ids


def test_findings_of_one_kind_share_a_card_that_says_each_fact(frame):
    named = findings(frame)[0]
    other = dataclasses.replace(named, subject="群众满意度", condition="另一个事实。", amount=None)
    card = html.fromstring(findings_list([named, other]).html)
    assert len(card.xpath("//@id")) == 1
    text = card.text_content()
    assert text.count(named.criteria) == text.count(named.recommendation) == 1
    assert f"{named.subject}：{named.condition}" in text
    assert "群众满意度：另一个事实。" in text
    assert "2项" in text


def test_key_figures_are_tiles(form, frame):
    shown = key_figures(SCORE, frame, findings(frame), form)
    values = {row["name"]: row["value"] for row in shown.data}
    assert values["参考得分"] == 82.57
    assert values["等级"] == "暂不评级（可能为中至良）"
    assert (values["指标"], values["达标"]) == (48, 20)
    notes = {row["name"]: row["note"] for row in shown.data}
    # 20 of 31 assessed, of 48 declared.
    assert notes["达标"] == "未达标9项，不能断定2项；达标率：已评定的64.52%，全部的41.67%"
    assert values["任务预算"] == 196247.82
    assert "196,247.82" in shown.html


def test_text_is_aligned_by_the_breadth_of_chinese(form):
    lines = tasks_table(form).text.splitlines()[1:4]
    assert len({len(line.encode("gbk")) for line in lines}) == 1
