"""How the text of accounts is cut: into clauses, and into the amounts and rates they give."""

from __future__ import annotations

import re

from auditkit.facts.accounts.tables.figures import Figure, figure
from auditkit.facts.accounts.text.prose import Prose

CLAUSE = re.compile(
    r"(?:\(境\)|\((?:增长|增加|上升|下降|减少|降低)\)|[^,;。()¶]|(?<=\d),(?=\d{3}(?!\d)|\d{4}\.))+|[,;。()¶]"
)
TOKEN = re.compile(
    r"(?:人民币)?(?<!\d)(?<!\d[,.])(?P<amount>-?\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元|万(?!元))整?"
    r"|(?<!\d)(?<!\d[,.])(?P<percent>-?\d[\d,]*(?:\.\d+)?)(?:%|个百分点)"
    r"|(?<=[长降加少升低])(?P<unmarked>\d[\d,]*\.\d+)(?=[,;。)¶]|$)"
    r"|(?<=[为费出算])(?P<nothing>0(?:\.0+)?|(?<=为)零)(?=[,;。)¶、]|$)"
    r"|(?<=上年)(?P<bare>\d[\d,]*(?:\.\d+)?)(?=,?(?:增|减|下降|上升))"
)
"""An amount with its unit, a percentage, a bare zero behind 为, 费, 支出 or 决算, a bare 上年14,
and a rate whose sign was forgotten."""


def amount_at(
    prose: Prose, token: re.Match[str], span: tuple[int, int]
) -> tuple[Figure | None, str]:
    """The amount of a token, None where its digits are misprinted, and what is printed."""
    printed = str(token["amount"] or token["nothing"] or token["bare"])
    unit = {"万": "万元", None: "万元"}.get(token["unit"], token["unit"])
    digits = "0" if printed == "零" else printed
    return figure(digits, unit or "万元", prose.source(*span), prose.quote(*span)), printed


def headings_before(prose: Prose) -> dict[int, str]:
    """The heading before each place where one stands.

    Headings one on the other may be those of a text that stands apart from them: they are joined.
    """
    headings: dict[int, str] = {}
    for at, heading in prose.headings:
        headings[at] = headings.get(at - 1, "") + heading
    return headings
