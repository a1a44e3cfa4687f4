"""What a run is made from, each part with its sha256: the same key means the same outputs."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

from auditkit.audit.folder import files_in, store_file, years_in
from auditkit.audit.formfiles import pack_in_force
from auditkit.errors import AuditError
from auditkit.files import canonical
from auditkit.files.names import sayable
from auditkit.findings.origin import KEY_FILE, decision_files
from auditkit.results.releasednotebooks import NOTEBOOK, RELEASED, released
from auditkit.results.sealedfile import FileSeal, seal_of
from auditkit.rules.load import FOLDER, SUFFIXES, extended, load_rulepack
from auditkit.rules.yamltree import documents

Value = str | int | float | bool
PACKAGE = Path(__file__).resolve().parents[1]
# What has a hand in the bytes of an output; one that is not installed makes none.
LIBRARIES = (
    "brotli", "fonttools", "ipykernel", "ipython", "lxml", "matplotlib", "mistune",
    "nbclient", "nbconvert", "nbformat", "numpy", "openpyxl", "pandas", "papermill", "pdfplumber",
    "pydantic", "python-calamine", "python-docx", "pyyaml", "typst",
)  # fmt: skip


@dataclass(frozen=True)
class Ingredients:
    """Everything that decides the bytes of a run's outputs.

    `inputs` are the files of the year and of all years before, named relative to the data folder;
    `rulepack` is the pack with those that it extends, the one that extends no other first; `code`
    is the sha256 of the package's sources, `libraries` are versions by name.
    """

    inputs: tuple[FileSeal, ...]
    rulepack: tuple[FileSeal, ...]
    notebook: FileSeal
    parameters: dict[str, Value]
    formats: tuple[str, ...]
    code: str
    libraries: dict[str, str]

    @cached_property
    def key(self) -> str:
        """The sha256 of all of them together."""
        return canonical.digest(self.as_json())

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def ingredients(
    department: str,
    year: int,
    data_dir: Path,
    rulepack: str,
    notebook: Path,
    formats: Sequence[str],
    parameters: Mapping[str, Value] = MappingProxyType({}),
) -> Ingredients:
    """What a run of this department and year would be made from now.

    `parameters` are those of the notebook beside the four that every report has.
    Nothing is parsed but the rule pack, once. Raises AuditError for a faulty rule pack or a file
    that cannot be read; a department or year without a folder has no inputs.
    """
    data = data_dir.absolute()
    files = input_files(department, year, data)
    return Ingredients(
        tuple(seal_of(path, name) for name, path in files.items()),
        pack_files(pack_in_force(rulepack, data / department / str(year))),
        seal_of(notebook),
        {
            "department": department,
            "year": year,
            # The names alone: where the folder and the pack lie is this machine's own.
            "data_dir": data.name,
            "rulepack": Path(rulepack).name,
            **parameters,
        },
        tuple(sorted(set(formats))),
        code(),
        libraries(),
    )


def input_files(department: str, year: int, data_dir: Path) -> dict[str, Path]:
    """The files of a year and of all years before, with the fact store where one of them uses it.

    Findings are followed back over all of them. By name relative to the data folder. A folder that
    is not there uses nothing. Where a folder has decisions of the auditor, the project's key is
    among them: whether they count rests on it.
    """
    home = data_dir / department
    folders = [home / str(at) for at in sorted({*years_in(home), year}) if at <= year]
    files = [path for folder in folders for path in files_in(folder)]
    stores = {store_file(folder) for folder in folders if folder.is_dir()}
    files += [path for path in stores if path]
    if any(decision_files(folder) for folder in folders):
        files += [path for path in (data_dir / KEY_FILE,) if path.is_file()]
    named: dict[str, Path] = {}
    for path in files:
        # A name that is not UTF-8 stands as it is read; another file may have that very name.
        name = sayable(path.relative_to(data_dir).as_posix())
        named[f"{name}（GBK）" if name in named else name] = path
    return named


def pack_files(name: str) -> tuple[FileSeal, ...]:
    """The files of a rule pack, the one that extends no other first; the pack is proved sound."""
    load_rulepack(name)
    path = Path(name) if name.endswith(SUFFIXES) else FOLDER / f"{name}.yaml"
    return tuple(seal_of(document.path) for document in documents(path, extended))


def notebook_path(name: str = NOTEBOOK) -> Path:
    """The notebook of the workbench that one stands in, else the one that came with the package.

    Raises AuditError where there is neither.
    """
    for folder in (Path.cwd(), Path.cwd().parent, released()):
        path = folder / "notebooks" / name
        if path.is_file():
            return path
    raise AuditError(
        f"找不到笔记本 notebooks/{name}。请重新安装 auditkit，或在工作台文件夹中运行。"
    )


def _passing(name: str) -> bool:
    """Whether a file or folder is what Python, an editor or a file manager left."""
    return (
        name in ("__pycache__", "Thumbs.db", "desktop.ini")
        or name.startswith(".")
        or name.endswith((".pyc", ".pyo", ".swp", "~", ".tmp"))
    )


@cache
def code() -> str:
    """The sha256 of the package's sources, as sha256sum lists them.

    The rule packs that come with it are left out: a run rests on its own pack alone. So is what an
    editor or a file manager leaves in it, by which a report would be of another program.
    """
    lines = (
        f"{hashlib.sha256((PACKAGE / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(_sources(PACKAGE))
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sources(folder: Path) -> Iterator[str]:
    """The files below a folder of the package, named from the package."""
    # A Path for each file and each of its parents would take twice as long.
    with os.scandir(folder) as entries:
        for entry in entries:
            if _passing(entry.name):
                continue
            path = Path(entry.path)
            if entry.is_dir():
                if path not in (FOLDER, RELEASED):
                    yield from _sources(path)
            elif entry.is_file():
                yield path.relative_to(PACKAGE).as_posix()


def libraries() -> dict[str, str]:
    """The versions of Python and of the libraries that shape an output."""
    return dict(_versions())


@cache
def own_version() -> str:
    """The version of auditkit that is installed."""
    return metadata.version("auditkit")


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    found = [("python", ".".join(platform.python_version_tuple()[:2]))]
    for name in LIBRARIES:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)
