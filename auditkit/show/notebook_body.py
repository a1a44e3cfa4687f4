"""The cells of an executed notebook as HTML: text and outputs in order, no code, errors visible."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mistune

from auditkit.show.blocks import BLOCKS_MIME, Block, Front, Heading, unpacked
from auditkit.show.markup import Markup, anchor, escaped, tag

if TYPE_CHECKING:
    from nbformat import NotebookNode

HIDDEN_TAGS = frozenset(("remove-cell", "remove_cell", "remove-output", "remove_output"))
_OBJECT_STYLE = re.compile(r'<style class="ak-object-style">.*?</style>', re.S)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
MARKDOWN = ("table", "strikethrough")
"""What Markdown may hold beyond its core."""
IMAGES = ("image/png", "image/jpeg")


@dataclass
class Body:
    """The written cells, and the sections as (id, heading) for the table of contents."""

    html: str = ""
    contents: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Headings:
    """The headings of a notebook so far: each with an id of its own, none skipping a level."""

    level: int = 1
    ids: set[str] = field(default_factory=set)
    contents: list[tuple[str, str]] = field(default_factory=list)

    def place(self, plain: str, level: int) -> tuple[int, str] | None:
        """The level and id of the next heading; None for the notebook's title.

        The report's own title block has taken the place of that.
        """
        if level == 1 and not self.contents:
            return None
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
        return level, identity

    def take(self, blocks: Iterable[Block]) -> None:
        """The headings that stand among blocks, whose places they know themselves."""
        for block in blocks:
            if isinstance(block, Heading):
                self.level = block.level
                self.ids.add(block.id)
                if block.level == 2:
                    self.contents.append((block.id, block.text))


class _Renderer(mistune.HTMLRenderer):
    """Markdown as HTML with ids on headings."""

    def __init__(self) -> None:
        super().__init__(escape=True)
        self.headings = Headings()

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        placed = self.headings.place(re.sub(r"<[^<>]+>", "", text).strip(), level)
        if placed is None:
            return ""
        level, identity = placed
        return f'<h{level} id="{identity}">{text}</h{level}>\n'


def notebook_body(notebook: NotebookNode) -> Body:
    """The body of a page: the notebook's title is left to the page, code and hidden cells out."""
    renderer = _Renderer()
    markdown = mistune.create_markdown(renderer=renderer, plugins=MARKDOWN)

    def rendered(text: str) -> Markup:
        return Markup(str(markdown(text)))

    parts: list[str] = []
    for shown in visible(notebook):
        if isinstance(shown, str):
            parts.append(rendered(shown))
        else:
            renderer.headings.take(blocks_in(shown))
            parts += _output(shown, rendered)
    contents = renderer.headings.contents
    return Body("\n".join(part for part in parts if part.strip()), contents)


def blocks_in(output: NotebookNode) -> tuple[Block, ...]:
    """The blocks that an output carries for itself; tables and charts carry theirs elsewhere."""
    data = output.get("data", {})
    return unpacked(data[BLOCKS_MIME]["blocks"]) if BLOCKS_MIME in data else ()


def front_of(notebook: NotebookNode) -> Front | None:
    """The first page that a notebook shows, None where it has none."""
    outputs = (shown for shown in visible(notebook) if not isinstance(shown, str))
    blocks = (block for output in outputs for block in blocks_in(output))
    return next((block for block in blocks if isinstance(block, Front)), None)


def visible(notebook: NotebookNode) -> Iterator[NotebookNode | str]:
    """What a report shows, in order: the Markdown of texts, and outputs."""
    for cell in notebook.cells:
        tags = set(cell.get("metadata", {}).get("tags", ()))
        if cell.cell_type == "markdown" and not tags & HIDDEN_TAGS:
            yield whole_text(cell.source)
        elif cell.cell_type == "code":
            hidden = bool(tags & HIDDEN_TAGS)
            for output in cell.get("outputs", ()):
                # An error is never hidden, whatever the cell is tagged.
                if not hidden or output.output_type == "error":
                    yield output


def _output(output: NotebookNode, rendered: Any) -> Iterator[str]:
    match output.output_type:
        case "stream":
            style = "output warning" if output.name == "stderr" else "output"
            yield tag("pre", plain_text(output.text), class_=style)
        case "error":
            yield _failure(output)
        case "display_data" | "execute_result":
            yield _shown(output.data, rendered)


def _failure(output: NotebookNode) -> Markup:
    said = f"{output.ename}：{plain_text(output.evalue)}" if output.evalue else output.ename
    steps = plain_text("\n".join(output.get("traceback", ())))
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
    if BLOCKS_MIME in data and '"is":"front"' in data[BLOCKS_MIME]["blocks"]:
        # The title block of the page says it.
        return Markup("")
    if "text/html" in data:
        text = whole_text(data["text/html"])
        if "ak-object-style" in text:
            # The page has the whole stylesheet.
            text = _OBJECT_STYLE.sub("", text)
        return Markup("" if 'class="ak-stylesheet"' in text else text)
    if "text/markdown" in data:
        return Markup(rendered(whole_text(data["text/markdown"])))
    if "image/svg+xml" in data:
        return Markup(tag("figure", Markup(whole_text(data["image/svg+xml"]))))
    for kind in IMAGES:
        if kind in data:
            # A picture that was shown without words has at least its text form to say what it is.
            source = f"data:{kind};base64,{''.join(whole_text(data[kind]).split())}"
            alt = escaped(whole_text(data.get("text/plain", "图")))
            return Markup(f'<figure><img src="{source}" alt="{alt}"></figure>')
    if "text/plain" in data:
        return tag("pre", whole_text(data["text/plain"]), class_="output")
    return Markup("")


def whole_text(value: str | list[str]) -> str:
    """A text of a notebook, which may stand there as lines."""
    return value if isinstance(value, str) else "".join(value)


def plain_text(value: str | list[str]) -> str:
    """The same without the colours of a terminal."""
    return _ANSI.sub("", whole_text(value))
