"""How ledgers are read: headings of a trial balance, and which accounts are which fact.

They are data: `ledger.yaml` holds those of the 政府会计制度, a rule pack may add its own under
`ledger:`, which come first.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from auditkit.rules.accountwords import Words
from auditkit.rules.mistakes import read_shaped

FILE = Path(__file__).parent / "ledger.yaml"

LedgerColumn = Literal[
    "科目编码", "科目名称", "方向", "不读",
    "年初借方", "年初贷方", "年初方向", "年初金额", "期初借方", "期初贷方", "期初方向", "期初金额",
    "本期借方", "本期贷方", "累计借方", "累计贷方", "期末借方", "期末贷方", "期末方向", "期末金额",
]  # fmt: skip
"""What a column of a trial balance holds."""
Taking = Literal["借方发生", "贷方发生", "期初借方", "期初贷方", "期末借方", "期末贷方"]
"""Which amount of an account is meant: what moved in the year, or a balance on its side."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class HeadingWords(_Part):
    """Words of one compact heading, and the column that they name."""

    words: Words
    column: LedgerColumn


class AccountPlace(_Part):
    """Accounts by code and by the names on the way down to them."""

    code: Words
    path: tuple[Words, ...] = ()
    without: Words | None = None


class LedgerFact(_Part):
    """A fact, and the accounts whose amounts it is the sum of."""

    name: Annotated[str, Field(min_length=1)]
    year: Literal["本年", "上年"] = "本年"
    take: Taking
    remark: str = ""
    places: Annotated[tuple[AccountPlace, ...], Field(alias="from", min_length=1)]

    @model_validator(mode="after")
    def _last_year_is_an_opening_balance(self) -> LedgerFact:
        if (self.year == "上年") != self.take.startswith("期初"):
            raise ValueError("上年数只能取期初数，期初数就是上年数（year: 上年）")
        return self


class LedgerWords(_Part):
    """The headings and facts, each list in its order."""

    columns: tuple[HeadingWords, ...] = ()
    facts: tuple[LedgerFact, ...] = ()

    def over(self, base: LedgerWords) -> LedgerWords:
        """These words, tried before those of `base`; a fact named here replaces that of `base`."""
        own = {(fact.name, fact.year) for fact in self.facts}
        kept = tuple(fact for fact in base.facts if (fact.name, fact.year) not in own)
        return LedgerWords.model_construct(
            columns=self.columns + base.columns, facts=self.facts + kept
        )

    @cached_property
    def _columns(self) -> tuple[tuple[re.Pattern[str], LedgerColumn], ...]:
        return tuple((re.compile(one.words), one.column) for one in self.columns)

    def column(self, heading: str) -> LedgerColumn | None:
        """What one compact heading names; None for one that is not known.

        >>> shipped_ledger_words().column("期初余额借方"), shipped_ledger_words().column("借方累计")
        ('期初借方', '累计借方')
        """
        return next((column for words, column in self._columns if words.search(heading)), None)


@lru_cache(maxsize=1)
def shipped_ledger_words() -> LedgerWords:
    """The words that come with auditkit. Raises RulePackError with file and line."""
    return load_ledger_words(FILE)


def load_ledger_words(path: Path) -> LedgerWords:
    """The words in a file of the shape of `ledger.yaml`.

    Raises RulePackError with the file and the line of the first mistake.
    """
    return read_shaped(path, LedgerWords.model_validate)


def ledger_words_with(own: LedgerWords) -> LedgerWords:
    """The shipped words under a rule pack's own."""
    base = shipped_ledger_words()
    return own.over(base) if own.model_fields_set else base
