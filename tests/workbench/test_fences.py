"""A hostile page beside a running JupyterLab, and hostile files in it. 示例数据（虚构）."""

import html
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, chromium, jupyterlab, window

pytestmark = pytest.mark.slow

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


@pytest.fixture(scope="module")
def hostile() -> Iterator[tuple[int, list[tuple[str, str]]]]:
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


def files(project: Path, port: int) -> None:
    """A page, a picture and a notebook whose scripts would read the folder and tell."""
    script = f"window.ran=top.ran=1;new Image().src='http://127.0.0.1:{port}/ran'"
    picture = f"<img src=x onerror=\"{script}\"><img src='http://127.0.0.1:{port}/picture'>"
    page = f"<script>{script}</script>{picture}<b id=shown>甲</b>"
    text = f"# 甲\n{page}\n\n[乙](javascript:{script})"
    drawn = f"<svg xmlns='http://www.w3.org/2000/svg'><script>{script}</script></svg>"
    output = {"text/html": page, "application/javascript": script, "image/svg+xml": drawn}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {"trusted": True}, "source": text},
        {"cell_type": "code", "id": "b", "metadata": {"trusted": True}, "source": "1",
         "execution_count": 1, "outputs": [
             {"output_type": "display_data", "metadata": {}, "data": {kind: told}}
             for kind, told in output.items()]},
    ]  # fmt: skip
    spec = {"name": "python3", "display_name": "auditkit", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": spec}}
    (project / "data").mkdir()
    (project / "data" / "甲.html").write_text(f"<!doctype html>{page}", "utf-8")
    (project / "data" / "甲.svg").write_text(drawn, "utf-8")
    (project / "data" / "甲.ipynb").write_text(
        json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 5}), "utf-8"
    )


def test_neither_a_page_beside_the_lab_nor_a_file_in_it_can_act(
    tmp_path: Path, hostile: tuple[int, list[tuple[str, str]]]
) -> None:
    port, asked = hostile
    project = tmp_path / "project"
    (project / "notebooks").mkdir(parents=True)
    start = (ROOT / "notebooks" / "start_here.ipynb").read_bytes()
    (project / "notebooks" / "start_here.ipynb").write_bytes(start)
    files(project, port)
    with (
        chromium() as browser,
        jupyterlab(project, tmp_path / "jupyter") as address,
        window(browser) as page,
    ):
        lab, _, rest = address.partition("/lab/")
        page.goto(address)
        page.locator(".jp-NotebookPanel").wait_for()
        page.locator("#jp-main-statusbar").get_by_text("auditkit | 空闲").wait_for()
        assert rest.partition("token=")[2] not in page.url
        before = page.evaluate(STATE)

        # Of the same site as the lab, for which a browser asks with its cookies; it even knows
        # the path.
        other = page.context.new_page()
        other.goto(f"http://127.0.0.1:{port}/")
        said = other.evaluate(ATTACKS, [lab, before["kernels"][0]])
        assert asked[0] == ("/", ""), "the cookies of the lab went to another server"
        assert said.pop("cookies") == ""
        assert said.pop("opened") in ("closed", "SecurityError")
        assert said.pop("framed") == "nothing"
        assert {said.pop("kernel"), said.pop("events")} == {"refused"}
        # A form's answer is not for its sender; what it did is seen below.
        del said["posted"], said["posted_kernel"]
        assert set(said.values()) == {"TypeError"}
        assert page.evaluate(STATE) == before
        other.close()

        del asked[:]
        page.goto(f"{lab}/lab/tree/data/甲.ipynb")
        for name, place in (
            ("甲.ipynb", ".jp-OutputArea-output [data-jupyter-id=shown]"),
            ("甲.html", "iframe[sandbox]"),
            ("甲.svg", ".jp-ImageViewer img"),
        ):
            if not name.endswith("ipynb"):
                page.locator(".jp-DirListing-item").filter(has_text=name).dblclick()
            page.locator(place).first.wait_for(state="attached")
            assert page.evaluate("window.ran") is None, name
            assert page.get_by_text("信任 HTML").count() == 0
        assert page.locator(".jp-RenderedMarkdown [data-jupyter-id=shown]").count() == 1
        page.goto(f"{lab}/view/data/甲.html")
        page.frame_locator("iframe").locator("#shown").wait_for()
        assert page.evaluate("window.ran") is None
        assert asked == []


def test_a_button_in_a_notebook_runs_nothing_before_a_person_says_so(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "notebooks").mkdir(parents=True)
    asked = html.escape(json.dumps({"path": "", "type": "file", "ext": "hostile"}))
    button = (
        f"data-commandlinker-command='docmanager:new-untitled' data-commandlinker-args=\"{asked}\""
    )
    output = {
        "output_type": "display_data", "metadata": {},
        "data": {"text/html": f"<button id=press {button}>按</button>"},
    }  # fmt: skip
    cell = {"cell_type": "code", "id": "a", "metadata": {"trusted": True}, "source": "1",
            "execution_count": 1, "outputs": [output]}  # fmt: skip
    spec = {"name": "python3", "display_name": "auditkit", "language": "python"}
    notebook = {"cells": [cell], "metadata": {"kernelspec": spec}, "nbformat": 4}
    for name in ("甲", "start_here"):
        (project / "notebooks" / f"{name}.ipynb").write_text(
            json.dumps(notebook | {"nbformat_minor": 5}), "utf-8"
        )
    with (
        chromium() as browser,
        jupyterlab(project, tmp_path / "jupyter") as address,
        window(browser) as page,
    ):
        lab, _, _ = address.partition("/lab/")
        page.goto(address)
        page.locator(".jp-NotebookPanel").wait_for()
        page.goto(f"{lab}/lab/tree/notebooks/甲.ipynb")
        pressed = page.locator(".jp-OutputArea-output button:visible").first
        dialog = page.locator(".jp-Dialog")
        before = page.evaluate(STATE)["names"]
        pressed.click()
        dialog.get_by_text("Run Command?").wait_for()
        # JupyterLab's own words, which its language pack leaves in English but for two buttons.
        assert dialog.get_by_role("button").all_inner_texts() == ["取消", "Run Once", "信任"]
        assert page.evaluate(STATE)["names"] == before
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert page.evaluate(STATE)["names"] == before
        # It is the dialog that holds it back, not a button that does nothing.
        pressed.click()
        dialog.get_by_text("Run Command?").wait_for()
        dialog.get_by_role("button", name="Run", exact=False).first.click()
        for _ in range(60):
            if page.evaluate(STATE)["names"] != before:
                break
            page.wait_for_timeout(500)
        assert page.evaluate(STATE)["names"] == sorted([*before, "untitled.hostile"])
