"""The report of one department and year, chapter by chapter, whatever it is written as.

In: an `Audit` and what a person gives for the first page. Out: a `Report` whose chapters show
themselves; one that has nothing to say is None.
"""

from __future__ import annotations

from auditkit.show.chapters.parts import Chapter
from auditkit.show.chapters.report import Report, report

__all__ = ["Chapter", "Report", "report"]
