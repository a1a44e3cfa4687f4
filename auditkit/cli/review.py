"""The command `review`: sign a report, remark on it, answer remarks, and see how that stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from auditkit.cli.app import command, out
from auditkit.errors import AuditError, nearest

if TYPE_CHECKING:
    from auditkit.delivery.review import Entry


@command("review")
def review(
    folder: Annotated[Path, typer.Argument(help="一次运行的报告文件夹", metavar="文件夹")],
    role: Annotated[str, typer.Option("--as", help="签署：编制，或复核", metavar="身份")] = "",
    name: Annotated[
        str, typer.Option("--name", help="签署、提意见、答复的人", metavar="姓名")
    ] = "",
    opinion: Annotated[
        str, typer.Option("--opinion", help="签署的意见，或答复的内容", metavar="文字")
    ] = "",
    returned: Annotated[bool, typer.Option("--return", help="复核不同意，退回")] = False,
    note: Annotated[str, typer.Option("--note", help="提一条复核意见", metavar="文字")] = "",
    finding: Annotated[
        str, typer.Option("--finding", help="复核意见所指的审计发现，写它的标识", metavar="标识")
    ] = "",
    answer: Annotated[int, typer.Option("--answer", help="答复第几条", metavar="编号")] = 0,
    date: Annotated[
        str, typer.Option("--date", help="日期，如 2021-05-06；默认今天", metavar="日期")
    ] = "",
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", help="数据文件夹，用来核对输入文件", metavar="文件夹"),
    ] = None,
    rulepack: Annotated[
        str,
        typer.Option("--rulepack", "--pack", help="规则包文件，如不是自带的", metavar="规则包"),
    ] = "",
) -> None:
    """编制、复核签署报告，提出和答复复核意见；不加选项时显示签署情况。退出码 1：复核后有变动。"""
    from auditkit.delivery import review as records
    from auditkit.delivery.reviewstate import review_state

    doing = [bool(role), bool(note), bool(answer)]
    if sum(doing) > 1:
        raise AuditError("--as、--note、--answer 一次只能用一个。")
    day = _day(date)
    if role:
        if role not in records.ROLES:
            close = nearest(role, records.ROLES) or "、".join(records.ROLES)
            raise AuditError(f"没有身份“{role}”，是否为“{close}”？")
        _verified(folder, data_dir, rulepack)
        chosen: records.Role = "编制" if role == "编制" else "复核"
        entry = records.sign(folder, chosen, name, opinion, day, returned=returned)
        out.print(
            Text(f"第{entry.number}条 {role} {name} {day} {entry.conclusion}"), soft_wrap=True
        )
    elif note:
        entry = records.note(folder, _known(folder, finding), name, note, day)
        out.print(Text(f"第{entry.number}条 意见 {name} {day}"), soft_wrap=True)
    elif answer:
        entry = records.answer(folder, answer, name, opinion, day)
        out.print(Text(f"第{entry.number}条 答复第{answer}条 {name} {day}"), soft_wrap=True)
    else:
        found = records.read_review(folder)
        records.bound_now(folder)
        for entry in found.entries:
            _print(entry, open_=entry in found.open_notes)
    state = review_state(folder, _inputs(folder, data_dir))
    out.print(Text(str(state)), soft_wrap=True)
    if not any(doing) and (state.damage or state.state == "复核后有变动"):
        raise typer.Exit(1)


def _day(date: str) -> str:
    if not date:
        return dt.datetime.now().astimezone().date().isoformat()
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        raise AuditError(f"日期“{date}”无法识别。请写成 2021-05-06。") from None


def _verified(folder: Path, data_dir: Path | None, rulepack: str) -> None:
    """A report that is not what its manifest says cannot be signed."""
    from auditkit.delivery.seal import verify

    found = [run for run in verify(folder, data_dir, rulepack) if run.folder == folder]
    if not found:
        raise AuditError(f"{folder}：不是一次运行的报告文件夹。请指定其中一份报告的文件夹。")
    broken = [one for run in found for one in run.broken]
    if broken:
        more = f"，等{len(broken)}处" if len(broken) > 1 else ""
        raise AuditError(
            f"{folder}：报告与清单或输入文件不一致（{broken[0]}{more}），不能签署。请重新生成报告。"
        )
    for said in (said for run in found for said in run.notes):
        out.print(Text(f"提示  {said}", "yellow"), soft_wrap=True)


def _known(folder: Path, finding: str) -> str:
    """The identity of the finding meant, which must be in the report; blank for the whole."""
    from auditkit.results.record import read_record

    if not finding:
        return ""
    known = [one["identity"] for one in read_record(folder)["findings"]]
    if finding not in known:
        close = nearest(finding, known)
        hint = f"是否为“{close}”？" if close else ""
        raise AuditError(
            f"报告中没有标识为“{finding}”的审计发现。{hint}标识见审计发现处理.xlsx和结果.json。"
        )
    return finding


def _inputs(folder: Path, data_dir: Path | None) -> dict[str, str] | None:
    from auditkit.delivery.seal import inputs_now

    return inputs_now(folder, data_dir)


def _print(entry: Entry, *, open_: bool) -> None:
    about = {
        "意见": f"（{entry.finding}）" if entry.finding else "",
        "答复": f"第{entry.answers}条",
    }
    said = f"第{entry.number}条 {entry.kind}{about.get(entry.kind, '')} {entry.name} {entry.date}"
    tail = " ".join(filter(None, (entry.conclusion, entry.text, "【待答复】" if open_ else "")))
    out.print(Text(f"{said}  {tail}".rstrip()), soft_wrap=True)
