"""Forms of projects that print no name of theirs: by their title alone they are no department's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.errors import IssueKind
from auditkit.form.log import ReadingLog
from auditkit.form.rows.outside import bare_label
from auditkit.form.rows.rows import FormRow
from auditkit.form.title.tabletitles import bare_title, titles_in

NO_NAME = IssueKind("D27", "项目的表没有写项目名称")
NAMELESS = "未写名称的项目"
"""What such a project is called."""

_OF_A_PROJECT = re.compile("项目|专项|转移支付")
_OF_THE_WHOLE = re.compile("整体|部门.{0,2}绩效|单位.{0,2}绩效")
_OF_A_FORM = re.compile("绩效|自评|申报")


def nameless_project(top: Sequence[FormRow], log: ReadingLog) -> str:
    """What a form is called whose title says that it is a project's, told: nothing above its
    tables names one. Blank where the title does not say so, or 部门名称 stands below it.

    In Word the titles of all forms stand before their tables: there each has to be a project's.
    """
    titled = [row for row, title in titles_in(top) if _OF_A_FORM.search(title)]
    titled = [row for row in titled if row.grid.style != "text"][-1:] or titled
    if not titled or not all(map(is_title_of_project, titled)) or any(map(_is_of_whole, top)):
        return ""
    title = titled[-1]
    what = f"表题是项目的表，却没有读到项目名称，暂称“{NAMELESS}”"
    remedy = "请核对原件并补写项目名称；写有名称的，改用“项目名称”作标签"
    log.issue(NO_NAME, title.first, what, title.texts[0][:40], remedy)
    return NAMELESS


def _is_of_whole(row: FormRow) -> bool:
    """Whether a row names a department as what the form is of: 部门名称, 预算部门名称."""
    return row.words.plays("department", "form", bare_label(row.texts[0]))


def is_title_of_project(row: FormRow) -> bool:
    """Whether a lone line is the title of a project's form: 项目支出绩效自评表."""
    title = bare_title(row)
    return bool(_OF_A_PROJECT.search(title)) and not _OF_THE_WHOLE.search(title)


def is_title_of_form(row: FormRow) -> bool:
    """Whether a lone line is the title of a form, of whatever kind."""
    return bool(_OF_A_FORM.search(bare_title(row)))
