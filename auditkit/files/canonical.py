"""JSON with one spelling: the same content gives the same bytes, so that it can be hashed."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

Json = dict[str, Any]


def json_bytes(content: object) -> bytes:
    """The content as a file that people read: keys in the order given, Chinese as Chinese.

    Raises ValueError for a number that JSON does not have; `number` makes null of it.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)
    return (text + "\n").encode()


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
