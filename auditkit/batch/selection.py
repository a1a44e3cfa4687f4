"""Which departments and years a batch is about."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditkit.audit.folder import YEAR, is_folder, looked_at
from auditkit.batch.job import Run
from auditkit.batch.runlist import read_run_list
from auditkit.errors import AuditError, in_a_line, nearest
from auditkit.files.names import HOW_RENAMED, is_utf8, looking_alike, sayable

_GLOB = re.compile(r"[*?\[]")
_NEARLY = re.compile("((?:19|20)[0-9]{2})(?:年|年度)?")


def select(
    data_dir: Path,
    patterns: Sequence[str] = (),
    years: Iterable[int] = (),
    *,
    everything: bool = False,
    listed: Path | None = None,
) -> list[Run]:
    """The runs meant by shell patterns over the department folders and by a list file, in order.

    Without years, every year of which a department has a folder. Raises AuditError for a department
    or year that is named and not there, with the nearest name, and where nothing is meant.
    """
    there, closed = looked_at(data_dir)
    wanted_years = sorted(set(years))
    runs: dict[Run, None] = {}

    def add(name: str, only: Sequence[int], place: str = "") -> None:
        if name in closed:
            # It fails by itself and is told of; the others go on.
            # A name that is not UTF-8 leads to no folder, whatever the year.
            years = only or wanted_years if (data_dir / name).is_dir() else ()
            runs.update(dict.fromkeys(Run(name, year) for year in years or [0]))
            return
        for year in only or sorted(there[name]):
            if year not in there[name]:
                known = "、".join(map(str, sorted(there[name]))) or "无"
                raise AuditError(f"{place}{name}没有{year}年度的数据。现有年度：{known}。")
            runs[Run(name, year)] = None

    for pattern in ["*", *patterns] if everything else patterns:
        if _GLOB.search(pattern) and pattern not in there:
            matching = [name for name in there if fnmatch.fnmatchcase(name, pattern)]
            if not matching:
                raise AuditError(f"{data_dir}里没有与“{pattern}”相符的部门。{_known(there)}")
            for name in matching:
                years_there = [year for year in wanted_years if year in there[name]]
                if years_there or not wanted_years or name in closed:
                    add(name, years_there)
        else:
            _refuse_unknown(pattern, there, data_dir)
            add(pattern, wanted_years)
    for name, year, place in read_run_list(listed) if listed else ():
        _refuse_unknown(name, there, data_dir, f"{place}：")
        add(name, wanted_years if year is None else [year], f"{place}：")
    if not (patterns or everything or listed):
        raise AuditError(
            "没有说明运行哪些部门。请写部门名称或通配符（如 “*局”），或加 --all、--list 文件。"
        )
    if not runs:
        said = "、".join(map(str, wanted_years))
        if said:
            raise AuditError(f"选中的部门都没有{said}年度的数据。")
        ignored = "；".join(passed_over(data_dir).ignored[:1])
        raise AuditError(f"{data_dir}里没有年度文件夹。{ignored}{'。' if ignored else ''}")
    return list(runs)


def parse_years(text: str) -> list[int]:
    """The years of “2019-2021” or “2019,2021”. Raises AuditError for anything else.

    >>> parse_years("2019-2021"), parse_years("2018，2020")
    ([2019, 2020, 2021], [2018, 2020])
    """
    years: list[int] = []
    for part in re.split("[,，、]", text):
        first, dash, last = (piece.strip() for piece in re.sub("[–—~至]", "-", part).partition("-"))
        ends = (first, last) if dash else (first, first)
        if not all(map(YEAR.fullmatch, ends)) or int(ends[0]) > int(ends[1]):
            raise AuditError(f"--years：读不懂“{text}”。请写 2019-2021 或 2019,2021。")
        years += range(int(ends[0]), int(ends[1]) + 1)
    return years


@dataclass(frozen=True)
class PassedOver:
    """What of a data folder is passed over: `ignored` by mistake, `nested` for being another one.

    `ignored` tells of folders that look like one, too. Each says in a line what it is and what to
    do.
    """

    ignored: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()


def passed_over(data_dir: Path) -> PassedOver:
    """The folders that hold no year or one under another name. What cannot be read is left out."""
    there, closed = looked_at(data_dir)
    ignored = _misnamed(data_dir, "", is_folder)
    nested: list[str] = []
    for name in there.keys() - closed.keys():
        try:
            ignored += _misnamed(data_dir / name, f"{name}/")
            folders = [path for path in (data_dir / name).iterdir() if is_folder(path)]
            meant = {
                path.name: found[1]
                for path in folders
                if not YEAR.fullmatch(path.name) and (found := _NEARLY.fullmatch(_plain(path.name)))
            }
            ignored += [
                f"没有采用：{name}/{wrong}，年度文件夹请写作 {year}"
                for wrong, year in meant.items()
            ]
            if there[name] or meant:
                continue
            if any(YEAR.fullmatch(at.name) for path in folders for at in path.iterdir()):
                nested.append(
                    f"{name}：其中有部门文件夹，如需运行请用 --data-dir {data_dir / name}"
                )
            else:
                ignored.append(f"没有采用：{name}，其中没有年度文件夹（如 2023）")
        except OSError:
            continue
    alike = [
        f"{'、'.join(f'“{name}”（{len(name)}个字符）' for name in names)}：文件夹名看上去一样"
        "（字符编码、大小写或末尾的点和空格不同），各自照常运行；同一部门的请并为一个"
        for names in looking_alike(there)
    ]
    lines = sorted(map(in_a_line, ignored)) + alike
    return PassedOver(tuple(lines), tuple(sorted(map(in_a_line, nested))))


def _misnamed(
    folder: Path, above: str, told: Callable[[Path], bool] = lambda _: False
) -> list[str]:
    """What in a folder has a name that is not UTF-8; what is `told` otherwise is left out."""
    return [
        f"没有采用：{above}{sayable(path.name)}，名称不是 UTF-8，请{HOW_RENAMED}"
        for path in folder.iterdir()
        if not (is_utf8(path.name) or told(path))
    ]


def _plain(name: str) -> str:
    """Full-width figures as plain ones, blanks left out."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _refuse_unknown(name: str, there: dict[str, set[int]], data_dir: Path, place: str = "") -> None:
    if name not in there:
        close = nearest(name, there)
        hint = f"是否为“{close}”？" if close else _known(there)
        raise AuditError(f"{place}{data_dir}里没有部门“{name}”。{hint}")


def _known(there: dict[str, set[int]]) -> str:
    names = list(there)
    shown = "、".join(names[:10]) or "（空）"
    return f"现有：{shown}{f' 等{len(names)}个' if len(names) > 10 else ''}。"
