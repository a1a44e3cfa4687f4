"""Nothing that a file says rules the terminal on which it is shown."""

import io
import json

import pytest
from rich.table import Table
from rich.text import Text

from auditkit.cli.app import _Console
from auditkit.cli.terminal import harmless, visible

RULING = [chr(code) for code in (*range(9), *range(11, 32), *range(0x7F, 0xA0))]
RULING += ["\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u061c", "\u2028"]


@pytest.mark.parametrize("terminal", [True, False])
def test_controls_and_turns_are_shown_and_not_carried_out(terminal: bool) -> None:
    for character in RULING:
        said = io.StringIO()
        console = _Console(file=said, force_terminal=terminal, width=60, highlight=False)
        name = f"专项{character}[2J细化率"
        table = Table("指标")
        table.add_row(Text(name, "bold red"))
        console.print(table)
        console.print(Text(f"错误：{name}"))
        plain = said.getvalue()
        if character == "\x1b":
            # rich's own colours may stand there, the form's order to clear the screen may not.
            assert "\x1b[2J" not in plain
            assert "␛[2J" in plain
        else:
            assert character not in plain


def test_lines_and_columns_stay() -> None:
    assert visible("甲\t乙\n丙") == "甲\t乙\n丙"


def test_json_says_the_same_and_rules_nothing() -> None:
    text = json.dumps({"name": "".join(RULING)}, ensure_ascii=False)
    made = harmless(text)
    assert json.loads(made) == json.loads(text)
    assert not set(made) & set(RULING)
