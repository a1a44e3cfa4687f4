"""A workbench of one's own: the folder that notebooks, data and reports lie in.

What comes with the package is copied, never moved; what lies there already is never replaced.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auditkit.errors import AuditError
from auditkit.files.saving import make_folder, write_bytes
from auditkit.results.releasednotebooks import cells_alike, released, same_cells
from auditkit.workbench.lab import PLACE

NOTEBOOKS = (
    "start_here.ipynb",
    "我的部门.ipynb",
    "explore.ipynb",
    "department_report.ipynb",
    "portfolio_report.ipynb",
    "methodology.ipynb",
)
GUIDE = "说明.txt"
State = Literal["新建", "已有", "保留"]
"""保留: it differs from what comes with the package, and was left as it is."""

_GUIDE = """\
一个部门一个文件夹，一个年度一个文件夹：

    data/部门名称/年度/申报表.xlsx      收到的申报表，原样放入，不改动
                                        （Excel、Word、PDF、网页、文本都可以）
    data/部门名称/年度/决算.pdf         公布的部门决算，可以没有
    data/部门名称/年度/实际数.xlsx      要填的数：auditkit template 部门名称 年度 生成后填写

放好申报表以后，在本文件夹的上一级运行：

    auditkit template 部门名称 年度
    auditkit check 部门名称 年度
    auditkit report 部门名称 年度

报告在 reports/年度/部门名称/。
"""


@dataclass(frozen=True, slots=True)
class Laid:
    """One thing of a workbench: its path below the folder, and what became of it."""

    name: str
    state: State


def lay_out(folder: Path, *, example: bool = False) -> tuple[Laid, ...]:
    """Makes or completes a workbench: notebooks/, data/ with a guide, reports/.

    With `example` the published form and the invented departments are put into data/. Raises
    AuditError where `folder` is a file or cannot be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise AuditError(f"{folder}：这是文件，不是文件夹。请换一个名称。")
    for name in ("notebooks", "data", "reports"):
        make_folder(folder / name)
    done = [
        _placed((released() / "notebooks" / name).read_bytes(), folder, f"notebooks/{name}")
        for name in NOTEBOOKS
    ]
    guide = folder / "data" / GUIDE
    done.append(Laid(f"data/{GUIDE}", "已有" if guide.exists() else "新建"))
    if not guide.exists():
        write_bytes(guide, _GUIDE.encode())
    if example:
        done += [_placed(content, folder, f"data/{name}") for name, content in _examples()]
    return tuple(done)


def practice_copies(folder: Path) -> tuple[str, ...]:
    """Copies the notebooks of a workbench into its 练习, so that running them changes none.

    A copy in which cells were changed is kept; the names of such copies come back. One that was
    only run is made anew.
    """
    practice = folder / PLACE
    make_folder(practice)
    kept = []
    for source in sorted((folder / "notebooks").glob("*.ipynb")):
        copy = practice / source.name
        if copy.is_file() and not same_cells(copy, source):
            kept.append(copy.name)
        elif not copy.is_file() or copy.read_bytes() != source.read_bytes():
            shutil.copyfile(source, copy)
    return tuple(kept)


def _placed(source: bytes, folder: Path, name: str) -> Laid:
    path = folder / name
    if not path.exists():
        make_folder(path.parent)
        write_bytes(path, source)
        return Laid(name, "新建")
    there = path.read_bytes() if path.is_file() else b""
    same = cells_alike(there, source) if path.suffix == ".ipynb" else there == source
    return Laid(name, "已有" if same else "保留")


def _examples() -> Iterator[tuple[str, bytes]]:
    """The files of the examples: a wheel holds them in one, a checkout has them in data/."""
    packed = released() / "data.tar.xz"
    if packed.is_file():
        with tarfile.open(packed, "r:xz") as archive:
            for item in archive:
                content = archive.extractfile(item)
                if content is not None:
                    yield item.name, content.read()
        return
    source = released() / "data"
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        yield path.relative_to(source).as_posix(), path.read_bytes()
