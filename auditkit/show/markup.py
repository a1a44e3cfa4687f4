"""Writing HTML: every text is escaped, and only what was written here counts as markup.

Markup remembers what it was made of, so that whoever writes no HTML can take it from there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape

from auditkit.wording import in_order

_EMPTY = frozenset(("img", "br"))
"""Elements that hold nothing and have no end."""
Attributes = Mapping[str, str]
_NONE: Attributes = {}


class Markup(str):
    """Text that is HTML already: an element by its `name`, or texts and elements in a row.

    `content` is what it was made of; markup that was given as a text is opaque, and has none.
    """

    __slots__ = ("attributes", "content", "name")

    name: str
    attributes: Attributes
    content: tuple[object, ...] | None

    def __new__(
        cls,
        text: str,
        content: tuple[object, ...] | None = None,
        name: str = "",
        attributes: Attributes = _NONE,
    ) -> Markup:
        made = str.__new__(cls, text)
        made.name, made.attributes = name, attributes
        made.content = content if content is not None or text else ()
        return made

    @property
    def nodes(self) -> list[Markup | str]:
        """The elements and texts in it, in order.

        Raises ValueError for opaque markup, whose elements nobody knows.
        """
        found: list[Markup | str] = []
        text = ""
        for part in self._parts():
            if not isinstance(part, Markup):
                text += part
                continue
            if text:
                found.append(text)
                text = ""
            found.append(part)
        if text:
            found.append(text)
        return found

    @property
    def elements(self) -> list[Markup]:
        """The elements in it, without the texts between them. Raises ValueError as `nodes`."""
        return [part for part in self._parts() if isinstance(part, Markup)]

    def _parts(self) -> list[Markup | str]:
        if self.content is None:
            raise ValueError(f"markup without its elements: {self[:60]}")
        found: list[Markup | str] = []
        for part in self.content:
            if not isinstance(part, Markup):
                found.append(str(part))
            elif part.name:
                found.append(part)
            else:
                found += part._parts()
        return found

    @property
    def styles(self) -> tuple[str, ...]:
        """Its classes of the report's stylesheet, without their prefix."""
        return styles_in(self.attributes.get("class", ""))

    @property
    def plain(self) -> str | None:
        """Its text where it holds no markup; None where it does, or nobody knows."""
        if self.content is None:
            return None
        for part in self.content:
            if isinstance(part, Markup):
                return None
        return "".join(map(str, self.content))


def escaped(content: object) -> Markup:
    """Markup as it is, anything else as escaped text.

    >>> escaped("<script>")
    '&lt;script&gt;'
    """
    return content if isinstance(content, Markup) else Markup(_shown(str(content)), (content,))


def joined(*content: object) -> Markup:
    """Parts of markup one after the other."""
    return Markup(_inside(content), content)


def tag(name: str, *content: object, **attributes: str | int | None) -> Markup:
    """An element; `class_` is class, `data_label` is data-label; None leaves an attribute out.

    >>> tag("td", "a<b", class_="ak-number", rowspan=None)
    '<td class="ak-number">a&lt;b</td>'
    """
    begun, given = _begun(name, tuple(attributes.items()))
    if name in _EMPTY:
        return Markup(begun, (), name, given)
    return Markup(f"{begun}{_inside(content)}</{name}>", content, name, given)


# The cells of a column are all alike.
@lru_cache(maxsize=8192)
def _begun(
    name: str, attributes: tuple[tuple[str, str | int | None], ...]
) -> tuple[str, Attributes]:
    given = {
        key.rstrip("_").replace("_", "-"): str(value)
        for key, value in attributes
        if value is not None and value != ""
    }
    written = "".join([f' {key}="{escape(value)}"' for key, value in given.items()])
    return f"<{name}{written}>", given


def _inside(content: tuple[object, ...]) -> str:
    return "".join([part if isinstance(part, Markup) else _shown(str(part)) for part in content])


@lru_cache(maxsize=8192)
def _shown(text: str) -> str:
    """Text as a page shows it; the same headings and words stand in hundreds of cells."""
    return escape(in_order(text))


@cache
def styles_in(classes: str) -> tuple[str, ...]:
    """The classes of the report's stylesheet among those of an element, without their prefix."""
    return tuple(name.removeprefix("ak-") for name in classes.split() if name.startswith("ak-"))


def anchor(kind: str, name: str) -> str:
    """The id of the place where something stands, fit for a link.

    >>> anchor("证据", "“三公经费” 变动率")
    '证据-三公经费变动率'
    """
    return kind + "-" + re.sub(r"[^\w.\-]+", "", name)


def link(target: str, *content: object, **attributes: str | int | None) -> Markup:
    """A link inside the page. A page takes links away whose target it does not hold."""
    return tag("a", *content, href=f"#{target}", **attributes)
