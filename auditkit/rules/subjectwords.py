"""What the text of published accounts speaks of, and the words that may stand beside its amounts.

They are data: `subjects.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from auditkit.rules.accountwords import Words
from auditkit.rules.mistakes import read_shaped

SUBJECTS_FILE = Path(__file__).parent / "subjects.yaml"


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


@lru_cache(maxsize=1)
def shipped_subjects() -> Subjects:
    """The subjects that come with auditkit. Raises RulePackError with file and line."""
    return read_shaped(SUBJECTS_FILE, Subjects.model_validate)
