"""nbformat without the grammar of web addresses, until somebody asks for it."""

import subprocess
import sys

PROGRAM = """
import sys
from auditkit.kernels.deferred import nbformat
assert nbformat.__name__ == "nbformat"
print("lark" in sys.modules, "rfc3987_syntax" in sys.modules)
from jsonschema import Draft202012Validator as Schema
schema = Schema({"format": "iri"}, format_checker=Schema.FORMAT_CHECKER)
print(schema.is_valid("http://审计.例/甲"), schema.is_valid("不 是"))
print("lark" in sys.modules)
"""


def test_the_grammar_is_built_when_it_is_asked_for() -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.split("\n")[:3] == ["False False", "True False", "True"]
