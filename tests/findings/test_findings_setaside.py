"""Findings set aside with a reason, exported and shown. 示例数据（虚构）."""

import hashlib
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from openpyxl.worksheet.worksheet import Worksheet

from auditkit import open_audit, show
from auditkit.audit.audit import Audit
from auditkit.findings.finding import standing
from auditkit.findings.origin import adopt
from auditkit.results.findingexport import export_findings, findings_json

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
HEAD = "编码\t对象\t处理\t理由\n"
WHY = "已核对批复，由上级统一安排。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data" / DEPARTMENT / "2020"


def opened(folder: Path) -> Audit:
    return open_audit(DEPARTMENT, 2020, folder.parent.parent)


def decide(folder: Path, text: str, name: str = "审计发现处理.txt") -> Audit:
    """The audit with a file of decisions that the auditor named as his own."""
    (folder / name).write_text(text, "utf-8")
    adopt(folder / name, folder)
    return opened(folder)


def aside(audit: Audit) -> list[tuple[str, str, str]]:
    return [(f.code, f.subject, f.set_aside) for f in audit.findings if f.set_aside]


def told(audit: Audit) -> list[str]:
    return [str(issue) for issue in audit.issues if issue.code.startswith("K")]


def test_a_finding_set_aside_stays_last_with_its_reason(folder: Path) -> None:
    before = opened(folder).findings
    audit = decide(
        folder, f"{HEAD}S10\t外聘教师工作\t不采纳\t{WHY}\nS10\t城乡义务教育保障工作\t采纳\t\n"
    )
    assert aside(audit) == [("S10", "外聘教师工作", WHY)]
    assert audit.findings[-1].subject == "外聘教师工作"
    assert len(audit.findings) == len(before)
    assert len(standing(audit.findings)) == len(before) - 1
    assert told(audit) == []
    digest = hashlib.sha256((folder / "审计发现处理.txt").read_bytes()).hexdigest()
    assert ("审计发现处理.txt", digest) in audit.files


@pytest.mark.parametrize(
    "text",
    [
        f"理由\t处理\t对象\t编码\n{WHY}\t不采纳\t外聘教师工作\tS10\n",
        f"说明文字\n\n编码,对象,处理,理由\ns10,外聘教师工作,不采纳,{WHY}\n",
        f"|编号|对象|处理意见|理由|\n|---|---|---|---|\n|S10|外聘 教师工作|不采纳|{WHY}|\n",
    ],
)
def test_columns_are_known_by_their_words_in_any_kind_of_file(folder: Path, text: str) -> None:
    assert aside(decide(folder, text)) == [("S10", "外聘教师工作", WHY)]


def test_a_csv_is_read_too(folder: Path) -> None:
    text = f'编码,对象,处理,理由\nR10,学前教育发展专项工作,不采纳,"{WHY}"\n'
    assert aside(decide(folder, text, "审计发现处理.csv")) == [("R10", "学前教育发展专项工作", WHY)]


def test_a_code_s_only_finding_needs_no_subject(folder: Path) -> None:
    audit = decide(folder, f"{HEAD}S01\t\t不采纳\t{WHY}\n")
    assert aside(audit) == [("S01", "年度主要任务", WHY)]


@pytest.mark.parametrize(
    ("line", "code", "place", "parts"),
    [
        ("S10\t外聘教师工作\t不采纳\t", "K05", "第2行第4栏", ["没有写理由", "请补写理由"]),
        (
            f"S10\t外聘教师\t不采纳\t{WHY}",
            "K03",
            "第2行第2栏",
            ["外聘教师", "是否为“外聘教师工作”"],
        ),
        (f"S10\t\t不采纳\t{WHY}", "K03", "第2行第2栏", ["S10有2项"]),
        (f"S99\t外聘教师工作\t不采纳\t{WHY}", "K02", "第2行第1栏", ["S99", "是否为"]),
        (f"S10\t外聘教师工作\t驳回\t{WHY}", "K04", "第2行第3栏", ["驳回", "“采纳”或“不予采纳”"]),
        (f"S10\t外聘教师工作\t\t{WHY}", "K04", "第2行第3栏", ["处理无法识别"]),
    ],
)
def test_a_row_that_cannot_be_followed_is_an_issue_and_the_finding_stands(
    folder: Path, line: str, code: str, place: str, parts: list[str]
) -> None:
    audit = decide(folder, f"{HEAD}{line}\n")
    assert aside(audit) == []
    (issue,) = [issue for issue in audit.issues if issue.code.startswith("K")]
    assert issue.code == code
    assert issue.where == f"审计发现处理.txt[{place}]"
    assert all(part in str(issue) for part in parts)


def test_a_finding_decided_twice_follows_the_first_row(folder: Path) -> None:
    row = f"S10\t外聘教师工作\t不采纳\t{WHY}\n"
    audit = decide(folder, HEAD + row + row.replace(WHY, "另一个理由"))
    assert aside(audit) == [("S10", "外聘教师工作", WHY)]
    assert [issue.code for issue in audit.issues if issue.code[0] == "K"] == ["K06"]


def test_rows_that_contradict_each_other_leave_the_finding_listed(folder: Path) -> None:
    rows = f"S10\t外聘教师工作\t不采纳\t{WHY}\nS10\t外聘教师工作\t采纳\t\n"
    audit = decide(folder, HEAD + rows)
    assert aside(audit) == []
    (said,) = told(audit)
    assert "与前面第2行第1栏的处理相反" in said
    assert "审计发现照常列示" in said


@pytest.mark.parametrize("reason", ["/", "-", "无", "／"])
def test_a_stroke_is_no_reason(folder: Path, reason: str) -> None:
    audit = decide(folder, f"{HEAD}S10\t外聘教师工作\t不采纳\t{reason}\n")
    assert aside(audit) == []
    assert "没有写理由" in told(audit)[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('编码,对象,处理,理由\nＳ１０,外聘教师工作,不采纳,"一\n二"\nS99,,采纳,\n', "一\n二"),
        ("编码;对象;处理;理由\nS10;外聘教师工作;不采纳;一\nS99;;采纳;\n", "一"),
        ("编码，对象，处理，理由\nS10，外聘教师工作，不采纳，一，二\n\nS99，，采纳，\n", "一，二"),
        ('发现编码,对象,处理方式,原因\nS10,外聘教师工作,不采纳,"一""二\nS99,,采纳,\n', '一"二\n'),
        ("编码\t对象\t处理\t理由\nS10\t外聘教师工作\t不采纳\t一\nS99\t\t采纳\t\n", "一"),
    ],
)
def test_a_csv_is_read_whole_whatever_its_marks_and_words(
    folder: Path, text: str, reason: str
) -> None:
    audit = decide(folder, text, "审计发现处理.csv")
    assert aside(audit) == [("S10", "外聘教师工作", reason.strip())]
    # The row after it is read too, and named by its line in the file.
    line = text[: text.index("S99")].count("\n") + 1
    assert [issue.where for issue in audit.issues if issue.code == "K02"] == [
        f"审计发现处理.csv[第{line}行第1栏]"
    ]


def test_a_merged_code_counts_for_each_of_its_rows(folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编码", "对象", "处理", "理由"])
    sheet.append(["S10", "外聘教师工作", "不采纳", "甲"])
    sheet.append([None, "城乡义务教育保障工作", "不采纳", "乙"])
    sheet.merge_cells("A2:A3")
    book.save(folder / "审计发现处理.xlsx")
    adopt(folder / "审计发现处理.xlsx", folder)
    audit = opened(folder)
    assert set(aside(audit)) == {
        ("S10", "外聘教师工作", "甲"),
        ("S10", "城乡义务教育保障工作", "乙"),
    }


def test_two_files_decide_nothing(folder: Path) -> None:
    row = f"{HEAD}S10\t外聘教师工作\t不采纳\t{WHY}\n"
    decide(folder, row)
    audit = decide(folder, row, "审计发现处理-2.txt")
    assert aside(audit) == []
    assert [issue.code for issue in audit.issues if issue.code[0] == "K"] == ["K07"]


@pytest.mark.parametrize("text", ["没有表头\t的\t文件\n", "\x00\x01\x02\x03\x04\x05"])
def test_a_file_that_says_nothing_readable_is_an_issue(folder: Path, text: str) -> None:
    audit = decide(folder, text)
    assert aside(audit) == []
    assert [issue.code for issue in audit.issues if issue.code[0] == "K"] == ["K01"]


# Export


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value).partition("\n")[0]: cell.column for cell in sheet[3] if cell.value}


def export_as_decisions(folder: Path, **changes: str) -> Path:
    """The exported workbook with the row of 外聘教师工作 filled in, saved beside the inputs."""
    audit = opened(folder)
    path = folder / "审计发现处理.xlsx"
    export_findings(path, audit, audit.findings)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = headings(sheet)
    (line,) = [
        r
        for r in range(4, sheet.max_row + 1)
        if sheet.cell(r, heads["对象"]).value == "外聘教师工作"
    ]
    for heading, text in {"处理": "不采纳", "理由": WHY, **changes}.items():
        sheet.cell(line, heads[heading]).value = text
    book.save(path)
    return path


def test_the_exported_workbook_filled_in_sets_aside_as_it_is(folder: Path) -> None:
    path = export_as_decisions(folder)
    audit = opened(folder)
    assert aside(audit) == [("S10", "外聘教师工作", WHY)]
    assert told(audit) == []
    # Exported again it keeps what was decided, and decides the same.
    export_findings(path, audit, audit.findings)
    again = opened(folder)
    assert aside(again) == aside(audit)
    assert told(again) == []


def test_the_export_is_the_same_each_time_and_its_text_is_inert(
    folder: Path, tmp_path: Path
) -> None:
    text = (folder / "申报表.txt").read_text("utf-8")
    (folder / "申报表.txt").write_text(text.replace("企业满意度\t", "=企业满意度\t"), "utf-8")
    audit = opened(folder)
    one, two = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    export_findings(one, audit, audit.findings)
    export_findings(two, opened(folder), opened(folder).findings)
    assert one.read_bytes() == two.read_bytes()
    sheet = openpyxl.load_workbook(one).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == "=企业满意度" and cell.quotePrefix for cell in cells)
    assert "示例数据（虚构）" in str(sheet["A1"].value)


def test_the_json_has_every_part_of_every_finding(folder: Path) -> None:
    audit = decide(folder, f"{HEAD}S10\t外聘教师工作\t不采纳\t{WHY}\n")
    content = json.loads(findings_json(audit, audit.findings))
    assert list(content) == [
        "schema", "department", "year", "rulepack", "demo", "counts", "findings",
    ]  # fmt: skip
    assert content["counts"]["set_aside"] == 1
    assert content["counts"]["findings"] == len(audit.findings) - 1
    last = content["findings"][-1]
    assert list(last) == [
        "code", "title", "severity", "subject", "criteria", "condition", "cause", "effect",
        "recommendation", "money", "amount", "evidence", "set_aside", "identity", "words",
    ]  # fmt: skip
    assert (last["code"], last["money"], last["set_aside"]) == ("S10", None, WHY)
    assert set(last["evidence"][0]) == {"file", "place", "sha256"}
    assert len(last["evidence"][0]["sha256"]) == 64


# The report


def test_the_report_shows_what_was_set_aside_below_the_rest_and_struck_through(
    folder: Path,
) -> None:
    audit = decide(folder, f"{HEAD}S10\t外聘教师工作\t不采纳\t{WHY}\n")
    cards = show.findings_list(audit.findings)
    page = html.fromstring(cards.html)
    ids = page.xpath("//div/@id")
    assert ids[-1] == "不采纳-S10"
    assert "发现-S10" in ids
    (card,) = page.xpath("//div[@id='不采纳-S10']")
    assert "外聘教师工作" in card.xpath("string(.//li/s)")
    assert f"不予采纳的理由：{WHY}" in card.text_content()
    (kept,) = page.xpath("//div[@id='发现-S10']")
    assert "外聘教师工作" not in kept.text_content()
    left = len(audit.findings) - 1
    assert f"共{left}项，另有1项不予采纳" in cards.caption
    overview = show.findings_overview(audit.findings)
    assert f"{left}项，另有1项不予采纳）" in overview.caption
    links = html.fromstring(overview.html).xpath("//a/@href")
    assert [link.removeprefix("#") for link in links] == ids
