"""The command `run`: reports of many departments and years."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import Pack, command, err, out
from auditkit.cli.results import given_formats
from auditkit.cli.terminal import harmless, run_as_program
from auditkit.rules import DEFAULT_PACK

if TYPE_CHECKING:
    from rich.progress import Progress

    from auditkit.batch.event import Event, Listener
    from auditkit.batch.machines.cluster import Cluster
    from auditkit.batch.plan import Planned
    from auditkit.batch.running import Options
    from auditkit.batch.selection import PassedOver

_MAIL = "小结邮件"
Departments = Annotated[
    list[str] | None,
    typer.Argument(help="部门名称，可用通配符，如 “*教育局”（请加引号）", metavar="[部门…]"),
]
Years = Annotated[
    list[int] | None,
    typer.Option("--year", help="年度，可写多次；不写为全部年度", metavar="年度"),
]
YearRange = Annotated[
    str, typer.Option("--years", help="年度范围，如 2019-2021 或 2019,2021", metavar="范围")
]
Everything = Annotated[bool, typer.Option("--all", help="数据文件夹中的全部部门")]
_LIST_HELP = "名单（txt、csv、xlsx）"
Listed = Annotated[Path | None, typer.Option("--list", help=_LIST_HELP, metavar="文件")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只列出哪些要运行、为什么，不运行")]
Data = Annotated[str, typer.Option("--data-dir", help="数据文件夹，可以是 URL", metavar="文件夹")]
Output = Annotated[str, typer.Option("--output", help="报告文件夹，可以是 URL", metavar="文件夹")]
_SCHEDULER_HELP = "在 Dask 集群上运行：调度器的地址，见 docs/scale.md"
Scheduler = Annotated[
    str, typer.Option("--scheduler", help=_SCHEDULER_HELP, metavar="tcp://主机:端口")
]
_FORMATS_HELP = "报告格式，逗号分开： html、xlsx、pdf、docx"
Formats = Annotated[str, typer.Option("--formats", help=_FORMATS_HELP, metavar="格式")]
Jobs = Annotated[
    int, typer.Option("--jobs", "-j", help="同时运行几个；0 为处理器数", metavar="个数", min=0)
]
Timeout = Annotated[
    float, typer.Option("--timeout", help="每个报告的时限；0 为不限", metavar="秒", min=0)
]
_RETRIES_HELP = "可能自行恢复的失败，再试几次"
Retries = Annotated[int, typer.Option("--retries", help=_RETRIES_HELP, metavar="次数", min=0)]
Force = Annotated[bool, typer.Option("--force", help="未变的也重新运行")]
_KEEP_HELP = "旧报告和旧小结各保留几份"
Keep = Annotated[int, typer.Option("--keep", help=_KEEP_HELP, metavar="份数", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="每件事输出一行 JSON，供程序读取")]
_NOTEBOOK_HELP = "换一个笔记本"
Notebook = Annotated[Path | None, typer.Option("--notebook", help=_NOTEBOOK_HELP, metavar="文件")]
Parameters = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", help="笔记本的其他参数，可写多次", metavar="名称=值"),
]


def _mail(option: str, help_: str, metavar: str, variable: str) -> Any:
    said = f"{help_}，或设 {variable}"
    return typer.Option(option, help=said, metavar=metavar, envvar=variable, show_envvar=False)


Smtp = Annotated[
    str,
    _mail("--smtp", f"寄出{_MAIL}的服务器", "主机:端口", "AUDITKIT_SMTP"),
]
MailFrom = Annotated[str, _mail("--mail-from", f"{_MAIL}的发件人", "地址", "AUDITKIT_MAIL_FROM")]
MailTo = Annotated[
    list[str] | None,
    _mail("--mail-to", f"{_MAIL}的收件人，可写多次", "地址", "AUDITKIT_MAIL_TO"),
]


@command("run")
def run(
    departments: Departments = None,
    year: Years = None,
    years: YearRange = "",
    everything: Everything = False,
    listed: Listed = None,
    dry_run: DryRun = False,
    output: Output = "reports",
    data_dir: Data = "data",
    rulepack: Pack = DEFAULT_PACK,
    formats: Formats = "html,xlsx",
    jobs: Jobs = 0,
    scheduler: Scheduler = "",
    timeout: Timeout = 600,
    retries: Retries = 1,
    force: Force = False,
    keep: Keep = 14,
    as_json: AsJson = False,
    notebook: Notebook = None,
    parameter: Parameters = None,
    smtp: Smtp = "",
    mail_from: MailFrom = "",
    mail_to: MailTo = None,
) -> None:
    """批量生成报告：只运行有变化的，失败的不影响其余，最后更新 index.html。

    部门写名称或通配符，或用 --all、--list；名单每行写“部门”或“部门,年度”。

    未变的跳过；中断（包括断电）后再运行一次即可补齐。

    内核没有启动、超过时限、进程被终止、输入正被改动的按 --retries 再试；数据问题从不重试。

    --keep：报告被替换前的版本放在其文件夹的 历史 中，每批的小结放在 .batch/history 中，
    各留最近几份；当前报告从不删除；0 为不留。

    小结写入 批次小结.eml，指定了邮件服务器才寄出。

    退出码：0 全部成功，1 有失败的、数据须更正的或小结没有寄出，2 用法不对或文件夹不能写，
    130 被中断。
    """
    from auditkit.audit.folder import refuse_output_inside
    from auditkit.batch.history import LETTER
    from auditkit.batch.job import Settings
    from auditkit.batch.machines.mirror import pull_inputs
    from auditkit.batch.mail import address
    from auditkit.batch.parameters import split_parameter
    from auditkit.batch.pool import processors
    from auditkit.batch.running import Options, planned, run_batch
    from auditkit.batch.selection import parse_years, passed_over, select
    from auditkit.errors import AuditError
    from auditkit.results.fingerprint import notebook_path

    _stop_when_told()
    if smtp and not (mail_from and mail_to):
        raise AuditError("--smtp 需要同时写 --mail-from 和 --mail-to。")
    if notebook is not None and not notebook.is_file():
        raise AuditError(f"{notebook}：没有这个笔记本。")
    only = [*(year or ()), *(parse_years(years) if years else ())]
    cluster = _cluster(scheduler, data_dir, output)
    data = cluster.data.folder if cluster and cluster.data else Path(data_dir)
    reports = cluster.output.folder if cluster and cluster.output else Path(output)
    if not cluster or not (cluster.data or cluster.output):
        refuse_output_inside(data, reports)
    runs = select(data, departments or (), only, everything=everything, listed=listed)
    if cluster and cluster.data:
        pull_inputs(cluster.data, runs)
    settings = Settings(
        data,
        rulepack,
        reports,
        given_formats(formats),
        notebook or notebook_path(),
        timeout=timeout or None,
        keep=keep,
    )
    options = Options(
        jobs or processors(),
        retries,
        force,
        tuple(map(split_parameter, parameter or ())),
        address(mail_from) if mail_from else "",
        tuple(map(address, mail_to or ())),
        cluster,
        run_as_program(),
    )
    if dry_run:
        _show_plan(planned(runs, settings, options), passed_over(data), as_json)
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("剩余"),
        TimeRemainingColumn(compact=True),
        console=err,
        transient=True,
        disable=as_json or not err.is_terminal,
        # Else there is a thread that does, and of a process with threads no warm one is forked.
        auto_refresh=False,
    ) as progress:
        try:
            summary = run_batch(runs, settings, options, _listener(progress, as_json))
        except KeyboardInterrupt:
            progress.stop()
            err.print("已中断。没有生成的再运行一次即可补齐。")
            raise typer.Exit(130) from None
    if as_json:
        from auditkit.batch.event import Event

        print(harmless(Event("summary", None, summary.counts).json), flush=True)
    else:
        out.print(Text(f"{summary.headline}。目录 {output.rstrip('/')}/index.html"), soft_wrap=True)
    if summary.unstarted:
        err.print(
            Text(
                f"错误：{output}：磁盘已满，{len(summary.unstarted)}个未运行。请腾出空间后再运行一次。"
            )
        )
    sent = not smtp or _sent(reports / LETTER, smtp, options)
    if not (summary.well and sent):
        raise typer.Exit(1)


def _sent(letter: Path, server: str, options: Options) -> bool:
    """Whether the server took the letter; the reports stand either way."""
    from auditkit.batch.mail import send
    from auditkit.errors import AuditError

    try:
        send(letter.read_bytes(), server, options.sender, options.receivers)
    except AuditError as error:
        err.print(Text(f"错误：{error}"))
        return False
    return True


def _cluster(scheduler: str, data_dir: str, output: str) -> Cluster | None:
    """The cluster where a scheduler is named, the department folders of a place by URL known."""
    from auditkit.batch.machines.cluster import Cluster
    from auditkit.batch.machines.mirror import pull_names
    from auditkit.batch.machines.place import is_url
    from auditkit.errors import AuditError

    if not scheduler:
        if is_url(data_dir) or is_url(output):
            raise AuditError("数据和报告的位置是 URL 时，需要同时写 --scheduler。")
        return None
    cluster = Cluster.of(scheduler, data_dir, output)
    if cluster.data:
        pull_names(cluster.data)
    return cluster


def _stop_when_told() -> None:
    """Let systemd's SIGTERM end a batch as Ctrl-C does: the runs ended, the folder released."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def _show_plan(plans: list[Planned], passed: PassedOver, as_json: bool) -> None:
    from auditkit.batch.event import Event

    if as_json:
        for one in plans:
            print(harmless(Event("plan", one.run, {"due": one.due, "reason": one.reason}).json))
        for said in (*passed.ignored, *passed.nested):
            print(harmless(Event("ignored", None, {"problem": said}).json))
        return
    table = Table("部门", "年度", "运行", "原因")
    for one in plans:
        cells = (one.run.department, str(one.run.year or ""), "是" if one.due else "", one.reason)
        table.add_row(*map(Text, cells))
    out.print(table)
    due = sum(one.due for one in plans)
    out.print(f"共{len(plans)}个，要运行{due}个，未变{len(plans) - due}个。")
    for said in (*passed.ignored, *passed.nested):
        out.print(Text(said), soft_wrap=True)


def _listener(progress: Progress, as_json: bool) -> Listener:
    """What tells of a batch while it runs: the bar, the failures, or the events."""
    failed = 0
    task = progress.add_task("计划", total=None)

    def tell(event: Event) -> None:
        nonlocal failed
        if as_json:
            print(harmless(event.json), flush=True)
        match event.kind:
            case "plan":
                progress.update(task, description="生成报告", total=event.detail["due"])  # type: ignore[arg-type]
            case "failed":
                failed += 1
                err.print(Text(f"失败：{event.run}：{event.detail['error']}"))
                progress.update(task, description=f"生成报告（失败{failed}）", advance=1)
            case "done":
                progress.advance(task)
            case "grave":
                count, first = event.detail["grave_issues"], event.detail["problem"]
                err.print(Text(f"须更正：{event.run}：{count}个数据问题，第一个：{first}"))
            case "ignored":
                err.print(Text(str(event.detail["problem"])))
            case "kept":
                err.print(Text(f"改动过的文件被替换，原件保留在 {event.detail['file']}"))
        progress.refresh()

    return tell
