"""A name that turns the order of letters turns nothing in what is written. 示例数据（虚构）."""

import html
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pdfplumber
import pytest
from commanding import typed

TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OWNER = "某\u202e局"
INSIDE = "".join(f"{turn}修缮{n}00.00万元" for n, turn in enumerate(TURNS, 1))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("turned")
    folder = place / "data" / OWNER / "2020"
    folder.mkdir(parents=True)
    (folder / "申报表.txt").write_text(
        f"绩效目标表\n（2020年度）\n部门名称\t{OWNER}\n"
        "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\t其中：财政资金\n"
        f"\t设备{INSIDE}\t{INSIDE}\t1\u202e00.00\t100.00\n\t修缮\t修缮\t50.00\t50.00\n"
        "一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t面\u200b积\t≥\u202d1公顷\n投入管理\t预算和财务管理\t预算\u2060执行率\t≥9\u00ad5%\n",
        "utf-8",
    )
    done = typed("run", "--all", "--formats", "html,xlsx,docx,pdf", cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def test_names_and_figures_are_read_without_them_and_it_is_told(written: Path) -> None:
    said = typed("check", OWNER, "2020", cwd=written)
    assert "任务2项（预算合计150.00万元）" in said.stdout
    # The indicator of the rule pack, by its formula, and a target that is a figure.
    assert "2020年预算执行数（用于预算执行率）" in said.stdout
    assert "P10" in said.stdout
    assert "U+202E" in said.stdout
    assert not set(TURNS) & set(said.stdout)


def test_no_file_that_a_person_opens_holds_one(written: Path) -> None:
    folder = written / "reports" / "2020" / OWNER
    files = [*folder.iterdir(), written / "reports" / "index.html"]
    assert {path.suffix for path in files} >= {".html", ".xlsx", ".docx", ".pdf"}
    for path in files:
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as package:
                parts = [package.read(n).decode() for n in package.namelist() if ".xml" in n]
            text = re.sub(r'(?:Target|ref|location)="[^"]*"', "", "".join(parts))
        elif path.suffix == ".pdf":
            with pdfplumber.open(path) as pdf:
                text = "".join(page.extract_text() for page in pdf.pages)
        elif path.suffix == ".html":
            text = re.sub(r'href="[^"]*"', "", html.unescape(path.read_text("utf-8")))
        else:
            continue
        assert not set(TURNS) & set(text), path.name
        assert "某□局" in text, path.name


def test_the_list_of_reports_still_leads_to_them(written: Path) -> None:
    page = (written / "reports" / "index.html").read_text("utf-8")
    links = [unquote(html.unescape(one)) for one in re.findall(r'href="(2020/[^"]*)"', page)]
    assert links
    assert all((written / "reports" / link).is_file() for link in links)
