"""How far the figures can be relied on: their origin, how exact they are, what checked them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from auditkit.errors import Issue
from auditkit.facts.facts import FINAL_NAME, Fact, Facts, published_as
from auditkit.findings.selfevaluation.judged import self_totals
from auditkit.form.declaration import Declaration
from auditkit.form.formless import formless
from auditkit.rules.gathering import DIRECT, ITEMS, JUDGED, SURVEYED, TASKS, WORK
from auditkit.show.appearance import MISSING, Record
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, tabulate

_COLUMNS = (
    Column("source", "资料"),
    Column("figures", "数字", "count", "个"),
    Column("stated", "注明来源", "count", "个"),
    Column("precision", "精确程度"),
    Column("checks", "核对情况"),
    Column("limits", "局限"),
)
# What auditkit itself does with the figures of a sheet; whether they are true it cannot know.
_ITEMS = ITEMS.sheet
_CHECKS = {
    _ITEMS: "核对了名称、单位、年度和数字格式；算式可逐项复算",
    TASKS.sheet: "任务名称与申报表逐项核对；按对应指标加总",
    WORK.sheet: "逐条计数",
    JUDGED.sheet: "逐条标准计数",
    SURVEYED.sheet: "各类回答之和与有效份数核对；给出95%置信区间",
    DIRECT.sheet: "核对了单位和数字格式",
}
_LIMITS = {
    TASKS.sheet: "未与会计账簿核对",
    WORK.sheet: "完成与否由填报人认定",
    JUDGED.sheet: "由评价人判断，附佐证的以佐证为准",
    SURVEYED.sheet: "抽样方法未知，区间只反映抽样误差",
    DIRECT.sheet: "没有算式，无法复算",
}
_ORIGINS = {
    "报送原件": "报送原件（实际数.xlsx 封面注明）",
    "公开文本": "公开文本（实际数.xlsx 封面注明），未与报送原件核对",
    "": "未注明是报送原件还是公开文本",
}
_TIED = "以公布的决算为准，未与会计账簿核对"


@of_audit(lambda audit: (audit.declaration, audit.facts, audit.issues))
def reliability_table(
    declaration: Declaration, facts: Facts, issues: Iterable[Issue] = ()
) -> Table:
    """One row for the form or the usual targets, one for each sheet of figures."""
    found = list(issues)
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.source.file, _sheet(fact)), []).append(fact)
    published = {(fact.name, fact.year) for fact in facts if _is_accounts(fact.source.file)}
    rows = [
        _targets(declaration) if formless(declaration) else _form(declaration, found, facts.origin)
    ]
    for (file, sheet), members in groups.items():
        if _is_accounts(file):
            rows.append(_accounts(file, members, found))
        else:
            rows.append(_workbook(file, sheet, members, found, published))
    return tabulate(
        _COLUMNS, rows, "数据可靠性", header="source", empty="没有读入数据。", style="ak-fold"
    )


def _sheet(fact: Fact) -> str:
    """The sheet that a figure stands on; other kinds of file count as a whole, and accounts too."""
    sheet, mark, _ = fact.source.place.partition("!")
    return sheet if mark and not _is_accounts(fact.source.file) else ""


def _is_accounts(file: str) -> bool:
    return published_as(file) == FINAL_NAME


def _form(declaration: Declaration, issues: Iterable[Issue], origin: str) -> Record:
    amounts = sum(
        (task.budget is not None) + (task.fiscal is not None) for task in declaration.tasks
    )
    return {
        "source": declaration.file,
        "figures": amounts + _quantities(declaration),
        "stated": None,
        "precision": "任务金额印到0.01万元" if amounts else MISSING,
        "checks": f"识读修复{len(declaration.repairs)}处，均列出位置；"
        f"数据问题{_count(issues, declaration.file)}个",
        "limits": "；".join(filter(None, (_ORIGINS.get(origin, origin), _own_score(declaration)))),
    }


def _own_score(declaration: Declaration) -> str:
    """The printed total of a self-evaluation beside the recomputed one; blank without one."""
    totals = self_totals(declaration)
    return str(totals) if totals else ""


def _targets(declaration: Declaration) -> Record:
    return {
        "source": declaration.file,
        "figures": _quantities(declaration),
        "stated": None,
        "precision": MISSING,
        "checks": "没有申报表，指标和指标值取自规则包的常用指标值",
        "limits": "常用指标值是规则包的约定，不是该部门申报的指标值",
    }


def _quantities(declaration: Declaration) -> int:
    return sum(i.target.kind == "quantity" for i in declaration.indicators)


def _accounts(file: str, members: Collection[Fact], issues: Iterable[Issue]) -> Record:
    return {
        "source": file,
        "figures": len(members),
        "stated": None,
        "precision": _precision(members),
        "checks": "决算各表之间、表与文字勾稽核对，不符的列入审计发现；"
        f"数据问题{_count(issues, file)}个",
        "limits": _TIED,
    }


def _workbook(
    file: str,
    sheet: str,
    members: Collection[Fact],
    issues: Iterable[Issue],
    published: Collection[tuple[str, int]],
) -> Record:
    place = f"{file}[{sheet}!" if sheet else file
    return {
        "source": f"{file}［{sheet}］" if sheet else file,
        "figures": len(members),
        "stated": sum(bool(fact.stated) for fact in members),
        "precision": _precision(members),
        "checks": f"{_CHECKS.get(sheet, '读入')}；数据问题{_count(issues, place)}个",
        "limits": _against_accounts(members, published)
        if sheet == _ITEMS
        else _LIMITS.get(sheet, ""),
    }


def _against_accounts(facts: Collection[Fact], published: Collection[tuple[str, int]]) -> str:
    """How many of the figures were taken from final accounts, compared with them, or neither."""
    taken = [fact for fact in facts if fact.published]
    others = [fact for fact in facts if not fact.published]
    compared = sum((fact.name, fact.year) in published for fact in others)
    left = len(others) - compared
    if left == len(facts):
        return "未与部门决算核对"
    parts = (
        (len(taken), "取自部门决算"),
        (compared, "与部门决算核对"),
        (left, "未与部门决算核对"),
    )
    return "，".join(f"{count}个{what}" for count, what in parts if count)


def _count(issues: Iterable[Issue], place: str) -> int:
    return sum(issue.where.startswith(place) for issue in issues)


def _precision(facts: Iterable[Fact]) -> str:
    places = {fact.decimals for fact in facts if fact.unit not in ("%", "日期")}
    parts = ["整数计数"] if None in places else []
    decimals = sorted(place for place in places if place is not None)
    if decimals:
        low, high = decimals[0], decimals[-1]
        parts.append(f"{low}位小数" if low == high else f"{low}—{high}位小数")
    if any(fact.unit == "%" for fact in facts):
        parts.append("百分数")
    return "、".join(parts)
