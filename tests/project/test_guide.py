"""The user guide in docs/: every command line and code block of it is carried out."""

import re
import shlex
import shutil
import sqlite3
import unicodedata
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
import typer.main
from invented_accounts import write
from invented_ledger import kingdee_k3, save
from page_blocks import Page, Untrue, blocks, shows
from pydantic import TypeAdapter
from yaml import safe_load

from auditkit.assessment.computation import STATUSES
from auditkit.audit.yearform import read_form
from auditkit.cli import app
from auditkit.facts.workbook.layout import ITEMS, SHEETS
from auditkit.facts.workbook.template import write_fact_template
from auditkit.findings.kinds import KINDS
from auditkit.rules.load import pack_names
from auditkit.rules.ownrules import IndicatorScoring

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGES = ("guide.md", "rules.md")
NOT_RUN: dict[str, str] = {}
"""The languages of blocks that are not carried out, with the reason: there are none."""
DEMO = "-示例数据（虚构）"

GROUP = typer.main.get_command(app)
OPTIONS: dict[str, set[str]] = {
    name: {option for parameter in command.params for option in parameter.opts} | {"--help"}
    for name, command in GROUP.commands.items()  # type: ignore[attr-defined]
}
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FILE = re.compile(r"[^\s{：*]+(?:\.(?:html|ipynb|pdf|docx|xlsx|json|eml|parquet|csv|yaml|png)|/)")
THIS_MACHINE = re.compile(r"(?<![\w.…>）])/(?:home|tmp|root|usr|work|opt|mnt|Users)\b|[A-Z]:\\")


def text_of(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def prose(page: str) -> str:
    """A page without its blocks."""
    return FENCED.sub("", text_of(page))


def said(page: str) -> list[str]:
    """What the sentences of a page set as code."""
    return CODE.findall(prose(page))


def anchors(text: str) -> set[str]:
    """The anchors that headings get: lower case, punctuation gone, blanks as hyphens."""
    headings = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def prepare(folder: Path) -> None:
    """What the pages start from: data/, downloaded accounts, a folder of faulty files (错例)."""
    shutil.copytree(ROOT / "data", folder / "data")
    write(folder, "xlsx")
    save(kingdee_k3(), folder / f"科目余额表{DEMO}.xlsx")
    (folder / "取数" / "郑州市教育局" / "2020").mkdir(parents=True)
    with sqlite3.connect(folder / "账套.db") as connection:
        connection.execute("CREATE TABLE facts AS SELECT 7 id, 2020 yr, '预算执行数' f, 186441.0 v")
    connection.close()
    query = "SELECT id AS 凭证号, yr AS 年度, f AS 数据项, v AS 数值, '万元' AS 单位 FROM facts"
    (folder / "取数.sql").write_text(query, encoding="utf-8")
    form = folder / "data" / "郑州市教育局" / "2020" / "申报表.txt"
    for name in ("郑州市教育局", "某局", "扫描局"):
        (folder / "错例" / name / "2020").mkdir(parents=True)
    for name in ("郑州市教育局", "某局"):
        shutil.copy(form, folder / "错例" / name / "2020")
    shutil.copy(form, folder / "取数" / "郑州市教育局" / "2020")
    (folder / "错例" / "扫描局" / "2020" / "申报表.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    declaration, pack, at = read_form("郑州市教育局", 2020, folder / "错例", "zhengzhou-2020")
    write_fact_template(at / "实际数.xlsx", declaration, pack)
    book = openpyxl.load_workbook(at / "实际数.xlsx")
    (cell,) = [cell for cell in book[ITEMS]["A"] if cell.value == "预算执行数"]
    book[ITEMS].cell(cell.row, 3).value = "一千二百"
    book.save(at / "实际数.xlsx")


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """The pages, each carried out from its first block to its last in a folder of its own."""
    done = {}
    for name in PAGES:
        folder = tmp_path_factory.mktemp("page")
        prepare(folder)
        done[name] = Page(ROOT / "docs" / name, folder)
        done[name].carry_out(frozenset(NOT_RUN))
    return done


def test_every_block_does_what_the_page_shows(carried_out: dict[str, Page]) -> None:
    ran = [words[1] for page in carried_out.values() for words in page.ran if len(words) > 1]
    # JupyterLab is tried in a browser, a workbench laid out, by tests of their own.
    assert sorted(OPTIONS.keys() - {"lab", "new"} - set(ran)) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_named_is_there(carried_out: dict[str, Page], page: str) -> None:
    """In the folder after the page was carried out, or in the project; invented ones say so."""
    folder = carried_out[page].folder

    def there(name: str) -> bool:
        pattern = re.sub(r"<[^>]*>", "*", name.rstrip("/"))
        stem, dot, suffix = pattern.rpartition(".")
        patterns = (pattern, f"{stem}{DEMO}.{suffix}") if dot else (pattern,)
        found = (at for each in patterns for at in (*folder.rglob(each), *ROOT.glob(each)))
        return any(found)

    named = [code for code in said(page) if FILE.fullmatch(code)]
    assert named
    assert [name for name in named if not there(name)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_named_is_one(page: str) -> None:
    every = set[str]().union(*OPTIONS.values())
    unknown = []
    for code in said(page):
        words = shlex.split(code)
        command = words[1] if words[0] == "auditkit" and len(words) > 1 else ""
        if command and command not in OPTIONS:
            unknown.append(code)
        known = OPTIONS.get(command, every)
        unknown += [code for word in words if word.startswith("--") and word not in known]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        name, _, anchor = link.partition("#")
        target = (ROOT / "docs" / name).resolve() if name else ROOT / "docs" / page
        if not target.exists() or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_tables_are_aligned_and_no_path_is_of_one_machine(page: str) -> None:
    def width(line: str) -> int:
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)

    lines = prose(page).splitlines()
    rows = [(a, b) for a, b in pairwise(lines) if a.startswith("|") and b.startswith("|")]
    assert [b for a, b in rows if width(a) != width(b)] == []
    assert THIS_MACHINE.findall(text_of(page)) == []


def first_column(heading: str) -> list[str]:
    """The first column of the guide's table under a heading, its own head left out."""
    _, _, after = prose("guide.md").partition(f" {heading}\n")
    lines = [line for line in after.partition("\n#")[0].splitlines() if line.startswith("|")]
    return [line.split("|")[1].strip() for line in lines[2:]]


def test_the_guide_lists_every_status_and_every_sheet() -> None:
    assert tuple(first_column("指标的结果")) == STATUSES
    assert tuple(first_column("实际数.xlsx 的各张表")) == SHEETS


def test_the_guide_names_every_family_of_findings() -> None:
    (sentence,) = re.findall(r"编码固定不变：(.*?)。", prose("guide.md"))
    assert re.findall(r"[A-Z]", sentence) == list(dict.fromkeys(code[0] for code in KINDS))


def test_the_rules_page_names_every_pack_and_its_scoring_rules_can_be_read() -> None:
    assert set(pack_names()) <= set(said("rules.md"))
    written = [code for code in said("rules.md") if code.startswith("{rule:")]
    assert {TypeAdapter(IndicatorScoring).validate_python(safe_load(w)).rule for w in written} == {
        "steps",
        "bands",
    }


PROBE = """\
```console
$ auditkit catalogue --rulepack common
common  部门决算公开数据通用规则包（2016—2099）
…
$ auditkit check 某局 2020  # 退出码 2
错误：data：没有这个数据文件夹。请用 …。
```

```yaml 规则.yaml
extends: common
```

```python
from auditkit import load_rulepack
load_rulepack("规则.yaml").name  # → 规则
```
"""


def probe(folder: Path, text: str) -> None:
    (folder / "probe.md").write_text(text, encoding="utf-8")
    Page(folder / "probe.md", folder).carry_out()


def test_a_true_page_is_carried_out(tmp_path: Path) -> None:
    probe(tmp_path, PROBE)


@pytest.mark.parametrize(
    ("true", "false", "line"),
    [
        ("--rulepack common", "--rulepak common", 2),
        ("2016—2099", "2016—2098", 2),
        ("\n…\n$", "\n$", 2),
        ("退出码 2", "退出码 1", 5),
        ("  # 退出码 2", "", 5),
        ("extends: common", "extends: comon", 10),
        ("→ 规则", "→ 规", 15),
        ("```yaml", "```toml", 10),
    ],
)
def test_a_page_that_says_something_false_is_found_out(
    tmp_path: Path, true: str, false: str, line: int
) -> None:
    assert PROBE.count(true) == 1
    with pytest.raises(Exception, match=rf"probe\.md:{line}: |规则\.yaml第1行") as told:
        probe(tmp_path, PROBE.replace(true, false))
    assert isinstance(told.value, Untrue) or "comon" in false


def test_what_is_left_out_is_said_by_an_ellipsis() -> None:
    output = "一\n二  2\n三\n"
    for shown in (("一", "二  2", "三"), ("一", "…"), ("…", "三"), ("一", "二…", "…"), ("…",)):
        assert shows(shown, output)
    for shown in (
        (),
        ("一",),
        ("三",),
        ("一", "三"),
        ("…", "二"),
        ("二  2", "…"),
        ("一", "2…", "三"),
    ):
        assert not shows(shown, output)
    assert shows((), "")


def test_an_open_fence_is_found_out() -> None:
    with pytest.raises(Untrue, match="line 2"):
        blocks("```console\n$ auditkit\n")
