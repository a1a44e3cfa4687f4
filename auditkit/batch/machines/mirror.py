"""A folder of this machine that follows a place: all works on the folder as on any other."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from auditkit.batch.job import Run
from auditkit.batch.lock import FOLDER
from auditkit.batch.machines.place import Place
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.delivery.manifest import HISTORY, REVIEW
from auditkit.files.canonical import json_bytes
from auditkit.files.saving import make_folder, write_bytes
from auditkit.results.record import FILE as RECORD

_STATE = "known.json"
_READ = frozenset({MANIFEST, RECORD, REVIEW})
"""What of a report is read on the machine that plans; of the other files the size is enough."""
_PARCEL = re.compile(re.escape(FOLDER) + r"/\..*\.tmp")


class Mirror:
    """A folder that follows a place.

    What has not changed there since it was brought is not brought again.
    """

    def __init__(self, place: Place, folder: Path, state: Path | None = None) -> None:
        self.place, self.folder, self._state = place, folder, state
        # By name: the stamp there and the local size and time when both were last the same.
        self._known: dict[str, list[str]] = {}
        if state:
            with suppress(OSError, ValueError):
                self._known = json.loads(state.read_bytes())
        make_folder(folder)

    def pull(
        self,
        below: str = "",
        whole: Callable[[str], bool] = lambda _: True,
        sized: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Bring what has changed there below `below`; what is gone there goes here.

        For a `sized` file that is not wanted whole stands a hollow one, which takes no room.
        """
        there = self.place.listing(below)
        changed = []
        for name, entry in there.items():
            if entry.folder:
                make_folder(self.folder / name)
            elif (whole(name) or sized(name)) and not self._has(name, entry.stamp):
                changed.append(name)
        if wanted := [name for name in changed if whole(name)]:
            self.place.fetch(wanted, self.folder)
        for name in set(changed) - set(wanted):
            _hollow(self.folder / name, there[name].size)
        for name in changed:
            self._known[name] = [there[name].stamp, _local(self.folder / name)]
        for name in [known for known in self._known if _is_below(known, below)]:
            if name not in there:
                (self.folder / name).unlink(missing_ok=True)
                del self._known[name]
        self._forget_folders(below, there)
        self._remember()

    def push(self, names: Iterable[str]) -> None:
        """Put those files there that have changed here, and remove there what is gone here.

        `names` are all that should be there of what this side makes. What a report replaces is put
        by first, then its manifest is taken away, and the new one put last: a report is whole where
        it has one.
        """
        names = list(names)
        mine = [name for name in names if (self.folder / name).is_file()]
        changed = [
            name
            for name in mine
            if self._known.get(name, ["", ""])[1] != _local(self.folder / name)
        ]
        gone = [name for name in names if name in self._known and name not in set(mine)]
        last = [name for name in changed if name.endswith(f"/{MANIFEST}") and name.count("/") == 2]
        earlier = sorted(name for name in changed if f"/{HISTORY}/" in name)
        if earlier:
            self.place.put(earlier, self.folder)
        self.place.remove([*(name for name in last if name in self._known), *gone])
        for part in (sorted({*changed} - {*last} - {*earlier}), last):
            if part:
                self.place.put(part, self.folder)
        for name in changed:
            self._known[name] = ["", _local(self.folder / name)]
        for name in gone:
            del self._known[name]
        self._remember()

    def below(self, folder: str) -> list[str]:
        """The files below a folder, here or known to be there; temporary ones left out."""
        top = self.folder / folder
        here = {path.relative_to(self.folder).as_posix() for path in _files(top)}
        return sorted(here | {name for name in self._known if _is_below(name, folder)})

    def _forget_folders(self, below: str, there: Iterable[str]) -> None:
        """Remove the folders here that are not there; what is not empty stays."""
        kept = {str(folder) for name in there for folder in (name, *PurePosixPath(name).parents)}
        for folder in sorted((self.folder / below).rglob("*"), reverse=True):
            if folder.is_dir() and folder.relative_to(self.folder).as_posix() not in kept:
                with suppress(OSError):
                    folder.rmdir()

    def _has(self, name: str, stamp: str) -> bool:
        known = self._known.get(name, [""])[0]
        return bool(stamp) and known == stamp and (self.folder / name).exists()

    def _remember(self) -> None:
        if self._state:
            write_bytes(self._state, json_bytes(self._known))


def kept_for(place: Place) -> Mirror:
    """The mirror of a place that stays on this machine from batch to batch."""
    url = hashlib.sha256(place.url.rstrip("/").encode()).hexdigest()[:16]
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "auditkit" / url
    return Mirror(place, root / place.name, root / _STATE)


def pull_names(data: Mirror) -> None:
    """Let every department and year have its folder here, and bring what stands beside them."""
    data.pull(whole=lambda name: "/" not in name)


def pull_inputs(data: Mirror, runs: Iterable[Run]) -> None:
    """Bring the files of the years of these runs, and of the years before."""
    folders = {f"{run.department}/{year}" for run in runs for year in (run.year - 1, run.year)}
    data.pull(whole=lambda name: "/".join(name.split("/", 2)[:2]) in folders)


def pull_standing(output: Mirror) -> None:
    """Bring what tells how the reports stand."""
    output.pull(
        whole=lambda name: (
            not _PARCEL.match(name)
            and (name.count("/") < 2 or (name.count("/") == 2 and Path(name).name in _READ))
        ),
        sized=lambda name: not _PARCEL.match(name) and name.count("/") == 2,
    )


def push_standing(output: Mirror) -> None:
    """Put there the index, the record of the batch, its letter, and the failures."""
    tops = [path.name for path in output.folder.iterdir() if path.is_file()]
    output.push([name for name in (*tops, *output.below(FOLDER)) if name != f"{FOLDER}/lock"])


def _hollow(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)


def _local(path: Path) -> str:
    about = path.stat()
    return f"{about.st_size} {about.st_mtime_ns}"


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(
            part.startswith(".") and part.endswith(".tmp")
            for part in path.relative_to(folder).parts
        ):
            yield path


def _is_below(name: str, folder: str) -> bool:
    return not folder or name.startswith(f"{folder}/")
