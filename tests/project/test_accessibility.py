"""The pages for every reader: without colour, on a phone, on grey paper, read out aloud."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, chromium, window
from example_portfolio import FOLDER, PACK

from auditkit import open_audit
from auditkit.batch.index import index_page
from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.batch.standing import Standing
from auditkit.delivery.portfolioreport import write_portfolio
from auditkit.delivery.report import write_report
from auditkit.files.canonical import json_bytes
from auditkit.results.record import record
from auditkit.rules import DEFAULT_PACK
from auditkit.show.appearance import SEVERITY_MARKS, STATUS_MARKS
from auditkit.show.palette import coloured

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[1] / "browser" / "axe.min.js"
ENOUGH = 4.5
"""WCAG 2.1, 1.4.3: contrast of text with its ground."""
STYLESHEETS = [
    ROOT / "auditkit" / "show" / "assets" / "report.css",
    ROOT / "auditkit" / "show" / "assets" / "page.css",
    ROOT / "auditkit" / "batch" / "assets" / "index.css",
]
# Marks of sorting and of a text watermark, which say nothing that is not said beside them.
NOT_TEXT = ("::after", "::before", ".watermark")
DEPARTMENTS = ("示例市水利局", "示例市教育局", "示例市统计局")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:])


def text_and_ground(css: str) -> Iterator[tuple[str, str, str]]:
    """Every rule that colours text: selector, colour, and its ground, white where it names none."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    variables = dict(re.findall(r"(--ak-[a-z]+): (#[0-9a-f]+)", css))
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        said = dict(re.findall(r"(?:^|;)\s*([a-z-]+):\s*([^;]+)", body))
        colour = re.sub(r"var\((--ak-[a-z]+)\)", lambda m: variables[m[1]], said.get("color", ""))
        ground = re.match(r"#[0-9a-f]{3,6}", said.get("background", ""))
        if re.fullmatch(r"#[0-9a-f]{3,6}", colour):
            yield selector.strip(), full(colour), full(ground[0] if ground else "#fff")


def test_contrast_is_worked_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # The lightest grey that is enough on white, and the next.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.stem)
def test_text_stands_out_from_its_ground(path: Path) -> None:
    found = list(text_and_ground(coloured(path.read_text(encoding="utf-8"))))
    assert len(found) >= 8
    weak = [
        f"{selector}: {contrast(colour, ground):.2f}"
        for selector, colour, ground in found
        if contrast(colour, ground) < ENOUGH and not any(mark in selector for mark in NOT_TEXT)
    ]
    assert not weak


def test_marks_stand_out_from_their_fill() -> None:
    marks = {**STATUS_MARKS, **SEVERITY_MARKS}
    assert {
        name: round(contrast(mark.ink, mark.fill), 2)
        for name, mark in marks.items()
        if contrast(mark.ink, mark.fill) < ENOUGH
    } == {}


def test_statuses_can_be_told_apart_in_grey() -> None:
    symbols = [mark.symbol for mark in STATUS_MARKS.values()]
    assert len(set(symbols)) == len(symbols)
    # Met and missed, the two verdicts, by their fill alone: as seen by somebody who sees no red.
    met, missed = STATUS_MARKS["达标"], STATUS_MARKS["未达标"]
    assert contrast(met.fill, missed.fill) >= 2.0
    # Any two by fill, or by the hatching of one.
    for (one, a), (other, b) in itertools.combinations(STATUS_MARKS.items(), 2):
        assert a.hatch != b.hatch or contrast(a.fill, b.fill) >= 1.15, (one, other)


def test_severities_can_be_told_apart_without_colour() -> None:
    symbols = [mark.symbol for mark in SEVERITY_MARKS.values()]
    assert len(set(symbols)) == len(symbols)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind: of a department, of many, and the index of a folder of reports."""
    folder = tmp_path_factory.mktemp("pages")
    written = write_report("郑州市教育局", 2020, ROOT / "data", DEFAULT_PACK, folder / "one")
    for department, year in itertools.product(DEPARTMENTS, (2022, 2023)):
        place = folder / "many" / str(year) / department
        place.mkdir(parents=True)
        audit = open_audit(department, year, FOLDER, PACK)
        (place / "结果.json").write_bytes(json_bytes(record(audit)))
    portfolio = write_portfolio(folder / "many")
    index = folder / "index.html"
    index.write_text(index_page(standings()), encoding="utf-8")
    return {"部门": written[0], "组合": portfolio[0], "索引": index}


def standings() -> list[Standing]:
    statuses = dict(zip(map("指标{}".format, range(9)), itertools.cycle(STATUS_MARKS)))
    made = {
        "score": 81.25, "low": 62.9, "high": 99.06, "grade": "良", "demo": True,
        "findings": {"严重": 1, "重要": 2}, "issues": 4, "statuses": statuses,
        "files": ("审计报告.html", "审计报告.ipynb", "底稿.xlsx"),
    }  # fmt: skip
    failure = Failure("第4格出错。", "data", "审计报告-出错.ipynb")
    return [
        Standing(Run("甲局", 2023), **made),  # type: ignore[arg-type]
        Standing(Run("乙局", 2023), **made | {"failure": failure}),  # type: ignore[arg-type]
        Standing(Run("丙局", 2023), Failure("没有申报表。", "data")),
    ]


@pytest.fixture(scope="module")
def browser(pages: dict[str, Path]) -> Iterator[Any]:
    with chromium() as opened:
        yield opened


KINDS = ("部门", "组合", "索引")
VIEWS = {"桌面": {"width": 1280, "height": 900}, "手机": {"width": 390, "height": 844}}
Shown = dict[tuple[str, str], Any]


@pytest.fixture(scope="module")
def shown(browser: Any, pages: dict[str, Path]) -> Iterator[Shown]:
    """Each page as it was opened on a desk and on a telephone; nothing here changes it."""
    made = {}
    # In one window: the browser's own of each costs half a processor second.
    with window(browser) as page:
        for kind, view in itertools.product(KINDS, VIEWS):
            made[kind, view] = page if not made else page.context.new_page()
            made[kind, view].set_viewport_size(VIEWS[view])
            made[kind, view].goto(pages[kind].as_uri())
        yield made


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_checker_finds_nothing(shown: Shown, kind: str, view: str) -> None:
    page = shown[kind, view]
    page.set_viewport_size(VIEWS[view])
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    said = [
        f"{one['impact']} {one['id']}（{len(one['nodes'])}）：{one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_in_order_for_who_hears_it(shown: Shown, kind: str) -> None:
    page = shown[kind, "桌面"]
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    without_scope = page.evaluate("document.querySelectorAll('table th:not([scope])').length")
    assert without_scope == 0
    without_caption = page.evaluate(
        "[...document.querySelectorAll('table')].filter(t => !t.caption).length"
    )
    assert without_caption == 0
    pictures = page.evaluate(
        "[...document.querySelectorAll('svg, img')]"
        ".map(p => p.getAttribute('aria-label') || p.getAttribute('alt') || '')"
    )
    # What the picture shows is said with its figures.
    assert all(re.search(r"\d", said) for said in pictures)
    assert (kind == "索引") == (not pictures)


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_never_scrolls_a_page_sideways(shown: Shown, kind: str) -> None:
    page = shown[kind, "手机"]
    page.set_viewport_size(VIEWS["手机"])
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= VIEWS["手机"]["width"]


SMALL = {"width": 375, "height": 812}
MATRIX = "各部门各年度的指标结果"
"""Departments by indicators: a picture in cells, which scrolls in a frame of its own."""


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_no_figure_of_a_table_lies_off_screen(shown: Shown, kind: str) -> None:
    page = shown[kind, "手机"]
    page.set_viewport_size(SMALL)
    tables = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => [t.caption.textContent,"
        " t.parentElement.scrollWidth - t.parentElement.clientWidth])"
    )
    assert tables
    too_wide = {caption for caption, over in tables if over > 1}
    assert too_wide <= ({MATRIX} if kind == "索引" else set())


@pytest.mark.parametrize("kind", ["部门", "组合"])
def test_on_a_phone_a_chart_is_read_without_being_pushed_aside(shown: Shown, kind: str) -> None:
    page = shown[kind, "手机"]
    page.set_viewport_size(SMALL)
    charts = page.evaluate(
        "[...document.querySelectorAll('figure.ak-chart')].map(f => ["
        " f.querySelector('svg').getClientRects().length,"
        " [...f.querySelectorAll('.ak-strips span')].map(s => ["
        "  parseFloat(getComputedStyle(s).fontSize), s.getBoundingClientRect().right])])"
    )
    assert len(charts) >= 3
    for drawn, lines in charts:
        # The drawing gives way to lines of text as wide as the screen.
        assert drawn == 0
        assert lines
        assert all(size >= 12 and right <= SMALL["width"] for size, right in lines)


def test_on_a_phone_an_amount_stands_under_its_problem_with_its_unit(shown: Shown) -> None:
    page = shown["部门", "手机"]
    page.set_viewport_size(SMALL)
    amounts = page.evaluate(
        "[...document.querySelectorAll('.ak-overview td[data-label=最大一项涉及]')]"
        ".filter(c => c.textContent).map(c => [c.getBoundingClientRect().right,"
        " getComputedStyle(c, '::before').content, getComputedStyle(c, '::after').content])"
    )
    assert amounts
    assert all(right <= SMALL["width"] for right, _, _ in amounts)
    assert {(before, after) for _, before, after in amounts} == {('"最大一项涉及"', '"万元"')}


def test_the_checker_would_find_it(browser: Any) -> None:
    with window(browser) as page:
        page.set_content("<html><body><img src='data:,'><p style='color:#aaa'>太浅的字</p>")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")["violations"]
    grave = {one["id"] for one in found if one["impact"] in ("serious", "critical")}
    assert grave == {"image-alt", "color-contrast", "html-has-lang", "document-title"}
