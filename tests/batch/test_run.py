"""`auditkit run` as its users use it, with the real report."""

import csv
import email
import email.policy
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from batching import DEPARTMENT, ROOT, command, manifests
from commanding import typed
from hanging import not_hanging
from openpyxl import Workbook

from auditkit.batch.parameters import typed_parameters
from auditkit.batch.render import start_warm
from auditkit.batch.selection import parse_years, select
from auditkit.errors import AuditError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Every command started below shares what this process imports for them."""
    start_warm()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four departments: two for 2019 and 2020, one for 2020 alone, one without any year."""
    for name, years in (
        ("甲教育局", (2019, 2020)),
        ("乙教育局", (2019, 2020)),
        ("丙水利局", (2020,)),
    ):
        for year in years:
            (tmp_path / "data" / name / str(year)).mkdir(parents=True)
    (tmp_path / "data" / "丁办公室" / "说明").mkdir(parents=True)
    return tmp_path / "data"


def chosen(*arguments: object, **others: object) -> list[str]:
    return [str(run) for run in select(*arguments, **others)]  # type: ignore[arg-type]


def test_patterns_and_years_choose(data: Path) -> None:
    assert chosen(data, ["*教育局"], [2020]) == ["乙教育局2020年度", "甲教育局2020年度"]
    assert chosen(data, ["丙水利局"]) == ["丙水利局2020年度"]
    assert chosen(data, ["[甲丙]*"]) == [
        "丙水利局2020年度",
        "甲教育局2019年度",
        "甲教育局2020年度",
    ]
    assert len(chosen(data, everything=True)) == 5
    assert chosen(data, ["甲*", "甲教育局"], [2019]) == ["甲教育局2019年度"]
    assert parse_years("2019-2021") == [2019, 2020, 2021]


WRONG = {
    "a name nearly right": (["甲教育厅"], [], "是否为“甲教育局”"),
    "a year that is not there": (
        ["丙水利局"],
        [2019],
        "丙水利局没有2019年度的数据。现有年度：2020",
    ),
    "a pattern without a match": (["*财政局"], [], "没有与“*财政局”相符的部门"),
    "no year of any": (["*"], [2031], "选中的部门都没有2031年度的数据"),
    "nothing said": ([], [], "请写部门名称或通配符"),
}


@pytest.mark.parametrize(("patterns", "years", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_choice_says_what_there_is(
    data: Path, patterns: list[str], years: list[int], message: str
) -> None:
    with pytest.raises(AuditError, match=re.escape(message)):
        select(data, patterns, years)


@pytest.mark.parametrize("text", ["2019-", "2021-2019", "19-21", "去年", ""])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(AuditError, match="2019-2021"):
        parse_years(text)


def test_a_list_may_be_text_or_a_workbook(data: Path, tmp_path: Path) -> None:
    text = tmp_path / "名单.txt"
    text.write_bytes(
        "部门，年度\n\n# 暂缓：丙水利局\n甲教育局，2019年度\n乙教育局\n".encode("gb18030")
    )
    wanted = ["甲教育局2019年度", "乙教育局2019年度", "乙教育局2020年度"]
    assert chosen(data, listed=text) == wanted
    with (tmp_path / "名单.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["部门名称", "年度"], ["甲教育局", 2019], ["乙教育局", ""]])
    assert chosen(data, listed=tmp_path / "名单.csv") == wanted
    book = Workbook()
    assert book.active is not None
    for row in (["单位", "年度"], ["甲教育局", 2019], ["乙教育局", None]):
        book.active.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert chosen(data, listed=tmp_path / "名单.xlsx") == wanted


def test_a_wrong_line_of_a_list_is_named(data: Path, tmp_path: Path) -> None:
    listed = tmp_path / "名单.txt"
    listed.write_text("甲教育局\n\n甲教育厅,2019\n", "utf-8")
    with pytest.raises(AuditError, match=r"名单\.txt第3行：.*是否为“甲教育局”"):
        select(data, listed=listed)
    listed.write_text("甲教育局,去年\n", "utf-8")
    with pytest.raises(AuditError, match=r"名单\.txt第1行：读不懂“甲教育局、去年”"):
        select(data, listed=listed)


USAGE = {
    "unknown department": (["郑州市教育厅"], "是否为“郑州市教育局”"),
    "nothing chosen": ([], "--all"),
    "unknown format": (["--all", "--formats", "htm"], "是否为“html”"),
    "unknown pack": (["--all", "--rulepack", "zhengzou"], "是否为“zhengzhou-2020”"),
    "no list": (["--list", "没有.txt"], "文件不存在"),
    "no notebook": (["--all", "--notebook", "没有.ipynb"], "没有这个笔记本"),
    "unknown parameter": (["--all", "-p", "rulepacks=x"], "是否为“rulepack”"),
    "a parameter of the run": (["--all", "-p", "year=2020"], "--year"),
    "no parameter": (["--all", "-p", "year"], "名称=值"),
    "no receiver": (["--all", "--smtp", "localhost:25"], "--mail-to"),
    "no address": (["--all", "--mail-from", "张三"], "不是邮件地址"),
    "no format": (["--all", "--formats", ""], "没有写报告格式"),
    "negative": (["--all", "--jobs", "-1"], "“--jobs”的值不对"),
}


@pytest.mark.parametrize(("arguments", "message"), USAGE.values(), ids=USAGE.keys())
def test_every_mistake_is_one_line_with_code_2_and_starts_nothing(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    done = typed("run", *arguments, "--output", str(tmp_path / "reports"))
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert not list(tmp_path.glob("reports/2*"))


def test_a_real_batch_from_plan_to_index(tmp_path: Path) -> None:
    output = tmp_path / "reports"
    arguments = ("--all", "--year", "2020", "--output", str(output))
    planned = command(*arguments, "--dry-run")
    assert planned.returncode == 0, planned.stderr
    assert "新的" in planned.stdout
    assert not output.exists()
    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"审计报告批次：完成1个。目录 {output / 'index.html'}\n"
    assert done.stderr == ""
    (manifest,) = manifests(output).values()
    assert {Path(made["name"]).suffix for made in manifest["outputs"]} >= {
        ".html",
        ".ipynb",
        ".xlsx",
        ".json",
    }
    first = (output / "index.html").read_bytes()
    again = command(*arguments, "--json")
    assert [json.loads(line) for line in again.stdout.splitlines()] == [
        {"event": "plan", "total": 1, "due": 0, "skipped": 1},
        {"event": "skipped", "department": DEPARTMENT, "year": 2020, "reason": "未变，跳过"},
        {"event": "summary", "done": 0, "failed": 0, "skipped": 1, "unstarted": 0, "grave": 0},
    ]
    # The index is the same, also when it is made anew.
    (output / "index.html").unlink()
    command(*arguments)
    assert (output / "index.html").read_bytes() == first
    page = first.decode()
    links = re.findall(r'<a href="(2020/[^"]+)"', page)
    assert links
    assert all((output / link).is_file() for link in links)


def test_an_interrupt_and_a_kill_of_a_real_batch_leave_nothing_half_done(tmp_path: Path) -> None:
    output = tmp_path / "reports"
    arguments = [
        sys.executable,
        "-m",
        "auditkit",
        "run",
        "--all",
        "--json",
        "--output",
        str(output),
    ]
    # Without the warm process of another test: this one's is to end with it.
    environment = {key: value for key, value in os.environ.items() if key != "AUDITKIT_WARM"}
    for stop, wait in ((signal.SIGINT, 0.3), (signal.SIGKILL, 0.8), (signal.SIGTERM, 0.1)):
        process = subprocess.Popen(
            arguments, cwd=ROOT, text=True, stdout=-1, stderr=-1, env=environment
        )
        assert process.stdout
        with not_hanging():
            while json.loads(process.stdout.readline())["event"] != "start":
                pass
            time.sleep(wait)
            process.send_signal(stop)
            _, said = process.communicate()
        if stop != signal.SIGKILL:
            assert process.returncode == 130
            assert said == "已中断。没有生成的再运行一次即可补齐。\n"
        assert not manifests(output)
        assert not list(output.glob("2020/*/*.html"))
    assert command("--all", "--output", str(output)).returncode == 0
    (manifest,) = manifests(output).values()
    folder = output / "2020" / DEPARTMENT
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(made["name"] for made in manifest["outputs"]),
    }


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    done = command("--all", "--output", str(tmp_path / "reports"))
    assert done.returncode == 2
    assert "无法建立文件夹" in done.stderr
    assert len(done.stderr.splitlines()) == 1


class Post(threading.Thread):
    """A mail server for one letter on a port of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.said: list[str] = []
        self.letter = b""

    def run(self) -> None:
        with self._listener, self._listener.accept()[0] as client, client.makefile("rb") as lines:
            client.sendall(b"220 here\r\n")
            for line in lines:
                self.said.append(line.decode().strip())
                if line.upper().startswith(b"DATA"):
                    client.sendall(b"354 go on\r\n")
                    while (line := lines.readline()) != b".\r\n":
                        self.letter += line
                client.sendall(
                    b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n"
                )


def test_the_summary_is_a_letter_sent_where_a_server_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    broken = tmp_path / "data" / "某市某局" / "2020"
    broken.mkdir(parents=True)
    (broken / "申报表.txt").write_text("通知\n请各单位按时填报。\n", "utf-8")
    post = Post()
    post.start()
    done = command(
        *("--all", "--data-dir", str(tmp_path / "data"), "--output", str(tmp_path / "out")),
        *("--smtp", post.address, "--mail-from", "batch@example.org"),
        *("--mail-to", "shenji@example.org", "--mail-to", "it@example.org"),
    )
    assert done.returncode == 1
    assert "失败：某市某局2020年度：" in done.stderr
    post.join(10)
    assert "rcpt to:<it@example.org>" in [line.lower() for line in post.said]
    written = (tmp_path / "out" / "批次小结.eml").read_bytes()
    assert post.letter == written
    letter = email.message_from_bytes(written, policy=email.policy.default)
    assert letter["To"] == "shenji@example.org, it@example.org"
    assert letter["Subject"] == "审计报告批次：失败1个，完成1个"
    text = letter.get_content()
    assert text.index("某市某局2020年度：申报表.txt：没有找到绩效目标申报表") < text.index(
        "郑州市教育局2020年度（新的）"
    )


def test_a_server_that_is_away_loses_no_letter(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    done = command(
        *("--all", "--output", str(tmp_path / "out"), "--smtp", f"127.0.0.1:{port}"),
        *("--mail-from", "batch@example.org", "--mail-to", "it@example.org"),
    )
    assert done.returncode == 1
    assert "完成1个" in done.stdout
    assert "小结没有寄出" in done.stderr
    assert (tmp_path / "out" / "批次小结.eml").is_file()
    assert manifests(tmp_path / "out")


def test_the_documented_cron_line_works_in_the_bare_environment_of_cron(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "schedule.md").read_text("utf-8")
    (block,) = re.findall(r"```crontab\n(.*?)```", text, re.S)
    nightly, after_boot = block.strip().splitlines()
    when, line = re.fullmatch(r"((?:\S+ ){5})(.*)", nightly).groups()  # type: ignore[union-attr]
    assert when == "30 1 * * * "
    assert after_boot == f"@reboot {line}"
    assert "%" not in line
    # What differs here: where the project is, and that the output is to be seen.
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    line = line.replace("/srv/auditkit", str(tmp_path)).replace(" 2>&1 | logger -t auditkit", "")
    line = line.replace(".venv/bin/auditkit", f"{sys.executable} -m auditkit")
    bare = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "SHELL": "/bin/sh",
        "LOGNAME": "auditkit",
    }
    shared = {key: os.environ[key] for key in ("PYTHONPATH", "AUDITKIT_WARM") if key in os.environ}
    for expected in ("完成1个", "完成0个，未变跳过1个"):
        done = subprocess.run(
            ["/bin/sh", "-c", line], env=bare | shared, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert expected in done.stdout


def test_the_systemd_units_say_what_the_page_says() -> None:
    folder = ROOT / "docs" / "systemd"
    service = (folder / "auditkit.service").read_text("utf-8")
    timer = (folder / "auditkit.timer").read_text("utf-8")
    assert "Persistent=true" in timer
    assert re.search(r"^OnCalendar=\*-\*-\* 01:30:00$", timer, re.M)
    command_line = re.search(r"^ExecStart=\S+/auditkit (run .*)$", service, re.M)
    assert command_line
    assert command_line[1] in (ROOT / "docs" / "schedule.md").read_text("utf-8")


def test_parameters_take_the_types_that_the_notebook_declares(tmp_path: Path) -> None:
    notebook = json.loads((ROOT / "notebooks" / "department_report.ipynb").read_text("utf-8"))
    notebook["cells"][0]["source"] += [
        "\n标注: str = ''",
        "\n界限: float = 0.5",
        "\n详细: bool = True",
    ]
    path = tmp_path / "另一个.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    given = {"标注": "2020", "界限": "0.75", "详细": "否"}
    assert typed_parameters(path, given) == {"标注": "2020", "界限": 0.75, "详细": False}
    with pytest.raises(AuditError, match="“界限”应是 float，不能是“高”"):
        typed_parameters(path, given | {"界限": "高"})
    # A notebook that lacks what every run sets is refused as well.
    del notebook["cells"][0]["source"][:2]
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(AuditError, match="没有参数“department”"):
        typed_parameters(path, {})
