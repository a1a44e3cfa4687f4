"""Take the pictures of the README anew: python tests/support/store_pictures.py."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from browsing import ROOT, chromium, jupyterlab, window
from test_browser import DEPARTMENT, expect, run_all, type_into

from auditkit.delivery.report import write_report
from auditkit.rules import DEFAULT_PACK

DOCS = ROOT / "docs"


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        report = write_report("郑州市教育局", 2020, ROOT / "data", DEFAULT_PACK, folder)[0]
        for part in ("notebooks", "data"):
            shutil.copytree(ROOT / part, folder / "project" / part)
        with chromium() as browser:
            take_report(browser, report, folder)
            with jupyterlab(folder / "project", folder / "jupyter") as address:
                take_explore(browser, address)


def take_report(browser: Any, report: Path, folder: Path) -> None:
    with window(browser, viewport={"width": 390, "height": 1400}) as page:
        page.goto(report.as_uri())
        page.screenshot(path=DOCS / "report-phone.png")
    with window(browser, viewport={"width": 1280, "height": 1000}) as page:
        page.goto(report.as_uri())
        page.screenshot(path=DOCS / "report.png")
        page.pdf(path=folder / "print.pdf", prefer_css_page_size=True)
    command = ["pdftoppm", "-png", "-r", "80", "-f", "5", "-singlefile", folder / "print.pdf"]
    subprocess.run([*command, DOCS / "report-print"], check=True)


def take_explore(browser: Any, address: str) -> None:
    with window(browser, viewport={"width": 1280, "height": 1000}) as page:
        page.goto(address.replace("start_here", "explore"))
        panel = run_all(page, "explore.ipynb")
        panel.locator(".ak-department select").select_option(DEPARTMENT)
        panel.locator(".ak-overview").get_by_text(f"{DEPARTMENT}2023年度").wait_for()
        score = panel.locator(".ak-score")
        expect(score).to_contain_text("得分 96.48 → 96.48")
        type_into(panel.locator(".ak-whatif .ak-typed input").first, "0")
        expect(score).to_contain_text("得分 96.48 → 89.33")
        expect(page.locator("#jp-main-statusbar")).to_contain_text("auditkit | 空闲")
        panel.locator(".ak-whatif").evaluate("box => box.scrollIntoView()")
        expect(panel.locator(".ak-whatif-result td").last).to_be_in_viewport()
        page.screenshot(path=DOCS / "explore.png")


if __name__ == "__main__":
    sys.exit(main())
