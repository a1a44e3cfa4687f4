"""Writing HTML: every text is escaped, and only what was written here counts as markup."""

from __future__ import annotations

import re
from functools import cache
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def escaped(content: object) -> Markup:
    """Markup as it is, anything else as escaped text.

    >>> escaped("<script>")
    '&lt;script&gt;'
    """
    return content if isinstance(content, Markup) else Markup(escape(str(content)))


def joined(*content: object) -> Markup:
    return Markup(_inside(content))


def tag(name: str, *content: object, **attributes: object) -> Markup:
    """An element; `class_` is class, `data_label` is data-label; None leaves an attribute out.

    >>> tag("td", "a<b", class_="ak-number", rowspan=None)
    '<td class="ak-number">a&lt;b</td>'
    """
    given = "".join(
        [
            f' {_attribute(key)}="{escape(str(value))}"'
            for key, value in attributes.items()
            if value is not None and value != ""
        ]
    )
    return Markup(f"<{name}{given}>{_inside(content)}</{name}>")


def _inside(content: tuple[object, ...]) -> str:
    return "".join([part if isinstance(part, Markup) else escape(str(part)) for part in content])


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def anchor(kind: str, name: str) -> str:
    """The id of the place where something stands, fit for a link.

    >>> anchor("证据", "“三公经费” 变动率")
    '证据-三公经费变动率'
    """
    return kind + "-" + re.sub(r"[^\w.\-]+", "", name)


def link(target: str, *content: object, **attributes: object) -> Markup:
    """A link inside the page. A page takes links away whose target it does not hold."""
    return tag("a", *content, href=f"#{target}", **attributes)
