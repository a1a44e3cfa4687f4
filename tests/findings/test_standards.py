"""What findings cite: clauses that were read, that hold there and then, each once in the annex."""

from pathlib import Path

import pytest

from auditkit import show
from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.documents.workpaper import working_paper
from auditkit.files.grid import Source
from auditkit.findings.budgetcheck import BUDGET_UNTIED
from auditkit.findings.kinds import KINDS
from auditkit.findings.review.amounts import BEYOND_BUDGET
from auditkit.findings.review.execution import UNDONE_TASK
from auditkit.findings.selfevaluation.scores import SCORE_WITHOUT_RULE
from auditkit.findings.standard import Standard, standard
from auditkit.findings.standards import cite, clauses_of, with_unread
from auditkit.rules.clauses import clauses_with, shipped_clauses

DATA = Path(__file__).parents[2] / "data"
AT = (Source("申报表.xlsx", "A1"),)
LAW = "全国人民代表大会常务委员会《中华人民共和国预算法》（2018年修正）"


@pytest.fixture(scope="module")
def example() -> Audit:
    return open_audit("郑州市教育局", 2020, DATA)


def test_every_kind_names_clauses_that_there_are() -> None:
    named = [k.criteria for k in KINDS.values() if isinstance(k.criteria, Standard)]
    assert len(named) > 40
    assert {key for one in named for key in one.keys} <= shipped_clauses().keys()


def test_a_misspelt_clause_is_an_error_where_the_kind_is_defined() -> None:
    with pytest.raises(KeyError, match="条款库没有“预算法第十三款”，是否为“预算法第十三条”"):
        standard("预算法第十三款")


def test_no_standard_is_a_text_with_a_law_in_it() -> None:
    texts = [k.criteria for k in KINDS.values() if isinstance(k.criteria, str)]
    assert not [text for text in texts if "《" in text or "{" in text]


def test_a_budget_that_does_not_tie_is_not_accused_of_not_being_published() -> None:
    """第十四条第二款 asks for publication; that the tables agree is our convention alone."""
    criteria = BUDGET_UNTIED.criteria
    assert isinstance(criteria, Standard)
    assert criteria.keys == ("表内一致",)


def test_what_accuses_of_no_breach_cites_no_law() -> None:
    """A slip of the pen, a shortened name, an open verdict, a sum that does not roll: no law."""
    for code in ("C01", "C05", "C06", "R03", "R04", "R15", "R21", "S08", "S25", "S26", "Y05"):
        criteria = KINDS[code].criteria
        keys = criteria.keys if isinstance(criteria, Standard) else ()
        assert not [key for key in keys if shipped_clauses()[key].kind == "法律"], code


def test_no_clause_says_more_than_a_finding_that_cites_it() -> None:
    """第五十七条第二款 forbids sham spending too; nobody is accused of that by any finding."""
    assert not [c for c in shipped_clauses().values() if "虚假" in c.demands]


def test_little_spending_is_not_held_to_the_article_on_spending_without_a_budget() -> None:
    assert isinstance(UNDONE_TASK.criteria, Standard)
    assert UNDONE_TASK.criteria.keys == ("预算法第五十三条",)


def test_a_finding_cites_issuer_title_version_and_article() -> None:
    (cited,) = cite([BEYOND_BUDGET("甲", "多支出。", AT)], shipped_clauses(), "郑州市", 2020)
    assert cited.criteria == (
        f"支出以经批准的预算为依据，没有列入预算的不得支出（{LAW}第十三条）；"
        f"支出按照预算执行（{LAW}第五十七条第二款）"
    )


def test_what_was_not_read_stands_in_the_working_paper_alone() -> None:
    (cited,) = cite([SCORE_WITHOUT_RULE("甲", "不符。", AT)], shipped_clauses(), "郑州市", 2020)
    assert cited.criteria == "自评得分应当按公布的评分规则由完成值算出（本程序约定）"
    assert with_unread(cited).endswith("（财预〔2020〕10号）；条文未核对）")


def test_a_law_is_not_cited_for_years_before_it() -> None:
    (cited,) = cite([BEYOND_BUDGET("甲", "多支出。", AT)], shipped_clauses(), "湖南省", 2014)
    assert cited.clauses == ()
    assert "预算法" not in cited.criteria
    assert cited.criteria.endswith("（本程序约定）")


def test_the_accounts_of_2016_are_held_to_the_law_as_it_was_then() -> None:
    (cited,) = cite([BEYOND_BUDGET("甲", "多支出。", AT)], shipped_clauses(), "湖南省", 2016)
    assert [clause.version for clause in cited.clauses] == ["2014年修正", "2014年修正"]
    # Nobody read that text: our own convention in the report, the law, marked, in the paper.
    assert "预算法" not in cited.criteria
    assert cited.criteria.endswith("（本程序约定）")
    assert "《中华人民共和国预算法》（2014年修正）第十三条；条文未核对）" in with_unread(cited)
    own = clauses_with({"预算法第十三条（2014）": {"text": "录入的原文"}})
    (laid,) = cite([BEYOND_BUDGET("甲", "多支出。", AT)], own, "湖南省", 2016)
    assert laid.criteria == f"“录入的原文”（{LAW.replace('2018', '2014')}第十三条）"


def test_an_office_s_text_is_printed() -> None:
    own = clauses_with({"预算法第十三条": {"text": "录入的原文"}})
    (cited,) = cite([BEYOND_BUDGET("甲", "多支出。", AT)], own, "郑州市", 2020)
    assert cited.criteria.startswith(f"“录入的原文”（{LAW}第十三条）；")


def test_the_example_cites_nothing_unread_and_each_clause_once(example: Audit) -> None:
    said = "".join(finding.criteria for finding in example.findings)
    assert "未核对" not in said
    assert "{" not in said
    assert "财预〔2015〕88号" not in said
    keys = [clause.key for clause in clauses_of(example.findings)]
    assert len(keys) == len(set(keys))
    assert "预算法第三十二条" in keys
    assert not any(clause.kind == "约定" for clause in clauses_of(example.findings))


def test_the_annex_lists_each_cited_clause_once(example: Audit) -> None:
    rows = show.clauses_table(example.findings).data
    assert [row["citation"] for row in rows].count(f"{LAW}第三十二条第三款") == 1
    assert all(row["cited_by"] for row in rows)


def test_the_working_paper_of_the_example_holds_no_braces(example: Audit) -> None:
    for sheet in working_paper(example).worksheets:
        for row in sheet.iter_rows(values_only=True):
            assert not any("{预算法" in str(value) for value in row)
