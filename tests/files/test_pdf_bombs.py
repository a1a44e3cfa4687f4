"""PDFs of a few bytes that stand for gigabytes, for hours, or for circles: answered at once."""

import json
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hanging import not_hanging
from test_pdf import raw, stream

from auditkit.errors import UnreadableFile
from auditkit.files.readers.pdf import read_pdf_pages
from auditkit.files.readers.pdfpage import bounds as pdfbounds

CATALOGUE = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
HELVETICA = "/H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
MOST_SECONDS, MOST_MEGABYTES = 10, 1024
READ = """
import json, os, resource, sys
from auditkit.errors import AuditError
from auditkit.files.readers.pdf import read_pdf_pages
def megabytes():
    return next(int(x.split()[1]) for x in open("/proc/self/status") if x.startswith("VmHWM")) // 1024
def read(path):
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    data = open(path, "rb").read()
    try:
        said = ";".join(issue.what for issue in read_pdf_pages("a.pdf", data, "").issues)
    except AuditError as error:
        said = str(error)
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    print(json.dumps([os.path.basename(path), said, used, megabytes()]), flush=True)
for path in sys.argv[1:]:
    # Each in a process of its own, which has imported everything already.
    if not (child := os.fork()):
        read(path)
        os._exit(0)
    os.waitpid(child, 0)
"""  # noqa: E501


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    """What is said of each bomb, after how many processor seconds, with how many megabytes."""
    folder = tmp_path_factory.mktemp("bombs")
    for name, (made, _) in BOMBS.items():
        (folder / name).write_bytes(made())
    done = subprocess.run(
        [sys.executable, "-c", READ, *(str(folder / name) for name in BOMBS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return {name: tuple(rest) for name, *rest in map(json.loads, done.stdout.splitlines())}


def packed(content: bytes, times: int = 1, extra: str = "", repeated: int = 1) -> str:
    """A stream, deflated once or more often; the content as often as said, deflated but once."""
    deflated = zlib.compressobj(9, wbits=-15)
    # After a full flush what is deflated stands for itself, wherever it comes.
    one = deflated.compress(content) + deflated.flush(zlib.Z_FULL_FLUSH)
    checked = 1
    for _ in range(repeated):
        checked = zlib.adler32(content, checked)
    head, end = b"\x78\xda", b"\x03\x00" + checked.to_bytes(4, "big")
    content = head + one * repeated + end
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    filters = " /FlateDecode" * times
    head = f"<< /Length {len(content)} /Filter [{filters}] {extra} >>\nstream\n"
    return head + content.decode("latin-1") + "\nendstream"


def sheet(content: str, resources: str = "", *more: str) -> bytes:
    """One page of that content in Helvetica."""
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        f" /Resources << /Font << {HELVETICA} >> {resources} >> >>"
    )
    return raw(CATALOGUE, PAGES, page, content, *more)


def form(content: str, resources: str = "") -> str:
    kind = f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {resources} >>"
    return f"<< {kind} /Length {len(content)} >>\nstream\n{content}\nendstream"


def ranges() -> bytes:
    """A font whose table says what 4,294,967,296 codes mean, and as many widths."""
    table = (
        "begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange"
        " 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap end"
    )
    font = (
        "/Font << /F << /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
        " /ToUnicode 5 0 R /DescendantFonts [6 0 R] >> >>"
    )
    return sheet(
        packed(b"BT /F 12 Tf 50 700 Td <00410042> Tj ET"),
        font,
        packed(table.encode()),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 7 0 R"
        " /DW 1000 /W [0 4000000000 500] >>",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1000 1000] >>",
    )


def tenfold(levels: int) -> list[str]:
    """Objects from number 4 on: each a list that names the next ten times."""
    return [f"[{f'{n + 1} 0 R ' * 10}]" for n in range(4, 4 + levels)]


PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
TITLE, CIRCLE = "<< /Title 4 0 R >>", "/XObject << /X 5 0 R >>"
CROWDED = "本页内容远超正常的表页"
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    # Made when they are read: gigabytes are deflated for them.
    "instructions deflated twice": (
        lambda: sheet(packed(b"0 0 m 9 9 l S\n" * 100_000, 2, repeated=80)), CROWDED,
    ),
    "blanks": (
        lambda: sheet(packed(b" " * 1_000_000, 2, repeated=600)), CROWDED,
    ),
    "200,000 characters": (
        lambda: sheet(packed(b"BT /H 1 Tf " + b"(abcdefghijabcdefghij) Tj\n" * 10_000)), CROWDED,
    ),
    "one text of three million": (
        lambda: sheet(packed(b"BT /H 1 Tf (" + b"a" * 3_000_000 + b") Tj ET")), CROWDED,
    ),
    "forms that hold ten forms": (
        lambda: sheet(
            packed(b"/X Do"), "/XObject << /X 5 0 R >>",
            *(form("/X Do " * 10, f"/XObject << /X {n} 0 R >>") for n in range(6, 16)),
            form("0 0 m 9 9 l S"),
        ),
        CROWDED,
    ),
    "a form that holds itself": (
        lambda: sheet(packed(b"/X Do"), CIRCLE, form("/X Do", CIRCLE)),
        "",
    ),
    "ranges of a font": (ranges, CROWDED),
    "brackets": (lambda: sheet(packed(b"[" * 1_000_000)), CROWDED),
    "lines of a predictor": (
        lambda: sheet(packed(b"q" * 9, 1, "/DecodeParms << /Predictor 15 /Columns 900000000 >>")),
        "本页内容已损坏",
    ),
    "runs": (
        lambda: sheet(
            "<< /Length 2000000 /Filter /RunLengthDecode >>\nstream\n"
            + "\x81 " * 1_000_000 + "\nendstream"
        ),
        "本页内容已损坏",
    ),
    "a title of a million million parts": (
        lambda: raw(CATALOGUE, PAGES, PAGE, *tenfold(12), "(x)", TITLE, trailer="/Info 17 0 R"),
        "PDF 的内容远超正常的文件",
    ),
    "brackets in an object": (lambda: sheet("[" * 400_000 + "]" * 400_000), ""),
    "pages that hold each other": (
        lambda: raw(CATALOGUE, "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 9 >>", PAGE), "",
    ),
    "pages twenty thousand deep": (
        lambda: raw(
            CATALOGUE, *(f"<< /Type /Pages /Kids [{n} 0 R] >>" for n in range(3, 20_003)), PAGE,
        ),
        "不是完好的 PDF",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_within_seconds_and_little_memory(
    answers: dict[str, tuple[str, float, float]], name: str
) -> None:
    said, seconds, megabytes = answers[name]
    assert BOMBS[name][1] in said
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_a_crowded_page_is_told_and_the_others_are_read() -> None:
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {} 0 R"
        f" /Resources << /Font << {HELVETICA} >> >> >>"
    )
    data = raw(
        CATALOGUE,
        "<< /Type /Pages /Kids [3 0 R 4 0 R 3 0 R 7 0 R] /Count 4 >>",
        page.format(5),
        page.format(6),
        packed(b"BT /H 12 Tf 50 700 Td (12.50) Tj ET"),
        packed(b"q " * 4_000_000),
        page.format(5),
    )
    with not_hanging():
        reading = read_pdf_pages("a.pdf", data, "")
    told = [(issue.code, issue.where, issue.what) for issue in reading.issues]
    assert told == [("page-crowded", "a.pdf[第2页]", CROWDED)]
    assert [grid.name for grid in reading.grids] == ["第1页", "第2页 未读", "第3页"]
    assert reading.grids[2].rows == (("12.50",),)


def test_a_document_has_its_bounds_and_no_other_use_of_the_library_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = sheet(packed(b"BT /H 12 Tf 50 700 Td (12.50) Tj ET"))
    assert read_pdf_pages("a.pdf", data, "").pages == 1
    monkeypatch.setattr(pdfbounds.Budget, "turn", lambda self: self.take("decoded", 2**40))
    with pytest.raises((UnreadableFile, pdfbounds.TooMuch)):
        read_pdf_pages("a.pdf", data, "")
    assert pdfbounds._inflated(zlib.compress(b"x" * 1000)) == b"x" * 1000


def test_pages_that_are_read_take_no_memory() -> None:
    """Seventy pages with a font's file of a megabyte each, as joined accounts have them."""
    count = 70
    kids = " ".join(f"{3 + 4 * n} 0 R" for n in range(count))
    objects = [CATALOGUE, f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"]
    cid = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    for n in range(count):
        at = 3 + 4 * n
        own = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H"
        heir = f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X {cid} /FontDescriptor"
        file = "<< /Type /FontDescriptor /FontName /X /FontFile2"
        font = f"{own} /DescendantFonts [{heir} {file} {at + 2} 0 R >> >>] >>"
        fonts = f"/Resources << /Font << {HELVETICA} /X {at + 1} 0 R >> >>"
        box = "/MediaBox [0 0 300 300]"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {box} {fonts} /Contents {at + 3} 0 R >>",
            font,
            packed(b" " * 1024 * 1024),
            stream(f"BT /H 12 Tf 20 200 Td (S{n}) Tj /X 12 Tf () Tj ET"),
        ]
    data = raw(*objects)
    tracemalloc.start()
    try:
        grids = read_pdf_pages("a.pdf", data, "").grids
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [grid.rows for grid in grids] == [((f"S{n}",),) for n in range(count)]
    assert most < 45 * 1024 * 1024
