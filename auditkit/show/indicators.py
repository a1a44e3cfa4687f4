"""The indicators that a table or chart shows: an audit's own, or rows that an author chose."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.table import frame_of, row_of
from auditkit.show.appearance import Record, plain, records

Indicators = Sequence[Assessed] | pd.DataFrame
"""`audit.assessed`, or `audit.frame` and what an author made of it."""


def framed(indicators: Indicators) -> pd.DataFrame:
    """The indicators as rows with the columns of `Audit.frame`."""
    return indicators if isinstance(indicators, pd.DataFrame) else frame_of(indicators)


def listed(indicators: Indicators) -> list[Record]:
    """The indicators as dicts of plain values, named as in `Audit.frame`; None where missing."""
    if isinstance(indicators, pd.DataFrame):
        return records(indicators)
    return [{key: plain(value) for key, value in row_of(row).items()} for row in indicators]
