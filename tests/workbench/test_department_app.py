"""我的部门 as `auditkit lab --app` serves it, in a real browser: from a form to a report."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import PATIENCE, ROOT, chromium, jupyterlab, window

from auditkit.workbench.new import lay_out

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "data" / "郑州市教育局" / "2020"
PANELS = "#jp-left-stack, #jp-right-stack, .jp-FileBrowser, .jp-SideBar, #jp-menu-panel"
"""What belongs to the lab and not to the page."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder that a workbench was laid out in, without the examples."""
    folder = tmp_path_factory.mktemp("workbench")
    lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def served(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with jupyterlab(place, tmp_path_factory.mktemp("jupyter"), "--app") as address:
        yield address


@pytest.fixture(scope="module")
def page(served: str) -> Iterator[Any]:
    """The page after the whole lab was open in the same browser, its file browser shown."""
    lab = served.replace("/doc/workspaces/app/tree/", "/lab/tree/")
    with chromium() as browser, window(browser, viewport={"width": 1600, "height": 1000}) as shown:
        shown.goto(lab)
        shown.locator(".jp-FileBrowser").wait_for(state="visible")
        shown.goto(served)
        shown.locator(".ak-department-page").wait_for()
        yield shown


def expect(place: Any) -> Any:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect(place)


def seen(page: Any) -> list[str]:
    """The parts of the lab that take up room."""
    found = "parts => parts.filter((one) => one.offsetWidth).map((one) => one.className)"
    return list(page.locator(PANELS).evaluate_all(found))


def test_nothing_of_the_lab_is_seen_whatever_was_open_before(page: Any) -> None:
    assert seen(page) == []
    # The keys that show the side panels of the lab.
    for keys in ("Control+b", "Control+Shift+f"):
        page.keyboard.press(keys)
        assert seen(page) == []
    assert page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count() == 0


def test_an_empty_folder_leads_to_a_report_by_mouse_alone(page: Any, place: Path) -> None:
    expect(page.locator(".ak-said")).to_contain_text("这里还没有部门")
    drag(page, ".ak-said", EXAMPLE / "申报表.txt")
    expect(page.locator(".ak-department-page")).to_be_visible()
    drag(page, ".ak-drop-form", EXAMPLE / "申报表.txt", EXAMPLE / "申报表.txt")
    expect(page.locator(".ak-intake")).to_contain_text("一次放入一份申报表，这里拖来了2个文件")
    drag(page, ".ak-drop-form", EXAMPLE / "申报表.txt")
    expect(page.locator(".ak-intake")).to_contain_text("无误请点“放入文件夹”")
    assert page.locator(".ak-new-name input").input_value() == "郑州市教育局"
    assert page.locator(".ak-new-year input").input_value() == "2020"
    page.locator(".ak-new-take").click()
    expect(page.locator(".ak-intake")).to_contain_text("已放入 郑州市教育局/2020/申报表.txt")
    year = place / "data" / "郑州市教育局" / "2020"
    assert (year / "申报表.txt").read_bytes() == (EXAMPLE / "申报表.txt").read_bytes()

    page.locator(".ak-do-fill").click()
    expect(page.locator(".ak-said")).to_contain_text("已生成 实际数.xlsx")
    # What Excel would do: the cells filled in, the workbook saved.
    (year / "实际数.xlsx").write_bytes((EXAMPLE / "实际数-示例数据（虚构）.xlsx").read_bytes())

    page.locator(".ak-do-check").click()
    expect(page.locator(".ak-said")).to_contain_text("指标48个")
    problem = page.locator("button.ak-problem-place").filter(has_text="实际数.xlsx[定性评价!D33]")
    problem.first.click()
    expect(page.locator(".ak-problem-cell mark").first).to_be_visible()
    expect(page.locator(".ak-open-file")).to_be_visible()

    page.locator(".ak-do-report").click()
    link = page.locator(".ak-said").get_by_role("link", name=re.compile(r"审计报告.*\.html$"))
    expect(link).to_be_visible()
    with page.context.expect_page() as came:
        link.click()
    report = came.value
    expect(report.get_by_role("heading", name="郑州市教育局2020年度")).to_be_visible()
    report.close()

    page.locator(".ak-do-export").click()
    expect(page.locator(".ak-said")).to_contain_text("已导出")
    assert list((place / "导出" / "2020" / "郑州市教育局").glob("*底稿*.xlsx"))
    assert (year / "审计发现处理.xlsx").is_file()


def test_whoever_leaves_the_page_by_a_key_finds_the_whole_lab(page: Any) -> None:
    page.keyboard.press("Control+Shift+d")
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    page.keyboard.press("Control+Shift+d")
    expect(page.locator("#jp-menu-panel")).to_be_hidden()
    assert seen(page) == []


def test_accounts_are_chosen_in_the_dialog_and_several_tables_are_dragged_at_once(
    page: Any, place: Path, tmp_path: Path
) -> None:
    for name, unit in (("预算.csv", "万元"), ("决算.csv", "元")):
        table = f"年度,数据项,数值,单位,来源\n2020,预算数,196247.82,{unit},{name}\n"
        (tmp_path / name).write_text(table, encoding="utf-8")
    drag(page, ".ak-drop-figures", tmp_path / "预算.csv", tmp_path / "决算.csv")
    kept = place / "data" / "郑州市教育局" / "2020"
    said = page.locator(".ak-intake")
    expect(said).to_contain_text("实际数-预算.csv")
    expect(said).to_contain_text("实际数-决算.csv")
    assert sorted(path.name for path in kept.glob("实际数-*.csv")) == [
        "实际数-决算.csv",
        "实际数-预算.csv",
    ]
    other = tmp_path / "名册.csv"
    other.write_text("姓名,年龄\n甲,1\n", encoding="utf-8")
    with page.expect_file_chooser() as asked:
        page.locator("button.ak-drop-figures").click()
    asked.value.set_files(str(other))
    expect(said.get_by_role("alert")).to_contain_text("名册.csv")
    assert len(list(kept.glob("实际数-*.csv"))) == 2


def drag(page: Any, onto: str, *files: Path) -> None:
    """Files let go over a place of the page."""
    carried = page.evaluate_handle(
        """files => {
          const held = new DataTransfer();
          for (const [name, bytes] of files) {
            held.items.add(new File([new Uint8Array(bytes)], name));
          }
          return held;
        }""",
        [(file.name, list(file.read_bytes())) for file in files],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.locator(onto).dispatch_event(event, {"dataTransfer": carried})
