"""A mistake of shape in a YAML file, as file, line and Chinese words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from auditkit.errors import RulePackError
from auditkit.rules.yamltree import constructed, place, read_document

Shaped = TypeVar("Shaped")
Path_ = tuple[str | int, ...]
Known = Callable[[Sequence[str | int]], str]


def _nothing_more(_: Sequence[str | int]) -> str:
    return ""


def mistake(
    root: yaml.Node, error: ValidationError, known: Known = _nothing_more
) -> tuple[str, int, str]:
    """File, line and Chinese words of the first mistake of shape in a tree.

    `known` says which fields may stand where an unknown one was found.
    """
    first, *others = error.errors()
    where = written(first["loc"])
    problem = in_chinese(first, where, known)
    if first["type"] == "missing":
        # All that is missing in one place at once.
        for other in others:
            if other["type"] == "missing" and other["loc"][:-1] == first["loc"][:-1]:
                problem += f"、“{'.'.join(map(str, written(other['loc'])))}”"
    return (*place(root, where), problem)


def written(location: Sequence[str | int]) -> Path_:
    """The way through the file to a mistake of shape, without the name of the rule chosen."""
    at = next((i for i, key in enumerate(location) if key == "scoring" and i > 1), len(location))
    return (*location[: at + 1], *location[at + 2 :])


def in_chinese(error: Mapping[str, Any], where: Path_, known: Known = _nothing_more) -> str:
    """One mistake of shape in Chinese: the field, what is wrong, what was found."""
    field = ".".join(str(part) for part in where)
    match error["type"]:
        case "missing":
            return f"缺少“{field}”"
        case "extra_forbidden":
            return f"多出不认识的“{field}”，请核对拼写{known(error['loc'])}"
        case "literal_error":
            expected = error.get("ctx", {}).get("expected", "").replace(" or ", "、")
            return f"“{field}”只能是 {expected}，不能是“{error['input']}”"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"“{field}”的值“{error['input']}”类型或范围不对"


def read_shaped(path: Path, shape: Callable[[Any], Shaped]) -> Shaped:
    """What `shape` makes of the content of a YAML file.

    Raises RulePackError with the file and the line of the first mistake.
    """
    root = read_document(path).root
    try:
        return shape(constructed(root))
    except ValidationError as error:
        raise RulePackError(*mistake(root, error)) from error
