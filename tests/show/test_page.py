"""The page: complete in itself, in order, Chinese, small, the same bytes each time."""

import base64
import hashlib
import io
import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from fontTools.ttLib import TTFont
from invented_report import made_elsewhere, notebook, page
from lxml import html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditkit.errors import AuditError
from auditkit.form import read_declaration
from auditkit.show.page import DEMO, LIMIT, export_html, written_by


@pytest.fixture(scope="module")
def whole(form_path) -> str:
    return page(read_declaration(form_path))


@pytest.fixture(scope="module")
def tree(whole):
    return html.document_fromstring(whole)


def exported(*cells, **options) -> str:
    return export_html(new_notebook(cells=list(cells)), title="报告", **options)


def code(*outputs, **metadata):
    return new_code_cell("x", outputs=list(outputs), metadata=metadata)


def output(**data):
    return new_output("display_data", data={k.replace("_", "/"): v for k, v in data.items()})


def test_the_page_is_chinese_and_below_the_limit(whole, tree):
    assert tree.get("lang") == "zh-CN"
    assert tree.xpath("//meta[@charset='utf-8']")
    assert LIMIT == 600_000
    assert len(whole.encode()) < LIMIT
    assert "@font-face" in whole


def test_past_the_limit_the_pictures_alone_keep_the_font(whole, form_path, monkeypatch):
    form = read_declaration(form_path)
    monkeypatch.setattr("auditkit.show.page.LIMIT", len(whole.encode()) - 1)
    smaller = page(form)
    assert "@font-face" in smaller
    assert len(smaller.encode()) < len(whole.encode()) - 50_000
    monkeypatch.setattr("auditkit.show.page.LIMIT", 1000)
    assert "@font-face" not in page(form)


def test_nothing_is_fetched_from_outside(whole, tree):
    for element in tree.iter():
        for name in ("src", "href", "srcset", "poster", "action", "data"):
            assert "//" not in (element.get(name) or "").partition("base64,")[0]
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)", whole)
    assert "@import" not in whole
    assert not tree.xpath("//script | //link | //iframe")
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")


def test_headings_are_in_order(tree):
    levels = [int(h.tag[1]) for h in tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_every_section(tree):
    assert tree.xpath("//nav//a/text()") == tree.xpath("//h2/text()")


def test_every_link_has_its_place_and_every_id_is_one(tree):
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = tree.xpath("//a/@href")
    assert len(links) > 100
    assert {unquote(link.removeprefix("#")) for link in links} <= set(ids)


def test_every_picture_says_its_figures(tree):
    pictures = tree.xpath("//figure//svg")
    assert len(pictures) == 5
    for picture in pictures:
        assert picture.get("role") == "img"
        assert re.search(r"\d", picture.get("aria-label"))


def test_no_code_is_shown(whole):
    assert "不应出现的代码" not in whole


def test_the_notebook_s_own_stylesheet_is_left_out(whole):
    assert whole.count("<style") == 1


def test_invented_data_is_said_on_screen_and_on_every_printed_page(whole, form_path):
    assert DEMO in html.document_fromstring(whole).xpath("//div[@class='banner']/text()")[0]
    assert "@top-center" in whole
    real = export_html(notebook(read_declaration(form_path)), title="报告")
    assert DEMO not in real


def test_the_same_notebook_gives_the_same_bytes_in_another_process(whole):
    assert made_elsewhere()["html"] == hashlib.sha256(whole.encode()).hexdigest()


def test_an_error_is_shown_even_where_outputs_are_hidden():
    failed = new_output(
        "error", ename="KeyError", evalue="预算数", traceback=["\x1b[31m第1行\x1b[0m"]
    )
    text = exported(code(failed, tags=["remove-output"]))
    box = html.document_fromstring(text).xpath("//div[@class='failure']")[0]
    assert "KeyError：预算数" in box.text_content()
    assert "\x1b" not in text


def test_tagged_cells_are_left_out():
    text = exported(
        new_markdown_cell("看不见", metadata={"tags": ["remove-cell"]}),
        code(output(text_plain="也看不见"), tags=["remove-output"]),
        code(output(text_plain="看得见")),
    )
    assert "看不见" not in text
    assert "看得见" in text


def test_a_stream_and_plain_text_are_escaped():
    text = exported(
        code(
            new_output("stream", name="stdout", text="<script>1</script>"),
            output(text_plain="<script>2</script>"),
        ),
        new_markdown_cell("<script>3</script>"),
    )
    assert "<script" not in text


def test_a_png_carries_its_words():
    text = exported(code(output(image_png="aGk=", text_plain="“图”")))
    assert html.document_fromstring(text).xpath("//img/@alt") == ["“图”"]


@pytest.mark.parametrize(
    "fragment",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<img src="//cdn.example/x.png">',
        "<a href='http://example.com'>外部</a>",
        '<p style="background:url(https://example.com/x.png)">一</p>',
        "<style>@import 'https://example.com/x.css'</style>",
    ],
)
def test_an_outside_address_is_refused(fragment):
    with pytest.raises(AuditError, match="外部地址"):
        exported(code(output(text_html=fragment)))


def test_an_address_in_the_text_is_only_text():
    assert "https://example.com" in exported(code(output(text_plain="见 https://example.com")))


def test_a_link_to_nowhere_becomes_text():
    text = exported(code(output(text_html='<p><a href="#证据-无">预算执行率</a></p>')))
    assert "<p>预算执行率</p>" in text


def test_a_skipped_level_is_closed_and_a_repeated_heading_has_its_own_id():
    text = exported(new_markdown_cell("# 题\n\n## 甲\n\n#### 乙\n\n## 甲\n\n# 丙"))
    tree = html.document_fromstring(text)
    assert [(h.tag, h.text_content()) for h in tree.xpath("//h1|//h2|//h3|//h4")] == [
        ("h1", "报告"), ("h2", "甲"), ("h3", "乙"), ("h2", "甲"), ("h2", "丙"),
    ]  # fmt: skip
    ids = tree.xpath("//h2/@id")
    assert len(set(ids)) == 3


def test_a_dollar_sign_in_a_report_stays():
    text = export_html(
        new_notebook(cells=[new_markdown_cell("共 $style 与 $title 元")]), title="$style"
    )
    assert "共 $style 与 $title 元" in text
    assert "<h1>$style</h1>" in text


def held(page: str) -> set[int]:
    """The code points whose shapes a page carries."""
    found: set[int] = set()
    for each in re.findall(r"base64,([A-Za-z0-9+/=]+)\)", page):
        with TTFont(io.BytesIO(base64.b64decode(each))) as font:
            found |= set(font.getBestCmap())
    return found


def test_what_the_stylesheet_writes_has_its_shapes_too(whole: str) -> None:
    # A caption is 表, a counter and U+3000, all from CSS: without its shape a box stood there.
    assert {ord(sign) for sign in "表图0123456789\u3000（逐条内容见电子版）示例数据"} <= held(whole)


def test_signs_that_any_stylesheet_writes_are_found() -> None:
    sheet = (
        'th::after { content: " ↕" / ""; } td::before{content:"⊘"} p::before { content: "\\25CB"; }'
    )
    assert {"↕", "⊘", "○"} <= set(written_by(sheet))
