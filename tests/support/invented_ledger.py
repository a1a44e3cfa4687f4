"""示例数据（虚构）: one small ledger (账簿) as four programs export it, and as GB/T 24589 XML.

It goes with the accounts of `invented_accounts` figure by figure: 480.00 万元 spent of general
budget, 500.00 taken in, 490.00 spent in all, 20.00 carried in and 30.00 carried on. Amounts in 元.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from invented_accounts import DEMO, OWNER, YEAR

# Code by levels, name, opening, debit, credit, closing; balances are debit less credit.
ACCOUNTS: tuple[tuple[str, str, int, int, int, int], ...] = (
    ("1601", "固定资产", 1_000_000, 50_000, 0, 1_050_000),
    ("3001", "累计盈余", -1_000_000, 0, 50_000, -1_050_000),
    ("6001", "财政拨款预算收入", 0, 4_900_000, 4_900_000, 0),
    ("6609", "其他预算收入", 0, 100_000, 100_000, 0),
    ("7101", "行政支出", 0, 4_900_000, 4_900_000, 0),
    ("7101.01", "财政拨款支出", 0, 4_800_000, 4_800_000, 0),
    ("7101.01.01", "基本支出", 0, 3_600_000, 3_600_000, 0),
    ("7101.01.01.01", "工资福利支出", 0, 3_000_000, 3_000_000, 0),
    ("7101.01.01.02", "商品和服务支出", 0, 520_000, 520_000, 0),
    ("7101.01.01.03", "退休费", 0, 80_000, 80_000, 0),
    ("7101.01.02", "项目支出", 0, 1_200_000, 1_200_000, 0),
    ("7101.01.02.01", "公务接待费", 0, 5_000, 5_000, 0),
    ("7101.01.02.02", "公务用车运行维护费", 0, 41_000, 41_000, 0),
    ("7101.01.02.03", "业务费", 0, 1_154_000, 1_154_000, 0),
    ("7101.02", "其他资金支出", 0, 100_000, 100_000, 0),
    ("7101.02.01", "基本支出", 0, 50_000, 50_000, 0),
    ("7101.02.02", "项目支出", 0, 50_000, 50_000, 0),
    ("8001", "资金结存", 200_000, 5_000_000, 4_900_000, 300_000),
    ("8101", "财政拨款结转", -150_000, 4_800_000, 4_900_000, -250_000),
    ("8102", "财政拨款结余", -20_000, 0, 0, -20_000),
    ("8201", "非财政拨款结转", -30_000, 100_000, 100_000, -30_000),
)
Row = list[object]


def sides(amount: int) -> Row:
    """A balance in the columns 借方 and 贷方; nothing in the other, nor in either where it is 0."""
    return [amount or None, None] if amount >= 0 else [None, -amount]


def facing(amount: int) -> Row:
    """A balance as 方向 and amount."""
    return ["平" if not amount else "借" if amount > 0 else "贷", abs(amount) or None]


def full(code: str) -> str:
    """The names on the way down to an account, as EAS prints them."""
    named = {one: name for one, name, *_ in ACCOUNTS}
    parts = code.split(".")
    return "_".join(named[".".join(parts[: n + 1])] for n in range(len(parts)))


def yonyou_u8() -> list[Row]:
    """发生额及余额表, codes without marks, two rows of headings, totals between."""
    rows: list[Row] = [["发生额及余额表"], [f"核算单位：{OWNER}", None, "月份：2023.01-2023.12"]]
    rows.append(["科目编码", "科目名称", "期初余额", None, "本期发生", None, "期末余额", None])
    rows.append([None, None, *["借方", "贷方"] * 3])
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        moved = [debit or None, credit or None]
        rows.append([code.replace(".", ""), name, *sides(opening), *moved, *sides(closing)])
        if code == "1601":
            rows.append(["资产小计", None, *sides(opening), *moved, *sides(closing)])
    rows.append(["合计", None, 1_200_000, 1_200_000, 19_850_000, 19_850_000, 1_350_000, 1_350_000])
    return rows


def yonyou_nc() -> list[Row]:
    """科目余额表, one row of headings, balances by direction, texts with thousands."""
    rows: list[Row] = [
        ["科目余额表"],
        [f"主体账簿：{OWNER}", "期间：2023-01 至 2023-12", "币种：人民币"],
    ]
    rows.append(["科目编码", "科目名称", "期初方向", "期初余额", "本期借方", "本期贷方",
                 "借方累计", "贷方累计", "期末方向", "期末余额"])  # fmt: skip
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        moved: Row = [f"{debit:,.2f}", f"{credit:,.2f}"] * 2
        row = [code.replace(".", ""), name, *facing(opening), *moved, *facing(closing)]
        rows.append(row)
    return rows


def kingdee_k3() -> list[Row]:
    """科目余额表, codes with points, 本年累计 beside 本期发生."""
    rows: list[Row] = [["科目余额表"], [f"公司名称：{OWNER}", "期间：2023年1期 至 2023年12期"]]
    heads = ("期初余额", "本期发生", "本年累计", "期末余额")
    rows.append(["科目代码", "科目名称", *(part for head in heads for part in (head, None))])
    rows.append([None, None, *["借方", "贷方"] * 4])
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        moved = [debit, credit]
        rows.append([code, name, *sides(opening), *moved, *moved, *sides(closing)])
    rows.append(["合计"])
    return rows


def kingdee_eas() -> list[Row]:
    """科目余额表 of December alone: the year is in 年初余额 and 本年累计, names are whole."""
    rows: list[Row] = [["科目余额表"], [f"组织：{OWNER}", "会计期间：2023年12期 - 2023年12期"]]
    rows.append(["科目编码", "科目名称", "币别", "年初余额借方", "年初余额贷方", "期初余额借方",
                 "期初余额贷方", "本期发生借方", "本期发生贷方", "本年累计借方", "本年累计贷方",
                 "期末余额借方", "期末余额贷方"])  # fmt: skip
    for code, _, opening, debit, credit, closing in ACCOUNTS:
        moved = [0, 0, debit, credit]
        said = [code, full(code), "人民币"]
        rows.append([*said, *sides(opening), *sides(closing), *moved, *sides(closing)])
    return rows


def yonyou_quantities() -> list[Row]:
    """发生额及余额表 by 数量金额: three rows of headings."""
    rows: list[Row] = [
        [f"核算单位：{OWNER}"],
        ["期间:", "2023.01 - 2023.12", None, "币种:", "人民币"],
    ]
    heads = ("期初余额", "本期发生", "本年累计", "期末余额")
    start: Row = ["科目类别", "科目编码", "科目名称", "币种"]
    rows.append([*start, *(part for head in heads for part in (head, None, None, None))])
    rows.append([*[None] * 4, *["借方", None, "贷方", None] * 4])
    rows.append([*[None] * 4, *["数量", "金额"] * 8])
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        amounts = [*sides(opening), debit, credit, debit, credit, *sides(closing)]
        # quantities that would be wrong as amounts
        said = [part for amount in amounts for part in (7, amount)]
        rows.append(["类别", code.replace(".", ""), name, "人民币", *said])
    return rows


def yonyou_of_a_year() -> list[Row]:
    """A table of the whole year: 年初 and 年借方发生额 alone, whole names, codes of parents."""
    rows: list[Row] = [["科目汇总表"], [f"单位：{OWNER}", "2023.01-2023.12"]]
    heads: Row = ["年", "科目代码", "科目全称", "级次", "上级科目代码"]
    amounts = ("年初借方余额", "年初贷方余额", "年借方发生额", "年贷方发生额")
    rows.append([*heads, *amounts, "期末借方余额", "期末贷方余额"])
    for code, _, opening, debit, credit, closing in ACCOUNTS:
        above = code.rpartition(".")[0].replace(".", "")
        said: Row = [2023, code.replace(".", ""), full(code).replace("_", "\\"), 1, above]
        rows.append([*said, *sides(opening), debit, credit, *sides(closing)])
    return rows


def kingdee_cloud() -> list[Row]:
    """科目余额表 with every amount twice, in the currency of the account and in 本位币."""
    rows: list[Row] = [[f"核算组织：{OWNER}", "期间：2023年1期 至 2023年12期"]]
    parts = ("年初借方", "年初贷方", "期初借方", "期初贷方", "借方", "贷方", "年初至今借方",
             "年初至今贷方", "期末借方", "期末贷方")  # fmt: skip
    twice = [f"{part}{kind}" for part in parts for kind in ("", "本位币")]
    rows.append(["组织编码", "组织名称", "科目编码", "科目名称", "核算维度编码", "币别", *twice])
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        moved = [debit, credit]
        amounts = [*sides(opening), *sides(opening), *moved, *moved, *sides(closing)]
        # in another currency, which is not what counts
        said = [part for amount in amounts for part in (1, amount)]
        rows.append(["101", OWNER, code, name, None, "人民币", *said])
    return rows


def one_direction_before_each() -> list[Row]:
    """方向 twice, before each balance; the sides of some accounts change over the year."""
    rows: list[Row] = [["科目余额表"], [f"单位：{OWNER}", "2023年1-12月"]]
    rows.append(
        ["科目编码", "科目名称", "方向", "期初余额", "本期借方", "本期贷方", "方向", "期末余额"]
    )
    for code, name, opening, debit, credit, closing in ACCOUNTS:
        turned = facing(opening), facing(closing)
        rows.append([code, name, *turned[0], debit, credit, *turned[1]])
    return rows


SHEETS: dict[str, Callable[[], list[Row]]] = {
    "用友U8": yonyou_u8,
    "用友NC": yonyou_nc,
    "金蝶K3": kingdee_k3,
    "金蝶EAS": kingdee_eas,
    "用友U8数量金额": yonyou_quantities,
    "用友全年": yonyou_of_a_year,
    "金蝶云": kingdee_cloud,
    "两栏方向": one_direction_before_each,
}


def save(rows: list[Row], path: Path) -> Path:
    """The rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "科目余额表"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def write_ledger(folder: Path, program: str = "金蝶K3") -> Path:
    """The ledger as a program exports it, its name saying that it is invented."""
    return save(SHEETS[program](), folder / f"科目余额表-{DEMO}.xlsx")


def standard(number: int = 24589, code: str = "utf-8", owner: str = OWNER) -> bytes:
    """总账 as GB/T 24589-2010 or 19581-2004: two periods, accounts without movement in the first.

    24589 writes 本币, the year and the direction of each balance in its records; 19581 has shorter
    names, the year in 电子账簿 as 年度 and the direction in 会计科目.
    """
    new = number == 24589
    opened, closed = ("期初本币余额", "期末本币余额") if new else ("期初余额", "期末余额")
    moved = ("借方本币金额", "贷方本币金额") if new else ("借方发生额", "贷方发生额")
    month = "会计期间号" if new else "会计月度"
    lines = [f'<?xml version="1.0" encoding="{code}"?>', f"<!-- {DEMO} -->", "<总账>"]

    def put(name: str, **said: object) -> None:
        inner = "".join(f'<{k} locID="02">{escape(str(v))}</{k}>' for k, v in said.items())
        lines.append(f"<{name}>{inner}</{name}>")

    put(
        "电子账簿", 电子账簿名称="示例", 会计核算单位=owner, **{"会计年度" if new else "年度": YEAR}
    )
    for account, name, opening, *_, closing in ACCOUNTS:
        side = "贷" if (opening or closing) < 0 else "借"
        put("会计科目", 科目编号=account.replace(".", ""), 科目名称=name, 余额方向=side)
    for period in (1, 12):
        for account, _, opening, debit, credit, closing in ACCOUNTS:
            first, last = (opening, opening) if period == 1 else (opening, closing)
            said: dict[str, object] = {"科目编号": account.replace(".", "")}
            if new:
                said["会计年度"] = YEAR
                said["期初余额方向"] = facing(first)[0] if first else "借"
                said["期末余额方向"] = facing(last)[0] if last else "借"
            said |= {"币种编码" if new else "币种": "CNY", month: period, opened: abs(first)}
            said |= dict(zip(moved, (0, 0) if period == 1 else (debit, credit), strict=True))
            put("科目余额及发生额", **said, **{closed: abs(last)})
    lines.append("</总账>")
    return "\n".join(lines).encode(code)
