"""Departments made one after the other in a warm process leave nothing in each other's reports."""

from pathlib import Path

import example_portfolio
import pytest
from commanding import apart

pytestmark = pytest.mark.slow

ORDERS = {"both": (0, 1), "turned": (1, 0), "first": (0,), "second": (1,)}


def reports(folder: Path, order: tuple[int, ...]) -> dict[str, bytes]:
    """Every file but the manifest, which has times, of the departments run in that order."""
    names = sorted(p.name for p in example_portfolio.FOLDER.iterdir() if p.is_dir())[:2]
    folder.mkdir()
    (folder / "名单.csv").write_text("".join(f"{names[n]},2022\n" for n in order), "utf-8")
    (pack,) = example_portfolio.FOLDER.glob("*.yaml")
    done = apart(
        *("run", "--list", "名单.csv", "--jobs", "1", "--data-dir", str(example_portfolio.FOLDER)),
        *("--rulepack", str(pack), "--formats", "html,xlsx", "--output", "o"),
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    made = (folder / "o" / "2022").rglob("*")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in made
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_order_of_departments_moves_no_byte(tmp_path: Path) -> None:
    # Each batch has a process of its own, which runs its departments one after the other.
    made = {name: reports(tmp_path / name, order) for name, order in ORDERS.items()}
    assert len(made["both"]) >= 10
    assert made["both"] == made["turned"]
    assert made["both"] == made["first"] | made["second"]
