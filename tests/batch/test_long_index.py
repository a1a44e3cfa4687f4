"""An index of thousands: a screenful at a time, everything still found, sorted, saved, printed."""

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, chromium, window

from auditkit.batch.index import index_page
from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.batch.longlist import SHOWN, WHOLE
from auditkit.batch.standing import Standing

pytestmark = pytest.mark.slow

AXE = ROOT / "tests" / "browser" / "axe.min.js"
COUNT = WHOLE + 250
HOSTILE = "<b>&乙\"'#%?局"


def standings() -> list[Standing]:
    """As many as are too many for a page, the best of them last; one with a name that is markup,
    one marked 参考 and invented, and as many that failed."""
    found = [
        Standing(
            Run(f"第{n:05}局", 2020 + n % 3),
            score=n / 100,
            grade="良",
            files=("审计报告.html", "底稿.xlsx"),
            statuses={"预算执行率": "达标" if n % 2 else "未达标", "共同": "不可比"},
        )
        for n in range(COUNT - 2)
    ]
    found.append(Standing(Run(HOSTILE, 2020), score=None, files=("审计报告.html",)))
    found.append(
        Standing(
            Run("=1+1局", 2021),
            score=99.5,
            label="参考得分",
            demo=True,
            files=("审计报告.html",),
            statuses={"只此一家": "待评定"},
        )
    )
    failed = [
        Standing(Run(f"坏{n:05}局", 2020), Failure(f"第{n}行<坏>", "data")) for n in range(COUNT)
    ]
    return found + failed


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "index.html"
    path.write_text(index_page(standings()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What the page told the console, errors too."""
    return []


@pytest.fixture(scope="module")
def opened(browser: Any, said: list[str]) -> Iterator[Any]:
    with window(browser, viewport={"width": 1280, "height": 900}) as one:
        one.on("pageerror", lambda error: said.append(str(error)))
        one.on("console", lambda told: said.append(told.text))
        yield one


@pytest.fixture
def page(opened: Any, page_file: Path, said: list[str]) -> Iterator[Any]:
    """The page loaded anew, as on a screen."""
    del said[:]
    opened.emulate_media(media="screen")
    opened.goto(page_file.as_uri())
    yield opened
    assert said == []


def near(page: Any, style: str, selector: str) -> Any:
    """What belongs to one of the two lists; its tools stand before it, the failed come first."""
    return page.locator(selector).nth({"ak-failed": 0, "ak-runs": 1}[style])


def first(page: Any) -> list[str]:
    return list(page.locator(".ak-runs tbody tr").first.locator("th,td").all_inner_texts())


def rows_become(page: Any, selector: str, count: int) -> None:
    """Waits for the search, which lets a person finish a word. The page's policy forbids what
    Playwright's own waiting for a function evaluates."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_count(count)


def test_it_stays_small_and_says_without_a_script_what_it_leaves_out(page_file: Path) -> None:
    content = page_file.read_text(encoding="utf-8")
    assert len(content.encode()) < 1_000_000
    assert content.count(f"只列出前{SHOWN}个") == 2
    assert content.count("<noscript>") == 2
    # Not one of them is missing from the data.
    assert all(f'"第{n:05}局"' in content for n in range(COUNT - 2))


def test_pages_are_turned_by_buttons_and_the_reader_is_told(page: Any) -> None:
    told = near(page, "ak-runs", ".shown")
    assert told.get_attribute("role") == "status"
    assert told.inner_text() == f"共{COUNT}个，现在显示第1—{SHOWN}个。"
    pages = near(page, "ak-runs", ".pages")
    pages.get_by_text("下一页").focus()
    page.keyboard.press("Enter")
    assert told.inner_text() == f"共{COUNT}个，现在显示第201—400个。"
    assert first(page)[0] == "第00200局"
    assert page.locator(".heat tbody tr").first.locator("th").inner_text() == "第00200局 2022"
    pages.get_by_text("末页").click()
    assert told.inner_text() == f"共{COUNT}个，现在显示第1201—{COUNT}个。"
    assert pages.get_by_text("末页").get_attribute("aria-disabled") == "true"
    pages.locator("input").fill("2")
    pages.locator("input").press("Enter")
    assert told.inner_text() == f"共{COUNT}个，现在显示第201—400个。"
    assert near(page, "ak-failed", ".shown").inner_text() == f"共{COUNT}个，现在显示第1—{SHOWN}个。"


def test_sorting_and_searching_are_over_all(page: Any) -> None:
    score = page.locator(".ak-runs th button", has_text="得分")
    score.click()
    assert first(page)[:4] == ["第00000局", "2020", "完成", "0.00"]
    score.click()
    assert first(page)[:4] == ["=1+1局示例", "2021", "完成", "99.50参考"]
    near(page, "ak-runs", ".pages").get_by_text("末页").click()
    # What has no score stands last either way.
    assert page.locator(".ak-runs tbody tr").last.locator("th").inner_text() == HOSTILE
    near(page, "ak-runs", ".filter input").fill("1247 2022")
    rows_become(page, ".ak-runs tbody tr", 1)
    assert first(page)[0] == "第01247局"
    near(page, "ak-runs", ".filter input").fill("没有这个局")
    rows_become(page, ".ak-runs tbody tr", 0)
    assert near(page, "ak-runs", ".shown").inner_text() == "没有符合的。"
    near(page, "ak-failed", ".filter input").fill("第1200行<坏>")
    rows_become(page, ".ak-failed tbody tr", 1)
    assert page.locator(".ak-failed tbody th").inner_text() == "坏01200局"


def test_a_name_is_text_and_its_links_lead_where_the_short_list_leads(page: Any) -> None:
    near(page, "ak-runs", ".filter input").fill(HOSTILE)
    rows_become(page, ".ak-runs tbody tr", 1)
    assert first(page)[0] == HOSTILE
    link = page.locator(".ak-runs tbody a").get_attribute("href")
    (short,) = re.findall(r'href="(2020/[^"]*)"', index_page([standings()[COUNT - 2]]))
    assert link == html.unescape(short)
    assert page.locator(".heat tbody tr").count() == 0


def test_what_is_found_is_saved_whole_with_figures_alone(page: Any) -> None:
    with page.expect_download() as waited:
        near(page, "ak-runs", ".pages").get_by_text("另存为").click()
    assert waited.value.suggested_filename == "部门整体绩效目标审计报告目录（示例数据（虚构））.csv"
    text = Path(waited.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == COUNT
    by_name = {row["部门"]: row for row in rows}
    assert by_name[HOSTILE]["得分"] == "–"
    # No name becomes a formula, and what stands beside a figure or a name is a note.
    invented = by_name["'=1+1局"]
    assert (invented["得分"], invented["备注"]) == ("99.50", "部门：示例；得分：参考")
    assert invented["其余指标"] == "待评定1"
    assert by_name["第00003局"]["预算执行率"] == "达标"
    assert by_name["第00003局"]["共同"] == "不可比"


def test_paper_takes_what_is_found_not_only_what_is_shown(page: Any) -> None:
    near(page, "ak-runs", ".filter input").fill("2021")
    page.locator(".ak-runs tbody tr:first-child th", has_text="第00001局").wait_for()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.locator(".ak-runs tbody tr").count()
    assert printed == sum(n % 3 == 1 for n in range(COUNT - 2)) + 1 > SHOWN
    assert not near(page, "ak-runs", ".printed").is_visible()
    page.emulate_media(media="print")
    assert near(page, "ak-runs", ".printed").is_visible()
    assert near(page, "ak-runs", ".printed").inner_text() == f"共{printed}个。"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".ak-runs tbody tr").count() == SHOWN


def test_the_checker_finds_nothing(page: Any) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
