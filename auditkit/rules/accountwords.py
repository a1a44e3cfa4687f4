"""The words by which published final accounts are read: titles, column headings, places of facts.

They are data: `accounts.yaml` holds those that come with auditkit, a rule pack may add its own
under `accounts:`, which are tried first.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from auditkit.errors import RulePackError

FILE = Path(__file__).parent / "accounts.yaml"

Table = Literal[
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
]
OTHER = "其他"
"""Stands for a table of the published set that is not read."""
CODE, LABEL, SUM, PLAIN, NOT_READ = "编码", "名称", "合计", "总栏", "不读"
"""What a heading may say beside naming an amount: code, name, the row's sum, no more than that
the amounts begin, and a column that holds no amounts."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}”不是有效的正则表达式（{error.msg}）") from error
    return text


Words = Annotated[str, Field(min_length=1), AfterValidator(_pattern)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class TitleWords(_Part):
    """Words of a table's compact title, and the table that they name."""

    words: Words
    table: Table | Literal["其他"]


class ColumnWords(_Part):
    """Words of one compact heading, and the column (or CODE, LABEL, SUM …) that they name."""

    words: Words
    column: Annotated[str, Field(min_length=1)]


class FactPlace(_Part):
    """Where a figure is printed: a row (by name) or code of a table, or a sentence of the text.

    Without `column` the row's amount is meant: 决算数, or 合计 where a table has several columns.
    """

    table: Table | None = None
    row: Words | None = None
    code: str | None = None
    side: Literal["收入", "支出", ""] = ""
    column: str = ""
    said: str | None = None
    figure: str = "now"
    nil: str | None = None
    """Words of which a sentence says there is none: the figure is then 0.00."""

    @model_validator(mode="after")
    def _one_place(self) -> FactPlace:
        if sum(way is not None for way in (self.table, self.said, self.nil)) != 1:
            raise ValueError("须写明 table（连同 row 或 code）、said 或 nil，只写其一")
        if self.table is not None and (self.row is None) == (self.code is None):
            raise ValueError("写了 table，须写明 row 或 code，二者只写其一")
        return self


class FactWords(_Part):
    """A fact and the places where it may be printed, the first that has a figure counts."""

    name: Annotated[str, Field(min_length=1)]
    year: Literal["本年", "上年"] = "本年"
    remark: str = ""
    places: Annotated[tuple[FactPlace, ...], Field(alias="from", min_length=1)]


class AccountWords(_Part):
    """The titles, column headings and facts of published accounts, each list in its order."""

    titles: tuple[TitleWords, ...] = ()
    columns: tuple[ColumnWords, ...] = ()
    facts: tuple[FactWords, ...] = ()
    _own: tuple[TitleWords, ...] = PrivateAttr(default=())

    def over(self, base: AccountWords) -> AccountWords:
        """These words, tried before those of `base`; a fact named here replaces that of `base`."""
        own = {(fact.name, fact.year) for fact in self.facts}
        kept = tuple(fact for fact in base.facts if (fact.name, fact.year) not in own)
        both = AccountWords.model_construct(
            titles=self.titles + base.titles,
            columns=self.columns + base.columns,
            facts=self.facts + kept,
        )
        both._own = self.titles
        return both

    @cached_property
    def _titles(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(title.words), title.table) for title in self.titles)

    @cached_property
    def _columns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(column.words), column.column) for column in self.columns)

    @cached_property
    def _read(self) -> dict[str, str | None]:
        return {}

    def table(self, title: str) -> str | None:
        """The table that a compact title names, OTHER for one not read, None without any."""
        return next((table for words, table in self._titles if words.search(title)), None)

    def own_table(self, title: str) -> str | None:
        """The table that a compact title names by the words of a rule pack alone."""
        return next((t.table for t in self._own if re.search(t.words, title)), None)

    def column(self, heading: str) -> str | None:
        """What one compact heading names; None for one that is not known.

        >>> shipped_words().column("本年收入合计"), shipped_words().column("没有见过的栏")
        ('合计', None)
        """
        if heading not in self._read:
            self._read[heading] = next(
                (column for words, column in self._columns if words.search(heading)), None
            )
        return self._read[heading]


@lru_cache(maxsize=1)
def shipped_words() -> AccountWords:
    """The words that come with auditkit. Raises RulePackError with file and line."""
    return load_words(FILE)


def load_words(path: Path) -> AccountWords:
    """The words in a file of the shape of `accounts.yaml`.

    Raises RulePackError with the file and the line of the first mistake.
    """
    from auditkit.rules.load import mistake
    from auditkit.rules.yamltree import constructed, read_document

    root = read_document(path).root
    try:
        return AccountWords.model_validate(constructed(root))
    except ValidationError as error:
        raise RulePackError(*mistake(root, error)) from error


def words_with(own: AccountWords) -> AccountWords:
    """The shipped words under a rule pack's own."""
    return own.over(shipped_words()) if own.model_fields_set else shipped_words()
