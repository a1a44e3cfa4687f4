"""Fixtures shared by the tests, and the rule that nothing is skipped on CI."""

import functools
import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from hypothesis import settings

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "auditkit"
# What the garbage collector waits for, in objects: a test that reads a workbook makes a hundred
# thousand that all stay, and to go through them every 700 takes a twentieth of all the time.
OBJECTS = 100_000
# Files on one worker: those that read the same documents (tests/support keeps what was read of
# them), those that recognise characters, whose model takes seconds to load, those that ask another
# interpreter for the same (tests/support/elsewhere.py), those that fork machines from a process
# which has imported distributed, and those whose reports run in kernels forked from a warm process,
# which takes two seconds and is each worker's own.
TOGETHER = {
    f"tests/{file}": why
    for why, files in {
        "cases": (
            "facts/test_accounts_cases.py",
            "findings/test_planted_faults.py",
            "form/test_form_cases.py",
            "project/test_accuracy.py",
        ),
        "elsewhere": (
            "delivery/test_same_bytes.py",
            "documents/test_exports.py",
            "fuzzing/test_fuzzing.py",
            "show/test_page.py",
        ),
        "machines": ("batch/test_cluster.py", "batch/test_cluster_portions.py"),
        "published": (
            "facts/test_accounts.py",
            "findings/test_crosscheck.py",
            "rules/test_packs.py",
        ),
        "recognised": ("files/test_scan.py", "files/test_pdf.py", "form/test_form_robustness.py"),
        "warm": (
            "batch/test_batch_index.py",
            "batch/test_batch_kill.py",
            "batch/test_no_leak.py",
            "batch/test_run.py",
            "delivery/test_hostile_pages.py",
            "delivery/test_order_of_letters.py",
            "delivery/test_report.py",
            "documents/test_inert_exports.py",
            "project/test_accessibility.py",
            "project/test_golden.py",
            "project/test_notebooks.py",
            "workbench/test_department.py",
        ),
    }.items()
    for file in files
}

LONGEST = (
    "warm",
    "cases",
    "elsewhere",
    "test_browser.py",
    "recognised",
    "test_benchmarks.py",
    "test_words.py",
    "test_pdf_bombs.py",
    "machines",
    "test_new.py",
    "test_explore.py",
    "test_factbook_damage.py",
    "test_suspects.py",
    "test_workpaper_recomputed.py",
    "test_json.py",
    "test_fontcut.py",
    "test_portfolio.py",
    "test_form_damage.py",
    "test_placing.py",
    "test_seal.py",
    "test_readers_workbook.py",
    "test_guide.py",
)
"""Files, and those that go together, that took longest of all when last measured: they begin first,
in this order, so that no worker is left alone with one at the end."""

# Typer makes all commands anew for every line that is typed, 20 ms of processor time. A user's
# process carries one line out, that of the tests three hundred.
typer.main.get_command = functools.cache(typer.main.get_command)

# What stands there in another module's place says so by an ImportError.
collect_ignore = ["support/without_debugger"]

# A deadline for each example would be a timed assertion; a busy machine must not fail a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def _fail_skipped_on_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure is reported as skipped, too: it carries `wasxfail`.
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        skip = report.longrepr
        reason = skip[2] if isinstance(skip, tuple) else str(skip)
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing may be skipped on CI ({reason})"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: the garbage collector need not go through it again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS)
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """With `--dist loadfile`, files that go together count as one."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return TOGETHER.get(file, file)

    return Together(config, log)


class _WithExamples:
    """Of the package only the modules that show an example are looked through for them."""

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        if collection_path.suffix != ".py" or PACKAGE not in collection_path.parents:
            return None
        return b">>>" not in collection_path.read_bytes() or None


def pytest_configure(config: pytest.Config) -> None:
    # Of itself a conftest is asked about its own folder alone.
    config.pluginmanager.register(_WithExamples())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, then those with slow tests: short ones fill what is left."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    slow |= {ROOT / file for file in TOGETHER}

    def rank(path: Path) -> tuple[int, bool]:
        file = path.name
        if path.is_relative_to(ROOT):
            file = TOGETHER.get(path.relative_to(ROOT).as_posix(), file)
        return (LONGEST.index(file) if file in LONGEST else len(LONGEST), path not in slow)

    ranks = {path: rank(path) for path in {item.path for item in items}}
    items.sort(key=lambda item: ranks[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_skipped_on_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_skipped_on_ci(report)
    return report


@pytest.fixture(scope="session")
def form_path() -> Path:
    """The declaration form of 郑州市教育局 for 2020, as published."""
    return ROOT / "data" / "郑州市教育局" / "2020" / "申报表.txt"


@pytest.fixture(scope="session")
def shared_cases() -> Path:
    """The folder of published documents that may be read but not redistributed."""
    if named := os.environ.get("AUDITKIT_REAL_CASES"):
        return Path(named).resolve(strict=True)
    beside = ROOT.parent / "shared" / "real_cases"
    if not beside.is_dir():
        pytest.skip("no published documents: set AUDITKIT_REAL_CASES to their folder")
    return beside
