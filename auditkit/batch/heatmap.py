"""The statuses of indicators over departments and years, as a table of small coloured cells."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from auditkit.batch.links import href
from auditkit.batch.standing import Standing
from auditkit.show.appearance import STATUS_MARKS
from auditkit.show.markup import Markup, tag
from auditkit.wording import in_order

MOST_COLUMNS = 60
"""Indicators with a column of their own; a department's others are counted in the last one."""
LETTERS = dict(zip(STATUS_MARKS, "abcdefgh", strict=True))
"""The class of a cell: with a thousand runs each letter is 50 KB."""


def heat_map(standings: Sequence[Standing], most: int | None = None) -> Markup:
    """A row for each run that has results, a column for each indicator that several share.

    `most` is how many rows are written; the columns are those of all.
    """
    shown = [standing for standing in standings if standing.statuses]
    if not shown:
        return tag("p", "还没有指标结果。")
    columns = shared_indicators(shown)
    known = set(columns)
    rest = any(len(standing.statuses.keys() - known) for standing in shown)
    # End tags that HTML lets go are left out, for the same reason.
    head = "".join(f"<th scope=col>{html.escape(in_order(name))}" for name in columns)
    rows = "".join(_row(one, columns, known) for one in standings[:most] if one.statuses)
    letters = "".join(f' data-{letter}="{status}"' for status, letter in LETTERS.items())
    legend = tag(
        "ul",
        *(
            tag("li", tag("i", class_=letter, aria_hidden="true"), status)
            for status, letter in LETTERS.items()
        ),
        tag("li", tag("i", aria_hidden="true"), "空白：该部门没有申报此指标"),
        class_="heat-legend",
    )
    table = (
        f'<div class="heat-scroll" role="group" tabindex="0" aria-label="指标结果">'
        f'<table class="heat"{letters}><caption>各部门各年度的指标结果</caption>'
        f"<thead><tr><th scope=col>部门和年度{head}"
        f"{'<th scope=col class=rest>其余指标' if rest else ''}<tbody>{rows}</table></div>"
    )
    return Markup(legend + table)


def shared_indicators(standings: Sequence[Standing]) -> list[str]:
    """The indicators that several departments have, the most frequent ones, as the forms order
    them; those of one department alone where there is no other."""
    departments: dict[str, set[str]] = {}
    for standing in standings:
        for indicator in standing.statuses:
            departments.setdefault(indicator, set()).add(standing.run.department)
    least = min(2, len({standing.run.department for standing in standings}))
    counted = Counter({name: len(has) for name, has in departments.items() if len(has) >= least})
    most = {name for name, _ in counted.most_common(MOST_COLUMNS)}
    return [name for name in departments if name in most]


def cell_style() -> str:
    """The colours, symbols and spoken words of the cells."""
    return "".join(
        f".heat .{letter},.heat-legend .{letter}{{background:{mark.fill};color:{mark.ink}}}"
        f'.{letter}::before{{content:"{mark.symbol}";content:"{mark.symbol}" / "{status}"}}'
        for (status, mark), letter in zip(STATUS_MARKS.items(), LETTERS.values(), strict=True)
    )


def packed_rows(standings: Sequence[Standing]) -> dict[str, Any]:
    """The rows for the script of a long index: `letters` of the cells (a space for what is not
    declared, blank for a run without results), what the `rests` come to, and the `pages`."""
    columns = shared_indicators([one for one in standings if one.statuses])
    known = set(columns)
    return {
        "letters": [
            "".join(
                LETTERS[one.statuses[name]] if name in one.statuses else " " for name in columns
            )
            if one.statuses
            else ""
            for one in standings
        ],
        "rests": [_rest(one, known) for one in standings],
        "pages": [_page(one) for one in standings],
    }


def _rest(standing: Standing, known: Collection[str]) -> str:
    """What the indicators that are no column come to, by status."""
    others = Counter(status for name, status in standing.statuses.items() if name not in known)
    return "，".join(f"{status}{others[status]}" for status in STATUS_MARKS if others[status])


def _page(standing: Standing) -> str:
    return next((file for file in standing.files if file.endswith(".html")), "")


def _row(standing: Standing, columns: Sequence[str], known: Collection[str]) -> str:
    cells = "".join(
        f"<td class={LETTERS[standing.statuses[name]]}>" if name in standing.statuses else "<td>"
        for name in columns
    )
    counted = _rest(standing, known)
    last = f"<td class=r>{counted}" if counted else ""
    name = html.escape(in_order(f"{standing.run.department} {standing.run.year}"))
    page = _page(standing)
    named = f'<a href="{href(standing.run, page)}">{name}</a>' if page else name
    return f"<tr><th scope=row>{named}{cells}{last}"
