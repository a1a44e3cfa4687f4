"""The command `findings`: print, filter and export the findings, or their catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import (
    AsJson,
    DataDir,
    NamedDecisions,
    Pack,
    command,
    out,
    print_issues,
    take_as_own,
)
from auditkit.cli.terminal import harmless
from auditkit.errors import AuditError
from auditkit.rules import DEFAULT_PACK

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit
    from auditkit.findings.auditorwords import Part
    from auditkit.findings.finding import Finding
    from auditkit.results.decisionbook.carried import Carried

SEVERITY_STYLE = {"严重": "bold red", "重要": "yellow", "一般": "cyan", "提示": "dim"}
_MOST_PLACES = 5
_PARTS: tuple[tuple[str, Part], ...] = (
    ("标准", "criteria"),
    ("影响", "effect"),
    ("建议", "recommendation"),
)


@command("findings")
def findings(
    department: Annotated[
        str, typer.Argument(help="部门名称，即数据文件夹下的文件夹名", metavar="部门")
    ] = "",
    year: Annotated[int, typer.Argument(help="年度，如 2020", metavar="年度")] = 0,
    data_dir: DataDir = Path("data"),
    rulepack: Pack = DEFAULT_PACK,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="只要这个编码，可以重复", metavar="编码")
    ] = None,
    severity: Annotated[
        list[str] | None,
        typer.Option("--severity", help="只要这个程度（严重、重要、一般、提示）", metavar="程度"),
    ] = None,
    export: Annotated[
        Path | None, typer.Option("--export", help="导出为 .xlsx 或 .json", metavar="文件")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="要导出到的文件已有而读不出时，仍然写入；原文件另存为备份"),
    ] = False,
    decisions: NamedDecisions = None,
    replies: Annotated[
        Path | None,
        typer.Option(
            "--take-replies",
            help="被审计单位交回的审计发现处理.xlsx：只取“被审计单位意见”一栏，其余改动只指出",
            metavar="文件",
        ),
    ] = None,
    codes: Annotated[bool, typer.Option("--codes", help="列出全部编码后退出")] = False,
    as_json: AsJson = False,
) -> None:
    """列出审计发现，可按编码、程度筛选，可导出为审计发现处理.xlsx供填写。"""
    if codes:
        from auditkit.findings.codes import catalogue_markdown

        out.print(Text(catalogue_markdown().rstrip()), soft_wrap=True)
        return
    if not department or not year:
        missing = "年度" if department else "部门”“年度"
        raise AuditError(f"缺少“{missing}”。用法见 auditkit findings --help。")
    if replies is not None:
        _take_replies(department, year, data_dir, replies)
        return
    from auditkit.findings.finding import SEVERITIES
    from auditkit.findings.kinds import kind_of

    wanted = {kind_of(one).code for one in code or ()}
    if unknown := [one for one in severity or () if one not in SEVERITIES]:
        raise AuditError(f"没有程度“{unknown[0]}”。程度有{'、'.join(SEVERITIES)}。")
    from auditkit.audit.opening import open_audit

    take_as_own(decisions, department, year, data_dir, quiet=as_json)
    audit = open_audit(department, year, data_dir, rulepack)
    chosen = [
        finding
        for finding in audit.findings
        if (not wanted or finding.code in wanted) and (not severity or finding.severity in severity)
    ]
    if export is not None:
        from auditkit.results.findingexport import export_findings

        carried = export_findings(export, audit, chosen, force=force, decisions=decisions)
    if as_json:
        from auditkit.results.findingexport import findings_json

        typer.echo(harmless(findings_json(audit, chosen).rstrip()))
        return
    _print(audit, chosen)
    if audit.decisions.origin:
        ((name, _),) = audit.decisions.files
        out.print(Text(f"\n{name}：{audit.decisions.origin}"), soft_wrap=True)
    if concerned := tuple(issue for issue in audit.issues if issue.code.startswith("K")):
        print_issues(concerned)
    if export is not None:
        out.print(Text(f"已写出 {export}（{len(chosen)}项）"), soft_wrap=True)
        _print_carried(carried)


def _take_replies(department: str, year: int, data_dir: Path, returned: Path) -> None:
    """What a department sent back; ends with 1 where something of it was not taken."""
    from auditkit.audit.inputs import year_folder
    from auditkit.findings.origin import decision_files
    from auditkit.results.decisionbook.replies import take_replies

    folder = year_folder(department, year, data_dir)
    there = decision_files(folder)
    if len(there) > 1:
        names = "、".join(path.name for path in there)
        raise AuditError(f"{folder}里有多份审计发现处理（{names}），不知取入哪一份。请只留一份。")
    path = there[0] if there else folder / "审计发现处理.xlsx"
    taken = take_replies(path, returned)
    out.print(Text(f"取入被审计单位意见{len(taken.replies)}项，写入 {path}"), soft_wrap=True)
    for heading, rows in (
        ("已有相同意见", taken.there),
        ("已有不同意见，保留原来的，交回的没有取入", taken.kept),
        ("交回的工作簿另有改动，没有取入", taken.changed),
        ("与发出的审计发现对不上，没有取入", taken.unknown),
    ):
        if rows:
            out.print(Text(f"{heading}（{len(rows)}项）："), soft_wrap=True)
            for name in rows:
                out.print(Text(f"  {name}"), soft_wrap=True)
    if taken.backup is not None:
        out.print(Text(f"  原文件另存为 {taken.backup}"), soft_wrap=True)
    if taken.kept or taken.changed or taken.unknown:
        raise typer.Exit(1)


def _print_carried(carried: Carried) -> None:
    """What an export has kept of what stood in the file before."""
    if carried.matched or carried.gone:
        out.print(Text(f"原文件中所填的已带入：{carried.matched}项"), soft_wrap=True)
    for name in carried.moved:
        out.print(Text(f"  事实已变动，处理须重新核对  {name}"), soft_wrap=True)
    for name in carried.gone:
        out.print(Text(f"  列在表末，原样保留  {name}"), soft_wrap=True)
    if carried.backup is not None:
        out.print(Text(f"  原文件另存为 {carried.backup}"), soft_wrap=True)


def _print(audit: Audit, chosen: list[Finding]) -> None:
    from auditkit.facts.facts import DEMO
    from auditkit.findings.finding import standing
    from auditkit.findings.kinds import KINDS
    from auditkit.findings.standards import cite

    kept = standing(chosen)
    aside = len(chosen) - len(kept)
    demo = f"  {DEMO}" if audit.demo else ""
    also = f"，另有{aside}项不予采纳" if aside else ""
    out.print(Text(f"{audit.department} {audit.year}年度 审计发现{len(kept)}项{also}{demo}"))
    if not chosen:
        return
    out.print(_overview(chosen))
    code, apart = "", False
    for finding in chosen:
        if finding.set_aside and not apart:
            apart, code = True, ""
            out.print(Text("\n不予采纳的审计发现", "bold"))
        if finding.code != code:
            code = finding.code
            plain = KINDS[code]("", "", ())
            (general,) = cite([plain], audit.pack.library, audit.pack.place, audit.year)
            out.print()
            title = Text.assemble(
                (finding.severity, SEVERITY_STYLE[finding.severity]),
                f"  {finding.code}  ",
                (finding.title, "bold"),
            )
            out.print(title, soft_wrap=True)
            for word, role in _PARTS:
                said = general.told(role)
                out.print(Text(f"  {word}  {said}", "dim"), soft_wrap=True)
        _print_one(finding, general)


def _print_one(finding: Finding, general: Finding) -> None:
    """One finding; what holds for its kind in `general` is not said again."""
    style = "strike dim" if finding.set_aside else ""
    from auditkit.findings.auditorwords import WORD_LABELS

    told = finding.condition.startswith(finding.subject)
    fact = finding.condition if told else f"{finding.subject}：{finding.condition}"
    out.print(Text(f"  · {fact}", style), soft_wrap=True)
    for word, role in (("原因", "cause"), *_PARTS):
        said = finding.told(role)
        if said and said != general.told(role):
            out.print(Text(f"    {word}  {said}"), soft_wrap=True)
    places = [str(source) for source in finding.evidence]
    more = f" 等{len(places)}处" if len(places) > _MOST_PLACES else ""
    out.print(Text(f"    出处  {'；'.join(places[:_MOST_PLACES])}{more}", "dim"), soft_wrap=True)
    if finding.set_aside:
        out.print(Text(f"    不予采纳的理由  {finding.set_aside}"), soft_wrap=True)
    for part in ("condition", "reply", "owner", "due", "state", "proof"):
        if said := getattr(finding.words, part):
            out.print(Text(f"    {WORD_LABELS[part]}  {said}"), soft_wrap=True)


def _overview(chosen: list[Finding]) -> Table:
    table = Table()
    for heading, justify in (("编码", "left"), ("程度", "left"), ("审计发现", "left"),
                             ("项数", "right"), ("不予采纳", "right")):  # fmt: skip
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    kinds: dict[str, list[Finding]] = {}
    for finding in chosen:
        kinds.setdefault(finding.code, []).append(finding)
    for code, group in kinds.items():
        aside = sum(bool(finding.set_aside) for finding in group)
        first = group[0]
        table.add_row(
            code,
            Text(first.severity, SEVERITY_STYLE[first.severity]),
            Text(first.title),
            str(len(group) - aside),
            str(aside or ""),
        )
    return table
