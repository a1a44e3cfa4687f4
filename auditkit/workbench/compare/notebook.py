"""What moved between a stored notebook and a new run of it: tables, charts, pages, texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from itertools import zip_longest
from typing import Any

from nbformat import NotebookNode

from auditkit.show.charts.drawing import CHART_MIME
from auditkit.show.table_html import TABLE_MIME
from auditkit.workbench.compare.bundle import Move, aligned, around, bundle_moved, values_moved
from auditkit.workbench.compare.picture import picture_moved

SVG_MIME = "image/svg+xml"
# The model ids of widgets are random, and what a widget shows is in no output.
WIDGET_MIME = "application/vnd.jupyter.widget-view+json"

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def notebook_moved(stored: NotebookNode, new: NotebookNode, name: str) -> Iterator[Move]:
    """Every move in the outputs of a notebook, whose cells are those of its new run."""
    for number, (before, after) in enumerate(zip(stored.cells, new.cells, strict=True), 1):
        if before.cell_type == "code":
            place = f"{name} 第{number}格（{before.get('id', '')}）"
            if before.execution_count is None:
                yield Move(place, "没有运行过，核对不了", "已运行")
            yield from outputs_moved(before.outputs, after.outputs, place)


def outputs_moved(
    stored: Sequence[NotebookNode], new: Sequence[NotebookNode], place: str
) -> Iterator[Move]:
    """Every move in the outputs of one cell. An error is one, though it be stored."""
    errors = ["；".join(map(_summary, filter(_is_error, side))) for side in (stored, new)]
    if any(errors):
        yield Move(f"{place} 出错", *(error or "没有出错" for error in errors))
    before, after = (_joined_streams(o for o in side if not _is_error(o)) for side in (stored, new))
    for old, now in aligned(before, after, _form):
        if old is None or now is None or _form(old) != _form(now):
            yield Move(place, *(_summary(o) if o else "没有输出" for o in (old, now)))
        elif "text" in old:
            yield from _text_moved(old.text, now.text, f"{place} {old.name}")
        else:
            yield from _data_moved(old.data, now.data, place)


def _is_error(output: NotebookNode) -> bool:
    return bool(output.output_type == "error")


def _form(output: NotebookNode) -> tuple[str, ...]:
    return (output.output_type, output.get("name", ""), *sorted(output.get("data", ())))


def _summary(output: NotebookNode) -> str:
    if _is_error(output):
        return f"{output.ename}：{output.evalue}"
    kinds = "、".join(sorted(output.get("data", ()))) or output.get("name", "空")
    named = _caption(output.get("data", {}))
    return f"{named}（{kinds}）" if named else kinds


def _caption(data: Mapping[str, Any]) -> str:
    for mime, word in ((TABLE_MIME, "表"), (CHART_MIME, "图")):
        if mime in data:
            return f"{word}“{data[mime]['caption']}”"
    return ""


def _joined_streams(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    """The kernel may cut what is printed anywhere: each stream is one text."""
    joined: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if "text" not in output:
            joined.append(output)
        elif output.name in streams:
            streams[output.name]["text"] += output.text
        else:
            streams[output.name] = NotebookNode(output)  # type: ignore[no-untyped-call]
            joined.append(streams[output.name])
    return joined


def _data_moved(stored: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Move]:
    """The moves of one output. Where its data moved, what is written from them moved with them."""
    place = f"{place} {_caption(stored)}".rstrip()
    bundles = [data.get(TABLE_MIME) or data.get(CHART_MIME) or {} for data in (stored, new)]
    found = list(bundle_moved(bundles[0], bundles[1], place))
    pictures = [_pictures(data) for data in (stored, new)]
    for old, now in dict.fromkeys(zip_longest(*pictures, fillvalue="")):
        found += picture_moved(old, now, place)
    yield from found or _written_moved(stored, new, place)


def _written_moved(stored: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Move]:
    for mime in stored:
        match mime:
            case "text/html":
                yield from _first_moved(_tokens(stored[mime]), _tokens(new[mime]), f"{place} 网页")
            case "text/plain":
                yield from _text_moved(stored[mime], new[mime], f"{place} 文本")
            case _ if mime not in (TABLE_MIME, CHART_MIME, SVG_MIME, WIDGET_MIME):
                yield from values_moved(stored[mime], new[mime], f"{place} {mime}")


def _text_moved(stored: str, new: str, place: str) -> Iterator[Move]:
    yield from _first_moved(stored.splitlines(), new.splitlines(), place)


def _first_moved(stored: Sequence[str], new: Sequence[str], place: str) -> Iterator[Move]:
    """The first part that differs: what follows it is likely to have slipped."""
    for number, (old, now) in enumerate(zip_longest(stored, new, fillvalue=""), 1):
        if old != now:
            yield Move(f"{place}第{number}段", *around(old or "（空）", now or "（空）"))
            return


def _pictures(data: Mapping[str, Any]) -> list[str]:
    """The pictures of an output, as an image of its own and in the page."""
    found = [data[SVG_MIME]] if SVG_MIME in data else []
    for picture in _SVG.findall(data.get("text/html", "")):
        named = "xmlns=" in picture
        space = "" if named else ' xmlns="http://www.w3.org/2000/svg"'
        found.append(picture.replace("<svg", f"<svg{space}", 1))
    return found


class _Tokens(HTMLParser):
    """The tags, each with its attributes in order, and the texts without their line breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(" ".join([f"<{tag}", *sorted(f"{k}={v!r}" for k, v in attrs)]) + ">")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found.append(text)


def _tokens(page: str) -> list[str]:
    """A page without its pictures, which are compared as pictures."""
    reader = _Tokens()
    reader.feed(_SVG.sub("<svg></svg>", page))
    reader.close()
    return reader.found
