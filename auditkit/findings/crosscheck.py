"""What people typed against what was published, and the published figures against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditkit.facts.accounts import FLAWS, Accounts
from auditkit.facts.accounts.checks.causes import Cause
from auditkit.facts.accounts.checks.ties import TieOut
from auditkit.facts.accounts.differences import agree, differences_of
from auditkit.facts.accounts.remarks import BLANK_TOTAL
from auditkit.facts.facts import Fact, Facts
from auditkit.findings.amount import Amount
from auditkit.findings.finding import Finding, FindingKind
from auditkit.findings.standard import TIED, TRACEABLE, standard

_SAME = TRACEABLE + "评价所用的数应与公开的决算一致，口径不同的应当说明"
_TIED = standard("预算法第七十五条", "表内一致", "部门决算管理办法")

# Spending of all funds, and of the general budget alone: a form may mean either.
_WIDER = {"预算执行数": ("本年支出合计",), "在职人员经费": ("人员经费",)}

# fmt: off
TYPED_OTHERWISE = FindingKind(
    "C01", "填报数与公开决算不一致", "重要", _SAME,
    "评价所用的数与部门公开的决算不同，指标的结果可能因此改变；本次按填报数计算。",
    "查明差异的原因：口径不同的说明口径，填错的更正填报数，决算有误的请部门更正公开。",
)
TABLES_UNTIED = FindingKind(
    "C02", "决算报表勾稽不符", "重要", _TIED,
    "合计、分项或两张表至少有一处数字有误，据以计算的指标可能受影响。",
    "与部门核对原始决算报表，更正有误的数字后重新公开。",
)
WRONG_RATE = FindingKind(
    "C03", "印出的比率与金额不符", "一般", _TIED,
    "按印出的金额计算得不出印出的百分比，超出四舍五入的范围，比率或金额有误。",
    "按决算金额重新计算比率，更正说明文字。",
)
TEXT_UNTIED = FindingKind(
    "C04", "决算说明的文字与报表矛盾", "重要", _TIED,
    "同一事项在文字与表中数字不同，使用者无从判断以何者为准；本次以表为准，表中没有的才取文字。",
    "核对后统一文字与表，或写明两者口径的差别。",
)
SLIP_OF_PEN = FindingKind(
    "C05", "公开文字的疏漏", "提示", TIED + "公开的说明应当完整、没有疏漏（本程序约定）",
    "照抄范本、名称不一或漏印符号，容易误读。",
    "逐处校对后更正公开文字。",
)
CUT_RATE = FindingKind(
    "C06", "百分比截去尾数而未四舍五入", "提示", TIED,
    "印出的百分比比四舍五入的结果小一个末位，不影响金额。",
    "按四舍五入印出百分比。",
)
BLANK_SUM = FindingKind(
    "C07", "决算报表的合计未填", "一般", _TIED,
    "分项有数而合计空白，合计与分项无法核对，依赖合计的数据项取不到数。",
    "补填合计并与各分项核对。",
)
# fmt: on


def cross_check(facts: Facts, accounts: Accounts) -> list[Finding]:
    """The findings, in the order of their codes and of the document.

    C01 typed against published, C02 sums and tables that do not tie, C03 printed rates, C04 text
    against tables, C05 slips of the pen, C06 rates cut instead of rounded, C07 blank totals.

    C02 to C04, C07: 预算法第七十五条; that figures agree, and C01, C05, C06, our convention.
    """
    tables, single = accounts.causes
    found = [*_typed(facts, accounts), *map(_table, tables), *_ties(single), *_flaws(accounts)]
    return sorted(found, key=lambda finding: finding.code)


def _typed(facts: Facts, accounts: Accounts) -> Iterator[Finding]:
    for difference in differences_of(facts, accounts):
        typed, published = difference.typed, difference.published
        remark = f"（{published.remark}）" if published.remark else ""
        text = f"{difference}，超出四舍五入所能解释的范围。决算取数{remark or '如上'}。"
        money = typed.unit == "万元"
        amount = Amount(round(abs(difference.amount), 6), "不符", typed.source) if money else None
        same = _of_wider_scope(typed, accounts)
        if same is None:
            yield TYPED_OTHERWISE(typed.name, text, (typed.source, published.source), amount=amount)
            continue
        # The document prints what was typed: nobody's figure is wrong.
        told = f"{difference}；填报数即决算的“{same.name}”（{same.source}），两数口径不同。"
        scope = TYPED_OTHERWISE(
            typed.name,
            told,
            (typed.source, published.source, same.source),
            effect="填报数与决算取数的口径不同，指标的口径随填报数；本次按填报数计算。",
            recommendation="说明评价所用的口径，各年一致。",
            amount=amount,
        )
        yield replace(scope, severity="提示")


def _of_wider_scope(typed: Fact, accounts: Accounts) -> Fact | None:
    """The figure that was typed, where the accounts print it as the whole of this one."""
    names = _WIDER.get(typed.name, ())
    return next(
        (f for f in accounts.facts if f.name in names and f.year == typed.year and agree(typed, f)),
        None,
    )


def _table(cause: Cause) -> Finding:
    """One finding for a table whose sums fail in many places, with what it breaks counted."""
    shown = cause.ties[:3]
    examples = "；".join(map(str, shown))
    evidence = dict.fromkeys(at for tie in shown for at in (tie.left.source, tie.right.source))
    return TABLES_UNTIED(f"《{cause.table}》", f"{cause}。例如：{examples}。", tuple(evidence))


def _ties(failures: Sequence[TieOut]) -> Iterator[Finding]:
    seen: set[tuple[str, str, str]] = set()
    for tie in failures:
        # The text often says one sum twice; that is one contradiction.
        key = (tie.what, tie.left.printed, tie.right.printed)
        if key in seen:
            continue
        seen.add(key)
        money = tie.unit == "万元"
        amount = Amount(abs(tie.difference), "不符", tie.left.source) if money else None
        evidence = (tie.left.source, tie.right.source)
        yield _kind(tie)(tie.what, f"{tie}。", evidence, amount=amount)


def _kind(tie: TieOut) -> FindingKind:
    if tie.code in ("rate", "change", "base"):
        return CUT_RATE if "截去尾数" in tie.remark else WRONG_RATE
    return TEXT_UNTIED if tie.code in ("text", "text-sum", "part") else TABLES_UNTIED


def _flaws(accounts: Accounts) -> Iterator[Finding]:
    for issue in accounts.issues:
        if issue.code not in FLAWS:
            continue
        kind = BLANK_SUM if issue.code == BLANK_TOTAL.code else SLIP_OF_PEN
        subject, _, rest = issue.what.partition("：")
        printed = f"印作“{issue.found}”" if issue.found else ""
        # The subject says what is wrong; once is enough.
        said = "，".join(filter(None, (rest, printed))) or issue.what
        text = f"{issue.where}：{said}。"
        yield kind(subject, text, (replace(issue.source, sha256=accounts.sha256),))
