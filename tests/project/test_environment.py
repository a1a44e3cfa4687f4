"""conda and pip install the same things, and no file names a package registry."""

import copy
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

PYPI_NAME = {
    "brotli-python": "brotli",
    "py-opencv": "opencv-python-headless",
    "python-duckdb": "duckdb",
    "matplotlib-base": "matplotlib",
    "nbconvert-core": "nbconvert",
}

# Spelt in two parts so that this file does not hold what it looks for.
REGISTRY_ADDRESSES = [
    "anaconda" + ".com",
    "anaconda" + ".org",
    "debian" + ".org",
    "npmjs" + ".com",
    "npmjs" + ".org",
    "pypi" + ".org",
    "pypi" + ".python.org",
    "pythonhosted" + ".org",
    "index" + "-url",
    "index" + "_url",
    "find" + "-links",
    "trusted" + "-host",
]

Ranges = dict[str, SpecifierSet]


def ranges_for_pip(project: dict[str, Any]) -> Ranges:
    extras = project["optional-dependencies"]
    # The peers of the benchmarks are nothing that auditkit needs.
    parts = [lines for name, lines in extras.items() if name != "bench"]
    lines = [line for part in (project["dependencies"], *parts) for line in part]
    lines = [line for line in lines if not line.startswith("auditkit[")]
    requirements = [Requirement(line) for line in [*lines, f"python{project['requires-python']}"]]
    return {canonicalize_name(r.name): r.specifier for r in requirements}


def ranges_for_conda(environment: dict[str, Any]) -> Ranges:
    *from_conda, by_pip = environment["dependencies"]
    requirements = [Requirement(line) for line in from_conda if line != "pip"]
    requirements += [Requirement(line) for line in by_pip["pip"] if line != "-e ."]
    return {canonicalize_name(PYPI_NAME.get(r.name, r.name)): r.specifier for r in requirements}


def differing(one: Ranges, other: Ranges) -> set[str]:
    """The names that are missing from one side or have another range there."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_conda_and_pip_take_the_same_ranges():
    assert differing(ranges_for_pip(PROJECT), ranges_for_conda(ENVIRONMENT)) == set()


def test_conda_takes_everything_but_the_pip_section_from_conda_forge():
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]


def test_the_project_itself_is_installed_last():
    assert ENVIRONMENT["dependencies"][-1]["pip"][-1] == "-e ."


def test_every_range_has_a_lower_and_an_upper_bound():
    unbounded = {
        name
        for name, specifiers in ranges_for_pip(PROJECT).items()
        if sorted(s.operator for s in specifiers) != ["<", ">="]
    }

    assert unbounded == {"python"}


@pytest.mark.parametrize(
    ("line", "altered", "name"),
    [
        ("pandas >=3.0,<4", "pandas >=3.0,<5", "pandas"),
        ("pandas >=3.0,<4", "pandas >=3.0.1,<4", "pandas"),
        ("pandas >=3.0,<4", "pandas >=3.0", "pandas"),
        ("pandas >=3.0,<4", "pandas", "pandas"),
        ("matplotlib-base >=3.10.8,<4", "matplotlib-base >=3.10,<4", "matplotlib"),
        ("pytest >=9.0,<10", "pytest >=9.0,<=10", "pytest"),
        ("python >=3.11", "python >=3.12", "python"),
    ],
)
def test_an_altered_range_is_noticed(line, altered, name):
    environment = copy.deepcopy(ENVIRONMENT)
    lines = environment["dependencies"]
    lines[lines.index(line)] = altered

    assert differing(ranges_for_pip(PROJECT), ranges_for_conda(environment)) == {name}


def test_an_altered_range_in_the_pip_section_is_noticed():
    environment = copy.deepcopy(ENVIRONMENT)
    lines = environment["dependencies"][-1]["pip"]
    lines[lines.index("typst >=0.15,<1")] = "typst >=0.15,<2"

    assert differing(ranges_for_pip(PROJECT), ranges_for_conda(environment)) == {"typst"}


def test_a_dependency_on_one_side_only_is_noticed():
    environment = copy.deepcopy(ENVIRONMENT)
    environment["dependencies"].remove("pyyaml >=6.0.4,<7")
    environment["dependencies"].insert(0, "polars >=1,<2")

    assert differing(ranges_for_pip(PROJECT), ranges_for_conda(environment)) == {"pyyaml", "polars"}


def test_a_range_written_another_way_is_the_same_range():
    environment = copy.deepcopy(ENVIRONMENT)
    lines = environment["dependencies"]
    lines[lines.index("pandas >=3.0,<4")] = "pandas <4.0,>=3"

    assert differing(ranges_for_pip(PROJECT), ranges_for_conda(environment)) == set()


def test_no_file_of_the_project_names_a_package_registry():
    # Files not yet added count as well: what is to be committed is checked before it is.
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    found = [
        f"{file.relative_to(ROOT)}: {address}"
        for file in files
        if file.is_file()
        for address in REGISTRY_ADDRESSES
        if address.encode() in file.read_bytes().lower()
    ]

    assert ROOT / "pyproject.toml" in files
    assert found == []
