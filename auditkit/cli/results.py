"""The commands about results: `assess`, `trace`, `report`, `catalogue`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import (
    AsJson,
    DataDir,
    Department,
    NamedDecisions,
    Pack,
    Year,
    command,
    err,
    out,
    print_issues,
    print_json,
    take_as_own,
    tell_open,
)
from auditkit.cli.terminal import run_as_program
from auditkit.errors import AuditError
from auditkit.rules import DEFAULT_PACK
from auditkit.wording import show_value

if TYPE_CHECKING:
    from auditkit.rules.rulepack import RulePack

STATUS_STYLE = {
    "达标": "green",
    "未达标": "bold red",
    "不能断定": "yellow",
    "不可比": "yellow",
    "数据缺失": "yellow",
}


@command("assess")
def assess(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    decisions: NamedDecisions = None,
    as_json: AsJson = False,
) -> None:
    """计算全部指标，在终端显示评价结果和得分。"""
    from auditkit.audit.opening import open_audit
    from auditkit.facts.facts import DEMO
    from auditkit.findings.finding import standing
    from auditkit.findings.selfevaluation.judged import self_totals

    take_as_own(decisions, department, year, data_dir, quiet=as_json)
    audit = open_audit(department, year, data_dir, rulepack)
    tell_open(department, year, data_dir)
    if as_json:
        from auditkit.results.record import record

        print_json(record(audit))
        return
    s = audit.score
    table = Table(title=f"{department} {year}年度 指标评价" + (f"  {DEMO}" if audit.demo else ""))
    for heading, justify in (
        ("一级指标", "left"), ("三级指标", "left"), ("指标值", "right"), ("实际值", "right"),
        ("结果", "left"), *([] if s.usual else [("得分/权重", "right")]),
    ):  # fmt: skip
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    level1 = ""
    for row in audit.assessed:
        if level1 and row.level1 != level1:
            table.add_section()
        points = "" if math.isnan(row.points) else f"{row.points:.2f}"
        table.add_row(
            Text("" if row.level1 == level1 else row.level1),
            Text(row.name),
            Text(f"{row.target}（参考）" if row.usual and row.target else row.target),
            Text(row.shown),
            Text(row.status, STATUS_STYLE.get(row.status, "")),
            *([] if s.usual else [Text(f"{points}/{row.weight:.2f}")]),
        )
        level1 = row.level1
    out.print(table)
    if totals := self_totals(audit.declaration):
        out.print(f"{totals}。", soft_wrap=True)
    if s.rests_on:
        interval = f"；{s.interval}" if s.interval else ""
        out.print(f"{s.label} {s.value:.2f}（{s.basis}{interval}），{s.grade}。", soft_wrap=True)
        for told in filter(None, (s.met_text, s.claims_text)):
            out.print(f"{told}。", soft_wrap=True)
        if s.firm_text:
            out.print(s.firm_text, soft_wrap=True)
    else:
        none = "没有申报指标值，不评分，不评级。" if s.usual else "没有可评价的指标，无法评分。"
        if count := audit.declaration.projects_only and len(audit.declaration.projects):
            none = f"只有{count}份项目的表，没有部门整体的申报表：部门整体不评分，不评级。"
        out.print(none)
    kept = standing(audit.findings)
    left = len(audit.findings) - len(kept)
    aside = f"（另有 {left} 项不予采纳）" if left else ""
    out.print(f"审计发现 {len(kept)} 项{aside}，数据问题 {len(audit.issues)} 项。")
    print_issues(audit.issues)


@command("trace")
def trace(
    department: Department,
    year: Year,
    indicator: Annotated[str, typer.Argument(help="三级指标名称，如 预算执行率", metavar="指标")],
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    as_json: AsJson = False,
) -> None:
    """显示一个指标的算式、代入数字和每个数字所在的单元格。"""
    from auditkit.audit.opening import open_audit
    from auditkit.facts.facts import DEMO

    audit = open_audit(department, year, data_dir, rulepack)
    if as_json:
        from auditkit.results.asjson import trace_record

        print_json(trace_record(audit, indicator))
        return
    traces = audit.trace(indicator)
    row = next(row for row in audit.assessed if row.name == traces[0].indicator)
    declared = audit.declaration.indicator(traces[0].indicator)
    mark = f"  {DEMO}" if audit.demo else ""
    lines = [f"{row.name}（{row.level1}／{row.level2}）{mark}"]
    at = declared and (declared.target_source or declared.source)
    lines.append(f"指标值  {row.target or '（空白）'}    {at}")
    lines.append(f"结果    {row.status}：{row.reason}")
    for t in traces:
        lines.append("")
        lines.append(f"{t.name}={t.formula}")
        lines.append(f"  代入  {t.figures}")
        lines.append(f"  得    {t.result}")
        for fact in t.facts:
            value = "（缺）" if fact.value is None else show_value(fact.value, fact.unit)
            where = fact.source or "没有填报"
            lines.append(f"  {fact.year}年  {fact.name}  {value}  {where}")
            if fact.remark:
                lines.append(f"    来源  {fact.remark}")
        lines.append(f"  依据  {t.reference}")
    for line in lines:
        out.print(Text(line), soft_wrap=True)


_BLANK = "；不写的留待填写"


@command("report")
def report(
    department: Department,
    year: Year,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    output: Annotated[Path, typer.Option("--output", help="报告文件夹", metavar="文件夹")] = Path(
        "reports"
    ),
    formats: Annotated[
        str,
        typer.Option("--formats", help="报告格式，逗号分隔：html、pdf、docx、xlsx", metavar="格式"),
    ] = "html,xlsx",
    decisions: NamedDecisions = None,
    stage: Annotated[
        str, typer.Option("--stage", help="文稿阶段：征求意见稿或正式稿", metavar="阶段")
    ] = "征求意见稿",
    number: Annotated[str, typer.Option("--number", help=f"文号{_BLANK}", metavar="文号")] = "",
    addressee: Annotated[
        str, typer.Option("--addressee", help="主送；不写为被评价单位", metavar="单位")
    ] = "",
    basis: Annotated[str, typer.Option("--basis", help=f"评价依据{_BLANK}", metavar="文字")] = "",
    issuer: Annotated[str, typer.Option("--issuer", help=f"落款{_BLANK}", metavar="单位")] = "",
    date: Annotated[str, typer.Option("--date", help=f"成文日期{_BLANK}", metavar="日期")] = "",
) -> None:
    """生成审计报告（网页、笔记本）、底稿、结果、计算链和清单。

    首页的文号、依据、落款、日期由人给出，程序不编造。
    """
    from auditkit.assessment.grading import met_words
    from auditkit.audit.folder import refuse_output_inside
    from auditkit.cli.lab import offer
    from auditkit.delivery.edited import edited_in, manifest_of
    from auditkit.delivery.proofreading import own_numbers
    from auditkit.delivery.report import write_report
    from auditkit.results.record import read_record
    from auditkit.show.chapters.stages import check_stage

    chosen = given_formats(formats)
    check_stage(stage)
    words = {
        "stage": stage, "number": number, "addressee": addressee, "basis": basis,
        "issuer": issuer, "date": date,
    }  # fmt: skip
    given = {name: text for name, text in words.items() if text}
    if data_dir == Path("data") and not data_dir.exists():
        offer()
    refuse_output_inside(data_dir, output)
    take_as_own(decisions, department, year, data_dir)
    folder = output / str(year) / department
    before = edited_in(folder)
    files = write_report(
        department, year, data_dir, rulepack, output, formats=chosen, parameters=given,
        alone=run_as_program(),
    )  # fmt: skip
    for path in files:
        out.print(Text(f"已写出 {path}"), soft_wrap=True)
    if kept := sorted(edited_in(folder) - before):
        names = "、".join(map(str, kept))
        out.print(Text(f"改动过的文件被替换，原件保留在 {names}"), soft_wrap=True)
    tell_open(department, year, data_dir)
    record = read_record(folder)
    if typed := own_numbers(record):
        out.print(f"审计人员填写的文字中有{len(typed)}个数字，程序没有核对，请自行复核。")
    made = manifest_of(folder)
    out.print(_score_line(made), soft_wrap=True)
    score = record["score"]
    if made.get("rests_on") and score["assessed"]:
        told = met_words(score["met"], score["assessed"], score["declared"])
        out.print(f"{told}。", soft_wrap=True)
    if grave := made.get("grave_issues"):
        err.print(
            f"有{grave}个须更正的数据问题，有关数字没有采用。请看报告附件“数据问题”，更正后重新生成。"
        )
        raise typer.Exit(1)


def given_formats(text: str) -> tuple[str, ...]:
    """The formats of “html,xlsx”, each once. Raises AuditError where there is none."""
    names = (name.strip() for name in text.replace("，", ",").split(","))
    if chosen := tuple(dict.fromkeys(filter(None, names))):
        return chosen
    raise AuditError("--formats：没有写报告格式。可用格式：html、pdf、docx、xlsx。")


def _score_line(made: dict[str, Any]) -> str:
    if not made.get("rests_on"):
        return f"没有可以评分的指标，{made['grade']}。"
    return (
        f"{made['label']} {made['score']:.2f}"
        f"（已评定 {made['points']:.2f}/{made['rests_on']:.2f}），{made['grade']}。"
    )


@command("catalogue")
def catalogue(
    rulepack: Pack = DEFAULT_PACK,
    clauses: Annotated[
        bool, typer.Option("--clauses", help="列出条款库：可引用的文件、条文及其要求")
    ] = False,
) -> None:
    """列出规则包的指标和数据项，或条款库。"""
    from auditkit.rules import load_rulepack

    pack = load_rulepack(rulepack)
    if clauses:
        _list_clauses(pack)
        return
    out.print(Text(f"{pack.name}  {pack.title}（{pack.years[0]}—{pack.years[1]}）"))
    indicators = Table(title=f"指标 {len(pack.rules)} 个")
    for heading in (
        "一级指标", "二级指标", "三级指标", "取数", "算式或评价标准", "方向",
        "常用指标值", "权重", "评分", "依据",
    ):  # fmt: skip
        indicators.add_column(heading, overflow="fold")
    for rule in pack.rules.values():
        how = rule.formula or "；".join(rule.criteria) or "—"
        indicators.add_row(
            *(Text(cell) for cell in (
                rule.level1, rule.level2, rule.name,
                rule.gathered, how, rule.direction, rule.target or "",
                "" if rule.weight is None else f"{rule.weight:g}",
                rule.scoring.text if rule.scoring else "", rule.reference,
            ))
        )  # fmt: skip
    out.print(indicators)
    facts = Table(title=f"数据项 {len(pack.facts)} 个")
    for heading in ("数据项", "单位", "别名", "填在", "说明"):
        facts.add_column(heading, overflow="fold")
    for fact in pack.facts:
        facts.add_row(
            *(Text(cell) for cell in (
                fact.name, fact.unit, "、".join(fact.aliases), fact.gathered, fact.note,
            ))
        )  # fmt: skip
    out.print(facts)
    for key, text in pack.references.items():
        out.print(Text(f"{key}：{text}"), soft_wrap=True)


def _list_clauses(pack: RulePack) -> None:
    """The clause library: whether each may be cited under the pack, and what was not read."""
    table = Table(title=f"条款 {len(pack.library)} 条")
    for heading in ("编号", "依据", "要求", "性质", "适用", "条文"):
        table.add_column(heading, overflow="fold")
    for clause in pack.library.values():
        period = f"{'、'.join(clause.places)}  {clause.since}—{clause.until or '今'}"
        outside = "" if clause.holds(pack.place, pack.years) else "\n本规则包不能引用"
        read = "已录原文" if clause.text else clause.read or "未核对，正式报告不引用"
        table.add_row(
            *(Text(cell) for cell in (
                clause.key, clause.citation, clause.text or clause.demands, clause.kind,
                period + outside, read,
            ))
        )  # fmt: skip
    out.print(table)
