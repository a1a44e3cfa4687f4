"""The index of a folder of reports: complete in itself, failed runs first, small."""

import json
import re
from pathlib import Path

import pytest
from batching import Bureau

from auditkit.batch.heatmap import MOST_COLUMNS, shared_indicators
from auditkit.batch.index import index_page
from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.batch.standing import Standing, standing

pytestmark = pytest.mark.slow

STATUSES = ("达标", "未达标", "不能断定", "待评定", "数据缺失", "不可比", "无目标值", "不适用")


def made(name: str, **others: object) -> Standing:
    plain = {
        "score": 81.25,
        "low": 62.9,
        "high": 99.06,
        "grade": "良",
        "findings": {"严重": 1, "重要": 2},
        "issues": 4,
        "files": ("审计报告.html", "审计报告.ipynb", "底稿.xlsx", "结果.json"),
        "statuses": {"预算执行率": "达标", "预算调整率": "未达标"},
    }
    return Standing(Run(name, 2020), **(plain | others))  # type: ignore[arg-type]


def cells(page: str, name: str) -> list[str]:
    """The cells of a department's row in the table of all reports."""
    table = page[page.index("全部报告") :]
    row = re.search(rf"<tr><th[^>]*>{name}.*?</tr>", table)
    assert row
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall("<td[^>]*>.*?</td>", row[0])]


def test_every_run_has_its_score_interval_grade_findings_and_links() -> None:
    page = index_page([made("甲局"), made("乙局", score=None, grade="")])
    assert cells(page, "甲局") == [
        *("2020", "完成", "81.25", "62.90", "99.06", "良", "–", "–"),
        *("3", "1", "4", "0", "", "网页笔记本底稿"),
    ]
    assert cells(page, "乙局")[2] == "–"
    assert 'href="2020/甲局/审计报告.html"' in page


def test_failed_runs_come_first_with_their_error_and_notebook() -> None:
    failure = Failure("第4格出错：<坏>", "data", "审计报告-出错.ipynb")
    never = Standing(Run("丙局", 2020), Failure("没有申报表。", "data"))
    page = index_page([made("甲局"), made("乙局", failure=failure), never])
    failed = page[: page.index("全部报告")]
    assert "失败的运行（2）" in failed
    assert "第4格出错：&lt;坏&gt;" in failed
    assert 'href="2020/乙局/审计报告-出错.ipynb">出错的笔记本' in failed
    assert ">旧网页<" in failed
    assert "没有申报表。" in failed
    # Among all reports, too, and there is no report of what never had one.
    assert page.index("失败，旧报告") < page.index("完成</td>")
    assert "丙局" not in page[page.index("全部报告") :]


def test_data_that_must_be_mended_stand_after_the_failed_and_before_the_others() -> None:
    failure = Failure("坏", "data")
    page = index_page([made("甲局"), made("乙局", grave=2), made("丙局", failure=failure)])
    assert cells(page, "乙局")[:2] == ["2020", "完成，须更正"]
    assert cells(page, "乙局")[-3] == "2"
    table = page[page.index("全部报告") :]
    assert table.index("丙局") < table.index("乙局") < table.index("甲局")


def test_what_is_passed_over_is_on_the_page() -> None:
    page = index_page([made("甲局")], ignored=["没有采用：乙局/<2023年>"])
    assert "<li>没有采用：乙局/&lt;2023年&gt;</li>" in page


def test_the_heat_map_has_a_cell_for_each_status_and_none_for_what_is_not_declared() -> None:
    statuses = {f"指标{n}": status for n, status in enumerate(STATUSES)}
    page = index_page([made("甲局", statuses=statuses), made("乙局", statuses={"指标1": "达标"})])
    heat = page[page.index('<table class="heat"') :]
    letters = dict(re.findall(r'data-(\w)="([^"]+)"', heat))
    assert sorted(letters.values()) == sorted(STATUSES)
    assert re.findall(r"<th scope=col>([^<]+)", heat) == ["部门和年度", "指标1"]
    first, second = re.findall(r"<tr><th scope=row>.*?(?=<tr>|</table>)", heat)
    assert [letters[cell] for cell in re.findall(r"<td class=([a-h])>", first)] == ["未达标"]
    assert [letters[cell] for cell in re.findall(r"<td class=([a-h])>", second)] == ["达标"]
    # What the department alone has is counted.
    assert "<td class=r>达标1，不能断定1，待评定1，数据缺失1，不可比1，无目标值1，不适用1" in first


def test_a_thousand_departments_with_indicators_of_their_own_stay_small() -> None:
    common = [f"共同指标{n}" for n in range(48)]
    standings = [
        made(f"第{k}局", statuses=dict.fromkeys([*common, f"第{k}局自有指标"], "达标"))
        for k in range(1000)
    ]
    assert shared_indicators(standings) == common
    page = index_page(standings)
    assert page.count("<td class=a>") == 48_000
    assert len(page.encode()) < 2_000_000
    many = [made(f"第{k}局", statuses=dict.fromkeys(map(str, range(99)), "达标")) for k in range(2)]
    assert len(shared_indicators(many)) == MOST_COLUMNS


def test_it_needs_no_network_and_its_script_is_the_one_that_its_policy_allows() -> None:
    import base64
    import hashlib

    page = index_page([made("甲局")])
    assert '<html lang="zh-CN">' in page
    assert not re.search(r"""(?:src|href)=["']?\s*(?:https?:)?//|@import|url\(\s*['"]?http""", page)
    (script,) = re.findall("<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


def test_invented_figures_are_marked_on_the_page_and_on_the_run() -> None:
    assert "虚构" not in index_page([made("甲局")])
    page = index_page([made("甲局", demo=True), made("乙局")])
    assert "示例数据（虚构）" in page
    assert page.count(">示例<") == 1


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(tmp_path)


def test_it_is_written_when_something_changed_and_else_left_alone(bureau: Bureau) -> None:
    bureau.department("甲局")
    bureau.department("乙局", "fail 第4格出错。")
    index = bureau.output / "index.html"
    bureau.batch(index=None)
    first = index.read_bytes()
    assert "第4格出错。" in first.decode()
    inode = index.stat().st_ino
    bureau.batch(index=None)
    assert (index.read_bytes(), index.stat().st_ino) == (first, inode)
    bureau.department("乙局")
    bureau.batch(index=None)
    assert "第4格出错。" not in index.read_text("utf-8")
    # Reports of an earlier batch stay in it, also of a department that is no longer chosen.
    (bureau.data / "乙局" / "2020" / "做法.txt").unlink()
    (bureau.data / "乙局" / "2020").rmdir()
    (bureau.data / "乙局").rmdir()
    bureau.batch(index=None)
    assert "乙局" in index.read_text("utf-8")


def test_a_notebook_that_is_gone_is_not_linked(tmp_path: Path) -> None:
    run, failure = Run("甲局", 2020), Failure("坏", "data", "审计报告-出错.ipynb")
    assert standing(tmp_path, run, failure).failure == Failure("坏", "data")
    (tmp_path / "2020" / "甲局").mkdir(parents=True)
    (tmp_path / "2020" / "甲局" / "审计报告-出错.ipynb").write_text("{}")
    assert standing(tmp_path, run, failure).failure == failure


def test_the_version_that_is_replaced_is_kept_as_often_as_asked(bureau: Bureau) -> None:
    run = bureau.department("甲局", "# 0")
    page = bureau.folder(run) / "审计报告.html"
    versions = []
    for number in range(1, 4):
        bureau.batch(keep=2)
        versions.append(page.read_bytes())
        manifest = bureau.folder(run) / "manifest.json"
        # Versions are named by when they were made; these were made within a second.
        content = json.loads(manifest.read_bytes()) | {
            "finished": f"2026-11-2{number}T01:30:00+00:00"
        }
        manifest.write_text(json.dumps(content), "utf-8")
        bureau.department("甲局", f"# {number}")
    bureau.batch(keep=2)
    history = bureau.folder(run) / "历史"
    assert sorted(path.name for path in history.iterdir()) == [
        "20261122T013000Z",
        "20261123T013000Z",
    ]
    kept = [
        (history / name / "审计报告.html").read_bytes()
        for name in sorted(p.name for p in history.iterdir())
    ]
    assert kept == versions[1:]
    # A run that fails puts nothing aside, and the summaries are as many.
    bureau.department("甲局", "fail 坏")
    bureau.batch(keep=2)
    assert len(list(history.iterdir())) == 2
    assert len(list((bureau.output / ".batch" / "history").glob("*.eml"))) == 2
    bureau.department("甲局")
    bureau.batch(keep=0)
    assert not history.exists()
    assert page.is_file()
