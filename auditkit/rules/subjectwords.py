"""What the text of published accounts speaks of, and the words that may stand beside its amounts.

They are data: `subjects.yaml` holds those that come with auditkit, a rule pack may add its own
under `subjects:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from auditkit.errors import nearest
from auditkit.rules.accountwords import Words
from auditkit.rules.mistakes import read_shaped

SUBJECTS_FILE = Path(__file__).parent / "subjects.yaml"
BUDGET_SUBJECTS_FILE = Path(__file__).parent / "budgetsubjects.yaml"
_BRACKETS = str.maketrans("（）", "()")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SubjectWords(_Part):
    """One thing that the text speaks of: its name, its words, and which facts its amounts are.

    `of` names the whole that it is a part of; `within` the subjects behind which alone a short name
    counts; behind a subject of a family in `unless` its words are that one's own
    (三公经费支出总额); `now` and `budget` the facts of the year's amount and of its plan, `prior` a
    fact of the year before that its amount is, "" for none. `loosely` names it where an amount
    was not read: there a word more is told, and nothing is taken.
    """

    name: str
    words: Words
    item: str = ""
    of: str = ""
    within: tuple[str, ...] = ()
    family: str = ""
    unless: tuple[str, ...] = ()
    now: str = ""
    budget: str = ""
    prior: str = ""
    loosely: Words | None = None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Its words, compiled when first sought."""
        return re.compile(self.words)

    @cached_property
    def loose_pattern(self) -> re.Pattern[str]:
        """Its words and the looser ones, compiled when first sought."""
        return re.compile("|".join(filter(None, (self.words, self.loosely))))

    @property
    def key(self) -> tuple[str, str]:
        """Its name and item: what one subject is told from another by."""
        return self.name, self.item


@dataclass(frozen=True, slots=True)
class Named:
    """A subject as a text names it: from where to where."""

    subject: SubjectWords
    start: int
    end: int


class Subjects(_Part):
    """The subjects in their order, the words between them and their amounts, and of change.

    `others` stand right before a subject that is not the department's in the year.
    """

    subjects: tuple[SubjectWords, ...]
    others: Words
    between: Words
    rise: Words
    fall: Words

    @cached_property
    def way(self) -> re.Pattern[str]:
        """A word of change: group `fall` for one of a fall."""
        return re.compile(f"(?P<rise>{self.rise})|(?P<fall>{self.fall})")

    @cached_property
    def plain(self) -> re.Pattern[str]:
        """What may stand between a subject and its amount."""
        return re.compile(f"{self.rise}|{self.fall}|{self.between.replace(' ', '')}")

    @cached_property
    def of_others(self) -> re.Pattern[str]:
        """What ends with words of others."""
        return re.compile(f"(?:{self.others})$")

    @cached_property
    def by_key(self) -> dict[tuple[str, str], SubjectWords]:
        """Each subject by its name and item, the first of that name."""
        return {s.key: s for s in reversed(self.subjects)}

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{s.loose_pattern.pattern})" for s in self.subjects))

    def whole_of(self, subject: SubjectWords) -> SubjectWords | None:
        """The subject that another is a part of; None for none."""
        return self.by_key.get((subject.of, "")) if subject.of else None

    def named(self, text: str, *outer: SubjectWords | None, loosely: bool = False) -> list[Named]:
        """The subjects that a text names, in its order; of two that overlap the longer.

        `outer` are those that the passage speaks of already: short names count within them.
        `loosely` takes the words too that only tell of an amount that was not read.
        """
        if not self._any.search(text):
            return []
        known = {name for one in outer if one for name in (one.name, one.item, one.of)}
        found = [
            Named(subject, match.start(), match.end())
            for subject in self.subjects
            for match in (subject.loose_pattern if loosely else subject.pattern).finditer(text)
        ]
        found.sort(key=lambda one: (one.start, -one.end))
        kept: list[Named] = []
        families = {one.family for one in outer if one}
        for one in found:
            subject = one.subject
            if families.intersection(subject.unless):
                continue
            if subject.within and not known.intersection(subject.within):
                continue
            if not kept or one.start >= kept[-1].end:
                kept.append(one)
            elif one.end - one.start > kept[-1].end - kept[-1].start:
                kept[-1] = one
            else:
                continue
            families.add(subject.family)
            known |= {subject.name, subject.item, subject.of}
        return kept


class OwnSubjects(_Part):
    """What a rule pack adds to the subjects: `words`, each of one that is known or of a new one.

    A known one is named by its name or item (机关运行经费, 公务接待费) and keeps its facts and what
    it is a part of; a new one says of which fact its amounts are, or of which family it is. The
    other lists are further words of `Subjects`.
    """

    words: tuple[SubjectWords, ...] = ()
    others: tuple[Words, ...] = ()
    between: tuple[Words, ...] = ()
    rise: tuple[Words, ...] = ()
    fall: tuple[Words, ...] = ()

    def faults(self) -> Iterator[tuple[tuple[str, int, str], str]]:
        """Words of a name that is unknown and says nothing of itself: where, and what is wrong."""
        for i, own in enumerate(self.words):
            if not (_known(own) or own.now or own.budget or own.prior or own.family):
                called = [s.item or s.name for s in shipped_subjects().subjects]
                close = nearest(own.name, called)
                hint = f"，是否为“{close}”" if close else ""
                remedy = "新的一项须写明 now、budget、prior 或 family"
                yield ("words", i, "name"), f"没有“{own.name}”这一项{hint}；{remedy}"

    def over(self, base: Subjects) -> Subjects:
        """These beside the subjects of `base`, tried before them."""
        own = tuple(_whole(one) for one in self.words)
        return Subjects(
            subjects=own + base.subjects,
            others="|".join((*self.others, base.others)),
            between="|".join((*self.between, base.between)),
            rise="|".join((*self.rise, base.rise)),
            fall="|".join((*self.fall, base.fall)),
        )


def _known(own: SubjectWords) -> SubjectWords | None:
    """The subject of ours that a pack's words are of; None for one of its own."""
    called = own.name.translate(_BRACKETS)
    named = (
        s for s in shipped_subjects().subjects if called == (s.item or s.name) and not s.within
    )
    return next(named, None)


def _whole(own: SubjectWords) -> SubjectWords:
    known = _known(own)
    if known is None:
        return own
    stated = own.model_dump(include=own.model_fields_set - {"name"})
    # A copy would keep the compiled words.
    return SubjectWords(**{**known.model_dump(), "loosely": None, **stated})


@lru_cache(maxsize=1)
def shipped_subjects() -> Subjects:
    """The subjects that come with auditkit. Raises RulePackError with file and line."""
    return read_shaped(SUBJECTS_FILE, Subjects.model_validate)


@lru_cache(maxsize=1)
def budget_subjects() -> Subjects:
    """The subjects of a budget (部门预算): those of final accounts with its own words before them.

    Raises RulePackError with file and line.
    """
    return read_shaped(BUDGET_SUBJECTS_FILE, OwnSubjects.model_validate).over(shipped_subjects())


def subjects_with(own: OwnSubjects, *, budget: bool = False) -> Subjects:
    """The shipped subjects, of final accounts or of a budget, with a rule pack's own."""
    base = budget_subjects() if budget else shipped_subjects()
    return own.over(base) if own.model_fields_set else base
