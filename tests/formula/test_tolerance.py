"""Every tolerance of the house is named in one place."""

import ast
from pathlib import Path

import auditkit

HOUSE = Path(auditkit.__file__).parent


def test_no_other_module_states_a_tolerance_of_its_own() -> None:
    found = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and (0 < node.value <= 1e-5 or node.value == 0.005)
    }
    assert found == {"formula/tolerance.py"}
