"""--json of the commands, held against the schemas; completion, -v, the kernel, a closed pipe."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commanding import started, typed
from json_schemas import schema
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
DEPARTMENT = ("郑州市教育局", "2020")


def run(
    *arguments: str, code: int = 0, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = typed(*arguments, cwd=cwd, **environment)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def valid(name: str, text: str) -> Any:
    content = json.loads(text)
    schema(name).validate(content)
    return content


def test_assess_gives_what_results_json_holds() -> None:
    content = valid("record", run("assess", *DEPARTMENT, "--json").stdout)
    assert len(content["indicators"]) == 48
    assert content["demo"] is True


def test_findings_are_filtered_as_the_terminal_s_are() -> None:
    content = valid("findings", run("findings", *DEPARTMENT, "--code", "R04", "--json").stdout)
    assert {one["code"] for one in content["findings"]} == {"R04"}
    assert content["counts"]["findings"] == len(content["findings"])


def test_a_trace_has_every_figure_with_its_cell() -> None:
    content = valid("trace", run("trace", *DEPARTMENT, "预算执行率", "--json").stdout)
    assert content["indicator"]["indicator"] == "预算执行率"
    facts = content["formulas"][0]["facts"]
    assert [fact["name"] for fact in facts] == ["预算执行数", "预算数"]
    assert all(fact["source"]["place"].startswith("数据项!") for fact in facts)


def test_check_says_what_is_wrong_and_what_is_wanted(tmp_path: Path) -> None:
    year = tmp_path / "data" / "郑州市教育局" / "2020"
    year.mkdir(parents=True)
    shutil.copy(ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt", year)
    content = valid("check", run("check", *DEPARTMENT, "--json", cwd=tmp_path).stdout)
    assert content["grave"] == 0
    assert content["limits"]
    assert len(content["repairs"]) == 67


def test_a_verification_names_what_was_changed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "郑州市教育局", tmp_path / "data" / "郑州市教育局")
    assert started("report", *DEPARTMENT, "--formats", "html", cwd=tmp_path).returncode == 0
    folder = "reports/2020/郑州市教育局"
    whole = valid("verification", run("verify", folder, "--json", cwd=tmp_path).stdout)
    assert (whole["agrees"], len(whole["runs"])) == (True, 1)
    (tmp_path / folder / "计算链.json").unlink()
    broken = valid("verification", run("verify", folder, "--json", code=1, cwd=tmp_path).stdout)
    assert broken["agrees"] is False
    assert [one["name"] for one in broken["runs"][0]["broken"]] == ["计算链.json"]


@pytest.mark.parametrize(
    ("words", "at", "found"),
    [
        ("auditkit che", "1", ["check"]),
        ("auditkit check 郑", "2", ["郑州市教育局"]),
        ("auditkit check 郑州市教育局 20", "3", ["2020"]),
        ("auditkit check --mar", "2", ["--mark"]),
    ],
)
def test_a_shell_completes_commands_options_departments_and_years(
    words: str, at: str, found: list[str]
) -> None:
    asked = {"_AUDITKIT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": at}
    assert run(**asked).stdout.split() == found


@pytest.mark.parametrize(
    ("said", "name"), [("check", "check"), ("findings", "findings"), ("trace", "trace")]
)
def test_a_schema_is_printed_whole_for_programs_that_are_not_python(said: str, name: str) -> None:
    printed = json.loads(run("schema", said).stdout)
    assert printed == schema(name).schema
    command = [said, *DEPARTMENT, *(["预算执行率"] if said == "trace" else []), "--json"]
    content = json.loads(run(*command).stdout)
    # nothing is referred to that is not in it
    Draft202012Validator(printed).validate(content)
    assert content["schema"] == printed["$id"]


def test_a_schema_that_there_is_not_is_told_with_the_nearest() -> None:
    assert "没有模式“finding”，是否为“findings”。" in run("schema", "finding", code=2).stderr


def test_the_completion_script_is_printed_and_another_shell_is_told() -> None:
    assert "_AUDITKIT_COMPLETE=complete_zsh" in run("completion", "zsh").stdout
    assert "是否为“bash”" in run("completion", "basch", code=2).stderr


@pytest.mark.parametrize("place", [0, -1])
def test_verbose_names_the_files_wherever_it_stands(place: int) -> None:
    arguments = ["trace", *DEPARTMENT, "预算执行率"]
    arguments.insert(place if place == 0 else len(arguments), "-v")
    told = run(*arguments).stderr
    assert "读入 data/郑州市教育局/2020/申报表.txt（25,813 字节）" in told
    assert "用时" in told
    assert run("trace", *DEPARTMENT, "预算执行率").stderr == ""


def test_the_kernel_for_other_programs_needs_nothing_of_ours(tmp_path: Path) -> None:
    run("kernel", "install", "--prefix", str(tmp_path))
    own = json.loads((tmp_path / "share/jupyter/kernels/auditkit/kernel.json").read_text("utf-8"))
    assert own["argv"][0] == sys.executable
    assert "kernel_provisioner" not in own["metadata"]
    run("kernel", "install", "--user", JUPYTER_DATA_DIR=str(tmp_path / "user"))
    assert (tmp_path / "user/kernels/auditkit/kernel.json").is_file()
    assert "只能用一个" in run("kernel", "install", "--user", "--prefix", "x", code=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("check", "--help"), ("catalogue",), ("findings", "--codes"),
     ("assess", *DEPARTMENT), ("assess", *DEPARTMENT, "--json")],
)  # fmt: skip
def test_a_reader_that_has_enough_is_no_failure(arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "auditkit", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait() == 0, told.decode()
        assert told == b""
