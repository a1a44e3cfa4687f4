"""What a kind of finding is measured by (标准): clauses of the library, as objects.

A clause that the library lacks is an error where the kind is defined, when its module is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from auditkit.rules.clauses import clause_named, shipped_clauses


@dataclass(frozen=True, slots=True)
class Demand:
    """One clause by its key, with what it comes to here (`about`); or words alone."""

    clause: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """Demands in their order; a text stands for words that are no clause."""

    demands: tuple[Demand, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The clauses that it names, each once."""
        return tuple(dict.fromkeys(one.clause for one in self.demands if one.clause))

    def __str__(self) -> str:
        parts = ("：".join(filter(None, (one.clause, one.about))) for one in self.demands)
        return "；".join(parts)

    def about(self, words: str) -> Standard:
        """The same, its last demand with what it comes to here."""
        *before, last = self.demands
        return Standard((*before, replace(last, about=words)))

    def __add__(self, other: Standard | str) -> Standard:
        more = (Demand(about=other),) if isinstance(other, str) else other.demands
        return Standard((*self.demands, *more))

    def __radd__(self, words: str) -> Standard:
        return Standard((Demand(about=words), *self.demands))


def standard(*keys: str) -> Standard:
    """The clauses of these keys. Raises KeyError with the nearest key for one that there is not.

    >>> standard("预算法第十三条").keys
    ('预算法第十三条',)
    >>> standard("预算法第十三款")
    Traceback (most recent call last):
    KeyError: '条款库没有“预算法第十三款”，是否为“预算法第十三条”'
    """
    for key in keys:
        clause_named(key, shipped_clauses())
    return Standard(tuple(Demand(key) for key in keys))


REVIEW = standard("预算法第三十二条", "绩效目标可衡量")
"""A target can be measured, and fits what it is for."""
REPEATABLE = standard("预算法实施条例第二十条", "可复核")
"""What is evaluated can be computed again."""
TRACEABLE = standard("可复核")
"""The convention alone, where nobody is told to have broken a law."""
TIED = standard("表内一致")
"""One matter bears one figure and one name (convention)."""
