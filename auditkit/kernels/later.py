"""What libraries load at their import and hardly anybody uses: it comes when it is asked for.

jsonschema takes a processor second to build a grammar of web addresses; no notebook and no setting
of JupyterLab has such a check. papermill loads pyarrow and requests to reach notebooks in a cluster
or on the web. Whoever does use one of them gets the true one then.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "rfc3987_syntax": ("is_valid_syntax",),
    "rfc3986_validator": ("validate_rfc3986",),
}
"""Of jsonschema. By module: the functions of it that are asked for."""
STORES: Mapping[str, tuple[str, ...]] = {
    "pyarrow": (),
    "pyarrow.fs": ("FileSelector", "HadoopFileSystem"),
    "requests": ("get", "put"),
}
"""Of papermill."""


@contextmanager
def later(*of: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
    """What is imported within finds stand-ins, which load the true modules when they are called."""
    functions = {name: asked for one in of for name, asked in one.items()}
    absent = [name for name in functions if name not in sys.modules and _installed(name)]
    for name in absent:
        stand_in: Any = ModuleType(name)
        for function in functions[name]:
            setattr(stand_in, function, _true(name, function))
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name.partition(".")[0]) is not None


def _true(module: str, function: str) -> Callable[..., Any]:
    def called(*given: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), function)(*given, **named)

    return called
