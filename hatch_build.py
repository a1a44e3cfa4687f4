"""A step of building the wheel: what `auditkit new` lays out, the notebooks and data/.

An editable installation finds both beside the package, and must list nothing within it: pytest
rewrites the assertions of every module of a package with a plugin that it finds listed, all 570 of
them in each of its processes. data/ is one compressed file: the workbooks of the invented
departments are alike, so that together they come to a hundredth.
"""

import io
import lzma
import tarfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RELEASED = "auditkit/workbench/released"
NOTEBOOKS = (
    "start_here.ipynb", "我的部门.ipynb", "explore.ipynb", "department_report.ipynb",
    "portfolio_report.ipynb", "methodology.ipynb",
)  # fmt: skip


class PackReleased(BuildHookInterface[Any]):
    """Puts them into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes the wheel."""
        if version == "editable":
            return
        self._packed.parent.mkdir(parents=True, exist_ok=True)
        self._packed.write_bytes(packed_files(Path(self.root) / "data"))
        build_data["force_include"][str(self._packed)] = f"{RELEASED}/data.tar.xz"
        for name in NOTEBOOKS:
            path = Path(self.root) / "notebooks" / name
            build_data["force_include"][str(path)] = f"{RELEASED}/notebooks/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called when the wheel is written: nothing else stays beside it."""
        self._packed.unlink(missing_ok=True)

    @property
    def _packed(self) -> Path:
        return Path(self.directory) / "data.tar.xz"


def packed_files(folder: Path) -> bytes:
    """The same bytes for the same files: neither times nor owners are kept."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.name.startswith("."):
                continue
            content = path.read_bytes()
            item = tarfile.TarInfo(path.relative_to(folder).as_posix())
            item.size = len(content)
            archive.addfile(item, io.BytesIO(content))
    return lzma.compress(held.getvalue())
