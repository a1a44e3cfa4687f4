"""The clause library: what may be cited where and when, and an office's own text."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from auditkit.cli import app
from auditkit.errors import RulePackError
from auditkit.results.fingerprint import pack_files
from auditkit.rules.clauses import in_force, shipped_clauses
from auditkit.rules.load import load_rulepack, pack_names


def pack(folder: Path, *lines: str, base: str = "zhengzhou-2020") -> Path:
    file = folder / "本局.yaml"
    file.write_text("\n".join((f"extends: {base}", *lines)) + "\n", encoding="utf-8")
    return file


def test_a_clause_is_printed_with_its_issuer_title_number_and_article() -> None:
    clauses = shipped_clauses()
    assert clauses["预算法实施条例第八十三条"].citation == (
        "国务院《中华人民共和国预算法实施条例》（国务院令第729号）第八十三条"
    )
    assert clauses["预算法第七十二条"].citation == (
        "全国人民代表大会常务委员会《中华人民共和国预算法》（2018年修正）第七十二条"
    )
    assert clauses["可复核"].citation == "本程序约定"


def test_laws_state_an_article_and_what_is_shipped_holds_no_verbatim_text() -> None:
    for clause in shipped_clauses().values():
        assert clause.kind != "法律" or clause.article.startswith("第"), clause.key
        assert not clause.text, clause.key


def test_what_was_not_read_is_marked() -> None:
    unread = {clause.key for clause in shipped_clauses().values() if not clause.settled}
    assert unread == {
        "财预〔2020〕10号",
        "财预〔2015〕88号",
        "部门决算管理办法",
        "中发〔2018〕34号",
        # The text of 2014 was not read.
        *(key for key in shipped_clauses() if key.endswith("（2014）")),
    }
    assert shipped_clauses()["财预〔2020〕10号"].marked.endswith(
        "（财预〔2020〕10号）（条文未核对）"
    )


@pytest.mark.parametrize("name", pack_names())
def test_a_shipped_pack_cites_only_what_holds_for_it(name: str) -> None:
    loaded = load_rulepack(name)
    cited = [said.clause for said in loaded.laid_down.values() if not isinstance(said, str)]
    assert cited
    for key in cited:
        assert loaded.library[key].holds(loaded.place, loaded.years)


@pytest.mark.parametrize(
    ("cited", "base", "problem"),
    [
        # a rule for central departments, cited against a city's bureau
        (
            "财预〔2015〕88号",
            "zhengzhou-2020",
            "适用于中央部门、2015—今年度，不适用于郑州市",
        ),
        # a rule of 2020, cited for 2015 to 2018
        (
            "财预〔2020〕10号",
            "hunan-department",
            "2020—今年度，不适用于湖南省、2015—2018年度",
        ),
        ("预算法第十三款", "zhengzhou-2020", "条款库没有“预算法第十三款”，是否为“预算法第十三条”"),
    ],
)
def test_a_citation_that_does_not_hold_is_refused_with_file_and_line(
    tmp_path: Path, cited: str, base: str, problem: str
) -> None:
    file = pack(tmp_path, "references:", "  A: 甲", f"  B: {{clause: {cited}}}", base=base)
    with pytest.raises(RulePackError) as refused:
        load_rulepack(file)
    assert str(refused.value).startswith("本局.yaml第4行：")
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        (("place: 某市",), 2, "“郑州市申报表”适用于郑州市、2020—2020年度，不适用于某市、2020年度"),
        (("title: 甲", "years: [2021, 2021]"), 3, "不适用于郑州市、2021年度"),
    ],
)
def test_what_is_taken_over_from_another_place_or_time_is_refused(
    tmp_path: Path, lines: tuple[str, ...], line: int, problem: str
) -> None:
    with pytest.raises(RulePackError) as refused:
        load_rulepack(pack(tmp_path, *lines))
    assert str(refused.value).startswith(f"本局.yaml第{line}行：沿用的条款")
    assert problem in str(refused.value)
    assert "references 中写 ZZ2020: {clause: 郑州市申报表, basis: 参照}" in str(refused.value)


def test_what_a_pack_says_to_serve_as_a_model_is_cited_as_one(tmp_path: Path) -> None:
    model = ("references:", "  ZZ2020: {clause: 郑州市申报表, basis: 参照}")
    loaded = load_rulepack(pack(tmp_path, "place: 某市", "years: [2021, 2021]", *model))
    assert loaded.references["ZZ2020"].startswith("参照郑州市教育局公开《郑州市市级部门")
    assert loaded.references["PLATFORM"].startswith("省级预算绩效管理平台《")


def test_a_report_prints_no_reference_that_nobody_has_read() -> None:
    loaded = load_rulepack("zhengzhou-2020")
    assert loaded.references["CY2020-10"].endswith("（条文未核对）")
    assert loaded.references.keys() - loaded.citable.keys() == {"CY2020-10"}
    assert not any("未核对" in text for text in loaded.citable.values())


def test_another_word_for_the_basis_is_refused(tmp_path: Path) -> None:
    lines = ("references:", "  ZZ2020: {clause: 郑州市申报表, basis: 依照}")
    with pytest.raises(RulePackError, match=r"本局\.yaml第3行："):
        load_rulepack(pack(tmp_path, *lines))


@pytest.mark.parametrize(
    ("key", "year", "version"),
    [
        # 2014年修正: in force from 2015-01-01 to 2018-12-28
        ("预算法第十三条", 2014, None),
        ("预算法第十三条", 2015, "2014年修正"),
        ("预算法第十三条", 2018, "2014年修正"),
        ("预算法第十三条", 2019, "2018年修正"),
        # the accounts of 2018 were drawn up in 2019
        ("预算法第七十五条", 2017, "2014年修正"),
        ("预算法第七十五条", 2018, "2018年修正"),
        ("预算法实施条例第五条", 2019, None),
        ("预算法实施条例第五条", 2020, "2020年修订"),
    ],
)
def test_a_law_is_cited_in_the_version_of_the_year(
    key: str, year: int, version: str | None
) -> None:
    clauses = shipped_clauses()
    found = in_force(clauses[key], clauses, "郑州市", year)
    assert (found.version if found else None) == version


def test_every_former_version_is_there_and_ends_where_the_next_begins() -> None:
    clauses = shipped_clauses()
    former = [(one, clauses[one.formerly]) for one in clauses.values() if one.formerly]
    assert len(former) == 9
    for one, before in former:
        assert before.until == one.since - 1
        assert (before.title, before.article) == (one.title, one.article)


def test_a_province_s_rule_holds_in_its_cities(tmp_path: Path) -> None:
    cites = ("references:", "  B: {clause: 湖南部门整体评分表}")
    file = pack(tmp_path, "place: 湖南省长沙市", *cites, base="hunan-department")
    assert load_rulepack(file).references["B"].startswith("湖南省各部门公开")


def test_an_office_lays_its_own_text_beside_its_pack(tmp_path: Path) -> None:
    own = tmp_path / "条款.yaml"
    own.write_text(
        "clauses:\n"
        "  预算法第十三条: {text: 第十三条的原文}\n"
        "  本市办法第三条: {issuer: 某市财政局, title: 某市办法, number: 某财〔2020〕1号,\n"
        "    article: 第三条, demands: 按季报送, places: [郑州市], since: 2020,\n"
        "    kind: 规定, read: 原件}\n",
        encoding="utf-8",
    )
    file = pack(tmp_path, "clause_file: 条款.yaml", "references:", "  B: {clause: 本市办法第三条}")
    loaded = load_rulepack(file)
    assert loaded.references["B"] == "某市财政局《某市办法》（某财〔2020〕1号）第三条"
    assert loaded.library["预算法第十三条"].said == (
        "“第十三条的原文”（全国人民代表大会常务委员会"
        "《中华人民共和国预算法》（2018年修正）第十三条）"
    )
    assert loaded.library["预算法第五十七条"].text == ""
    assert [seal.name for seal in pack_files(str(file))] == [
        "条款.yaml", "zhengzhou-2020.yaml", "本局.yaml",
    ]  # fmt: skip
    before = loaded.sha256
    own.write_text(own.read_text("utf-8").replace("原文", "另一文本"), encoding="utf-8")
    assert load_rulepack(file).sha256 != before


@pytest.mark.parametrize(
    ("lines", "where", "problem"),
    [
        ("clauses:\n  甲: {demands: 乙, since: 2020, kind: 规定}\n", "条款.yaml第2行", "发文机关"),
        (
            "clauses:\n  甲:\n    demands: 乙\n    kind: 约定\n",
            "条款.yaml第2行",
            "缺少“甲.since”",
        ),
        (
            "clauses:\n  甲:\n    since: 2020\n    demands: 乙\n    kind: 法\n",
            "条款.yaml第5行",
            "kind",
        ),
        ("name: 甲\n", "条款.yaml第1行", "条款文件只写 clauses"),
    ],
)
def test_a_mistake_in_the_office_s_file_is_told_with_its_line(
    tmp_path: Path, lines: str, where: str, problem: str
) -> None:
    (tmp_path / "条款.yaml").write_text(lines, encoding="utf-8")
    with pytest.raises(RulePackError) as refused:
        load_rulepack(pack(tmp_path, "clause_file: 条款.yaml"))
    assert str(refused.value).startswith(where)
    assert problem in str(refused.value)


def test_a_clause_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match=r"本局\.yaml第2行：规则包旁边没有条款文件“条款\.yaml”"):
        load_rulepack(pack(tmp_path, "clause_file: 条款.yaml"))


def test_the_library_can_be_listed() -> None:
    shown = CliRunner().invoke(app, ["catalogue", "--clauses"])
    assert shown.exit_code == 0
    told = "".join(shown.output.split())
    assert f"条款{len(shipped_clauses())}条" in told
    assert "本程序约定" in told
