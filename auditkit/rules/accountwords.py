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
    model_validator,
)

from auditkit.errors import nearest
from auditkit.rules.mistakes import read_shaped

FINAL_FILE = Path(__file__).parent / "accounts.yaml"
BUDGET_FILE = Path(__file__).parent / "budget.yaml"

FINAL_TABLES = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款“三公”经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
)
FURTHER_TABLES = ("机构运行信息表", "政府采购预算表")
"""Read where a document has them; most do not, and none is missed."""
BUDGET_TABLES = tuple(name.replace("决算", "预算") for name in FINAL_TABLES)
CHANGED = "增减额"
"""The column of what an amount grew by."""
OTHER = "其他"
"""Stands for a table of the published set that is not read."""
CODE, LABEL, SUM, PLAIN, NOT_READ = "编码", "名称", "合计", "总栏", "不读"
"""What a heading may say beside naming an amount: code, name, the row's sum, no more than that
the amounts begin, and a column that holds no amounts."""

# 合计(万元)
_UNIT_BEHIND = re.compile(r"[,/]?(?:\((?:单位:?)?(?:[百千]?万|[千亿])?元\)|(?<=.)单位:?万?元)$")


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
    table: Annotated[str, Field(min_length=1)]


class ColumnWords(_Part):
    """Words of one compact heading, and the column (or CODE, LABEL, SUM …) that they name."""

    words: Words
    column: Annotated[str, Field(min_length=1)]


class FactPlace(_Part):
    """Where a figure is printed: a row (by name) or code of a table, or a sentence of the text.

    Without `column` the row's amount is meant: 决算数, or 合计 where a table has several columns.
    """

    table: str | None = None
    row: Words | None = None
    code: str | None = None
    side: Literal["收入", "支出", ""] = ""
    column: str = ""
    part: str | None = None
    """A part of the 三公 table (合计, 公务接待费 …), which may be a row or a column there."""
    said: str | None = None
    figure: str = "now"
    whole: str = ""
    """Of which whole the sentence must speak: 全部 for all expenditure."""
    nil: str | None = None
    """Words of which a sentence says there is none: the figure is then 0.00."""

    @model_validator(mode="after")
    def _one_place(self) -> FactPlace:
        if sum(way is not None for way in (self.table, self.said, self.nil)) != 1:
            raise ValueError("须写明 table（连同 row、code 或 part）、said 或 nil，只写其一")
        ways = (self.row, self.code, self.part)
        if self.table is not None and sum(way is not None for way in ways) != 1:
            raise ValueError("写了 table，须写明 row、code 或 part，只写其一")
        return self


class FactWords(_Part):
    """A fact and the places where it may be printed, the first that has a figure counts."""

    name: Annotated[str, Field(min_length=1)]
    year: Literal["本年", "上年"] = "本年"
    remark: str = ""
    places: Annotated[tuple[FactPlace, ...], Field(alias="from", min_length=1)]


class AccountWords(_Part):
    """The titles, column headings and facts of published accounts, each list in its order.

    `tables` are the names of the tables that are read, `title` the shape of a line that is the
    title of one, `amount` the column that a table with one column of amounts has.
    """

    tables: tuple[str, ...] = ()
    title: Words = "决算.*表"
    amount: Literal["决算数", "预算数"] = "决算数"
    titles: tuple[TitleWords, ...] = ()
    columns: tuple[ColumnWords, ...] = ()
    facts: tuple[FactWords, ...] = ()
    _own: tuple[TitleWords, ...] = PrivateAttr(default=())

    @model_validator(mode="after")
    def _tables_are_known(self) -> AccountWords:
        known = {*(self.tables or (*FINAL_TABLES, *BUDGET_TABLES)), *FURTHER_TABLES, OTHER}
        named = [title.table for title in self.titles]
        named += [p.table for fact in self.facts for p in fact.places if p.table is not None]
        for name in named:
            if name not in known:
                close = nearest(name, known)
                hint = f"，是否为“{close}”" if close else ""
                raise ValueError(f"没有“{name}”这张表{hint}；可写：{'、'.join(sorted(known))}")
        return self

    def over(self, base: AccountWords) -> AccountWords:
        """These words, tried before those of `base`; a fact named here replaces that of `base`."""
        own = {(fact.name, fact.year) for fact in self.facts}
        kept = tuple(fact for fact in base.facts if (fact.name, fact.year) not in own)
        both = AccountWords.model_construct(
            tables=base.tables,
            title=base.title,
            amount=base.amount,
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

    @cached_property
    def _title(self) -> re.Pattern[str]:
        return re.compile(self.title)

    def is_title(self, line: str) -> bool:
        """Whether a compact line has the shape of a title of these tables."""
        return self._title.search(line) is not None

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
            plain = _UNIT_BEHIND.sub("", heading) or heading
            self._read[heading] = next(
                (column for words, column in self._columns if words.search(plain)), None
            )
        return self._read[heading]


@lru_cache(maxsize=2)
def shipped_words(file: Path = FINAL_FILE) -> AccountWords:
    """The words that come with auditkit. Raises RulePackError with file and line."""
    return load_words(file)


def load_words(path: Path) -> AccountWords:
    """The words in a file of the shape of `accounts.yaml`.

    Raises RulePackError with the file and the line of the first mistake.
    """
    return read_shaped(path, AccountWords.model_validate)


def words_with(own: AccountWords, file: Path = FINAL_FILE) -> AccountWords:
    """The shipped words under a rule pack's own."""
    base = shipped_words(file)
    return own.over(base) if own.model_fields_set else base
