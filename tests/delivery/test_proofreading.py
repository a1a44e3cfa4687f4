"""A number in the running text that the results do not hold is caught, wherever it stands."""

import copy
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook
from shown_report import shown

from auditkit import open_audit, show
from auditkit.delivery.proofreading import own_numbers, proofread, refuse_untraced
from auditkit.delivery.runningtext import (
    notebook_text,
    page_text,
    pdf_text,
    word_text,
    written_by_hand,
)
from auditkit.documents import pdf_bytes, word_bytes
from auditkit.errors import AuditError
from auditkit.findings.auditorwords import ReportWords
from auditkit.results.record import record
from auditkit.show.blocks import BLOCKS_MIME
from auditkit.show.page import export_html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def audit() -> Any:
    return open_audit("郑州市教育局", 2020, "data")


@pytest.fixture(scope="module")
def results(audit: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(record(audit)))
    return told


@pytest.fixture(scope="module")
def notebook(audit: Any) -> NotebookNode:
    return shown(show.report(audit))


@pytest.fixture(scope="module")
def page(audit: Any, notebook: NotebookNode) -> str:
    return export_html(notebook, title=audit.title, demo=audit.demo)


@pytest.fixture(scope="module")
def word(audit: Any, notebook: NotebookNode) -> bytes:
    return word_bytes(notebook, title=audit.title, demo=audit.demo)


def altered(number: re.Match[str], chance: random.Random) -> str:
    """The number with one digit turned into another."""
    digits = [place for place, sign in enumerate(number[0]) if sign.isdigit()]
    place = chance.choice(digits)
    other = chance.choice([digit for digit in "0123456789" if digit != number[0][place]])
    return number[0][:place] + other + number[0][place + 1 :]


def spots(nodes: list[Any]) -> list[tuple[Any, str, re.Match[str]]]:
    """Every number in the texts of elements, as (element, attribute, where)."""
    return [
        (node, name, number)
        for node in nodes
        for name in ("text", "tail")
        for number in re.finditer(r"\d[\d,.]*\d|\d", getattr(node, name) or "")
    ]


def put(spot: tuple[Any, str, re.Match[str]], text: str) -> None:
    node, name, number = spot
    before = number.string
    setattr(node, name, before[: number.start()] + text + before[number.end() :])


def test_nothing_is_left_of_what_the_report_says(
    results: dict[str, Any], notebook: NotebookNode, page: str, word: bytes, audit: Any
) -> None:
    files = {
        "page": page_text(page),
        "notebook": notebook_text(notebook),
        "word": word_text(word),
        "pdf": pdf_text(pdf_bytes(notebook, title=audit.title, demo=audit.demo)),
    }
    for name, said in files.items():
        # What is compared is there: the figures of the example, worked by hand.
        whole = re.sub(r"\s", "", "".join(said))
        assert "已评定35项" in whole, name
        assert "达标23项、未达标7项、不能断定5项,达标率65.71%" in whole.replace("，", ","), name
    assert proofread(results, files) == []


def test_fifteen_altered_numbers_of_the_page_are_all_caught(
    results: dict[str, Any], page: str
) -> None:
    chance = random.Random(14)
    tree = lxml_html.document_fromstring(page)
    nodes = [each for root in tree.find_class("ak-prose") for each in root.iter()]
    for spot in chance.sample(spots(nodes), 15):
        put(spot, wrong := altered(spot[2], chance))
        changed = page_text(etree.tostring(tree, encoding="unicode", method="html"))
        assert proofread(results, {"页": changed}), (spot[2][0], wrong)
        setattr(spot[0], spot[1], spot[2].string)


OTHER_KINDS = {
    "unit of money": (r"(?<=\d)万元", "亿元"),
    "unit of a count": (r"(?<=\d)项", "个"),
    "unit of points": (r"(?<=\d)分", "%"),
    "per cent": (r"(?<=\d)%", "‰"),
    "points between rates": (r"个百分点", "%"),
    "year": (r"2020(?=年)", "2021"),
    "article of a law": (r"(?<=第)三十二(?=条)", "三十三"),
    "number of a heading": (r"(?<=（)二(?=）)", "三"),
    "term in Chinese characters": (r"十(?=日内)", "五"),
    "count": (r"48(?=项)", "49"),
    "side of a bound": (r"≥(?=\d)", "≤"),
    "decimal point": (r"(?<=\d)\.(?=\d)", ""),
    "thousands": (r"(?<=\d),(?=\d)", "."),
    "digits the other way round": (r"65(?=\.71)", "56"),
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_an_altered_unit_date_count_or_chinese_numeral_is_caught(
    results: dict[str, Any], page: str, kind: str
) -> None:
    pattern, other = OTHER_KINDS[kind]
    tree = lxml_html.document_fromstring(page)
    nodes = [each for root in tree.find_class("ak-prose") for each in root.iter()]
    found = [
        (node, name, where)
        for node in nodes
        for name in ("text", "tail")
        for where in re.finditer(pattern, getattr(node, name) or "")
    ]
    assert found
    for spot in random.Random(kind).sample(found, min(3, len(found))):
        put(spot, other)
        changed = page_text(etree.tostring(tree, encoding="unicode", method="html"))
        assert proofread(results, {"页": changed}), spot[2].string
        setattr(spot[0], spot[1], spot[2].string)


@pytest.mark.parametrize("stage", ["征求意见稿", "正式稿"])
def test_nothing_but_fixed_words_is_left_of_either_stage(
    audit: Any, results: dict[str, Any], stage: str
) -> None:
    made = export_html(shown(show.report(audit, stage)), title=audit.title, demo=audit.demo)
    assert proofread(results, {"页": page_text(made)}) == []


def test_fifteen_altered_numbers_of_the_word_file_are_all_caught(
    results: dict[str, Any], word: bytes
) -> None:
    chance = random.Random(15)
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    running = [
        text
        for paragraph in body[0].findall(f"{W}p")
        if re.fullmatch(r"BodyText|Heading\d", paragraph[0][0].get(f"{W}val"))
        for text in paragraph.iter(f"{W}t")
    ]
    for spot in chance.sample(spots(running), 15):
        put(spot, wrong := altered(spot[2], chance))
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as package:
            package.writestr("word/document.xml", etree.tostring(body))
        assert proofread(results, {"文": word_text(changed.getvalue())}), (spot[2][0], wrong)
        setattr(spot[0], spot[1], spot[2].string)


def test_ten_altered_numbers_of_a_pdf_are_all_caught(
    results: dict[str, Any], notebook: NotebookNode, audit: Any
) -> None:
    chance = random.Random(16)
    forged = copy.deepcopy(notebook)
    outputs = [one for one in forged.cells[0].outputs if BLOCKS_MIME in one.data]
    wrong = []
    for output in chance.choices(
        [o for o in outputs if "told" in o.data[BLOCKS_MIME]["blocks"]], k=10
    ):
        blocks = output.data[BLOCKS_MIME]["blocks"]
        figures = list(
            re.finditer(r'(?<="text":")(\d[\d,.]*\d|\d)(?=[^"]*","style":"told")', blocks)
        )
        number = chance.choice(figures)
        wrong.append(altered(number, chance))
        output.data[BLOCKS_MIME]["blocks"] = (
            blocks[: number.start()] + wrong[-1] + blocks[number.end() :]
        )
    made = pdf_bytes(forged, title=audit.title, demo=audit.demo)
    told = " ".join(fault.text for fault in proofread(results, {"印": pdf_text(made)}))
    assert [number for number in wrong if number not in told] == []


@pytest.mark.parametrize("wrong", ["24项", "23个", "23.0项", "123项"])
def test_another_number_or_unit_is_named_with_what_the_results_hold(
    results: dict[str, Any], page: str, wrong: str
) -> None:
    (said,) = [one for one in page_text(page) if "达标23项、" in one and "达标率" in one]
    (fault,) = proofread(results, {"页": [said.replace("达标23项", f"达标{wrong}", 1)]})
    assert str(fault) == f"页：“{wrong}”与结果不符，结果为“23项”" or fault.text
    with pytest.raises(AuditError, match="正文中的数字对不上结果"):
        refuse_untraced([fault])


def test_a_sentence_from_nowhere_is_refused_only_where_it_has_a_number(
    results: dict[str, Any],
) -> None:
    (fault,) = proofread(results, {"页": ["总体良好。", "节约3.2亿元。"]})
    assert str(fault) == "页：“节约3.2亿元。”在结果中没有出处"


def test_a_figure_of_the_results_that_its_origin_does_not_hold_is_caught(
    results: dict[str, Any],
) -> None:
    forged = copy.deepcopy(results)
    figures = [p for one in forged["prose"] for p in one["parts"] if p["origin"].endswith(":项")]
    figures[0]["text"] = "49项"
    (fault,) = proofread(forged, {})
    assert (fault.file, fault.text, fault.instead) == ("结果.json", "49项", "48项")


def test_what_a_person_wrote_is_told_and_not_refused(results: dict[str, Any]) -> None:
    typed = new_notebook(cells=[new_markdown_cell("据了解，另有3所学校未纳入。")])
    by_hand = written_by_hand(typed)
    page = export_html(typed, title="报告")
    assert proofread(results, {"页": page_text(page)}, by_hand) == []
    assert proofread(results, {"页": page_text(page)}) != []
    assert own_numbers(results, by_hand) == ["3所学"]


def test_what_the_auditor_types_and_signs_with_stands_there_and_is_told(audit: Any) -> None:
    words = ReportWords(
        conclusion="另有5所学校未纳入。", basis="《办法》第8条", number="审〔2021〕3号"
    )
    typed = replace(audit, decisions=replace(audit.decisions, report=words))
    results = json.loads(json.dumps(record(typed)))
    signed = shown(show.report(typed, "正式稿", date="2021年6月1日"))
    by_hand = written_by_hand(signed)
    for name, said in {
        "page": page_text(export_html(signed, title="报告")),
        "word": word_text(word_bytes(signed, title="报告")),
        "pdf": pdf_text(pdf_bytes(signed, title="报告")),
    }.items():
        assert "另有5所学校未纳入。" in re.sub(r"\s", "", "".join(said)), name
        assert "2021年6月1日" in re.sub(r"\s", "", "".join(said)), name
        assert proofread(results, {name: said}, by_hand) == []
    assert {"5所学", "8条"} <= set(own_numbers(results))
