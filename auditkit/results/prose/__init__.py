"""The report's running text, built from the results by templates; every number knows its origin.

In: the results of a run as in 结果.json. Out: paragraphs, chapter by chapter. A template holds no
digit: whatever is a number comes out of the results with its unit, and `origin` says from where.
"""

from __future__ import annotations

from auditkit.results.prose.conclusion import conclusion, next_step, own_items
from auditkit.results.prose.following import CHAPTER, followed
from auditkit.results.prose.parts import Paragraph, Part
from auditkit.results.prose.problems import Problem, problems
from auditkit.results.prose.results import Results
from auditkit.results.prose.surroundings import basics, goals, limitations
from auditkit.results.prose.writing import (
    WRITTEN,
    advice_text,
    left_text,
    numeral,
    problems_text,
    prose,
)

__all__ = [
    "CHAPTER",
    "WRITTEN",
    "Paragraph",
    "Part",
    "Problem",
    "Results",
    "advice_text",
    "basics",
    "conclusion",
    "followed",
    "goals",
    "left_text",
    "limitations",
    "next_step",
    "numeral",
    "own_items",
    "problems",
    "problems_text",
    "prose",
]
