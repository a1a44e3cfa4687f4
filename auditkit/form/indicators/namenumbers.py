"""The numbers that a form prints before the names of its indicators: 1.养护里程, （2）完好率."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditkit.form.declaration import DeclaredIndicator
from auditkit.form.log import ReadingLog

_NUMBER = re.compile(r"^(?:[（(]?\d{1,2}[)）、.．]|[①-⑳])\s*(?=[\u4e00-\u9fff“《A-Za-z])")
_FEWEST = 2


def without_numbers(
    indicators: Sequence[DeclaredIndicator], log: ReadingLog
) -> tuple[DeclaredIndicator, ...]:
    """The indicators without the number before each name, where nearly all of them have one."""
    numbered = [one for one in indicators if _NUMBER.match(one.name)]
    if len(numbered) < _FEWEST or len(numbered) * 5 < len(indicators) * 4:
        return tuple(indicators)
    first = numbered[0]
    what = f"{len(numbered)}个指标名称前有序号，已略去"
    log.repair("另栏所载", first.source, what, first.name, _NUMBER.sub("", first.name))
    return tuple(replace(one, name=_NUMBER.sub("", one.name)) for one in indicators)
