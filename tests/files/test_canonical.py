"""JSON with one spelling: as Python's own encoder spells it, and nbformat's for notebooks."""

import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditkit.files.canonical import indented, json_bytes
from auditkit.kernels.execution import notebook_bytes

NOTEBOOKS = sorted((Path(__file__).parent.parent.parent / "notebooks").glob("*.ipynb"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_it_is_spelt_as_python_spells_it(value: object) -> None:
    assert indented(value) == json.dumps(value, ensure_ascii=False, indent=1)
    keyed = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    assert indented(value, sort_keys=True) == keyed


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": float("-inf")}])
def test_a_number_that_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_bytes(value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_spelt_as_nbformat_spells_it(path: Path) -> None:
    node = nbformat.read(path, as_version=4)
    before = json.dumps(node, sort_keys=True)
    assert notebook_bytes(node).decode().rstrip("\n") == nbformat.writes(node).rstrip("\n")
    assert json.dumps(node, sort_keys=True) == before
