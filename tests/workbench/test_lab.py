"""`auditkit lab` before a browser comes to it, and the practice of its start page."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import anyio.to_thread
import pytest
from browsing import ROOT, jupyterlab
from openpyxl import load_workbook

from auditkit.errors import AuditError
from auditkit.workbench.lab import OWN, PRACTICE, end_requests, free_port, lab_folder
from auditkit.workbench.start import BLANK, BOOK, Practice, practice

pytestmark = pytest.mark.slow

START = "/lab/tree/%E7%BB%83%E4%B9%A0/start_here.ipynb?token="
NAME = "实际数-示例数据（虚构）.xlsx"
DATA = ROOT / "data"


@pytest.fixture
def begun(tmp_path: Path) -> Practice:
    practising = practice("郑州市教育局", 2020, str(tmp_path / "练习"))
    practising.put_form(DATA)
    return practising


def asked(address: str, path: str) -> bytes:
    base, _, token = address.partition(START)
    with urlopen(f"{base}/{path}?token={token}") as answer:
        return bytes(answer.read())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab, and where Jupyter keeps what it keeps of this user."""
    notebooks = tmp_path_factory.mktemp("project") / "notebooks"
    notebooks.mkdir()
    shutil.copy(ROOT / "notebooks" / "start_here.ipynb", notebooks)
    private = tmp_path_factory.mktemp("jupyter")
    with jupyterlab(notebooks.parent, private) as address:
        yield address, private


def test_it_serves_its_own_kernel_and_font(lab: tuple[str, Path]) -> None:
    kernels = json.loads(asked(lab[0], "api/kernelspecs"))["kernelspecs"]
    shown = {name: kernel["spec"]["display_name"] for name, kernel in kernels.items()}
    assert shown == {"python3": "auditkit"}
    assert asked(lab[0], "custom/NotoSansSC-Regular.ttf")[:4] == b"\0\1\0\0"


def test_the_address_that_it_tells_leads_to_the_start_page(lab: tuple[str, Path]) -> None:
    with urlopen(lab[0]) as answer:
        assert answer.url == lab[0]
        page = answer.read().decode()
    said = page.partition('<script id="jupyter-config-data" type="application/json">')[2]
    config = json.JSONDecoder().raw_decode(said)[0]
    assert config["treePath"] == "练习/start_here.ipynb"
    # To be asked for what no build can change, Node was started at every load.
    assert not config["buildCheck"]


def test_it_neither_fetches_news_nor_extensions(lab: tuple[str, Path]) -> None:
    plugin = "lab/api/settings/@jupyterlab/apputils-extension:notification"
    news = json.loads(asked(lab[0], plugin))["schema"]["properties"]
    assert news["fetchNews"]["default"] == "false"
    assert news["checkForUpdates"]["default"] is False
    page = asked(lab[0], "lab").decode()
    assert '"news": {"disabled": true}' in page
    assert '"name": "read-only"' in page
    for disabled in ("apputils-extension:announcements", "extensionmanager-extension"):
        assert f'"@jupyterlab/{disabled}"' in page


def test_the_settings_of_the_user_s_other_jupyterlabs_are_left_alone(
    lab: tuple[str, Path],
) -> None:
    address, private = lab
    asked(address, "lab")
    assert not (private / "CONFIG" / "lab").exists()


def test_it_is_asked_for_with_its_token_on_this_machine_alone(lab: tuple[str, Path]) -> None:
    base, _, token = lab[0].partition(START)
    assert base.startswith("http://127.0.0.1:")
    assert len(token) >= 32
    with pytest.raises(OSError, match="403"):
        urlopen(f"{base}/api/kernelspecs")


def test_a_folder_without_notebooks_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(
        AuditError, match=r"没有 notebooks/start_here\.ipynb.*auditkit new.*--folder"
    ) as told:
        lab_folder(tmp_path)
    assert "\n" not in str(told.value)


def test_the_working_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "start_here.ipynb").touch()
    assert lab_folder(tmp_path) == tmp_path
    monkeypatch.chdir(tmp_path)
    assert lab_folder() == tmp_path


def test_a_port_that_is_taken_is_refused_with_a_remedy() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AuditError, match=f"端口{port}不能使用.*--port"):
            free_port(port)
    assert free_port(port) == port
    assert free_port(0) > 0


def test_a_port_out_of_range_is_a_usage_error(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "auditkit", "lab", "--port", "70000"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert "--port" in done.stderr


def test_what_jupyterlab_is_given_comes_with_the_package() -> None:
    assert json.loads((OWN / "settings" / "overrides.json").read_text("utf-8"))[
        "@jupyterlab/translation-extension:plugin"
    ] == {"locale": "zh_CN"}
    kernel = json.loads((OWN / "kernels" / "python3" / "kernel.json").read_text("utf-8"))
    # Jupyter puts the running Python in its place: no path of a machine.
    assert kernel["argv"][0] == "python"


def test_the_practice_takes_nothing_but_the_form_at_first(begun: Practice) -> None:
    files = [path.name for path in begun.folder.rglob("*") if path.is_file()]
    assert files == ["申报表.txt"]
    form = begun.year_folder / "申报表.txt"
    assert form.read_bytes() == (DATA / "郑州市教育局" / "2020" / "申报表.txt").read_bytes()


def test_the_template_is_shown_as_it_is_written(begun: Practice) -> None:
    table = begun.make_template()
    book = load_workbook(begun.year_folder / BOOK)
    assert ["说明", *(row["sheet"] for row in table.data)] == book.sheetnames
    # The published form declares 55 tasks.
    assert {row["sheet"]: row["rows"] for row in table.data}["任务执行"] == 55


def test_an_untouched_template_gives_way_to_the_example(begun: Practice) -> None:
    begun.make_template()
    begun.fill(DATA)
    names = {path.name for path in begun.year_folder.iterdir()}
    assert names == {"申报表.txt", BLANK, NAME}
    assert begun.open().demo
    # Once more changes nothing.
    begun.make_template()
    begun.fill(DATA)
    assert {path.name for path in begun.year_folder.iterdir()} == names


def test_what_somebody_typed_is_never_replaced(begun: Practice) -> None:
    begun.make_template()
    book = load_workbook(begun.year_folder / BOOK)
    sheet = book["数据项"]
    row = next(r for r in range(1, 60) if sheet.cell(r, 1).value == "预算执行数")
    sheet.cell(row, 3).value = 123.45
    book.save(begun.year_folder / BOOK)
    table = begun.fill(DATA)
    assert table.data[0]["what"] == "您已经填过，保留您填的数"
    assert {path.name for path in begun.year_folder.iterdir()} == {"申报表.txt", BOOK}


def test_a_practice_without_a_folder_is_temporary_and_names_no_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(PRACTICE, raising=False)
    practising = practice("郑州市教育局", 2020)
    try:
        table = practising.put_form(DATA)
        assert practising.folder.name not in table.html + table.text
        assert "href" not in table.html
    finally:
        shutil.rmtree(practising.folder)


def test_a_practice_in_the_workbench_links_to_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PRACTICE, str(tmp_path / "练习"))
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    table = practice("郑州市教育局", 2020).put_form(os.path.relpath(DATA))
    assert 'href="../%E7%BB%83%E4%B9%A0/data/' in table.html


def test_a_practice_of_a_department_without_example_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有部门“某局”"):
        practice("某局", 2020, str(tmp_path)).put_form(DATA)


def test_a_request_still_open_when_it_is_stopped_holds_no_thread() -> None:
    """Such a thread waits for work as long as its request is open: the program never ended."""
    threads: list[threading.Thread] = []

    async def request() -> None:
        threads.append(await anyio.to_thread.run_sync(threading.current_thread))
        loop.stop()
        await asyncio.Event().wait()

    loop = asyncio.new_event_loop()
    task = loop.create_task(request())
    loop.run_forever()
    assert threads[0].is_alive()
    end_requests(loop)
    threads[0].join(60)
    assert not threads[0].is_alive()
    assert task.cancelled()
    loop.close()
