"""Files made to take all time or memory are refused at once; digits of other scripts are told."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pandas as pd
import pytest
from commanding import typed
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hanging import not_hanging

from auditkit import open_audit, try_formula
from auditkit.audit.strays import strays
from auditkit.errors import AuditError, FormulaError, RulePackError, UnreadableFile
from auditkit.facts.accounts.files import keep_published
from auditkit.files.names import lock_beside
from auditkit.files.readers import read_bytes, read_grids
from auditkit.files.readers.html import LONGEST_TAG, longest_tag
from auditkit.files.readers.limits import LONGEST_CELL
from auditkit.files.saving import write_bytes
from auditkit.form.rows.rows import amount
from auditkit.formula import parse_formula
from auditkit.formula.target import parse_target
from auditkit.rules.load import load_rulepack

MOST_MEGABYTES = 300
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from auditkit.errors import AuditError
from auditkit.files.readers import read_bytes, read_grids
try:
    read_grids(sys.argv[1])
except AuditError as error:
    print(error)
# ru_maxrss is handed on from the process that started this one
print(next(int(x.split()[1]) for x in open("/proc/self/status") if x.startswith("VmHWM")) // 1024)
"""


def refused(path: Path) -> str:
    """What is said of a file, read in a process of its own that stays small and quick."""
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    *said, most = done.stdout.splitlines()
    assert int(most) < MOST_MEGABYTES
    return "".join(said)


def test_a_row_of_a_word_table_that_begins_far_to_the_right_takes_no_memory(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(40, 1)
    for row in table.rows:
        settings = row._tr.get_or_add_trPr()
        before = OxmlElement("w:gridBefore")
        before.set(qn("w:val"), "9999999")
        settings.append(before)
    path = tmp_path / "申报表.docx"
    document.save(str(path))
    assert "超过50000行或100万个单元格的上限" in refused(path)


@pytest.mark.parametrize(
    "tag",
    [
        "<td " + " ".join(f'a{i}="x"' for i in range(20_000)) + ">",
        "<td " + "/".join(f"{i:x}" for i in range(20_000)) + ">",
        "<td title='" + "x" * 70_000 + "'>",
        "<td a='>' " + " ".join(f"b{i}" for i in range(20_000)) + ">",
    ],
    ids=["attributes", "slashes", "long", "hidden behind a quoted sign"],
)
def test_an_endless_tag_is_refused_before_the_page_is_parsed(tmp_path: Path, tag: str) -> None:
    path = tmp_path / "申报表.html"
    path.write_text(f"<table><tr>{tag}x</td></tr></table>", "utf-8")
    with not_hanging(), pytest.raises(UnreadableFile, match="有一个标签超过64 KB"):
        read_grids(path)


def test_pictures_programs_and_styles_of_a_page_are_no_endless_tags(tmp_path: Path) -> None:
    page = (
        f"<style>{'a>b{color:red}' * 9_000}</style><script>if(a<b&&c='d){'x;' * 90_000}</script>"
        f"<!-- {'<x ' * 50_000} --><table><tr><td>x"
        f"<img src='data:image/png;base64,{'A' * 200_000}'></td></tr></table>"
    )
    assert longest_tag(page) < 64
    path = tmp_path / "申报表.html"
    path.write_text(page, "utf-8")
    assert [grid.rows for grid in read_grids(path)] == [(("x",),)]
    assert longest_tag("<td " + "x" * LONGEST_TAG) > LONGEST_TAG


@pytest.mark.parametrize("suffix", ["html", "txt", "xlsx"])
def test_a_cell_longer_than_any_program_lets_one_type_is_refused(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"申报表.{suffix}"
    for length, fits in ((LONGEST_CELL, True), (LONGEST_CELL + 1, False)):
        text = "(" * length
        if suffix == "html":
            path.write_text(f"<table><tr><td>{text}</td></tr></table>", "utf-8")
        elif suffix == "txt":
            path.write_text(f"指标\t{text}\n", "utf-8")
        else:
            path.write_bytes(workbook(text))
        if fits:
            assert any(
                len(cell) == length
                for grid in read_grids(path)
                for row in grid.texts
                for cell in row
            )
        else:
            with pytest.raises(UnreadableFile, match=r"申报表\.\w+\[.*有32768个字，超过一个单元格"):
                read_grids(path)


def workbook(text: str) -> bytes:
    """A workbook whose one cell holds a text, which openpyxl would cut."""
    import openpyxl

    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "MARK"
    made, changed = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(changed, "w") as out:
        for name in parts.namelist():
            out.writestr(name, parts.read(name).decode().replace("MARK", text))
    return changed.getvalue()


def test_aliases_that_stand_for_billions_are_told_at_once(tmp_path: Path) -> None:
    lines = ['a0: &a0 ["lol", "lol"]']
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    path = tmp_path / "own.yaml"
    path.write_text("\n".join(["extends: common", *lines]), "utf-8")
    with not_hanging(), pytest.raises(RulePackError, match=r"own\.yaml第\d+行：别名（\*）层层引用"):
        load_rulepack(str(path))


@pytest.mark.parametrize("item", ["{a: 1}", "[a]", "1", "null"])
def test_what_without_names_must_be_a_name(tmp_path: Path, item: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"extends: common\nwithout: [{item}]\n", "utf-8")
    with pytest.raises(RulePackError, match=r"own\.yaml第2行：without 的每一项应是指标名称"):
        load_rulepack(str(path))


@pytest.mark.parametrize(
    "name",
    [
        "../../示例市虚构局", "..", ".", "a/b", "a\\b", " ", "/etc", "CON", "nul.某局", "com1",
        "某局.", "某局 ", "某:局", "某\n局", "长" * 86, "C:某局",
    ],
)  # fmt: skip
def test_nothing_is_imported_outside_of_the_data_folder(tmp_path: Path, name: str) -> None:
    data = tmp_path / "a" / "b" / "data"
    data.mkdir(parents=True)
    file = tmp_path / "决算.html"
    file.write_text("<table><tr><td>部门决算</td></tr></table>", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(AuditError, match="不能作文件夹名"):
        keep_published(file, name, 2023, data)
    assert sorted(tmp_path.rglob("*")) == before


def test_digits_of_other_scripts_are_told_and_not_read(tmp_path: Path) -> None:
    assert amount("٣٤") is None
    assert amount("３４．５") == 34.5
    target = parse_target("≥٣٤公顷")
    assert (target.kind, target.value) == ("quality", None)
    assert "没有读作数字" in target.doubt
    place = tmp_path / "data" / "某局" / "2020"
    place.mkdir(parents=True)
    digits = "9" * 400
    (place / "申报表.txt").write_text(
        "绩效目标表\n（2020年度）\n部门名称\t某局\n"
        "年度主要任务\t任务名称\t主要内容\t预算金额（万元）\n"
        f"\t设备\t购置\t٣٤\n\t房屋\t修缮\t{digits}\n\t其他\t其他\t5.00\n"
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t面积\t≥1公顷\n",
        "utf-8",
    )
    audit = open_audit("某局", 2020, tmp_path / "data")
    assert [task.budget for task in audit.declaration.tasks] == [None, None, 5.0]
    found = [issue.found for issue in audit.issues if issue.code == "D06" and issue.found]
    assert found == ["٣٤", digits]


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/null"])
def test_a_device_or_a_pipe_is_no_file_to_be_read(tmp_path: Path, place: str) -> None:
    os.mkfifo(tmp_path / "管")
    for path in (Path(place), tmp_path / "管"):
        with not_hanging(), pytest.raises(UnreadableFile, match="是管道或设备，不是文件"):
            read_bytes(path)


LONG = "长" * 300
COMMANDS = (
    ("check", "乙局", "2020", "--data-dir", LONG),
    ("catalogue", "--rulepack", LONG),
    ("findings", "乙局", "2020", "--export", f"{LONG}.xlsx"),
    ("report", "乙局", "2020", "--output", LONG),
    ("template", "乙局", "2020", "--output", f"{LONG}.xlsx"),
    ("verify", LONG),
    ("diff", LONG, LONG),
    ("new", LONG),
    ("run", "--list", "/dev/zero"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_name_that_no_disk_can_hold_is_told_in_a_line(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    place = tmp_path / "data" / "乙局" / "2020"
    place.mkdir(parents=True)
    (place / "申报表.txt").write_text(
        "绩效目标表\n（2020年度）\n部门名称\t乙局\n一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t面积\t≥1公顷\n",
        "utf-8",
    )
    with not_hanging():
        done = typed(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("错误：")
    assert done.stderr.count("\n") == 1
    assert "内部错误" not in done.stderr


def test_a_pack_that_extends_a_name_too_long_is_told(tmp_path: Path) -> None:
    for name in (LONG, f"{LONG}.yaml", "a\\0b", "../x.yaml"):
        path = tmp_path / "own.yaml"
        path.write_text(f'extends: "{name}"\n', "utf-8")
        with pytest.raises(RulePackError, match=r"own\.yaml第1行：extends.*没有这个规则包"):
            load_rulepack(str(path))


def test_formulas_of_a_hundred_thousand_brackets_are_refused_in_a_line(tmp_path: Path) -> None:
    many = 100_000
    for text in ("(" * many + "X" + ")" * many, "[（" * many, "X" + "+X" * many, "-" * many + "X"):
        with not_hanging(), pytest.raises(FormulaError, match="不能超过2000个字符"):
            parse_formula(text)
        with not_hanging():
            assert parse_target(text).kind == "quality"
    with pytest.raises(FormulaError, match="括号层数过多"):
        parse_formula("(" * 60 + "X" + ")" * 60)
    for content in (
        f"facts: {'[' * many}{']' * many}",
        f"x: {'{a: ' * many}",
        "!!python/name:os x",
    ):
        path = tmp_path / "own.yaml"
        path.write_text(f"extends: common\n{content}\n", "utf-8")
        with not_hanging(), pytest.raises(RulePackError, match=r"own\.yaml第\d行：不是有效的 YAML"):
            load_rulepack(str(path))
    with not_hanging(), pytest.raises(FormulaError, match="不能超过2000个字符"):
        try_formula("（" * many, pd.DataFrame({"X": [1.0]}), load_rulepack())


def test_a_file_that_somebody_has_protected_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "实际数.xlsx"
    path.write_bytes(b"typed")
    path.chmod(0o444)
    with pytest.raises(AuditError, match="文件是只读的，没有写入"):
        write_bytes(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("实际数.xlsx", b"typed")]
    path.chmod(0o644)
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_file_whose_lock_would_have_too_long_a_name_has_none(tmp_path: Path) -> None:
    place = tmp_path / ("x" * 250)
    place.write_bytes(b"x")
    assert lock_beside(place) == ""


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_a_document_of_more_tables_than_any_has_is_refused_at_once(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"申报表.{kind}"
    if kind == "html":
        path.write_text("<table><tr><td>x</table>" * 10_001)
    else:
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            tables = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 10_001
            package.writestr(
                "word/document.xml",
                f'<w:document xmlns:w="{space}"><w:body>{tables}</w:body></w:document>',
            )
    with pytest.raises(UnreadableFile, match="有10,001张表，超过10,000张的上限"):
        read_grids(path)


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "某局" / "2020"
    (folder / "实际数.xlsx").mkdir(parents=True)
    (folder / "决算资料").mkdir()
    told = [str(issue) for issue in strays(folder)]
    assert told == ["实际数.xlsx：是文件夹，不是文件，没有读入。请放入文件本身。"]
