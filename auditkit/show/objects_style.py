"""The part of the report's stylesheet that one fragment needs, to stand inside it."""

from __future__ import annotations

import re
from functools import cache

from auditkit.show.markup import Markup, tag
from auditkit.show.page import IN_JUPYTER, style

OBJECT_STYLE = "ak-object-style"
"""The class of such a style element; a page that has the whole stylesheet leaves it out."""

_RULE = re.compile(r"(?<![^{}])([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\.(ak[\w-]*)")
_CLASSES = re.compile(r'class="([^"]*)"')


def styled(html: str) -> str:
    """The fragment with those rules of the stylesheet before it that can apply to it."""
    there = {name for names in _CLASSES.findall(html) for name in names.split()}
    kept = [
        f"{selector}{{{body}}}"
        for selector, body in _rules()
        if any(set(_CLASS.findall(one)) <= there for one in selector.split(","))
    ]
    return tag("style", Markup("".join([IN_JUPYTER, *kept])), class_=OBJECT_STYLE) + html


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    """The rules for the screen; those for paper and telephones belong to pages."""
    sheet = style()
    everywhere = sheet[: sheet.index("@media")]
    return tuple((selector.strip(), body) for selector, body in _RULE.findall(everywhere))
