"""Dockerfile, devcontainer, pre-commit and extras: they say what the project itself says."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from auditkit.display import font_file
from auditkit.documents.typesetting import check_typesetting
from auditkit.errors import MissingExtra
from auditkit.facts.store import pyarrow_or_told
from auditkit.workbench.lab import check_lab

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile, as a shell has them."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{target}:")) + 1
    end = next(i for i in range(at, len(lines)) if not lines[i].startswith("\t"))
    said = {"$(BIN)": ".venv/bin", "$(JOBS)": "auto", "$$(": "$("}
    commands = [line.strip() for line in lines[at:end]]
    for variable, value in said.items():
        commands = [command.replace(variable, value) for command in commands]
    return commands


def test_the_hooks_run_what_make_check_runs_and_fetch_nothing() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    entries = [re.sub(r'^bash -c "(.*)"$', r"\1", hook["entry"]) for hook in hooks]
    beside, *tests = recipe("check")
    assert beside.endswith(" style types")
    assert entries == [*recipe("style"), *recipe("types"), *tests]


def test_the_image_runs_without_root_and_with_extras_that_there_are() -> None:
    final = DOCKERFILE.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001$", final, re.MULTILINE)
    assert "useradd --no-create-home --uid 10001 audit" in final
    assert final.index("USER 10001") > final.index("RUN ")
    (extras,) = re.findall(r"^ARG EXTRAS=(.*)$", final, re.MULTILINE)
    assert set(extras.split(",")) <= set(EXTRAS)
    (python,) = re.findall(r"^ARG PYTHON=(.*)$", DOCKERFILE, re.MULTILINE)
    assert f"Programming Language :: Python :: {python}" in PROJECT["classifiers"]


def test_the_image_takes_in_what_the_wheel_is_made_of() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for needed in (
        "auditkit",
        "notebooks",
        "data",
        "hatch_build.py",
        "pyproject.toml",
        "LICENSE",
        "README.zh-CN.md",
    ):
        assert (ROOT / needed).exists()
        assert needed not in left_out


def test_the_devcontainer_installs_what_ci_installs() -> None:
    made = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert made["postCreateCommand"] == "make develop"
    file = ROOT / ".devcontainer" / made["build"]["dockerfile"]
    installed = file.read_text(encoding="utf-8")
    wanted = re.findall(r"missing\+=\(([a-z-]+)\)", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert {"libreoffice-calc", "chromium", "postgresql"} <= set(wanted)
    assert [name for name in wanted if not re.search(rf"\b{name}\b", installed)] == []


def test_all_takes_every_extra_that_a_user_may_want() -> None:
    (line,) = EXTRAS["all"]
    assert Requirement(line).extras == set(EXTRAS) - {"all", "bench", "test"}


def test_what_a_server_does_not_need_is_in_no_common_requirement() -> None:
    common = {Requirement(line).name.lower() for line in PROJECT["dependencies"]}
    apart = {
        Requirement(line).name.lower()
        for name in ("lab", "pdf", "ocr", "sql", "parquet")
        for line in EXTRAS[name]
    }
    assert {"jupyterlab", "itables", "typst", "duckdb", "pyarrow", "rapidocr"} <= apart
    assert common & apart == set()


@pytest.mark.parametrize(
    ("module", "extra", "needs"),
    [
        ("typst", "pdf", check_typesetting),
        ("jupyterlab", "lab", check_lab),
        ("pyarrow", "parquet", pyarrow_or_told),
    ],
)
def test_a_missing_extra_is_named(monkeypatch, module, extra, needs) -> None:
    import builtins
    import importlib.util

    find, load = importlib.util.find_spec, builtins.__import__

    def absent(name: str, *rest: object, **more: object) -> object:
        if name.partition(".")[0] == module:
            raise ImportError(name)
        return load(name, *rest, **more)

    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == module else find(name)
    )
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtra) as told:
        needs()
    assert str(told.value).endswith(f'请安装：pip install "auditkit[{extra}]"。')
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("room", ["explore", "department"])
def test_the_lab_s_pages_name_their_extra(room: str) -> None:
    probe = (
        "import sys; sys.modules['itables'] = None; sys.path_importer_cache.clear()\n"
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'itables' else find(name, *rest)\n"
        f"import auditkit.workbench.{room}\n"
    )
    line = [sys.executable, "-c", probe]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=False)
    assert 'pip install "auditkit[lab]"' in done.stderr.splitlines()[-1]


def test_the_font_lies_in_the_package_with_its_licence() -> None:
    folder = font_file().parent
    assert (ROOT / "auditkit") in folder.parents
    text = (folder / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Reserved Font Name 'Source'" in text
    stated = [Path(name).name for name in PROJECT["license-files"]]
    assert stated == ["LICENSE", "OFL.txt"]
