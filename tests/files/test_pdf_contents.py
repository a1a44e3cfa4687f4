"""A page's instructions read a word at a time: what pdfminer and pdfplumber make of them, word by
word and character by character. 示例数据（虚构）."""

import contextlib
import io
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF
from pdfminer.psparser import KWD, LIT

from auditkit.files.readers.pdfpage.bounds import bounded
from auditkit.files.readers.pdfpage.contents import Count, content_parser
from auditkit.files.readers.pdfpage.objects import read_quickly

DATA = Path(__file__).parent.parent / "data"
PRINTED = [
    DATA / "accounts" / "虚构-WC06_name_cut.pdf",
    DATA / "accounts" / "虚构-X06_wordpdf.pdf",
    *sorted((DATA / "form_cases").glob("vk*/*.pdf")),
]


def words(parser: type[PDFContentParser], streams: tuple[bytes, ...]) -> list[Any]:
    """All that is read of a page's streams; of a picture its bytes, the places left out."""
    found = []
    with contextlib.suppress(PSEOF):
        one = parser([PDFStream({}, data) for data in streams])
        while True:
            _, value = one.nextobject()
            found.append(value.get_data() if isinstance(value, PDFStream) else value)
    return found


def ours() -> tuple[type[PDFContentParser], list[int]]:
    counted = [0, 0]

    def count(words: int, text: int) -> None:
        counted[0] += words
        counted[1] += text

    return content_parser(lambda: count), counted


def test_words_are_numbers_names_texts_and_operators() -> None:
    parser, counted = ours()
    page = b"/F1 10.5 Tf -3 +.5 Td [(ab) -120 <4a4b5>]TJ (c)' T* true"
    assert words(parser, (page, b"\nET\n")) == [
        *(LIT("F1"), 10.5, KWD(b"Tf"), -3, 0.5, KWD(b"Td")),
        *(
            [b"ab", -120, b"\x4a\x4b\x05"],
            KWD(b"TJ"),
            b"c",
            KWD(b"'"),
            KWD(b"T*"),
            True,
            KWD(b"ET"),
        ),
    ]
    # 17 words; the first, the quotation mark and true are left to pdfminer, which counts them.
    assert counted == [14, 6]


@pytest.mark.parametrize(
    "page",
    [
        (b"--5 5-3 1.2.3 . - + -. 4. 007 " + b"9" * 200 + b" 1e5 q",),
        (b"(a\\)b) (a(b)c) (\\101\\12) (unclosed", b" and closed) Tj"),
        (b"<AB>> <A B> < 4 > <zz> <41>Tj <<4", b"1>Tj"),
        (b"/A#20B/C#4 /D/E[ /F]/ q/\xe5\xad/G(x)",),
        (b"[1 [2 3] 4] [5 << /A [6] >> 7] [8 Tj 9] ] {1 2} [10",),
        (b"q BI /W 2 /H 1 /BPC 8 /CS /G ID \x00(\xff EI Q % [ a note\nBT",),
        (b"q 1 0 0 1 12", b"3.5 0 cm[(a)", b"(b)]TJ /N", b"ame Do tr", b"ue f\x00alse"),
        (b"\x00q \x0c1\t2\rl\nS*s'1 2 (t)\"",),
        (b"", b"  ", b"Q"),
    ],
)
def test_whatever_a_page_holds_is_read_as_pdfminer_reads_it(page: tuple[bytes, ...]) -> None:
    left_to_pdfminer = content_parser(lambda: None)
    assert words(ours()[0], page) == words(left_to_pdfminer, page)


def test_a_count_that_refuses_ends_the_reading() -> None:
    class Full(Exception):
        pass

    def count() -> Count:
        def refuse(words: int, text: int) -> None:
            raise Full

        return refuse

    with pytest.raises(Full):
        words(content_parser(count), (b"1 2 m",))


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_each_character_and_line_of_a_page_is_described_as_pdfplumber_does(path: Path) -> None:
    data = path.read_bytes()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        expected = [page.objects for page in pdf.pages]
    assert any(page.get("char") for page in expected)
    with bounded() as budget, pdfplumber.open(io.BytesIO(data)) as pdf:
        for page, before in zip(pdf.pages, expected, strict=True):
            budget.turn()
            found = read_quickly(page).objects
            assert [list(one) for one in found["char"]] == [list(one) for one in before["char"]]
            assert found == before
