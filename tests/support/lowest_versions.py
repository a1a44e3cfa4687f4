"""Fail, naming them, where libraries are not of the lowest version that pyproject.toml allows.

What one library needs of another may raise it, and the tests would then prove nothing of the bound.
"""

import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def newer() -> list[str]:
    """Those that auditkit itself needs; what the tests need besides may be newer."""
    extras = PYPROJECT["optional-dependencies"]
    parts = [lines for name, lines in extras.items() if name not in ("bench", "test")]
    found = []
    for line in [line for part in (PYPROJECT["dependencies"], *parts) for line in part]:
        wanted = Requirement(line)
        if wanted.name == PYPROJECT["name"]:
            continue
        lowest = min(Version(one.version) for one in wanted.specifier)
        if _numbers(Version(version(wanted.name))) != _numbers(lowest):
            found.append(f"{wanted.name} {version(wanted.name)}, lowest {lowest}")
    return found


def _numbers(of: Version) -> tuple[int, int, int]:
    """4.11 was published as 4.11.0.86 and 4.4 as 4.4.post0."""
    return of.major, of.minor, of.micro


if __name__ == "__main__":
    sys.exit("\n".join(newer()) or 0)
