"""Tables that have a form's columns and are none: the monitoring of how a year's targets fare.

An 绩效运行监控表 prints the targets beside what was done by July. It declares nothing and
evaluates nothing, so it is named and not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditkit.errors import OtherTable
from auditkit.form.rows.rows import FormRow

_TITLE = re.compile(r"绩效.{0,8}(?:监控|跟踪|监测)|(?:监控|跟踪|监测).{0,6}情况表")
# 预算执行过程中开展绩效监控，年终开展了绩效自评。 is a sentence of a report, no title.
_SENTENCE = re.compile("[。；，,]")
_LONGEST_TITLE = 50
_SO_FAR = re.compile(r"(?:1月?|[一上]?半?年?初?)[-—–~至到]\d{1,2}月.{0,6}(?:执行|完成|实现).{0,4}")
_TO_COME = re.compile(r".*(?:全年预计|预计全年|完成目标可能性|目标完成可能性|完成的?可能性).*")


def refuse_monitoring(top: Sequence[FormRow], heading: FormRow | None, file: str) -> None:
    """Stops at a table of monitoring, known by its title or by the columns of its `heading`.

    Raises OtherTable, with the kind of table by name.
    """
    titles = [row.texts[0] for row in top if len(row.cells) == 1]
    found = next((text for text in titles if _is_of_monitoring(text)), "")
    texts = heading.texts if heading is not None else ()
    if not found and any(map(_SO_FAR.fullmatch, texts)) and any(map(_TO_COME.fullmatch, texts)):
        found = "｜".join(texts)
    if found:
        raise OtherTable(
            file,
            f"这是绩效运行监控表，不是申报表或自评表，没有读取（“{found[:40]}”）",
            "请放入年初的绩效目标申报表或年终的自评表；监控表可以另存他处",
        )


def _is_of_monitoring(text: str) -> bool:
    """Whether a lone text is the title of a table of monitoring; the heading of a chapter that a
    report has on it ((二)绩效监控开展情况) names no table."""
    short = len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text)
    return short and "表" in text and bool(_TITLE.search(text))
