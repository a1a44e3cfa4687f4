"""Pages of departments whose names and forms are made to run in a browser. 示例数据（虚构）."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium, window
from commanding import apart

ATTACKS = (
    "<img src=x onerror=window.PWNED=1>",
    "<script>window.PWNED=1<\\script>",
    "\" onmouseover=window.PWNED=1 autofocus onfocus=window.PWNED=1 x=\"",
    "' style='position:fixed;inset:0' x='",
    "<iframe srcdoc='<script>parent.PWNED=1<\\script>'>",
    "<a href=javascript:window.PWNED=1>",
    "[x](javascript:window.PWNED=1) ![y](http:x.cn)",
    "{{7*7}}${window.PWNED=1}<!--",
)  # fmt: skip
DEPARTMENTS = tuple(f"{attack}局" for attack in ATTACKS[:4])
IN_FORM = ("</td></tr></table></section></main><script>window.PWNED=1</script>", "url(http://x.cn)",
           "<link rel=stylesheet href=http://x.cn/a><base href=http://x.cn/>",
           "<svg/onload=window.PWNED=1>", "<meta http-equiv=refresh content=0;url=http://x.cn>",
           "甲" * 3000, "a" * 3000, "\u202e" + "nib" * 20)  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the departments, the index and the portfolio, made by the commands."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in DEPARTMENTS:
        place = folder / "data" / name / "2020"
        place.mkdir(parents=True)
        words = (*ATTACKS, *IN_FORM)
        tasks = "".join(f"\t{word}\t{word}\t100.00\t100.00\n" for word in words)
        rows = "".join(f"产出指标\t数量指标\t{word}\t≥1公顷\n" for word in words)
        (place / "申报表-示例数据（虚构）.txt").write_text(
            f"绩效目标表\n（2020年度）\n部门名称\t{name}\n"
            f"年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t其中：财政资金\n{tasks}"
            f"一级指标\t二级指标\t三级指标\t指标值\n{rows}",
            "utf-8",
        )
    for command in (
        ("run", "--all", "--formats", "html", "--data-dir", "data"),
        ("portfolio",),
    ):
        done = apart(*command, cwd=folder)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr + done.stdout
    return folder / "reports"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


def pages(reports: Path) -> dict[str, Path]:
    portfolio = [p for p in reports.rglob("*.html") if "组合" in p.name]
    return {
        "index": reports / "index.html",
        "department": next((reports / "2020" / DEPARTMENTS[0]).glob("审计报告*.html")),
        "portfolio": portfolio[0],
    }


@pytest.mark.parametrize("which", ["index", "department", "portfolio"])
def test_nothing_runs_nothing_is_asked_for_and_the_page_stays_whole(
    reports: Path, browser: Any, which: str
) -> None:
    said: list[str] = []
    # `window` fails where anything is asked of another machine.
    with window(browser, viewport={"width": 1200, "height": 900}) as page:
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(pages(reports)[which].as_uri())
        page.mouse.move(300, 300)
        assert page.evaluate("typeof window.PWNED") == "undefined"
        found = page.evaluate(
            """() => ({
              events: [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])
                .filter(a => a.name.startsWith('on')).length,
              loaded: document.querySelectorAll('img[src="x"], iframe, base, link[href^=http]').length,
              refresh: document.querySelectorAll('meta[http-equiv=refresh]').length,
              away: [...document.links].filter(
                a => !['file:', 'mailto:'].includes(a.protocol)).length,
              over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
              text: document.body.innerText.includes('window.PWNED=1'),
            })"""  # noqa: E501
        )
        page.screenshot(path=str(reports / f"{which}.png"))
    assert found == {
        "events": 0, "loaded": 0, "refresh": 0, "away": 0, "over": 0, "text": True,
    }  # fmt: skip
    assert said == []
