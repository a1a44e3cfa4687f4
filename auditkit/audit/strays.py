"""What lies in a year's folder and is not read, though somebody meant it to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from auditkit.audit.folder import FACT_SUFFIXES, left_by_a_program
from auditkit.audit.formfiles import DOCUMENTS, OTHERS, form_files
from auditkit.errors import Issue, IssueKind, Source
from auditkit.facts.facts import BOOKS, FORM_NAME
from auditkit.facts.ledger.files import SUFFIXES as LEDGER_SUFFIXES
from auditkit.files.names import HOW_RENAMED, is_utf8, sayable
from auditkit.files.readers.reading import whole_file

STRAY = IssueKind("P04", "文件名不是 UTF-8 没有读入，或是链接、管道")
NOT_TAKEN = IssueKind("P06", "像是数据的文件，因类型或文件名没有读入")
_READ = re.compile(f"{FORM_NAME.pattern}|实际数|决算|审计发现处理")
"""Names of files that would be read."""
_MOST_NAMED = 3
"""How many files a message names."""
_FIGURES = (".csv", ".parquet", ".xml")
"""Types of files that hold figures and little else."""


def strays(folder: Path) -> tuple[Issue, ...]:
    """Files of a year's folder that are not read, or come from elsewhere.

    One whose name is not UTF-8 must be renamed where it would be read by the name that GBK gives.
    """
    return tuple(_strays(folder, ""))


def _strays(folder: Path, above: str) -> Iterator[Issue]:
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    forms = [] if above else form_files(folder)
    for path in paths:
        if left_by_a_program(path.name):
            continue
        name = above + sayable(path.name)
        if not is_utf8(path.name):
            what = "名称不是 UTF-8，没有读入"
            at = _named(path, name)
            yield STRAY(at, what, "", f"请{HOW_RENAMED}", grave=bool(_READ.search(name)))
        elif path.is_symlink():
            yield _link(path, name)
        elif path.is_dir():
            if path.suffix.lower() in (*DOCUMENTS, *_FIGURES, ".txt") and _READ.search(path.name):
                what = "是文件夹，不是文件，没有读入"
                yield STRAY(name, what, "", "请放入文件本身", grave=False)
            yield from _strays(path, f"{name}/")
        elif not path.is_file():
            yield STRAY(name, "是管道或设备，没有读入", "", "请放入文件本身", grave=False)
        elif not above:
            yield from _not_taken(path, forms)


def _not_taken(path: Path, forms: Sequence[Path]) -> Iterator[Issue]:
    """A file of figures whose name or type keeps it from being read."""
    name, suffix = path.name, path.suffix.lower()
    for begins, read in ((("实际数",), FACT_SUFFIXES), (BOOKS, LEDGER_SUFFIXES)):
        if name.startswith(begins) and suffix not in read:
            remedy = f"请另存为 {'、'.join(one[1:] for one in read)} 之一"
            yield NOT_TAKEN(whole_file(path), "文件类型不能读入", "", remedy)
            return
    if path in forms:
        return
    said = re.search("决算|预算", name)
    if said and suffix in DOCUMENTS and not (OTHERS.match(name) or FORM_NAME.search(name)):
        remedy = f"如是部门{said[0]}，请用 auditkit import 存入，或改名为以“{said[0]}”开头"
        yield NOT_TAKEN(whole_file(path), "没有读入", "", remedy, grave=False)
    if suffix in _FIGURES and not name.startswith(("实际数", *BOOKS)) and not _READ.search(name):
        remedy = "如是取数表或账簿，请用 auditkit import 存入；补充材料可以不理会"
        yield NOT_TAKEN(whole_file(path), "没有读入", "", remedy, grave=False)


def _link(path: Path, name: str) -> Issue:
    remedy = "请放入文件本身，以免所指的文件另有改动"
    if path.is_file():
        return STRAY(_named(path, name), "是链接，按所指的文件读入", "", remedy, grave=False)
    what = "是指向文件夹的链接" if path.is_dir() else "是链接，所指的不存在，或不是文件"
    return STRAY(name, f"{what}，没有读入", "", remedy, grave=False)


def _named(path: Path, name: str) -> Source:
    """The file under the name by which it is told, which says its folder."""
    return replace(whole_file(path), file=name)


def seen_instead(folder: Path) -> str:
    """What a folder without a form has in its place, for a message; blank where there is nothing.

    >>> seen_instead(Path("/dev/null"))
    ''
    """
    if not folder.is_dir():
        return ""
    seen = [
        f"；“{sayable(path.name)}”"
        + ("是文件夹，不是文件" if is_utf8(path.name) else "的名称不是 UTF-8")
        for path in sorted(folder.iterdir())
        if not left_by_a_program(path.name) and _READ.search(sayable(path.name))
        if path.is_dir() or not is_utf8(path.name)
    ]
    others = [
        path.name
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in DOCUMENTS and is_utf8(path.name) and path.is_file()
        if not (left_by_a_program(path.name) or _READ.search(path.name))
    ]
    if others:
        named = "、".join(f"“{name}”" for name in others[:_MOST_NAMED])
        several = f"等{len(others)}个文件" if len(others) > _MOST_NAMED else ""
        seen.append(f"；有{named}{several}，从文件名看不出是申报表、自评表还是决算")
    return "".join(seen)
