"""What the text of published accounts speaks of, as data that a rule pack extends."""

from pathlib import Path

import openpyxl
import pytest

from auditkit.errors import RulePackError
from auditkit.facts.accounts import Accounts, read_accounts
from auditkit.rules import load_rulepack
from auditkit.rules.subjectwords import shipped_subjects, subjects_with

BASE = Path(__file__).parent.parent / "data" / "accounts" / "虚构-N_wan.xlsx"
PACK = """\
extends: common
subjects:
  words:
    - {name: 机关运行经费, words: 机关保障经费}
    - {name: 公务接待费, words: 公务招待开销}
    - {name: 会议花销, words: 会议花销, now: 会议费, family: 其他}
  between: [核定]
  fall: [回落]
accounts:
  facts:
    - {name: 会议费, from: [{said: 会议花销}]}
"""
TEXT = (
    "某省某厅2022年度部门决算",
    "2022年度机关保障经费核定支出65.00万元，比上年回落5.00万元，下降7.14%。",
    "2022年度会议花销核定支出3.20万元。",
    "2022年度“三公”经费支出12.34万元，其中公务招待开销2.00万元。",
)


def pack(folder: Path, name: str, text: str = PACK) -> Path:
    (path := folder / f"{name}.yaml").write_text(text, "utf-8")
    return path


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    """The invented accounts with sentences in words that nobody ever printed; 三公 table blank."""
    book = openpyxl.load_workbook(BASE)
    for cell in next(s for s in book if s.title.startswith("GK09"))[8]:
        cell.value = None
    page = book.worksheets[-1]
    page.delete_rows(1, page.max_row)
    for line in TEXT:
        page.append([line])
    book.save(path := tmp_path / "虚构.xlsx")
    return path


def facts(read: Accounts) -> dict[tuple[str, int], float]:
    return {(fact.name, fact.year): fact.value for fact in read.facts}


def test_a_pack_alone_makes_an_invented_word_of_a_sentence_readable(
    strange: Path, tmp_path: Path
) -> None:
    without = facts(read_accounts(strange, "某省某厅", 2022))
    assert {"机关运行经费", "会议费", "公务接待费"}.isdisjoint(name for name, _ in without)
    read = read_accounts(strange, "某省某厅", 2022, load_rulepack(pack(tmp_path, "某地")))
    found = facts(read)
    assert (found["机关运行经费", 2022], found["机关运行经费", 2021]) == (65.0, 70.0)
    assert (found["会议费", 2022], found["公务接待费", 2022]) == (3.2, 2.0)
    assert read.failures == ()


def test_a_pack_that_extends_another_keeps_its_words(tmp_path: Path) -> None:
    pack(tmp_path, "某地")
    more = "extends: 某地.yaml\nsubjects:\n  fall: [走低]\n"
    subjects = subjects_with(load_rulepack(pack(tmp_path, "更小的地方", more)).subjects)
    said = [one.subject.name for one in subjects.named("机关保障经费52.00万元")]
    assert said == ["机关运行经费"]
    assert [word for word in ("回落", "走低") if subjects.way.search(word)] == ["回落", "走低"]


def test_without_words_of_a_pack_the_shipped_ones_count() -> None:
    assert subjects_with(load_rulepack("common").subjects) is shipped_subjects()


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        (
            "name: 机关运行经费",
            "name: 机关运行费用",
            4,
            "没有“机关运行费用”这一项，是否为“机关运行经费”",
        ),
        ("words: 公务招待开销", "words: 公务(招待", 5, "不是有效的正则表达式"),
        ("words: 会议花销", "词: 会议花销", 6, "缺少“subjects.words.2.words”"),
        ("between: [核定]", "betwen: [核定]", 7, "多出不认识的“subjects.betwen”"),
        ("fall: [回落]", "fall: ['回落[']", 8, "不是有效的正则表达式"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    before: str, after: str, line: int, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RulePackError) as error:
        load_rulepack(pack(tmp_path, "某地", PACK.replace(before, after)))
    assert f"某地.yaml第{line}行" in str(error.value)
    assert said in str(error.value)
