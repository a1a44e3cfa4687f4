"""The report command: whole files, in Chinese, from nowhere but here."""

import re
import shutil
from pathlib import Path

import pytest

from auditkit.errors import AuditError
from auditkit.report import write_report

ROOT = Path(__file__).parent.parent
DEPARTMENT = "郑州市教育局"
LARGEST = 600_000


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    return write_report(DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", folder)


def test_it_is_a_page_and_the_notebook_it_was_made_from(report: list[Path]) -> None:
    assert [path.name for path in report] == [
        "审计报告-示例数据（虚构）.html",
        "审计报告-示例数据（虚构）.ipynb",
    ]
    assert all(path.parent.name == DEPARTMENT for path in report)
    assert all(path.parent.parent.name == "2020" for path in report)


def test_the_page_opens_offline_in_chinese_and_is_small(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    assert '<html lang="zh-CN">' in page
    assert not re.search(r"""(?:src|href)=["']?\s*(?:https?:)?//""", page)
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", page)
    assert len(page.encode()) < LARGEST


def test_the_page_has_every_part(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    for heading in (
        "一、基本情况", "二、申报表审查", "三、指标评价", "四、得分与等级",
        "五、计算依据", "六、审计发现", "七、数据可靠性", "八、输入文件",
    ):  # fmt: skip
        assert heading in page
    assert page.count("<svg") >= 4
    assert "示例数据（虚构）" in page


def test_all_48_indicators_and_every_task_are_there(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    assert len(set(re.findall(r'id="指标-([^"]+)"', page))) == 48
    assert "硕士和博士人才数量" in page
    assert "专项考试工作" in page


def test_a_computed_indicator_shows_formula_figures_and_cells(report: list[Path]) -> None:
    page = report[0].read_text("utf-8")
    block = page[page.index('id="证据-预算执行率"') :][:4000]
    assert "（预算执行数/预算数）×100%" in block
    assert "186,441.82/196,247.82×100%" in block
    assert re.search(r"数据项!C\d+", block)


def test_the_same_inputs_give_the_same_bytes_from_another_folder(
    report: list[Path], tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "elsewhere" / "data")
    again = write_report(
        DEPARTMENT, 2020, tmp_path / "elsewhere" / "data", "zhengzhou-2020", tmp_path / "out"
    )
    for first, second in zip(report, again, strict=True):
        assert first.read_bytes() == second.read_bytes()


def test_nothing_of_this_machine_is_in_it(report: list[Path]) -> None:
    for path in report:
        text = path.read_text("utf-8")
        assert str(ROOT) not in text
        assert str(Path.home()) not in text


def test_a_failure_leaves_an_earlier_report_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reports" / "2020" / DEPARTMENT
    folder.mkdir(parents=True)
    earlier = folder / "审计报告-示例数据（虚构）.html"
    earlier.write_text("earlier", "utf-8")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    notebook = tmp_path / "notebooks" / "department_report.ipynb"
    broken = notebook.read_text("utf-8").replace("show.score_table(", "show.no_such_table(")
    notebook.write_text(broken, "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AuditError, match=r"报告没有生成.*no_such_table") as caught:
        write_report(DEPARTMENT, 2020, ROOT / "data", "zhengzhou-2020", tmp_path / "reports")
    assert earlier.read_text("utf-8") == "earlier"
    kept = folder / "审计报告-示例数据（虚构）-出错.ipynb"
    assert str(kept) in str(caught.value)
    assert "no_such_table" in kept.read_text("utf-8")


def test_a_missing_department_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有部门"):
        write_report("某市某局", 2020, ROOT / "data", "zhengzhou-2020", tmp_path)
    assert list(tmp_path.iterdir()) == []
