"""JSON with one spelling: the same content gives the same bytes, so that it can be hashed."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring
from typing import Any

Json = dict[str, Any]


def json_bytes(content: object) -> bytes:
    """The content as a file that people read: keys in the order given, Chinese as Chinese.

    Raises ValueError for a number that JSON does not have; `number` makes null of it.
    """
    return (indented(content) + "\n").encode()


def indented(content: object, *, sort_keys: bool = False, allow_nan: bool = False) -> str:
    """What `json.dumps(…, ensure_ascii=False, indent=1)` gives, in half the time.

    Python's own encoder is in C only for JSON on one line. Keys have to be texts.

    >>> print(indented({"a": [1, None], "b": {}}))
    {
     "a": [
      1,
      null
     ],
     "b": {}
    }
    """
    pieces: list[str] = []
    put = pieces.append
    # The same few names stand at the same depth in hundreds of lines.
    names: dict[str, dict[str, str]] = {}

    def write(value: object, line: str) -> None:
        # `line` is a line feed and how far the value's lines stand in.
        if isinstance(value, dict):
            opened, inner = "{", line + " "
            known = names.setdefault(inner, {})
            for key, one in sorted(value.items()) if sort_keys else value.items():
                if (name := known.get(key)) is None:
                    name = known[key] = f"{inner}{encode_basestring(key)}: "
                if isinstance(one, str):
                    put(f"{opened}{name}{encode_basestring(one)}")
                elif (shown := _PLAIN.get(type(one), _no)(one)) is not None:
                    put(f"{opened}{name}{shown}")
                else:
                    put(opened + name)
                    write(one, inner)
                opened = ","
            put(line + "}" if value else "{}")
        elif isinstance(value, list | tuple):
            opened, inner = "[", line + " "
            for one in value:
                begun = opened + inner
                opened = ","
                if isinstance(one, str):
                    put(begun + encode_basestring(one))
                else:
                    put(begun)
                    write(one, inner)
            put(line + "]" if value else "[]")
        elif isinstance(value, str):
            put(encode_basestring(value))
        else:
            shown = _PLAIN.get(type(value), _no)(value)
            put(json.dumps(value, allow_nan=allow_nan) if shown is None else shown)

    write(content, "\n")
    return "".join(pieces)


def _no(_: object) -> str | None:
    return None


_PLAIN: Mapping[type, Callable[[Any], str | None]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
    float: lambda value: float.__repr__(value) if math.isfinite(value) else None,
}
"""How JSON spells what is no text and holds nothing; None leaves that to Python's own encoder."""


def digest(content: object) -> str:
    """The sha256 of the content, whatever the order of its keys.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    text = json.dumps(
        content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def number(value: float | None) -> float | None:
    """The value, or None where it is missing or no finite number.

    >>> number(float("nan")), number(0.5)
    (None, 0.5)
    """
    return None if value is None or not math.isfinite(value) else float(value)
