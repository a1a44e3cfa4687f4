"""Chinese help and usage errors for the command line, which typer prints in English."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import typer
import typer.core

from auditkit.errors import nearest
from auditkit.wording import INVISIBLE

_HELP = "显示帮助后退出"
# Controls of both sets but for tab and line feed, and what turns the order of letters about.
_RULING = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (9, 10)},
    0x7F: "\u2421",
    **{
        code: f"<U+{code:04X}>"
        for code in (
            *range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, 0x2028, 0x2029,
            *range(0x202A, 0x202F), *range(0x2066, 0x206A),
        )
    },
}  # fmt: skip


def visible(text: str) -> str:
    """The text with signs for what would rule a terminal (colours, titles, the order of letters)
    and for what nobody would see.

    >>> visible("细化率\\x1b[31m\\u202e\\u200b")
    '细化率␛[31m<U+202E><U+200B>'
    """
    if text.isprintable():
        return text
    return INVISIBLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", text.translate(_RULING))


def harmless(text: str) -> str:
    """JSON that says the same and rules no terminal: what JSON may leave as it is, escaped.

    >>> harmless('{"name": "\\x9b31m"}')
    '{"name": "\\\\u009b31m"}'
    """
    return "".join(f"\\u{ord(c):04x}" if ord(c) in _RULING and c != "\r" else c for c in text)


class _Chinese:
    """What a command and a group say in Chinese alike."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        # With all of Markdown and syntax colouring behind it: a tenth of a second for help alone.
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
        rich_utils.OPTIONS_PANEL_TITLE = "选项"
        rich_utils.COMMANDS_PANEL_TITLE = "命令"
        rich_utils.DEFAULT_STRING = "[默认：{}]"
        rich_utils.REQUIRED_LONG_STRING = "[必填]"
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _HELP
        return option


class ChineseCommand(_Chinese, typer.core.TyperCommand):
    """A command whose help is in Chinese."""


class ChineseGroup(_Chinese, typer.core.TyperGroup):
    """The group of commands; its help is in Chinese."""


def run_as_program() -> bool:
    """Whether this process is the command line and nothing else: not a test, not a notebook."""
    program = Path(sys.argv[0])
    return program.stem == "auditkit" or program.parent.name == "auditkit"


def as_options(said: str) -> str:
    """A message of the package, whose 参数 data_dir is the option --data-dir here.

    >>> as_options("请用参数 data_dir 指定。")
    '请用 --data-dir 指定。'
    """
    return re.sub(r"参数 ([a-z_]+)", lambda found: " --" + found[1].replace("_", "-"), said)


def usage_problem(error: Exception) -> str | None:
    """A usage error as one Chinese line with its remedy; None for any other exception.

    typer keeps its exception classes private, so they are told apart by name.
    """
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "UsageError" not in kinds:
        return None
    name = type(error).__name__
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", "auditkit")
    remedy = f"用法见 {path} --help。"
    parameter = getattr(error, "param", None)
    label = getattr(parameter, "metavar", None) or getattr(parameter, "name", "") or ""
    if parameter is not None and getattr(parameter, "opts", None) and label:
        options = [option for option in parameter.opts if option.startswith("-")]
        label = options[0] if options else label
    message = str(getattr(error, "message", error))
    match name:
        case "NoArgsIsHelpError":
            return message
        case "MissingParameter":
            return f"错误：缺少“{label}”。{remedy}"
        case "NoSuchOption":
            option = getattr(error, "option_name", "")
            known = [name for one in context.command.params for name in one.opts] if context else []
            return f"错误：没有选项“{option}”{_meant(option, known)}。{remedy}"
        case "BadParameter":
            found = message.split("'")[1] if message.count("'") >= 2 else ""
            example = "，应如 2022" if label in ("年度", "--year") else ""
            return f"错误：“{label}”的值不对{f'（“{found}”）' if found else ''}{example}。{remedy}"
        case "BadOptionUsage":
            return f"错误：选项“{getattr(error, 'option_name', '')}”没有给值。{remedy}"
        case _ if "No such command" in message:
            command = message.split("'")[1]
            known = context.command.list_commands(context) if context else []
            return f"错误：没有命令“{command}”{_meant(command, known)}。{remedy}"
        case _ if "unexpected extra argument" in message:
            extra = message.rpartition("(")[2].rstrip(")")
            return f"错误：多出参数“{extra}”。{remedy}"
        case _:
            return f"错误：命令用法不对（{message}）。{remedy}"


def _meant(typed: str, known: Collection[str]) -> str:
    # --data is --data-dir cut short, not --date misspelt.
    begun = sorted((name for name in known if name.startswith(typed)), key=len)
    # The dashes, which all options have, make none of them like another.
    words = {name.lstrip("-"): name for name in known}
    close = begun[0] if begun else words.get(nearest(typed.lstrip("-"), words, 0.6) or "", "")
    return f"，是否为“{close}”" if close else ""
