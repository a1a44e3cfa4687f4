"""How far the figures can be relied on: their origin, how exact they are, what checked them."""

from __future__ import annotations

from collections.abc import Iterable

from auditkit.declaration import Declaration
from auditkit.errors import Issue
from auditkit.facts import Fact, Facts
from auditkit.show.appearance import Record
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
_CHECKS = {
    "数据项": "核对了名称、单位、年度和数字格式；算式可逐项复算",
    "任务执行": "任务名称与申报表逐项核对；按对应指标加总",
    "工作要点": "逐条计数",
    "定性评价": "逐条标准计数",
    "问卷调查": "各类回答之和与有效份数核对；给出95%置信区间",
    "直接填报": "核对了单位和数字格式",
}
_LIMITS = {
    "数据项": "未与部门决算核对",
    "任务执行": "未与会计账簿核对",
    "工作要点": "完成与否由填报人认定",
    "定性评价": "由评价人判断，附佐证的以佐证为准",
    "问卷调查": "抽样方法未知，区间只反映抽样误差",
    "直接填报": "没有算式，无法复算",
}


def reliability_table(
    declaration: Declaration, facts: Facts, issues: Iterable[Issue] = ()
) -> Table:
    """One row for the form and one for each sheet of figures."""
    amounts = sum(
        (task.budget is not None) + (task.fiscal is not None) for task in declaration.tasks
    )
    found = list(issues)
    rows: list[Record] = [
        {
            "source": declaration.file,
            "figures": amounts + sum(i.target.kind == "quantity" for i in declaration.indicators),
            "stated": None,
            "precision": "任务金额印到0.01万元",
            "checks": f"识读修复{len(declaration.repairs)}处，均列出位置；"
            f"数据问题{_count(found, declaration.file)}个",
            "limits": "公开文本，未与报送原件核对",
        }
    ]
    sheets: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        sheet = fact.source.place.partition("!")[0]
        sheets.setdefault((fact.source.file, sheet), []).append(fact)
    for (file, sheet), members in sheets.items():
        rows.append(
            {
                "source": f"{file}［{sheet}］",
                "figures": len(members),
                "stated": sum(bool(fact.remark) for fact in members),
                "precision": _precision(members),
                "checks": f"{_CHECKS.get(sheet, '读入')}；"
                f"数据问题{_count(found, f'{file}[{sheet}!')}个",
                "limits": _LIMITS.get(sheet, ""),
            }
        )
    return tabulate(_COLUMNS, rows, "数据可靠性", header="source", empty="没有读入数据。")


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
