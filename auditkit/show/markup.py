"""Writing HTML: every text is escaped, and only what was written here counts as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Element:
    """What an element was made of."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Element | str, ...]


class Markup(str):
    """Text that is HTML already, with the elements and texts that it was written from.

    Markup that came as a string has no `nodes`.
    """

    __slots__ = ("nodes",)
    nodes: tuple[Element | str, ...]

    def __new__(cls, text: str = "", nodes: tuple[Element | str, ...] = ()) -> Markup:
        self = super().__new__(cls, text)
        self.nodes = text.nodes if isinstance(text, Markup) else nodes
        return self

    def __str__(self) -> str:
        # As a plain string it would forget what it was written from.
        return self


def escaped(content: object) -> Markup:
    """Markup as it is, anything else as escaped text.

    >>> escaped("<script>")
    '&lt;script&gt;'
    """
    if isinstance(content, Markup):
        return content
    text = str(content)
    return Markup(html.escape(text), (text,) if text else ())


def joined(*content: object) -> Markup:
    parts = [escaped(part) for part in content]
    return Markup("".join(parts), tuple(node for part in parts for node in part.nodes))


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """An element; `class_` is class, `data_label` is data-label; None leaves an attribute out.

    >>> tag("td", "a<b", class_="ak-number", rowspan=None)
    '<td class="ak-number">a&lt;b</td>'
    """
    given = {
        key.rstrip("_").replace("_", "-"): str(value)
        for key, value in attributes.items()
        if value is not None and value != ""
    }
    written = "".join(f' {key}="{html.escape(value)}"' for key, value in given.items())
    inside = joined(*content)
    return Markup(f"<{name}{written}>{inside}</{name}>", (Element(name, given, inside.nodes),))


def anchor(kind: str, name: str) -> str:
    """The id of the place where something stands, fit for a link.

    >>> anchor("证据", "“三公经费” 变动率")
    '证据-三公经费变动率'
    """
    return kind + "-" + re.sub(r"[^\w.\-]+", "", name)


def link(target: str, *content: object, **attributes: object) -> Markup:
    """A link inside the page. A page takes links away whose target it does not hold."""
    return tag("a", *content, href=f"#{target}", **attributes)
