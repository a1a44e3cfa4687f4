"""The command line `auditkit`: the only place that prints."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from contextlib import nullcontext

import typer
from rich.text import Text

from auditkit.cli import (
    check,
    findings,
    followup,
    importing,
    inputs,
    lab,
    machine,
    many,
    results,
    review,
    run,
    seal,
)
from auditkit.cli.app import app, err
from auditkit.cli.terminal import as_options, usage_problem
from auditkit.cli.verbose import take_verbose, telling
from auditkit.errors import AuditError, in_a_line
from auditkit.files.names import sayable

__all__ = [
    "app",
    "check",
    "findings",
    "followup",
    "importing",
    "inputs",
    "lab",
    "machine",
    "main",
    "many",
    "results",
    "review",
    "run",
    "seal",
]

# As the work goes: inputs, results, papers, many departments, the workbench.
_ORDER = (
    "template", "form", "check", "import", "accounts", "assess", "trace", "findings", "catalogue",
    "report", "review", "verify", "diff", "followup", "run", "portfolio", "collect", "new", "lab",
    "kernel", "completion", "schema",
)  # fmt: skip
app.registered_commands.sort(key=lambda command: _ORDER.index(command.name or ""))


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a console or pipe of another encoding (GBK) lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join({"\u2212": "-", "\xa0": " "}.get(one, "?") for one in lacking), error.end


def _of_the_system(error: OSError) -> str:
    """What the system refuses, with the file it is about: a name too long, no room, no permission.

    >>> _of_the_system(OSError(errno.ENAMETOOLONG, "", "某局" * 200)).partition("：")[2]
    '名称过长（最多255个字节，约85个汉字），请换一个短的。'
    """
    place = in_a_line(sayable(str(error.filename or "")))
    named = f"{place[:60]}{'…' * (len(place) > 60)}：" if place else ""
    if error.errno == errno.ENAMETOOLONG:
        return f"{named}名称过长（最多255个字节，约85个汉字），请换一个短的。"
    reason = error.strerror or type(error).__name__
    return f"{named}系统没有完成读写（{reason}）。请检查路径、权限和磁盘空间后重试。"


def main() -> None:
    """Run the command line: every error one Chinese line, exit code 2, no traceback."""
    codecs.register_error("plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")
    if "_AUDITKIT_COMPLETE" in os.environ:
        from typer.completion import completion_init  # type: ignore[attr-defined]

        completion_init()  # how each shell asks, and is answered
    arguments = sys.argv[1:]
    told = telling() if take_verbose(arguments) else nullcontext()
    try:
        with told:
            code = app(arguments, standalone_mode=False, complete_var="_AUDITKIT_COMPLETE")
    except AuditError as error:
        err.print(Text(f"错误：{as_options(str(error))}"))
        code = 2
    except BrokenPipeError:
        # `auditkit … | head` has read what it wanted; what is still to be written goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except SystemExit as ended:
        # So rich ends a program whose reader has gone, in the help for one.
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        code = 0
    except typer.Abort:
        err.print(Text("已中断。"))
        code = 130
    except OSError as error:
        if os.environ.get("AUDITKIT_DEBUG"):
            raise
        err.print(Text(f"错误：{_of_the_system(error)}"))
        code = 2
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is printed already
            sys.exit(2)
        problem = usage_problem(error)
        if problem is None and os.environ.get("AUDITKIT_DEBUG"):
            raise
        # Nobody but a developer can use a traceback; it is there for the asking.
        internal = (
            f"程序内部错误（{type(error).__name__}：{error}）。设 AUDITKIT_DEBUG=1 再运行可见详情。"
        )
        err.print(Text(problem or internal))
        code = 2 if problem else 1
    sys.exit(code if isinstance(code, int) else 0)
