"""The one name of each column of amounts, whatever words a document heads it with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from auditkit.facts.accounts.tables.figures import compact
from auditkit.rules.accountwords import CHANGED, NOT_READ, PLAIN, SUM, AccountWords

FINAL = "决算数"
THREE_ITEMS = (
    ("因公出国(境)费", re.compile(r"因公出国|出国\(境\)")),
    ("公务用车购置及运行维护费", re.compile(r"公务用车购置(?:及|和|与|、)运行|公务用车费")),
    ("公务用车购置费", re.compile(r"公务用车购置|购置费")),
    ("公务用车运行维护费", re.compile(r"公务用车运行|运行(?:维护)?费")),
    ("公务接待费", re.compile(r"公务接待")),
)
COUNTED = re.compile(r"\((?:个|辆|批|批次|人次|人|次|台)\)|团组|批次|人次|人数|保有量")
"""What a row beside the 三公经费 counts, no money: 公务用车保有量（辆）."""
_FUND = re.compile(r"一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?")
_MEASURE = re.compile(
    r"(?:20\d\d年度?)?(?:年初|全年|调整后?|上年度?|本年度?)?(?:预算|决算|统计|支出)数(?:\([^()]*\))?|^(?:预算|决算)$"
    r"|年初预算|全年预算|上年决算"
)
# What some forms print beside the 三公经费.
_BESIDE = ("会议费", "培训费", "机关运行经费")
_BESIDE_ROW = re.compile(
    rf"(?:\(?[一二三四五六七八九十\d]{{1,3}}[)、.])?({'|'.join(_BESIDE[:2])})(?:支出)?(?:\([^()]*\))?"
)
_OF_WHICH = re.compile(r"^其中[:,]?")
_GROWTH = re.compile("(?:增、?减|增长|变动|升降)(?:变化)?(?:幅度?|比例|百分比|率|%)|^%$|幅度$")


@dataclass(frozen=True, slots=True)
class Named:
    """A column of amounts: its name, the words it is headed with, and why it is not understood."""

    name: str
    heading: str
    doubt: str = ""


def name_columns(
    paths: Sequence[tuple[str, ...]], words: AccountWords, kind: str, three: bool
) -> list[Named | None]:
    """The names of the columns of one block, from the heading texts above each.

    None for a column that holds no amounts (行次). A column whose heading is blank, not known or
    another's too has a `doubt`: its figures are kept under a name of their own, and nothing rests
    on them.
    """
    named: list[Named | None] = []
    shared = _shared(paths)
    for path in paths:
        texts = [text for text in path if text not in shared] or list(path[-1:])
        heading = "/".join(path)
        if not path:
            named.append(Named("", "", "没有栏名"))
        elif any(words.column(text) == NOT_READ for text in texts):
            named.append(None)
        elif three:
            named.append(_three(texts, path, words))
        else:
            name, known = column_name(texts, words, kind)
            if "三公" in kind and name == SUM and re.search("支出数?$", path[-1]):
                name = words.amount
            named.append(Named(name, heading, "" if known else "栏名不认识"))
    return _apart(_dated(named, paths), paths)


def column_name(path: Sequence[str], words: AccountWords, kind: str = "") -> tuple[str, bool]:
    """The name of a column, and whether every part of its heading is known.

    A sum has the name of its group, a part of a group stands behind the group's name; the fund
    that the whole table is about (`kind`) and 本年支出 are no group.

    >>> from auditkit.rules.accountwords import shipped_words
    >>> column_name(("本年支出", "小计"), shipped_words())
    ('合计', True)
    >>> column_name(("本年收入", "基本支出"), shipped_words())
    ('本年收入/基本支出', True)
    """
    parts: list[str] = []
    known, summed = True, False
    # In the table by 经济分类 these two head the halves.
    halves = ("人员经费", "公用经费") if "基本支出" in kind and len(path) > 1 else ()
    halves = halves if words.column(path[-1]) == words.amount else ()
    whole = "总表" in kind and len(path) > 1
    for text in path:
        of_which = _OF_WHICH.match(text)
        plain = _OF_WHICH.sub("", text)
        name = words.column(plain) if plain else PLAIN
        if of_which and not parts:
            parts.append("其中")
        if name is None:
            known = False
            name = re.sub(r"\([^()]*\)", "", plain) or plain
        if name == SUM:
            summed = True
        elif name in (words.amount, PLAIN, *halves) or (whole and name.startswith("财政拨款")):
            continue
        elif _FUND.match(name) and name in kind and len(path) > 1:
            summed = True
        elif name not in parts:
            parts.append(name)
    return "/".join(parts) or (SUM if summed else words.amount), known


def three_item(path: Iterable[str]) -> str | None:
    """Which part of the 三公经费 the most particular of some texts names."""
    for text in reversed(list(path)):
        for item, words in THREE_ITEMS:
            if words.search(text):
                return item
    return None


def growth_column(
    paths: Sequence[tuple[str, ...]], columns: Sequence[int], words: AccountWords
) -> int | None:
    """The one column of a block that prints by how much the amounts grew: 增减%, 增减幅度."""
    found = [
        c
        for path, c in zip(paths, columns, strict=True)
        if path and words.column(path[-1]) == NOT_READ and _GROWTH.search(path[-1])
    ]
    return found[0] if len(found) == 1 else None


def beside_item(name: str) -> str:
    """What a row beside the 三公经费 is about: 二、会议费 is 会议费; "" for any other.

    >>> beside_item("(二)会议费支出"), beside_item("三公经费及会议费合计")
    ('会议费', '')
    """
    found = _BESIDE_ROW.fullmatch(name)
    return found[1] if found else ""


def three_measure(text: str) -> str:
    """Which amount of a 三公 item a text says: 预算数, 全年预算数, 决算数, 上年…; "" for none.

    >>> three_measure("一般公共预算财政拨款三公经费/决算数"), three_measure("一般公共预算")
    ('决算数', '')
    """
    plain = _FUND.sub("", text)
    if "决算" in plain or "支出数" in plain or "统计数" in plain:
        measure = FINAL
    elif re.search("(?:全年|调整)(?:后)?预算", plain):
        measure = "全年预算数"
    else:
        measure = "预算数" if "预算" in plain else ""
    return f"上年{measure or FINAL}" if "上年" in plain else measure


def _three(texts: Sequence[str], path: Sequence[str], words: AccountWords) -> Named:
    """A 三公 column as item|measure; 合计 where it names no single item."""
    item = three_item(texts)
    heading = "/".join(path)
    if item is None and any(words.column(text) == CHANGED for text in texts):
        return Named(CHANGED, heading)
    measure = three_measure(heading)
    if item is None:
        rests = [_MEASURE.sub("", text) for text in texts if words.column(text) != SUM]
        plain = [rest for rest in rests if rest and not re.search("三公|^项目|^财政拨款", rest)]
        plain = [rest for rest in plain if _FUND.sub("", rest) not in ("", "财政拨款", "支出")]
        if plain:
            name = _OF_WHICH.sub("", plain[-1])
            known = name in _BESIDE or words.column(name) is not None
            return Named(f"{name}|{measure}", heading, "" if known else "栏名不认识")
    return Named(f"{item or SUM}|{measure}", heading)


def _shared(paths: Sequence[tuple[str, ...]]) -> set[str]:
    """The texts that head every column of a block: they tell none from another."""
    filled = [set(path) for path in paths if path]
    return set.intersection(*filled) if len(filled) > 1 else set()


def _dated(named: Sequence[Named | None], paths: Sequence[tuple[str, ...]]) -> list[Named | None]:
    """Columns headed by an earlier year than others of the block (2022年决算数) are that year's."""
    years = [_year(path) for path in paths]
    latest = max(years, default=0)
    return [
        replace(column, name=of_year(column.name, latest - year))
        if column and column.name and 0 < year < latest and "上年" not in column.name
        else column
        for column, year in zip(named, years, strict=True)
    ]


def _apart(named: list[Named | None], paths: Sequence[tuple[str, ...]]) -> list[Named | None]:
    """Columns of one name set apart by 三公, else each doubtful under its own name."""
    counts = Counter(column.name for column in named if column)
    for name in [name for name, count in counts.items() if count > 1 or not name]:
        at = [i for i, column in enumerate(named) if column and column.name == name]
        inside = [i for i in at if any("三公" in text for text in paths[i])]
        if len(inside) == 1 and name.startswith(SUM):
            others = [i for i in at if i not in inside]
            for i in others:
                named[i] = Named(f"三公经费等{name}", "/".join(paths[i]))
            continue
        for i in at:
            column = named[i]
            assert column is not None
            doubt = column.doubt or "同一部分有两栏同名"
            named[i] = Named(f"{name}(第{i + 1}栏)", column.heading, doubt)
    return named


def of_year(name: str, back: int) -> str:
    """The name of a column for so many years before the document's own.

    >>> of_year("合计|决算数", 0), of_year("合计|决算数", 1), of_year("决算数", 2)
    ('合计|决算数', '合计|上年决算数', '前2年决算数')
    """
    item, mark, measure = name.rpartition("|")
    when = ("", "上年")[back] if back < 2 else f"前{back}年"
    return f"{item}{mark}{when}{measure}"


def _year(path: Sequence[str]) -> int:
    found = re.search(r"20\d\d", compact("".join(path)))
    return int(found.group()) if found else 0
