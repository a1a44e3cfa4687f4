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


PAPERMILL = """
import sys
from auditkit.kernels import deferred
from papermill import iorw
print("requests" in sys.modules, "pyarrow" in sys.modules)
import requests
print(requests.__name__, callable(requests.Session))
try:
    iorw.HttpHandler.read("http://127.0.0.1:1/x.ipynb")
except requests.exceptions.ConnectionError:
    print("asked the true one")
"""

KERNEL = """
import sys
from auditkit.kernels.modules import leave_out_debugger
leave_out_debugger()
from ipykernel import debugger
print(debugger._is_debugpy_available, "debugpy" in sys.modules)
import debugpy
print(callable(debugpy.listen))
"""


def told(program: str) -> list[str]:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout.splitlines()


def test_papermill_reaches_the_web_with_the_true_library() -> None:
    assert told(PAPERMILL) == ["False False", "requests True", "asked the true one"]


def test_a_kernel_without_debugger_leaves_debugpy_to_be_imported() -> None:
    assert told(KERNEL) == ["False False", "True"]
