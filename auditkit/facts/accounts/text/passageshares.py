"""What a printed share is one of: the whole of its subject, or what the words behind 占 name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auditkit.facts.accounts.tables.figures import Figure
from auditkit.facts.accounts.text.passagefigures import Key, Said, Share
from auditkit.rules.subjectwords import Subjects

GENERAL = ("一般公共预算财政拨款支出", "财政拨款支出")
"""The subjects of which a bare 占 may mean more than one whole."""
_OF_ALL = re.compile("(?:全部|本年|当年|年度)?(?:总支出|支出|总收入|收入|总额)(?:总额|合计|总数)?")


def whole_key(subjects: Subjects, key: Key, share: Share) -> Key | None:
    """What a share of the subject `key` is one of; None where the words name something else."""
    own = subjects.by_key[key]
    names = subjects.named(share.of)
    if not names:
        # A bare 占 behind 一般公共预算财政拨款支出 may mean all fiscal expenditure.
        plain = not share.of or _OF_ALL.fullmatch(share.of)
        return (own.of, "") if own.of and plain and key[0] not in GENERAL else None
    whole = names[-1].subject.key
    if whole[0] in ("支出总计", "收入总计") and own.of:
        return own.of, ""
    above = subjects.by_key.get((own.of, ""))
    # 一般公共预算财政拨款收入 is a part of 财政拨款收入, and that of 本年收入合计;
    # 授予小微企业合同 is one of 授予中小企业合同, and that of 政府采购.
    nested = own.name.endswith("收入") or own.name.startswith("授予")
    wider = above is not None and nested and whole == (above.of, "")
    return whole if whole == (own.of, "") or wider else None


def base_of(
    said: Mapping[Key, Said], whole: Key | None, now: Figure | None, share: Share
) -> Figure | None:
    """The amount of what a share is one of, where the passage gives it; `now` is the part's."""
    if whole and whole in said:
        return said[whole].get("now")
    if whole == ("基本支出", ""):
        # 一般公共预算财政拨款基本支出800万元,其中:人员经费700万元,占基本支出的87.50%.
        named = [one for key, one in said.items() if key[0].endswith("财政拨款基本支出")]
        return named[0].get("now") if len(named) == 1 else None
    # 支出总计 is often said of the year's expenditure: where it bears the share out.
    other = said.get(("支出总计", "")) if whole == ("本年支出合计", "") else None
    found = other.get("now") if other else None
    if found is None or now is None or not found.value:
        return None
    off = abs(100 * now.value / found.value - share.rate[0])
    return found if off < 2 * share.rate[1] else None
