"""What the runs of a batch on a cluster have in common, and doing one on a working machine."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from auditkit import kernels
from auditkit.audit.folder import STORE_NAME
from auditkit.batch import render
from auditkit.batch.event import Event
from auditkit.batch.job import Job, Outcome, Run, Settings, Work, failed_notebooks
from auditkit.batch.lock import FOLDER
from auditkit.batch.machines.mirror import Mirror
from auditkit.batch.machines.place import Place
from auditkit.batch.pool import run_all
from auditkit.errors import AuditError
from auditkit.files import canonical
from auditkit.files.saving import make_folder, write_bytes
from auditkit.findings.origin import KEY_FILE, decision_files
from auditkit.results import fingerprint
from auditkit.results.sealedfile import FileSeal, seal_of
from auditkit.rules import load
from auditkit.rules.yamltree import documents

TOPIC = "auditkit"
"""Under which working machines say which run they begin."""
OTHER_CODE = "auditkit 的版本与本机不同。请安装同一版本并重新启动"
_SHARE = "请在每台机器上把共享文件夹挂在同一路径，或用 URL 指定"
_unpacking = threading.Lock()


@dataclass(frozen=True)
class Errand:
    """What all runs of a batch on a cluster have in common.

    `settings` name the folders as every machine sees them; where a place is given instead, its
    files are brought and taken. The parcel holds the notebook and the files of the rule pack, lies
    with the reports, and must be as `seals` say.
    """

    settings: Settings
    data: Place | None
    output: Place | None
    work: Work
    installed: dict[str, str]
    parcel: str
    seals: tuple[FileSeal, ...]
    pack: str


def installed() -> dict[str, str]:
    """What is installed here that has a hand in the bytes of a report, by name."""
    packs = [asdict(seal_of(path)) for path in sorted(load.FOLDER.glob("*.yaml"))]
    own = {"auditkit": fingerprint.code(), "自带的规则包": canonical.digest(packs)}
    return own | fingerprint.libraries()


@contextmanager
def packed(
    settings: Settings, work: Work, data: Place | None, output: Place | None
) -> Iterator[Errand]:
    """The errand of a batch, with its parcel where the reports go; the parcel goes afterwards."""
    parcel = f"{FOLDER}/.{uuid4().hex[:12]}.tmp"
    files, pack = _parcel_files(settings)
    folder = settings.output.absolute() / parcel
    settings = replace(
        settings, data_dir=settings.data_dir.absolute(), output=settings.output.absolute()
    )
    seals = []
    with _removed(folder, output, parcel):
        for name, path in files.items():
            make_folder((folder / name).parent)
            write_bytes(folder / name, path.read_bytes())
            seals.append(seal_of(folder / name, name))
        if output:
            output.put([f"{parcel}/{name}" for name in files], settings.output)
        yield Errand(settings, data, output, work, installed(), parcel, tuple(seals), pack)


def same_code(errand: Errand) -> bool:
    """Whether the auditkit here is the one that sent an errand."""
    return fingerprint.code() == errand.installed["auditkit"]


def unfit(errand: Errand) -> str:
    """Why this machine cannot do an errand, blank where it can."""
    if not same_code(errand):
        return OTHER_CODE
    here = installed()
    differing = [name for name in {**errand.installed, **here} if _differs(name, errand, here)]
    if differing:
        said = "、".join(f"{n}（{_said(here, n)}≠{_said(errand.installed, n)}）" for n in differing)
        return f"所装的库与本机不同：{said}。请按同一环境安装并重新启动工作机"
    if not kernels.possible() and multiprocessing.current_process().daemon:
        return "工作进程不能另起进程。请用 dask worker --no-nanny 启动"
    try:
        for place in filter(None, (errand.data, errand.output)):
            place.check()
    except AuditError as error:
        return str(error).rstrip("。")
    if not errand.data and not errand.settings.data_dir.is_dir():
        return f"看不到数据文件夹 {errand.settings.data_dir}。{_SHARE}"
    if not errand.output and not (errand.settings.output / errand.parcel).is_dir():
        return f"看不到报告文件夹 {errand.settings.output}。{_SHARE}"
    return ""


def do(errand: Errand, number: int, runs: tuple[Run, ...]) -> list[Outcome] | None:
    """Do some runs one after the other on the working machine whose task this is, in a process of
    their own; each is told of when it begins and when it has ended.

    None where another machine was lost with this task, the `number`th, when it had several runs:
    Dask gives it to this one whole, and whoever sent it knows which of them are done.
    """
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()
    if len(runs) > 1 and _begun_before(errand, number):
        return None

    def dropped() -> bool:
        # The batch was interrupted or its machine is gone: Dask itself cannot stop what runs.
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    def begun(event: Event) -> None:
        if event.kind == "start" and event.run:
            worker.log_event(TOPIC, {"key": key, "at": runs.index(event.run)})

    def ended(outcome: Outcome) -> None:
        said = {name: getattr(outcome, name) for name in ("error", "cause", "notebook", "seconds")}
        worker.log_event(TOPIC, {"key": key, "at": runs.index(outcome.run), "outcome": said})

    def refused(problem: str) -> list[Outcome]:
        return [Outcome(run, f"工作机 {worker.address}：{problem}。", "trouble") for run in runs]

    if problem := unfit(errand):
        return refused(problem)
    home = Path(worker.local_directory)
    with TemporaryDirectory(prefix="auditkit-", dir=home, ignore_cleanup_errors=True) as folder:
        try:
            settings = _placed(errand, _unpacked(errand, home), Path(folder))
        except AuditError as error:
            return refused(str(error).rstrip("。"))
        render.start_warm()
        return run_all(
            [Job(run, settings) for run in runs],
            workers=1,
            on_event=begun,
            on_outcome=ended,
            work=_Carried(errand) if errand.data or errand.output else errand.work,
            forks=kernels.possible(),
            temporary=Path(folder) / "process",
            stopped=dropped,
        )


def _begun_before(errand: Errand, number: int) -> bool:
    """Whether a machine has begun this task already; takes note that it has begun."""
    mark = f"{errand.parcel}/{number}.begun"
    if errand.output:
        if errand.output.has(mark):
            return True
        with TemporaryDirectory() as folder:
            make_folder((Path(folder) / mark).parent)
            (Path(folder) / mark).touch()
            errand.output.put([mark], Path(folder))
        return False
    try:
        (errand.settings.output / mark).touch(exist_ok=False)
    except FileExistsError:
        return True
    except OSError:
        return False  # a folder that cannot be written says so by every run
    return False


@dataclass(frozen=True)
class _Carried:
    """The work of an errand, its inputs brought before, what it leaves taken away after."""

    errand: Errand

    def __call__(self, job: Job) -> None:
        errand, settings, run = self.errand, job.settings, job.run
        if errand.data:
            _bring_inputs(Mirror(errand.data, settings.data_dir), run)
        if not errand.output:
            errand.work(job)
            return
        below = f"{run.year}/{run.department}"
        reports = Mirror(errand.output, settings.output)
        # The files of the earlier report are needed: they may be kept, or have been edited. Of what
        # was kept before, the names are enough.
        reports.pull(below, whole=lambda name: name.count("/") == 2, sized=lambda _: True)
        for earlier in failed_notebooks(job.folder):
            earlier.unlink()
        try:
            errand.work(job)
        except AuditError as error:
            said = str(error).replace(str(settings.output), errand.output.url.rstrip("/"))
            raise AuditError(said) from error
        finally:
            reports.push(reports.below(below))


def _bring_inputs(data: Mirror, run: Run) -> None:
    years = [f"{run.department}/{year}" for year in (run.year - 1, run.year)]
    for year in years:
        data.pull(year)
    make_folder(data.folder / years[1])
    without = [year for year in years if not any((data.folder / year).glob("实际数*.xlsx"))]
    if without and data.place.has(STORE_NAME):
        data.place.fetch([STORE_NAME], data.folder)
    decided = any(decision_files(data.folder / year) for year in years)
    if decided and data.place.has(KEY_FILE):
        data.place.fetch([KEY_FILE], data.folder)


def _placed(errand: Errand, parcel: Path, folder: Path) -> Settings:
    """The settings with the folders and files of this machine."""
    settings = errand.settings
    # The folder's name is in the outputs, so it is the same here.
    data = folder / "data" / errand.data.name if errand.data else settings.data_dir
    output = folder / "reports" if errand.output else settings.output
    pack = str(parcel / errand.pack) if errand.pack else settings.rulepack
    notebook = parcel / errand.seals[0].name
    return replace(settings, data_dir=data, output=output, rulepack=pack, notebook=notebook)


def _unpacked(errand: Errand, home: Path) -> Path:
    """The folder of the parcel, proved to be what the batch sent."""
    folder = errand.settings.output / errand.parcel
    if errand.output:
        # Named by its content: the next batch finds it here unless something has changed.
        folder = home / f"auditkit-{canonical.digest([asdict(seal) for seal in errand.seals])}"
        with _unpacking, TemporaryDirectory(dir=home) as new:
            if not folder.is_dir():
                names = [f"{errand.parcel}/{seal.name}" for seal in errand.seals]
                errand.output.fetch(names, Path(new))
                (Path(new) / errand.parcel).rename(folder)
    for seal in errand.seals:
        if seal_of(folder / seal.name, seal.name) != seal:
            raise AuditError(f"{folder / seal.name}：与本机的不同。请检查共享文件夹。")
    return folder


def _parcel_files(settings: Settings) -> tuple[dict[str, Path], str]:
    """The files that travel with a batch by name, the notebook first, and the pack's own name."""
    files = {f"notebook/{settings.notebook.name}": settings.notebook}
    if not settings.rulepack.endswith(load.SUFFIXES):
        return files, ""
    pack = Path(settings.rulepack).absolute()
    own = [document.path.absolute() for document in documents(pack, load.extended)]
    own = [path for path in own if path.parent != load.FOLDER]
    root = _above_all(own)
    files |= {f"pack/{path.relative_to(root).as_posix()}": path for path in own}
    return files, f"pack/{pack.relative_to(root).as_posix()}"


def _above_all(paths: Sequence[Path]) -> Path:
    return next(
        folder for folder in paths[0].parents if all(path.is_relative_to(folder) for path in paths)
    )


@contextmanager
def _removed(folder: Path, output: Place | None, parcel: str) -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if output:
            output.remove([parcel])


def _differs(name: str, errand: Errand, here: dict[str, Any]) -> bool:
    return errand.installed.get(name) != here.get(name)


def _said(versions: dict[str, str], name: str) -> str:
    return versions.get(name, "未安装")[:12]
