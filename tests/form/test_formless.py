"""A department that publishes accounts but no form: nothing shown says that there was one."""

import dataclasses
import math

import pytest
from invented_report import SCORE, assessment, findings, traces
from lxml import html

from auditkit.assessment.assessed import assessed
from auditkit.assessment.scoring import score as scored
from auditkit.errors import Issue
from auditkit.facts.facts import Fact, Facts
from auditkit.files.grid import Source
from auditkit.form import read_declaration
from auditkit.form.formless import declaration_of, formless
from auditkit.rules.load import load_rulepack
from auditkit.show.charts.charts import budget_structure
from auditkit.show.finding_cards import findings_list
from auditkit.show.tables.evidence import evidence_table
from auditkit.show.tables.indicators import indicator_table
from auditkit.show.tables.reliability import reliability_table
from auditkit.show.tables.review import repairs_table
from auditkit.show.tables.tasks import tasks_table
from auditkit.show.tiles import key_figures


@pytest.fixture(scope="module")
def usual():
    return declaration_of(load_rulepack("common"), "某市某局", 2024)


@pytest.fixture(scope="module")
def frame(form_path):
    return assessment(read_declaration(form_path))


def words(shown) -> str:
    return html.fromstring(shown.html).text_content()


def fact(name, file, place, remark="", year=2024):
    return Fact(name, year, 1.25, "万元", Source(file, place), remark=remark)


def test_usual_targets_are_told_from_a_form(usual, form_path):
    assert usual.kind == "常用指标值"
    assert formless(usual)
    assert not formless(read_declaration(form_path))


def test_no_form_was_repaired_and_none_lists_tasks(usual, frame):
    assert "没有申报表，指标和指标值取自规则包的常用指标值。" in words(repairs_table(usual))
    assert "没有申报表。" in words(tasks_table(usual))
    assert "没有申报表" in budget_structure(usual).alt
    shown = key_figures(SCORE, frame, [], usual)
    # Tasks do not apply without a form: a tile with a dash would say that a figure is missing.
    assert "任务预算" not in [row["name"] for row in shown.data]
    assert "0.00万元" not in words(shown)


def test_usual_targets_are_said_to_be_conventions(usual):
    row = reliability_table(usual, Facts()).data[0]
    assert row["source"] == "规则包 common.yaml"
    said = row["checks"] + row["limits"] + row["precision"]
    assert "规则包的约定" in said
    assert not any(untrue in said for untrue in ("公开文本", "任务金额", "修复"))


def test_a_form_without_amounts_has_no_precision_of_amounts(form_path):
    form = read_declaration(form_path)
    assert "0.01万元" in reliability_table(form, Facts()).data[0]["precision"]
    bare = dataclasses.replace(form, tasks=())
    assert "0.01万元" not in reliability_table(bare, Facts()).data[0]["precision"]


@pytest.mark.parametrize(
    ("file", "places"),
    [
        ("决算.pdf", ("第7页 表1 第29行第4列", "第21页 第2—4行")),
        ("决算.xlsx", ("收入支出决算总表!B3", "支出决算表!C4")),
    ],
)
def test_final_accounts_are_one_row(usual, file, places):
    facts = Facts(tuple(fact(f"数{place}", file, place) for place in places))
    issues = [Issue("accounts-unread", f"{file}[{places[0]}]", "没有读出", "", "请核对")]
    _, row = reliability_table(usual, facts, issues).data
    assert (row["source"], row["figures"]) == (file, 2)
    assert "决算各表之间、表与文字勾稽核对" in row["checks"]
    assert "数据问题1个" in row["checks"]


@pytest.mark.parametrize(
    ("remarks", "limits"),
    [
        (("决算.pdf[第7页 第2行]", "2024年：决算.pdf[第7页 第3行]"), "2个取自部门决算"),
        (("决算.pdf[第7页 第2行]", "台账"), "1个取自部门决算，1个未与部门决算核对"),
        (("财决01表 支出决算", ""), "未与部门决算核对"),
    ],
)
def test_figures_taken_from_the_accounts_are_counted(usual, remarks, limits):
    facts = tuple(
        fact(f"数{number}", "实际数.xlsx", f"数据项!C{number}", remark)
        for number, remark in enumerate(remarks)
    )
    assert reliability_table(usual, Facts(facts)).data[1]["limits"] == limits


def test_a_typed_figure_that_the_accounts_have_too_was_compared(usual):
    facts = (
        fact("数1", "实际数.xlsx", "数据项!C4", "台账"),
        fact("数1", "决算.pdf", "第7页 第2行"),
    )
    assert reliability_table(usual, Facts(facts)).data[1]["limits"] == "1个与部门决算核对"


def test_reference_keys_that_occur_are_explained(frame):
    trace = dataclasses.replace(traces(frame)[0], reference="ZZ2020 算式；PACK 取为常用指标值")
    known = {"ZZ2020": "某市申报表", "PACK": "本规则包的约定", "ZZ": "无关", "GONGKAI": "无关"}
    text = words(evidence_table([trace], known))
    assert "依据说明" in text
    assert "ZZ2020某市申报表" in text
    assert "PACK本规则包的约定" in text
    assert "无关" not in text
    assert "依据说明" not in words(evidence_table([trace]))


def test_neither_subject_nor_place_is_said_twice(frame):
    place = Source("决算.pdf", "第24页 第14行")
    elsewhere = Source("决算.pdf", "第3页")
    told = dataclasses.replace(
        findings(frame)[0],
        subject="人员经费",
        condition=f"人员经费：1.00万元（{place}）与2.00万元不符。",
        evidence=(place, elsewhere, elsewhere),
    )
    text = words(findings_list([told]))
    assert text.count("人员经费") == 1
    assert text.count(str(place)) == text.count(str(elsewhere)) == 1
    placed = dataclasses.replace(
        told, subject="漏印", condition=f"{place}：漏印，印作“1”。", evidence=(place,)
    )
    text = words(findings_list([placed]))
    assert text.count("漏印") == text.count(str(place)) == 1


def test_without_targets_there_are_no_points_to_share(usual):
    """No weight, no points and no table of them anywhere: nobody laid any down."""
    pack = load_rulepack("common")
    rows, score = scored(assessed(usual, Facts(), pack), pack)
    assert all(math.isnan(row.weight) and math.isnan(row.points) for row in rows)
    assert (score.grade, score.rests_on, score.firmness) == ("不评级（没有申报指标值）", 0.0, None)
    assert all(math.isnan(rate) for rate in score.met_rates)
    assert score.weights_note == "没有申报指标值，不分配权重，不评分。"
    headings = [column.label for column in indicator_table(rows).columns]
    assert not {"得分", "满分"} & set(headings)
