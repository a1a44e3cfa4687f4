"""Shares of more than 100 % of a whole that nothing can exceed.

资金120万元,占一般公共预算项目支出总额的120.00%: whatever the amounts are, it cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from auditkit.facts.accounts.text.prose import Prose
from auditkit.facts.accounts.text.statement import PERCENT, Statement, rate_of, statement

OVERFULL = "占比超过100%"

# What is spent may be more than what is received or planned, but not than all of its kind.
_SHARE = re.compile(
    r"占(?P<item>[^,。;:%¶\d占]{0,24}?(?:项目支出总额|采购(?:支出)?总额|(?:合同|(?:货物|工程|服务)(?:采购)?支出)(?:总)?金额))"
    r"的?(?:比例|比重)?(?:为|达)?" + PERCENT.format("share")
)
_OTHER_WHOLE = re.compile("(?<!公共)(?<!基金)(?<!经营)预算|上年|去年|20\\d\\d|计划|目标")


def overfull_shares(prose: Prose, read: Collection[int]) -> Iterator[Statement]:
    """Each such share that is checked in no statement; `read` are the places of those that are."""
    for match in _SHARE.finditer(prose.text):
        value, half, _ = rate_of(match["share"])
        known = match.start("share") in read or _OTHER_WHOLE.search(match["item"])
        if value - half > 100 and not known:
            yield statement(prose, OVERFULL, match)
