"""What stands above the tables of a form: the department, the project and the year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from auditkit.files.grid import Source
from auditkit.form.log import NO_DEPARTMENT, ReadingLog
from auditkit.form.rows.outside import bare_label, is_signature
from auditkit.form.rows.rows import FormRow, squeeze
from auditkit.form.title.formtitle import owners_in
from auditkit.rules.formwords import FormWords, bare_heading

_MONEY_UNIT = re.compile("(?:人民币)?[百千万亿]?元")
# From the first of several blanks alone: from each of them a long run would be gone through anew.
_UNIT_BEHIND = re.compile(r"(?<!\s)\s*[（(]?(?:金额)?单位[:：]\s*(?:人民币)?[百千万亿]?元[）)]?$")
# 某局（2023年度）, 某局 411: the year, or the code that 主管部门及代码 asks for.
_YEAR_BEHIND = re.compile(
    r"(?<!\s)\s*[（(]\s*20\d\d\s*年?度?\s*[）)]$|(?<=[\u4e00-\u9fff）)])\s*\d{3,12}$"
)
_CODE_BEFORE = re.compile(
    r"^(?:[\[（(【]\s*\d{3,12}\s*[\]）)】]|\d{3,12})\s*[-—_:：]?\s*(?=[\u4e00-\u9fff])(?!年)"
)
_CODE_AFTER = re.compile(r"(?<=[\u4e00-\u9fff）)])\s*[\[（(【]\s*\d{3,12}\s*[\]）)】]$")
_SECTION = re.compile("(?:科|股|处|室|组|公司|大队|中队)(?:[（(].*[）)])?$")
_SCHOOL = re.compile("(?:大学|学院|学校|中学|小学|医院|研究院|研究所|党校)$")
_GOVERNS = re.compile("(?:政府|委|委员会|人大|政协)$")
_OFFICE = re.compile(
    r"[\u4e00-\u9fff、]{1,12}[科股]|[\u4e00-\u9fff]{0,6}办公室"
    r"|(?:财务|计划财务|规划财务|人事|组织人事|审计)处"
)
_OFFICE_OF_SCHOOL = re.compile(
    r"[\u4e00-\u9fff、（）()]{2,14}(?<!出版)(?:处|科|部|办公室)|(?:党委|校长|院长)?办公室"
)
_LONGEST_NAME = 40
# What may stand around the name of one and the same department.
CODE = re.compile(r"^[\[（(【]?\d{2,}[\]）)】]?[-—_\s]*")
_CODE_BEHIND = re.compile(r"(?<![-—_\s])[-—_\s]++\d{4,}$|[\[(【]\d{2,}[\])】]$")
# 11010124T000000000001-城市绿地养护: the number that the platform gives a project.
_PROJECT_CODE = re.compile(
    r"^[\[（(【]?(?=[A-Z]*\d)[0-9A-Z]{6,}[\]）)】]?\s*[-—_:：]?\s*(?=[\u4e00-\u9fff“《])"
)
# A second signboard (挂牌) names its place again; what names none may be a unit below.
_SIGNBOARD = re.compile(
    r"(?<=[\u4e00-\u9fff])\((?:加挂)?[\u4e00-\u9fff]{0,12}[省市县区州旗盟乡镇][\u4e00-\u9fff]{2,20}"
    r"(?:局|厅|委|委员会|办|办公室|中心|署|院|馆|站|党校)(?:牌子)?\)$"
)
_ITSELF = re.compile(
    r"(?:[（(]?(?:20\d\d年?度?|本级|机关|部门|汇总|本部|部门本级|机关本级|整体|部门整体|本局|虚构|示例|盖章|公章"
    # 本级及所属单位: the department with all that it answers for.
    r"|(?:(?:本级|机关|本部)?[及和含]|包括|合并|连同)+(?:其|各|全部)*(?:所属|下属|直属|二级)+(?:预算|事业)*(?:单位)?"
    r"|一级预算(?:单位|部门)|主管部门|全系统)[）)]?)+"
)


def read_department(top: Sequence[FormRow], path: Path, log: ReadingLog) -> str:
    """The department named above the tables, else the name of the file's folder, told.

    Any labelled name equal to that of the folder is right: a form names the 主管部门, the unit
    that spends and the section that fills it in. Else the label stated first in `formwords.yaml`
    counts. The form of a unit below the folder's department is told. A code around the name
    (306001某局, 某大学[205012]) is no part of it.
    """
    return _without_code(_department(top, path, log))


def _without_code(name: str) -> str:
    """A name without the code around it.

    >>> _without_code("306001甲县水利局"), _without_code("甲大学　[205012]"), _without_code("411")
    ('甲县水利局', '甲大学', '411')
    """
    return _CODE_AFTER.sub("", _CODE_BEFORE.sub("", name)) or name


def _department(top: Sequence[FormRow], path: Path, log: ReadingLog) -> str:
    folder = path.resolve().parent.parent.name
    found = _labelled_names(top)
    same = [name for name, _ in found.values() if is_same_department(name, folder)]
    if same:
        return min(same, key=lambda name: bare_name(name) != bare_name(folder))
    # A cell that is nothing but the folder's department, code or 本级 aside, needs no label.
    # 341001示例县民政局本级　　　单位：万元 is the name, and the unit of the amounts behind it.
    own = (_UNIT_BEHIND.sub("", text).strip() for row in top for text in row.texts)
    lines = [text for text in own if len(text) <= _LONGEST_NAME]
    if plain := [text for text in lines if bare_name(text) == bare_name(folder)]:
        return plain[0]
    if any(is_inner_office(name, folder) for name, _ in found.values()):
        return folder
    words = top[0].words if top else None
    known = words.order("department", "label") if words else []
    ranked = [*(o for o in known if o in found), *(o for o in found if o not in known)]
    stated = [found[o] for o in ranked]
    if stated:
        # A section or a company that carries a project out is no department where one is named.
        name, where = next((one for one in stated if not _SECTION.search(one[0])), stated[0])
        if is_subordinate(name, folder):
            log.issue(
                NO_DEPARTMENT,
                where,
                f"申报表是“{name}”的，不是“{folder}”的：名称只是包含后者，是另一个单位",
                name,
                f"请把它移到“{name}”的文件夹；如确是“{folder}”的申报表，请更正表头的部门名称",
            )
        return name
    titled = (name for text in lines for name in owners_in(squeeze(text)))
    if any(is_same_department(name, folder) for name in titled):
        return folder
    log.issue(
        NO_DEPARTMENT,
        whole_form(top, path),
        "申报表没有写部门名称",
        "",
        f"已按文件夹名取“{folder}”，请核对",
    )
    return folder


def read_project(top: Sequence[FormRow]) -> str:
    """The name of the project that the form is of; blank for the form of a whole department."""
    for row in top:
        listed = len(row.cells) > 2 and row.words.plays("department", "number", row.texts[0])
        if listed and not any(map(str.isdigit, row.texts[1])):
            continue  # the heads of a list: 序号｜项目名称｜全年预算数
        for label, value in (*pairwise([*row.texts, ""]), *map(split_label, row.texts)):
            bare = bare_label(label)
            if split_label(label)[1]:
                continue  # label and name stand in one cell
            if row.words.plays("department", "project", bare) and not is_label(row.words, value):
                return _PROJECT_CODE.sub("", value) or value or label
    return ""


def bare_name(name: str) -> str:
    """A department's name without a code before it and without what only says 本级 or 机关.

    Nor with the name that it bears besides, of its own place, in brackets behind it.

    >>> bare_name("甲县行政审批服务局（县大数据中心）"), bare_name("甲县教育局（考试中心）")
    ('甲县行政审批服务局', '甲县教育局(考试中心')
    """
    compact = re.sub(r"\s", "", name).replace("（", "(").replace("）", ")")
    bare = _ITSELF.sub("", _CODE_BEHIND.sub("", CODE.sub("", compact)))
    return _SIGNBOARD.sub("", bare).strip("()（）[]")


def is_same_department(name: str, other: str) -> bool:
    """Whether two names mean one department: one may lack the place, or carry a code or 本级.

    >>> is_same_department("[155]示例市教育局（本级）", "示例市教育局")
    True
    >>> is_same_department("示例市教育局幼儿园", "示例市教育局")
    False
    """
    a, b = bare_name(name), bare_name(other)
    return bool(a and b) and (a.endswith(b) or (b.endswith(a) and len(a) > 1))


def is_subordinate(name: str, department: str) -> bool:
    """Whether a name only contains the department's: that of a unit below it."""
    a, b = bare_name(name), bare_name(department)
    return bool(b) and b in a and not is_same_department(name, department)


def is_inner_office(name: str, department: str) -> bool:
    """Whether a name is that of an office within the department, by whatever title: 财务科.

    管理处 of a bureau is a unit of its own, that of a university is not; 办公室 of a government is.

    >>> [is_inner_office(f"甲大学{o}", "甲大学") for o in ("学生工作部", "附属医院")]
    [True, False]
    >>> [is_inner_office(f"甲县水利局{o}", "甲县水利局") for o in ("经济管理股", "河道管理处")]
    [True, False]
    """
    whole, own = bare_name(name), bare_name(department)
    rest = whole.removeprefix(own)
    if not own or not rest or rest == whole or _GOVERNS.search(own):
        return False
    offices = _OFFICE_OF_SCHOOL if _SCHOOL.search(own) else _OFFICE
    return offices.fullmatch(rest) is not None


def _labelled_names(top: Sequence[FormRow]) -> dict[str, tuple[str, Source]]:
    """What stands beside or behind each label of a department, with its address."""
    found: dict[str, tuple[str, Source]] = {}
    for row in top:
        cells = [(text, row.source(column)) for column, text in row.cells]
        pairs = [
            (squeeze(label), squeeze(value), at)
            for (label, _), (value, at) in pairwise([*cells, ("", row.first)])
        ]
        pairs += [(*split_label(squeeze(text)), at) for text, at in cells]
        for label, value, at in pairs:
            bare = bare_heading(bare_label(label)).replace("(", "").replace(")", "")
            if not row.words.plays("department", "label", bare):
                continue
            if _MONEY_UNIT.fullmatch(value.strip("（）()")):
                continue
            if value and not is_label(row.words, value) and ":" not in _open(label):
                name = _YEAR_BEHIND.sub("", _without_next_label(row.words, value))
                found.setdefault(bare, (name, at))
    return found


def _open(label: str) -> str:
    return label.replace("：", ":").rstrip(":")


def _without_next_label(words: FormWords, value: str) -> str:
    """A name without the label that the same cell goes on with: 农业科填报日期：."""
    value = _UNIT_BEHIND.sub("", value)
    head, colon, _ = value.replace("：", ":").partition(":")
    if not colon:
        return value
    for length in range(min(len(head), 10) - 1, 1, -1):
        label = head[-length:]
        if is_signature(words, label) or words.plays("year", "label", label):
            return head[:-length].strip()
    return value


def split_label(text: str) -> tuple[str, str]:
    label, _, value = text.replace("：", ":").partition(":")
    return label, value.strip()


def is_label(words: FormWords, text: str) -> bool:
    bare = bare_label(text)
    return (
        words.plays("department", "label", bare)
        or words.plays("department", "project", bare)
        or words.plays("year", "label", bare)
        or is_signature(words, text)
    )


def whole_form(top: Sequence[FormRow], path: Path) -> Source:
    """The file itself, as the place of what it lacks."""
    return Source(path.name, "", top[0].grid.sha256 if top else "")
