"""A due date (整改期限) as people write it."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from auditkit.facts.workbook.layout import plain

_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年|[-./])(?P<month>\d{1,2})(?:(?:月|[-./])(?P<day>\d{1,2})日?)?"
)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年?(?:底|末|年底|年末|内)?")
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def due_day(text: str) -> dt.date | None:
    """The last day that a due date leaves; None where it names none.

    A month or a year without a day leaves its last one.

    >>> due_day("2024年6月底"), due_day("2024-02-05"), due_day("尽快")
    (datetime.date(2024, 6, 30), datetime.date(2024, 2, 5), None)
    """
    said = plain(text)
    if packed := _PACKED.fullmatch(said):
        return _date(*map(int, packed.groups()))
    if found := _DAY.search(said):
        year, month = int(found["year"]), int(found["month"])
        if found["day"]:
            return _date(year, month, int(found["day"]))
        return _date(year, month, calendar.monthrange(year, month)[1]) if 0 < month < 13 else None
    found = _YEAR.fullmatch(said)
    return dt.date(int(found["year"]), 12, 31) if found else None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
