"""The command line `auditkit`: the only place that prints."""

from __future__ import annotations

import codecs
import io
import os
import sys

import typer
from rich.text import Text

from auditkit.cli import (
    findings,
    followup,
    importing,
    inputs,
    lab,
    many,
    results,
    review,
    run,
    seal,
)
from auditkit.cli.app import app, err
from auditkit.cli.terminal import as_options, usage_problem
from auditkit.errors import AuditError

__all__ = [
    "app",
    "findings",
    "followup",
    "importing",
    "inputs",
    "lab",
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
)  # fmt: skip
app.registered_commands.sort(key=lambda command: _ORDER.index(command.name or ""))


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that a console or pipe of another encoding (GBK) lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join({"\u2212": "-", "\xa0": " "}.get(one, "?") for one in lacking), error.end


def main() -> None:
    """Run the command line: every error one Chinese line, exit code 2, no traceback."""
    codecs.register_error("plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="plainer")
    try:
        code = app(standalone_mode=False)
    except AuditError as error:
        err.print(Text(f"错误：{as_options(str(error))}"))
        code = 2
    except BrokenPipeError:
        code = 0
    except typer.Abort:
        err.print(Text("已中断。"))
        code = 130
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
