"""nbformat without the 1.6 s that one of its libraries takes to build a grammar of web addresses.

jsonschema loads the grammar to check whether texts are internationalised addresses; no notebook has
such a check. Whoever does check gets the grammar then.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_GRAMMAR = "rfc3987_syntax"


@contextmanager
def _later() -> Iterator[None]:
    if _GRAMMAR in sys.modules or importlib.util.find_spec(_GRAMMAR) is None:
        yield
        return
    stand_in: Any = ModuleType(_GRAMMAR)
    stand_in.is_valid_syntax = _is_valid_syntax
    sys.modules[_GRAMMAR] = stand_in
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]


def _is_valid_syntax(term: str, value: str) -> bool:
    return bool(importlib.import_module(_GRAMMAR).is_valid_syntax(term, value))


with _later():
    import nbformat as nbformat
