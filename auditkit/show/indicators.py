"""The indicators that a table or chart shows: an audit's own, or rows that an author chose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, Union

from auditkit.assessment.assessed import Assessed
from auditkit.assessment.table import row_of
from auditkit.show.appearance import Record, plain, records

if TYPE_CHECKING:
    import pandas as pd

Indicators: TypeAlias = Union[Sequence[Assessed], "pd.DataFrame"]
"""`audit.assessed`, or `audit.frame` and what an author made of it."""


def listed(indicators: Indicators) -> list[Record]:
    """The indicators as dicts of plain values, named as in `Audit.frame`; None where missing."""
    if isinstance(indicators, Sequence):
        return [{key: plain(value) for key, value in row_of(row).items()} for row in indicators]
    return records(indicators)
