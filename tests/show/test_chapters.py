"""A report read in three minutes: conclusion first, each text once, the rest annexed."""

import re
from dataclasses import replace

import pytest
from lxml import html

from auditkit import open_audit, show
from auditkit.audit.audit import Audit
from auditkit.errors import AuditError
from auditkit.facts.facts import Facts
from auditkit.results.prose import Results, next_step
from auditkit.results.record import record
from auditkit.show.blocks import BLOCKS_MIME, Heading, unpacked
from auditkit.show.chapters import Chapter, Report

CODE = re.compile(r"(?<![A-Za-z0-9])(?:[SRYCE]\d{2}|PACK|ZZ2020|REPEATABLE)(?![A-Za-z0-9])")
BODY = ("conclusion", "basics", "goals", "problems", "advice", "limits")


@pytest.fixture(scope="module")
def audit() -> Audit:
    return open_audit("郑州市教育局", 2020, "data")


@pytest.fixture(scope="module")
def report(audit: Audit) -> Report:
    return show.report(audit)


def headings(chapter: Chapter | None, level: int = 2) -> list[str]:
    assert chapter is not None
    bundles = [part._repr_mimebundle_() for part in chapter.parts]
    blocks = [unpacked(data[BLOCKS_MIME]["blocks"]) for data in bundles if BLOCKS_MIME in data]
    found = [one for part in blocks for one in part if isinstance(one, Heading)]
    return [one.text for one in found if one.level == level]


def words(chapter: Chapter | None) -> str:
    """The running text of a chapter: what is neither table nor chart."""
    assert chapter is not None
    bundles = [part._repr_mimebundle_() for part in chapter.parts]
    pages = [data["text/html"] for data in bundles if BLOCKS_MIME in data]
    return "\n".join(
        html.fragment_fromstring(page, create_parent=True).text_content() for page in pages
    )


def test_the_chapters_come_in_the_order_of_a_signed_report(report: Report) -> None:
    assert [title for name in BODY for title in headings(getattr(report, name))] == [
        "一、评价结论", "二、基本情况", "三、绩效目标完成情况", "四、主要问题", "五、建议",
        "六、局限与数据可靠性",
    ]  # fmt: skip


def test_a_chapter_with_nothing_to_say_is_left_out_and_the_next_has_its_number(
    audit: Audit,
) -> None:
    empty = replace(
        audit, declaration=replace(audit.declaration, indicators=(), tasks=(), goals=()),
        facts=Facts(), folder=None,
    )  # fmt: skip
    report = show.report(empty)
    found = [title for name in BODY if (c := getattr(report, name)) for title in headings(c)]
    assert "绩效目标完成情况" not in "".join(found)
    assert [title[0] for title in found] == list("一二三四五六"[: len(found)])


def test_the_conclusion_says_what_was_covered_met_scored_found_and_how_sure(
    report: Report,
) -> None:
    said = words(report.conclusion)
    # By hand from the published form and the example's figures.
    for sentence in (
        "绩效指标共48项，已评定35项", "达标23项、未达标7项、不能断定5项，达标率65.71%",
        "得62.90分", "十日内",
    ):  # fmt: skip
        assert sentence in said


def test_the_conclusion_says_how_far_it_hangs_on_weights_and_what_comes_next(
    audit: Audit, report: Report
) -> None:
    said = words(report.conclusion)
    assert "权重没有规定，换一种权重或算法，得分在" in said
    assert "下一步：请被评价单位自收到之日起十日内提出书面意见" in said
    assert "审计组补齐所缺资料、核实意见后定稿" in said
    assert "（意见表见附件）" in said
    # A department with nothing to answer to gets no form, and none is announced.
    quiet = Results({**record(audit), "findings": []})
    assert "意见表" not in next_step(quiet, final=False).text
    assert "十日内提出书面意见并附证明材料；" in next_step(quiet, final=False).text
    final = words(show.report(audit, "正式稿").conclusion)
    assert "下一步：请被评价单位按主要问题和建议整改" in final
    assert "十日内" not in final


def test_the_findings_of_the_overview_and_of_the_annex_add_up_to_all(
    audit: Audit, report: Report
) -> None:
    assert report.conclusion is not None
    captions = [getattr(part, "caption", "") for part in report.conclusion.parts]
    (overview,) = [caption for caption in captions if caption.startswith("主要问题一览")]
    told, left = map(int, re.findall(r"类(\d+)项", overview))
    assert told + left == len(audit.findings) == 52


def test_problems_come_by_severity_then_by_amount(report: Report) -> None:
    found = headings(report.problems, 3)
    severities = [re.findall(r"（(严重|重要|一般|提示)", title)[-1] for title in found]
    assert severities == sorted(severities, key="严重重要一般提示".index)
    # Of the 重要, those with an amount come first; a whole budget is no amount concerned.
    assert "未达到指标值" in found[0]


def test_every_text_stands_once(audit: Audit, report: Report) -> None:
    said = "".join(words(getattr(report, name)) for name in ("problems", "advice"))
    for finding in audit.findings:
        if len(finding.recommendation) > 8:
            assert said.count(finding.recommendation) <= 1
    assert said.count("年度绩效目标未完全实现。") == 1


def test_a_demand_that_several_problems_make_is_printed_in_full_once(report: Report) -> None:
    said = words(report.problems)
    # Four kinds of the example rest on 预算法 article 32, each with what it comes to for itself.
    assert said.count("第三十二条第三款") == 1
    assert "标准：同（二）所列的规定：绩效指标应具体、相关" in said
    assert "标准：同（二）所列的规定：绩效指标应与任务和预算匹配" in said


def test_no_code_of_the_program_stands_in_the_running_text(report: Report) -> None:
    for name in BODY:
        assert not CODE.search(words(getattr(report, name))), name


def test_every_cell_that_a_finding_cites_is_printed_with_its_heads(audit: Audit) -> None:
    rows = show.excerpt_table(audit).data
    # 申报表.txt, line 97: the target of 预算调整率, as published.
    (target,) = [r for r in rows if r["subject"] == "预算调整率" and "第97行" in r["place"]]
    assert (target["row"], target["text"]) == ("预算调整率", "≤10%")
    # 实际数: row 8 of 数据项 is 预算调整数.
    (figure,) = [r for r in rows if r["subject"] == "预算调整率" and "数据项!C8" in r["place"]]
    assert figure["row"] == "预算调整数"
    cited = {finding.subject for finding in audit.findings if finding.evidence}
    assert cited == {row["subject"] for row in rows}


def test_the_draft_has_a_column_for_the_reply_and_the_final_has_none(audit: Audit) -> None:
    def captions(report: Report) -> list[str]:
        return [getattr(part, "caption", "") for part in report.annexes.parts]

    assert any("被评价单位意见" in one for one in captions(show.report(audit)))
    assert not any("被评价单位意见" in one for one in captions(show.report(audit, "正式稿")))


def test_what_a_person_gives_stands_on_the_first_page_and_blanks_are_left_to_fill(
    audit: Audit,
) -> None:
    said = show.report(audit, number="郑审〔2021〕3号").front.text
    assert "文号：郑审〔2021〕3号" in said
    assert "落款：（待填）" in said


def test_a_stage_that_is_none_is_refused_with_the_nearest(audit: Audit) -> None:
    with pytest.raises(AuditError, match="没有文稿阶段“正式”，是否为“正式稿”"):
        show.report(audit, "正式")
