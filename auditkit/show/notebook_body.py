"""The cells of an executed notebook as HTML: text and outputs in order, no code, errors visible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mistune

from auditkit.show.markup import Markup, anchor, escaped, tag

if TYPE_CHECKING:
    from nbformat import NotebookNode

HIDDEN_TAGS = frozenset(("remove-cell", "remove_cell", "remove-output", "remove_output"))
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_IMAGES = ("image/png", "image/jpeg")


@dataclass
class Body:
    """The written cells, and the sections as (id, heading) for the table of contents."""

    html: str = ""
    contents: list[tuple[str, str]] = field(default_factory=list)


class _Renderer(mistune.HTMLRenderer):
    """Markdown as HTML with ids on headings, none of which skips a level."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.level = 1
        self.ids: set[str] = set()
        self.contents: list[tuple[str, str]] = []

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        plain = re.sub(r"<[^>]+>", "", text).strip()
        # The page's own title block has taken the place of the notebook's title.
        if level == 1 and not self.contents:
            return ""
        level = min(max(level, 2), self.level + 1)
        self.level = level
        base = identity = anchor("节", plain)[2:] or "节"
        number = 1
        while identity in self.ids:
            number += 1
            identity = f"{base}-{number}"
        self.ids.add(identity)
        if level == 2:
            self.contents.append((identity, plain))
        return f'<h{level} id="{identity}">{text}</h{level}>\n'


def notebook_body(notebook: NotebookNode) -> Body:
    """The body of a page: the notebook's title is left to the page, code and hidden cells out."""
    renderer = _Renderer()
    markdown = mistune.create_markdown(renderer=renderer, plugins=["table", "strikethrough"])

    def rendered(text: str) -> Markup:
        return Markup(markdown(text))

    parts: list[str] = []
    for cell in notebook.cells:
        tags = set(cell.get("metadata", {}).get("tags", ()))
        if cell.cell_type == "markdown" and not tags & HIDDEN_TAGS:
            parts.append(rendered(_text(cell.source)))
        elif cell.cell_type == "code":
            hidden = bool(tags & HIDDEN_TAGS)
            for output in cell.get("outputs", ()):
                # An error is never hidden, whatever the cell is tagged.
                if not hidden or output.output_type == "error":
                    parts += _output(output, rendered)
    return Body("\n".join(part for part in parts if part.strip()), renderer.contents)


def _output(output: NotebookNode, rendered: Any) -> Iterator[str]:
    match output.output_type:
        case "stream":
            style = "output warning" if output.name == "stderr" else "output"
            yield tag("pre", _plain(output.text), class_=style)
        case "error":
            yield _failure(output)
        case "display_data" | "execute_result":
            yield _shown(output.data, rendered)


def _failure(output: NotebookNode) -> Markup:
    said = f"{output.ename}：{_plain(output.evalue)}" if output.evalue else output.ename
    steps = _plain("\n".join(output.get("traceback", ())))
    details = tag("details", tag("summary", "出错位置"), tag("pre", steps)) if steps else ""
    return tag(
        "div",
        tag("p", "× 此处计算出错，以下内容可能不完整"),
        tag("p", said),
        details,
        class_="failure",
        role="alert",
    )


def _shown(data: NotebookNode, rendered: Any) -> Markup:
    if "text/html" in data:
        text = _text(data["text/html"])
        return Markup("" if 'class="ak-stylesheet"' in text else text)
    if "text/markdown" in data:
        return Markup(rendered(_text(data["text/markdown"])))
    if "image/svg+xml" in data:
        return Markup(tag("figure", Markup(_text(data["image/svg+xml"]))))
    for kind in _IMAGES:
        if kind in data:
            # A picture that was shown without words has at least its text form to say what it is.
            source = f"data:{kind};base64,{''.join(_text(data[kind]).split())}"
            alt = escaped(_text(data.get("text/plain", "图")))
            return Markup(f'<figure><img src="{source}" alt="{alt}"></figure>')
    if "text/plain" in data:
        return tag("pre", _text(data["text/plain"]), class_="output")
    return Markup("")


def _text(value: str | list[str]) -> str:
    return "".join(value)


def _plain(value: str | list[str]) -> str:
    return _ANSI.sub("", _text(value))
