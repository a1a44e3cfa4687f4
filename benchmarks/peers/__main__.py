"""The peers' own test suites on stock ipykernel and on the warm kernel; what differs is printed.

python -m benchmarks.peers FOLDER…    checkouts, or unpacked sdists, of papermill and nbclient

Nothing of theirs is copied: their tests run where they lie, with the kernelspec `python3` that they
ask for being the one or the other. What they need beside auditkit's `test` extra (ipython,
ipywidgets, testpath, parameterized …) is the user's to install.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from auditkit import kernels
from auditkit.kernels.kernelspec import NAME

LIMIT = 3600.0
"""Seconds that a suite may take: one that hangs is told as such."""
SUITES = {
    "papermill": [
        f"papermill/tests/test_{name}.py"
        for name in ("engines", "execute", "autosave", "parameterize", "inspect")
    ],
    "nbclient": ["tests/test_client.py", "tests/test_util.py", "tests/test_cli.py"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--limit", type=float, default=LIMIT)
    given = parser.parse_args()
    differing = 0
    for folder in given.folder:
        name = next(one for one in SUITES if one in folder.name.lower())
        there = [test for test in SUITES[name] if (folder / test).is_file()]
        found = {kernel: run(folder, there, kernel, given.limit) for kernel in ("stock", "warm")}
        print(f"{folder.name}（装的是 {metadata.version(name)}）")
        for kernel, (results, seconds) in found.items():
            well = sum(outcome == "passed" for outcome in results.values())
            print(f"  {kernel:5} {well} of {len(results)} passed, {seconds:.0f} s")
        (stock, _), (warm, _) = found["stock"], found["warm"]
        for test in sorted({*stock, *warm}):
            if stock.get(test) != warm.get(test):
                differing += 1
                print(f"  differs: {test}: {stock.get(test)} / {warm.get(test)}")
    return int(differing > 0)


def run(folder: Path, tests: list[str], kernel: str, limit: float) -> tuple[dict[str, str], float]:
    """What became of each test, and the seconds of the whole suite."""
    with TemporaryDirectory() as made:
        results = Path(made) / "results.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
        command.append("--continue-on-collection-errors")
        began = time.monotonic()
        try:
            subprocess.run(
                [*command, f"--junitxml={results}"],
                cwd=folder,
                env=os.environ | {"JUPYTER_PATH": str(jupyter(Path(made), kernel))},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"(the suite)": "never ended"}, limit
        if not results.is_file():
            return {"(the suite)": "did not start"}, time.monotonic() - began
        return outcomes(results), time.monotonic() - began


def jupyter(prefix: Path, kernel: str) -> Path:
    """A folder of Jupyter data in which `python3` is the kernel meant."""
    file = kernels.install_kernelspec(prefix)
    spec = json.loads(file.read_bytes())
    if kernel == "stock":
        del spec["metadata"]["kernel_provisioner"]
    named = file.parent.with_name("python3")
    named.mkdir()
    (named / "kernel.json").write_text(json.dumps(spec, ensure_ascii=False), "utf-8")
    assert file.parent.name == NAME
    return named.parents[1]


def outcomes(results: Path) -> dict[str, str]:
    """By test, from pytest's own record."""
    found = {}
    for case in ET.parse(results).iter("testcase"):
        kinds = {child.tag for child in case}
        name = f"{case.get('classname')}::{case.get('name')}"
        failed = "failed" if kinds & {"failure", "error"} else "skipped"
        found[name] = failed if kinds & {"failure", "error", "skipped"} else "passed"
    return found


if __name__ == "__main__":
    sys.exit(main())
