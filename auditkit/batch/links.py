"""Links from the index to the files of a run."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

from auditkit.batch.job import Run


def href(run: Run, name: str) -> str:
    """The address of a run's file, relative to the index; Chinese stays Chinese.

    >>> href(Run("某局#1", 2020), "审计报告.html")
    '2020/某局%231/审计报告.html'
    """
    path = f"{run.year}/{run.department}/{name}"
    return html.escape(re.sub(r"[\x00-\x7f]+", lambda plain: quote(plain[0]), path))
