"""What an object shows at the end of a cell: a page fragment, a few lines of text, a short repr."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import auditkit
from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.facts.facts import Facts
from auditkit.files.grid import Source
from auditkit.findings.finding import Finding
from auditkit.formula import parse_formula
from auditkit.show.objects import bundle
from auditkit.show.objects_style import IN_JUPYTER, OBJECT_STYLE, styled
from auditkit.show.page import style

RATE = parse_formula("[（本年度X-上年度X）/上年度X]×100%+Y", "变动率")


@pytest.fixture(scope="module")
def audit(form_path: Path) -> Audit:
    return open_audit("郑州市教育局", 2020, form_path.parents[2])


@pytest.fixture(scope="module")
def objects(audit: Audit) -> dict[str, Any]:
    return {
        "Declaration": audit.declaration,
        "Audit": audit,
        "Finding": audit.findings[0],
        "Formula": RATE,
        "Trace": audit.trace("预算执行率")[0],
        "Score": audit.score,
        "RulePack": audit.pack,
        "Facts": audit.facts,
    }


KINDS = ("Declaration", "Audit", "Finding", "Formula", "Trace", "Score", "RulePack", "Facts")
each_kind = pytest.mark.parametrize("kind", KINDS)


@each_kind
def test_an_object_shows_html_and_text(kind: str, objects: dict[str, Any]) -> None:
    shown = objects[kind]._repr_mimebundle_(include=None, exclude=None)
    assert shown == bundle(objects[kind])
    assert set(shown) == {"text/html", "text/plain"}
    assert 1 <= len(shown["text/plain"].splitlines()) <= 8
    assert len(shown["text/html"]) < 60_000


@each_kind
def test_an_object_says_what_it_is_in_html_and_in_text(kind: str, objects: dict[str, Any]) -> None:
    said = {
        "Declaration": ("郑州市教育局2020年度申报表", "预算196,247.82万元", "识读修复67处"),
        "Audit": ("郑州市教育局2020年度部门整体绩效目标审计报告", "示例数据（虚构）"),
        "Finding": ("预算编制完整性", "未达到指标值"),
        "Formula": ("变动率", "本年度X-上年度X"),
        "Trace": ("预算执行数/预算数", "186,441.82", "数据项!C6"),
        "Score": (
            "参考得分",
            "其余全不得分至全得满分、不能断定的取最低至最高为",
            "暂不评级",
            "没有规定权重",
        ),
        "RulePack": ("郑州市市级部门整体绩效目标规则包", "指标48项", "优≥90"),
        "Facts": ("2019、2020年度", "示例数据（虚构）"),
    }
    shown = bundle(objects[kind])
    plain = re.sub(r"<[^>]+>", "", shown["text/html"].split("</style>", 1)[1])
    for text in said[kind]:
        assert text in shown["text/plain"], text
        assert text in plain, text


def test_a_form_shows_each_target_with_its_cell(audit: Audit) -> None:
    html = bundle(audit.declaration)["text/html"]
    for indicator in audit.declaration.indicators:
        assert indicator.name in html
    assert "申报表.txt[第87行第3栏]" in html


def test_a_formula_names_its_facts_with_their_years_and_its_unit() -> None:
    shown = bundle(RATE)
    assert shown["text/plain"].splitlines()[1] == "需要：X（本年度、上年度）、Y（本年度）"
    assert "（X-上年度X）/上年度X×100%+Y" in shown["text/html"]
    assert "<dd><span>%</span></dd>" in shown["text/html"]


def test_a_trace_without_figures_says_what_is_missing(audit: Audit) -> None:
    trace = audit.trace("培训计划执行率")[0]
    assert not any(fact.source for fact in trace.facts)
    shown = bundle(trace)
    assert "数据缺失" in shown["text/plain"]
    assert "实际值  缺失" in shown["text/html"]


def test_an_empty_object_shows_that_it_is_empty() -> None:
    shown = bundle(Facts())
    assert shown["text/plain"].startswith("数据项0个，任务0项")
    assert "没有数据项。" in shown["text/html"]


def test_what_a_file_says_is_text_and_no_markup() -> None:
    here = Source("申报表.txt", "第1行")
    finding = Finding("E01", "甲<b>", "一般", "乙<i>", "丙", "丁<u>", "戊", "己", (here,))
    html = bundle(finding)["text/html"]
    assert not re.search("<[biu]>", html)
    assert "甲&lt;b&gt;" in html


def test_an_object_brings_the_rules_it_needs_and_no_more() -> None:
    html = styled('<p class="ak ak-note">甲</p>')
    sheet = html.partition("</style>")[0]
    assert f'class="{OBJECT_STYLE}"' in sheet
    assert ".ak .ak-note{margin-top: 0.6rem;}" in sheet
    assert ".ak-tile" not in sheet.replace(IN_JUPYTER, "")
    assert "@media" not in sheet
    assert len(sheet) < len(style()) / 2
    # A page leaves out an output that holds the whole stylesheet, and must not leave out this.
    assert "ak-stylesheet" not in html


@pytest.mark.parametrize("kind", ["Declaration", "Audit", "Formula", "RulePack", "Facts"])
def test_a_repr_is_one_short_line(kind: str, objects: dict[str, Any]) -> None:
    told = repr(objects[kind])
    assert told.startswith(f"<{kind}")
    assert "\n" not in told
    assert len(told) < 120


def test_an_assessment_stays_a_frame(audit: Audit) -> None:
    assert type(audit.frame) is pd.DataFrame


def test_an_object_without_a_picture_is_refused() -> None:
    with pytest.raises(TypeError, match="dict"):
        bundle({})


def test_completion_finds_what_the_package_offers() -> None:
    assert set(auditkit.__all__) <= set(dir(auditkit))
    for name in auditkit.__all__:
        assert (getattr(auditkit, name).__doc__ or "").strip(), name
    assert (Path(auditkit.__file__).parent / "py.typed").is_file()
