"""JupyterLab as `auditkit lab` opens it, in a real browser: what an auditor sees and moves.

And what a hostile page beside it, and hostile files in it, cannot do; at the end 我的部门, as
`auditkit lab --app` opens it, from a form to a report. All in one lab and one browser: the lab
takes three processor seconds, a browser and its first load of it eight, another load three.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browsing import PATIENCE, ROOT, chromium, jupyterlab, window
from hostile_lab import ATTACKS, STATE, commanding_notebook, neighbour, scripted_files

from auditkit.workbench.lab import PAGE, START
from auditkit.workbench.lab import PLACE as PRACTICE
from auditkit.workbench.new import lay_out

pytestmark = pytest.mark.slow

DEPARTMENT = "示例市水利局"
INDICATOR = "在职人员经费变动率"
EXAMPLE = ROOT / "data" / "郑州市教育局" / "2020"
APP, LAB = "/doc/workspaces/app/tree/", "/lab/tree/"
PANELS = "#jp-left-stack, #jp-right-stack, .jp-FileBrowser, .jp-SideBar, #jp-menu-panel"
"""What belongs to the lab and not to the page 我的部门."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbench that is served; what its data/ holds is for the next two to say."""
    folder = tmp_path_factory.mktemp("workbench")
    lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def project(place: Path) -> Path:
    """The workbench with the examples."""
    emptied(place)
    shutil.copytree(ROOT / "data", place / "data")
    return place


@pytest.fixture(scope="module")
def unused(place: Path) -> Path:
    """The workbench without any department, as it was laid out."""
    emptied(place)
    lay_out(place)
    return place


def emptied(workbench: Path) -> None:
    """Nothing is left of data and reports, of a practice neither."""
    for folder in (workbench, workbench / PRACTICE):
        for name in ("data", "reports"):
            shutil.rmtree(folder / name, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def served(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that `auditkit lab --app` tells; test_lab.py tries that of the whole lab."""
    with jupyterlab(place, tmp_path_factory.mktemp("jupyter"), "--app") as address:
        yield address


@pytest.fixture(scope="module")
def whole(browser: Any, served: str) -> Iterator[Any]:
    """The whole lab on its start page; anything asked of another machine fails at its end."""
    address = served.replace(APP, LAB).replace(quote(PAGE), quote(START))
    with window(browser, viewport={"width": 1280, "height": 900}) as page:
        page.goto(address)
        page.locator(".jp-NotebookPanel").wait_for()
        assert address.partition("token=")[2] not in page.url
        yield page


@pytest.fixture(scope="module")
def lab(whole: Any, project: Path) -> Any:
    """The same with the examples in its folder."""
    assert project.is_dir()
    return whole


@pytest.fixture(scope="module")
def explore(lab: Any) -> Any:
    """explore.ipynb in that page, every cell run."""
    files = lab.locator(".jp-DirListing-item")
    files.filter(has_text="explore.ipynb").dblclick()
    panel = run_all(lab, "explore.ipynb")
    panel.locator(".ak-score .ak-figure").first.wait_for()
    return panel


def run_all(lab: Any, name: str) -> Any:
    """The panel of a notebook after all its cells ran."""
    idle = lab.locator("#jp-main-statusbar").get_by_text("auditkit | 空闲")
    lab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)").wait_for()
    lab.locator("#jp-main-statusbar").get_by_text(name).wait_for()
    # A click before the kernel is ready would be lost.
    idle.wait_for()
    lab.get_by_role("menuitem", name="运行", exact=True).click()
    lab.get_by_role("menuitem", name="运行所有单元格", exact=True).click()
    panel = lab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    lab.wait_for_function(
        """() => {
          const shown = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden)");
          const prompts = [...shown.querySelectorAll(".jp-InputPrompt")].map((p) => p.innerText);
          return prompts.some((p) => /\\d/.test(p)) && !prompts.some((p) => p.includes("*"));
        }"""
    )
    idle.wait_for()
    return panel


def expect(place: Any) -> Any:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect(place)


def test_the_interface_is_chinese(lab: Any) -> None:
    menus = lab.locator("#jp-MainMenu").inner_text().split()
    assert menus == ["文件", "编辑", "查看", "运行", "内核", "标签页", "设置", "帮助"]


def test_it_opens_on_the_start_page_with_its_own_kernel(lab: Any) -> None:
    expect(lab.get_by_role("heading", name="从这里开始：五分钟出第一份报告")).to_be_visible()
    expect(lab.locator(".jp-KernelName:visible")).to_have_text("auditkit")


def test_no_dialog_asks_about_news(explore: Any) -> None:
    assert explore.page.locator(".jp-Dialog, .Toastify__toast").count() == 0


def test_the_font_of_the_pages_is_there(lab: Any) -> None:
    assert lab.evaluate("document.fonts.load('16px \"Noto Sans SC\"', '绩').then((f) => f.length)")


def test_every_cell_of_the_start_page_runs_and_leaves_a_report(lab: Any, project: Path) -> None:
    lab.locator(".lm-TabBar-tab").filter(has_text="start_here.ipynb").click()
    panel = run_all(lab, "start_here.ipynb")
    expect(panel.get_by_text("审计底稿：指标和得分都是活的").first).to_be_attached()
    assert panel.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    made = project / "练习" / "reports" / "2020" / "郑州市教育局"
    assert [file.suffix for file in sorted(made.glob("审计报告-示例数据（虚构）.*"))] == [
        ".html",
        ".ipynb",
    ]
    # A cell of text stands at the left, as in the report; Jupyter would put it at the right.
    cell = panel.locator(".ak-table td:not(.ak-number)").first
    assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "left"
    panel.get_by_role("link", name="审计报告-示例数据（虚构）.html").click()
    lab.locator(".lm-TabBar-tab").filter(has_text="审计报告-示例数据（虚构）.html").wait_for()
    viewed = lab.frame_locator(".jp-HTMLViewer iframe")
    expect(viewed.get_by_role("heading", name="郑州市教育局2020年度")).to_be_visible()


def test_another_department_changes_what_is_seen(explore: Any) -> None:
    lab = explore.page
    lab.locator(".lm-TabBar-tab").filter(has_text="explore.ipynb").click()
    explore.locator(".ak-department select").select_option(DEPARTMENT)
    overview = explore.locator(".ak-overview")
    overview.scroll_into_view_if_needed()
    expect(overview).to_contain_text(f"{DEPARTMENT}2023年度")
    # As data/示例组合（虚构） gives it: 96.48 of 100, 优.
    expect(overview).to_contain_text("96.48")
    row = explore.locator(".ak-grid tbody tr").filter(has_text=INDICATOR)
    # (16724.12 - 16022.44) / 16022.44
    expect(row).to_contain_text("4.38%")
    expect(row).to_contain_text("≤5%")
    expect(row).to_contain_text("✓ 达标")
    expect(row).to_be_visible()


def test_a_stricter_target_moves_score_and_grade_and_says_where_it_flips(explore: Any) -> None:
    explore.locator(".ak-department select").select_option(DEPARTMENT)
    target = explore.locator(".ak-whatif .ak-typed input").first
    target.scroll_into_view_if_needed()
    # 不能断定 leaves 89.20 to 97.03 possible.
    before = "暂不评级（可能为良至优）"
    unmoved = f"得分 96.48 → 96.48，等级 {before} → {before}"
    expect(explore.locator(".ak-score")).to_contain_text(unmoved)
    type_into(target, "0")
    # The rest, 6.67 points, may still lift 83.38 of 93.33 to 90.04: between 良 and 优.
    undecided = f"得分 96.48 → 89.33，等级 {before} → 暂不评级（可能为良至优）"
    expect(explore.locator(".ak-score")).to_contain_text(undecided)
    flip = explore.locator(".ak-flip")
    expect(flip).to_contain_text(
        re.compile("指标值达到≤.*%，按已评定部分折算的得分由良的分数段进入优的分数段")
    )
    # What was not moved is not assumed.
    expect(explore.locator(".ak-whatif-result li")).to_have_count(1)
    type_into(target, "5")
    expect(explore.locator(".ak-score")).to_contain_text(unmoved)


def type_into(readout: Any, text: str) -> None:
    """A value typed beside a slider."""
    readout.click()
    readout.press("Control+a")
    readout.press_sequentially(text)
    readout.press("Enter")


def test_a_click_on_a_row_shows_formula_figures_and_cells(explore: Any) -> None:
    explore.locator(".ak-department select").select_option(DEPARTMENT)
    explore.locator(".ak-overview").scroll_into_view_if_needed()
    expect(explore.locator(".ak-overview")).to_contain_text(f"{DEPARTMENT}2023年度")
    explore.locator(".ak-grid tbody tr").filter(has_text="预算执行率").first.click()
    formula = explore.locator(".ak-formula")
    expect(formula).to_contain_text("（预算执行数/预算数）×100%")
    expect(formula).to_contain_text("实际数-示例数据（虚构）.xlsx")
    expect(formula).to_contain_text("数据项!")
    explore.locator(".ak-indicator select").select_option(INDICATOR)


def test_a_search_narrows_the_table(explore: Any) -> None:
    rows = explore.locator(".ak-grid .dt-scroll-body tbody tr")
    every = rows.count()
    explore.locator(".ak-grid input[type=search]").fill("变动率")
    expect(rows).not_to_have_count(every)
    assert all("变动率" in row for row in rows.all_inner_texts())
    explore.locator(".ak-grid input[type=search]").fill("")
    expect(rows).to_have_count(every)


def test_a_typed_formula_is_computed_for_every_department(explore: Any) -> None:
    box = explore.locator(".ak-trial input")
    box.scroll_into_view_if_needed()
    box.fill("（预算执行数/预算数）×100%")
    box.press("Enter")
    result = explore.locator(".ak-trial-result")
    # The invented example has twelve departments in three years.
    expect(result.locator("tbody tr")).to_have_count(36)
    box.fill("（预算执行数/预算书）×100%")
    box.press("Enter")
    expect(result.get_by_role("alert")).to_contain_text("是否为“预算数”")


def test_what_is_asked_of_another_machine_fails(browser: Any) -> None:
    stranger = '<link rel="stylesheet" href="https://example.org/a.css">'
    with pytest.raises(AssertionError, match=r"example\.org"), window(browser) as page:
        page.set_content(stranger)


def opened(lab: Any, folder: str, *names: str) -> Iterator[str]:
    """The files of a folder of the project, each opened by the mouse."""
    lab.locator(".jp-BreadCrumbs-home").click()
    lab.locator(".jp-DirListing-item").filter(has_text=folder).dblclick()
    lab.locator(".jp-BreadCrumbs-item").filter(has_text=folder).wait_for()
    for name in names:
        lab.locator(".jp-DirListing-item").filter(has_text=name).dblclick()
        lab.locator(".lm-TabBar-tab.lm-mod-current").filter(has_text=name).wait_for()
        yield name


def test_neither_a_page_beside_the_lab_nor_a_file_in_it_can_act(lab: Any, project: Path) -> None:
    (project / "hostile").mkdir()
    address = lab.url.partition("/lab/")[0]
    with neighbour() as (port, asked):
        scripted_files(project / "hostile", port)
        lab.locator("#jp-main-statusbar").get_by_text("auditkit | 空闲").wait_for()
        before = lab.evaluate(STATE)

        # Of the same site as the lab, for which a browser asks with its cookies; it even knows
        # the path.
        other = lab.context.new_page()
        other.goto(f"http://127.0.0.1:{port}/")
        said = other.evaluate(ATTACKS, [address, before["kernels"][0]])
        assert asked[0] == ("/", ""), "the cookies of the lab went to another server"
        assert said.pop("cookies") == ""
        assert said.pop("opened") in ("closed", "SecurityError")
        assert said.pop("framed") == "nothing"
        assert {said.pop("kernel"), said.pop("events")} == {"refused"}
        # A form's answer is not for its sender; what it did is seen below.
        del said["posted"], said["posted_kernel"]
        assert set(said.values()) == {"TypeError"}
        assert lab.evaluate(STATE) == before
        # What the hostile page opened is the whole lab once more, which goes on working.
        for more in lab.context.pages:
            if more not in (lab, other):
                more.close()
        # A page behind another is drawn once a second, and a click waits until nothing moves.
        lab.bring_to_front()

        del asked[:]
        shown = {
            "甲.ipynb": ".jp-OutputArea-output [data-jupyter-id=shown]",
            "甲.html": "iframe[sandbox]",
            "甲.svg": ".jp-ImageViewer img",
        }
        for name in opened(lab, "hostile", *shown):
            lab.locator(shown[name]).first.wait_for(state="attached")
            assert lab.evaluate("window.ran") is None, name
            assert lab.get_by_text("信任 HTML").count() == 0
            if name == "甲.ipynb":
                text = lab.locator(".jp-RenderedMarkdown [data-jupyter-id=shown]")
                expect(text).to_have_count(1)
        other.goto(f"{address}/view/hostile/甲.html")
        other.frame_locator("iframe").locator("#shown").wait_for()
        assert other.evaluate("window.ran") is None
        other.close()
        lab.bring_to_front()
        assert lab.evaluate("window.ran") is None
        assert asked == []


def test_a_button_in_a_notebook_runs_nothing_before_a_person_says_so(
    lab: Any, project: Path
) -> None:
    folder = project / "commanding"
    folder.mkdir()
    commanding_notebook(folder / "乙.ipynb", path="commanding", type="file", ext="hostile")
    assert list(opened(lab, "commanding", "乙.ipynb"))
    pressed = lab.locator(".jp-OutputArea-output button[data-commandlinker-command]:visible").first
    dialog = lab.locator(".jp-Dialog")
    pressed.click()
    dialog.get_by_text("Run Command?").wait_for()
    # JupyterLab's own words, which its language pack leaves in English but for two buttons.
    assert dialog.get_by_role("button").all_inner_texts() == ["取消", "Run Once", "信任"]
    assert [path.name for path in folder.glob("[!.]*")] == ["乙.ipynb"]
    dialog.get_by_role("button", name="取消").press("Escape")
    dialog.wait_for(state="detached")
    assert [path.name for path in folder.glob("[!.]*")] == ["乙.ipynb"]
    # It is the dialog that holds it back, not a button that does nothing.
    pressed.click()
    dialog.get_by_text("Run Command?").wait_for()
    dialog.get_by_role("button", name="Run", exact=False).first.click()
    lab.locator(".jp-DirListing-item").filter(has_text="untitled.hostile").wait_for()
    assert (folder / "untitled.hostile").is_file()


@pytest.fixture(scope="module")
def page(whole: Any, served: str, unused: Path) -> Iterator[Any]:
    """我的部门 after the whole lab was open in the same browser, its file browser shown."""
    assert unused.is_dir()
    whole.bring_to_front()
    whole.locator(".jp-FileBrowser").wait_for(state="visible")
    shown = whole.context.new_page()
    shown.set_viewport_size({"width": 1600, "height": 1000})
    shown.goto(served)
    shown.locator(".ak-department-page").wait_for()
    yield shown
    shown.close()


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


def test_an_empty_folder_leads_to_a_report_by_mouse_alone(page: Any, unused: Path) -> None:
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
    year = unused / "data" / "郑州市教育局" / "2020"
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
    assert list((unused / "导出" / "2020" / "郑州市教育局").glob("*底稿*.xlsx"))
    assert (year / "审计发现处理.xlsx").is_file()


def test_whoever_leaves_the_page_by_a_key_finds_the_whole_lab(page: Any) -> None:
    page.keyboard.press("Control+Shift+d")
    expect(page.locator("#jp-menu-panel")).to_be_visible()
    page.keyboard.press("Control+Shift+d")
    expect(page.locator("#jp-menu-panel")).to_be_hidden()
    assert seen(page) == []


def test_accounts_are_chosen_in_the_dialog_and_several_tables_are_dragged_at_once(
    page: Any, unused: Path, tmp_path: Path
) -> None:
    for name, unit in (("预算.csv", "万元"), ("决算.csv", "元")):
        table = f"年度,数据项,数值,单位,来源\n2020,预算数,196247.82,{unit},{name}\n"
        (tmp_path / name).write_text(table, encoding="utf-8")
    drag(page, ".ak-drop-figures", tmp_path / "预算.csv", tmp_path / "决算.csv")
    kept = unused / "data" / "郑州市教育局" / "2020"
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
