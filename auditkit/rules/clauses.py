"""The clause library (条款库): what is demanded, by which document and article, where and when.

`clauses.yaml` holds the clauses that come with auditkit, each in our own words. An office lays a
file of its own beside its pack, with the verbatim text or with further documents, and names it
there (`clause_file:`); then its text is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from auditkit.errors import nearest
from auditkit.rules.mistakes import read_shaped

FILE = Path(__file__).parent / "clauses.yaml"
EVERYWHERE = "全国"
NOT_READ = "条文未核对"
CONVENTION = "本程序约定"

ClauseKind = Literal["法律", "规定", "规则", "约定"]
_Words = Annotated[str, Field(min_length=1)]


class Clause(BaseModel):
    """One demand of one document (条款), or a convention of ours where no document demands it.

    `demands` is in our own words, `text` the verbatim text that an office has laid down. `since`
    and `until` are years of budget or final accounts; `places` hold with what lies in them.
    `read` says where the article was read, blank where it was not. `formerly` is the key of the
    clause that held before this version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    key: str = ""
    issuer: str = ""
    title: str = ""
    number: str = ""
    article: str = ""
    demands: _Words
    text: str = ""
    version: str = ""
    places: Annotated[tuple[_Words, ...], Field(min_length=1)] = (EVERYWHERE,)
    since: int
    until: int | None = None
    read: str = ""
    kind: ClauseKind
    formerly: str = ""

    @model_validator(mode="after")
    def _documents_have_a_title(self) -> Clause:
        if self.kind != "约定" and not (self.issuer and self.title):
            raise ValueError(
                "须写明 issuer（发文机关）和 title（文件标题）；没有文件的，kind 写约定"
            )
        if self.until is not None and self.until < self.since:
            raise ValueError("until 早于 since")
        return self

    @property
    def citation(self) -> str:
        """发文机关《标题》（文号）第X条, with the version where no number is known.

        >>> shipped_clauses()["预算法第十三条"].citation
        '全国人民代表大会常务委员会《中华人民共和国预算法》（2018年修正）第十三条'
        """
        if self.kind == "约定":
            return CONVENTION
        number = self.number or self.version
        return f"{self.issuer}《{self.title}》{f'（{number}）' if number else ''}{self.article}"

    @property
    def settled(self) -> bool:
        """Whether a report for issue may cite it: the article was read, or its text laid down."""
        return bool(self.read or self.text)

    @property
    def said(self) -> str:
        """What it demands, with its citation: the verbatim text where an office has laid it down.

        An article that was not read is marked so.
        """
        words = f"“{self.text}”" if self.text else self.demands
        mark = "" if self.settled else f"；{NOT_READ}"
        return f"{words}（{self.citation}{mark}）"

    @property
    def marked(self) -> str:
        """Its citation, marked where the article was not read."""
        return self.citation if self.settled else f"{self.citation}（{NOT_READ}）"

    def valid_in(self, place: str) -> bool:
        """Whether it is a rule of that place, or of one that the place lies in."""
        return EVERYWHERE in self.places or any(place.startswith(name) for name in self.places)

    def holds(self, place: str, years: tuple[int, int]) -> bool:
        """Whether it is in force in a place in any of the years, both ends included."""
        then = self.since <= years[1] and (self.until is None or years[0] <= self.until)
        return then and self.valid_in(place)

    def outside(self, place: str, years: tuple[int, int]) -> str:
        """Why it does not hold there and then, blank where it does."""
        if self.holds(place, years):
            return ""
        period = f"{self.since}—{self.until or '今'}"
        when = f"{years[0]}" if years[0] == years[1] else f"{years[0]}—{years[1]}"
        where = "、".join(self.places)
        return f"条款“{self.key}”适用于{where}、{period}年度，不适用于{place}、{when}年度"


Clauses = Mapping[str, Clause]
_SHAPE = TypeAdapter(dict[str, Clause])


class ClauseReference(BaseModel):
    """A reference of a pack that is a clause of the library.

    `basis` is 依据 where the clause binds whoever is audited: it must hold in the place and period
    of the pack. 参照 says openly that another place's or time's rule serves as a model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    clause: _Words
    basis: Literal["依据", "参照"] = "依据"


@lru_cache(maxsize=1)
def shipped_clauses() -> Clauses:
    """The clauses that come with auditkit. Raises RulePackError with file and line."""
    return load_clauses(FILE)


def load_clauses(path: Path) -> Clauses:
    """The clauses in a file of the shape of `clauses.yaml`, by their key.

    Raises RulePackError with the file and the line of the first mistake.
    """
    return read_shaped(path, _keyed)


def _keyed(content: Mapping[str, dict[str, object]]) -> Clauses:
    return _SHAPE.validate_python({key: {"key": key} | clause for key, clause in content.items()})


def clauses_with(own: Mapping[str, Mapping[str, object]]) -> Clauses:
    """The shipped clauses with an office's own laid over them, part by part.

    Raises ValidationError for a clause that is not whole then.
    """
    known = {key: clause.model_dump() for key, clause in shipped_clauses().items()}
    laid = {key: known.get(key, {"key": key}) | dict(clause) for key, clause in own.items()}
    return {**shipped_clauses(), **_SHAPE.validate_python(laid)}


def in_force(clause: Clause, clauses: Clauses, place: str, year: int) -> Clause | None:
    """The version of a clause that holds in a place for the accounts of a year; None for none.

    >>> law = shipped_clauses()["预算法第十三条"]
    >>> [in_force(law, shipped_clauses(), "郑州市", year).version for year in (2016, 2020)]
    ['2014年修正', '2018年修正']
    """
    known: Clause | None = clause
    while known is not None and not known.holds(place, (year, year)):
        known = clauses.get(known.formerly)
    return known


def clause_named(key: str, clauses: Clauses) -> Clause:
    """The clause of that key. Raises KeyError with the nearest key for another."""
    if key not in clauses:
        close = nearest(key, clauses)
        raise KeyError(f"条款库没有“{key}”" + (f"，是否为“{close}”" if close else ""))
    return clauses[key]
