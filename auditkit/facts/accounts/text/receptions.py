"""What was spent on receiving guests from within the country and from outside it.

其中:国内公务接待支出4.20万元; 外事接待支出0万元: the parts of 公务接待费, which no table prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.text.belonging import is_of_other_year, is_of_others
from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import AMOUNT, Statement, statement
from auditkit.rules.subjectwords import Subjects

DOMESTIC, FOREIGN = "国内公务接待", "国（境）外公务接待"

_RECEIVED = re.compile(
    r"(?P<domestic>国内(?:公务)?接待)?(?P<foreign>(?:外事|外宾|国\(境\)外|国外|境外)(?:公务)?接待)?"
    r"(?<=接待)(?:费(?:用)?)?(?:支出|决算|开支)+(?:数|金额)?(?:为|是)?" + AMOUNT.format("now")
)
_PLAN = re.compile("(?<!公共)预算")
_SPENT = re.compile("决算|支出|实际|发生")


def receptions(prose: Prose, year: int | None, subjects: Subjects) -> Iterator[Statement]:
    """Each such amount of the year, of the department alone."""
    for match in _RECEIVED.finditer(prose.text):
        if not (match["domestic"] or match["foreign"]):
            continue
        if _is_planned(prose.text[max(0, match.start() - 60) : match.start()]):
            continue
        if is_of_other_year(prose.text, match.start(), year):
            continue
        if not is_of_others(prose, match.start(), subjects):
            yield statement(prose, DOMESTIC if match["domestic"] else FOREIGN, match)


def _is_planned(before: str) -> bool:
    """Whether the sentence gave a plan last: 公务接待费预算5万元,其中:国内公务接待支出4万元."""
    lead = re.split("[。¶]", before)[-1]
    planned = [match.end() for match in _PLAN.finditer(lead)]
    spent = [match.end() for match in _SPENT.finditer(lead)]
    return bool(planned) and (not spent or spent[-1] < planned[-1])
