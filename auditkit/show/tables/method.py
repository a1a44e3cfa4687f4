"""A rule pack as a method team discusses it: rules, figures needed, worked cases, references."""

from __future__ import annotations

from auditkit.assessment.scoring import rule_texts
from auditkit.assessment.workedcases import Worked, worked_cases
from auditkit.rules.rulepack import IndicatorRule, RulePack
from auditkit.show.appearance import Record
from auditkit.show.markup import anchor, joined, tag
from auditkit.show.of_audit import of_audit
from auditkit.show.table_html import Column, Table, status_badge, tabulate
from auditkit.wording import show_value

_ZERO_BASE = {
    "not-comparable": "基数为零的变动率不可比，不计入得分",
    "as-100%": "上年为零的，本年有数取100%，本年也为零取0",
    "as-0": "上年为零的取0",
    "by-difference": "上年为零的，“≤0%”一类按增减额判断，其余不可比，不计入得分",
}


@of_audit(lambda audit: (audit.pack,))
def method_overview(pack: RulePack) -> Table:
    """What a pack lays down for all its indicators."""
    survey, review = pack.survey, pack.review
    grades = "，".join(f"{name}≥{start:g}" for name, start in pack.grade_steps)
    said = [
        ("规则包", f"{pack.name}（{pack.title}）"),
        ("适用范围", f"{pack.place}，{pack.years[0]}—{pack.years[1]}年度"),
        ("指标和数据项", f"指标{len(pack.rules)}个，数据项{len(pack.facts)}个"),
        *(("评分规则", text) for text in rule_texts(pack)),
        ("等级", grades),
        ("基数为零", _ZERO_BASE[pack.zero_base]),
        (
            "满意度",
            f"{'、'.join(survey.satisfied)}计为满意；样本不足{survey.smallest_sample}份的提示",
        ),
        ("大额任务", f"占全部任务预算{review.large_task:.0%}以上的任务应有指标衡量"),
        ("偏离", f"偏离指标值{review.far_off:.0%}以上的结果应说明原因"),
    ]  # fmt: skip
    return tabulate(
        (Column("name", "项目"), Column("text", "规定", wide=True)),
        [{"name": name, "text": text} for name, text in said],
        f"规则包 {pack.name} 的一般规定",
        header="name",
        merge=("name",),
    )


@of_audit(lambda audit: (audit.pack,))
def indicator_rules(pack: RulePack, level1: str = "") -> Table:
    """Every indicator with its formula or criteria, direction, scoring and reference."""

    def row(rule: IndicatorRule) -> Record:
        return {
            "level1": rule.level1,
            "level2": rule.level2,
            "indicator": rule.name,
            "gathered": rule.gathered,
            "how": rule.formula or rule.formula_text,
            "criteria": "；".join(rule.criteria),
            "words": "，".join(f"“{word}”即{value}" for word, value in rule.words.items()),
            "direction": rule.direction,
            "target": rule.target or "",
            "weight": rule.weight,
            "scoring": rule.scoring.text if rule.scoring else "",
            "alternatives": "；".join(
                f"{other.name}={other.formula}" for other in rule.alternatives
            ),
            "reference": rule.reference,
            "note": rule.note,
        }

    def cell(column: Column, one: Record) -> object:
        if column.key != "how":
            return None
        notes = [
            tag("p", f"{label}：{one[key]}", class_="ak-note")
            for key, label in (
                ("criteria", "评价标准"), ("words", "文字指标值"), ("alternatives", "备选算式"),
                ("scoring", "评分"), ("note", "说明"),
            )
            if one[key]
        ]  # fmt: skip
        return joined(one["how"], *notes)

    rules = [rule for rule in pack.rules.values() if level1 in ("", rule.level1)]
    columns = [
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("indicator", "三级指标"),
        Column("gathered", "取数"),
        Column("how", "算式和评价标准", wide=True),
        Column("direction", "方向"),
    ]
    if any(rule.target for rule in rules):
        columns.append(Column("target", "常用指标值"))
    if any(rule.weight is not None for rule in rules):
        columns.append(Column("weight", "权重", "points"))
    columns.append(Column("reference", "依据"))
    return tabulate(
        columns,
        [row(rule) for rule in rules],
        "指标及其规则" + (f"：{level1}" if level1 else ""),
        header="indicator",
        group="level1",
        merge=("level2",),
        cell=cell,
        row_id=lambda one: anchor("规则", one["indicator"]),
        empty="没有指标。",
    )


@of_audit(lambda audit: (audit.pack,))
def cases_table(pack: RulePack, level1: str = "") -> Table:
    """The worked cases, computed now, beside what a person worked out."""

    def row(worked: Worked) -> Record:
        case, unit = worked.case, "%" if "×100%" in worked.rule.formula_text else ""
        given = "，".join(
            f"{name}={'缺' if value is None else f'{value:,g}'}"
            for name, value in case.given.items()
        )
        return {
            "level1": worked.rule.level1,
            "indicator": worked.rule.name,
            "case": case.title,
            "given": given,
            "target": worked.target or "（空）",
            "stated": _said(case.actual, unit),
            "actual": _said(worked.actual, unit),
            "value": worked.actual,
            "status": worked.status,
            "stated_status": case.status,
            "score": worked.score,
            "stated_score": case.score,
            "agrees": "一致" if worked.agrees else "不一致",
        }

    shown = [row(one) for one in worked_cases(pack) if level1 in ("", one.rule.level1)]
    differing = sum(one["agrees"] != "一致" for one in shown)
    note = (
        f"算例{len(shown)}个，与手工计算{'全部一致' if not differing else f'不一致{differing}个'}。"
    )
    return tabulate(
        (
            Column("level1", "一级指标"),
            Column("indicator", "三级指标"),
            Column("case", "算例"),
            Column("given", "给定", wide=True),
            Column("target", "指标值"),
            Column("stated", "手工算得", "amount"),
            Column("actual", "程序算得", "amount"),
            Column("status", "结果"),
            Column("score", "得分（满分100）", "points"),
            Column("agrees", "核对"),
        ),
        shown,
        "算例核对" + (f"：{level1}" if level1 else ""),
        header="case",
        group="level1",
        merge=("indicator",),
        cell=lambda column, one: (
            status_badge(one["status"])
            if column.key == "status"
            else (one[column.key] if column.key in ("stated", "actual") else None)
        ),
        empty="没有算例。",
        after=tag("p", note, class_="ak-note"),
    )


def _said(value: float | None, unit: str) -> str:
    return "–" if value is None else show_value(value, unit)


@of_audit(lambda audit: (audit.pack,))
def needed_facts(pack: RulePack) -> Table:
    """The figures that the formulas need, and which indicators use each."""
    users: dict[str, list[str]] = {}
    for rule in pack.rules.values():
        for name, _ in pack.formula(rule).expanded(pack.defined).facts:
            users.setdefault(name, []).append(rule.name)
    data = [
        {
            "name": fact.name,
            "unit": fact.unit or "–",
            "gathered": fact.gathered,
            "aliases": "、".join(fact.aliases),
            "users": "、".join(dict.fromkeys(users.get(fact.name, ()))) or "–",
            "note": fact.note,
        }
        for fact in pack.facts
    ]
    return tabulate(
        (
            Column("name", "数据项"),
            Column("unit", "单位"),
            Column("gathered", "填在"),
            Column("aliases", "别名"),
            Column("users", "用于指标", wide=True),
            Column("note", "说明", wide=True),
        ),
        data,
        "数据项",
        header="name",
        empty="没有数据项。",
    )


@of_audit(lambda audit: (audit.pack,))
def references_table(pack: RulePack) -> Table:
    """The documents that the pack refers to by a short key."""
    return tabulate(
        (Column("key", "简称"), Column("text", "文件", wide=True)),
        [{"key": key, "text": text} for key, text in pack.references.items()],
        "依据",
        header="key",
        empty="没有列出依据。",
    )
