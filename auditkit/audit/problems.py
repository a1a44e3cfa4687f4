"""What is wrong with the inputs of the audit's own year, and with the pack's fitting it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit.audit.strays import strays
from auditkit.errors import Issue, IssueKind, Source
from auditkit.files.names import is_file
from auditkit.files.readers.carried import carried
from auditkit.files.readers.reading import read_bytes
from auditkit.findings.decisions import NO_WEIGHT

if TYPE_CHECKING:
    from auditkit.audit.audit import Audit

CARRIED = IssueKind("P09", "文件带有宏、链接、嵌入的对象等，没有运行，也没有打开")
OTHER_YEARS = IssueKind("P01", "规则包不适用于该年度")


def problems(audit: Audit) -> tuple[Issue, ...]:
    """The issues of form, facts and decisions, of files beside them, and of the pack's years."""
    issues = (*audit.declaration.issues, *audit.facts.issues, *audit.decisions.issues)
    if audit.weights_incomplete:
        what, remedy = "权重表只填了一部分指标的分值，没有采用", "请逐项填写，或全部清空"
        name, digest = next(iter(audit.decisions.files), ("", ""))
        issues += (NO_WEIGHT(Source(name, "", digest), what, "", remedy, grave=False),)
    if audit.folder is not None:
        issues += (*strays(audit.folder), *_carried(audit.folder, audit.own_files))
    pack = audit.pack
    first, last = pack.years
    if first <= audit.year <= last:
        return issues
    what = f"规则包 {pack.name} 适用于{first}—{last}年度，现用于{audit.year}年度"
    remedy = "请核对规则有无变动，有变动的改用当年的规则包"
    return (*issues, OTHER_YEARS(Source(pack.file, "", pack.sha256), what, "", remedy, grave=False))


def _carried(folder: Path, files: Sequence[tuple[str, str]]) -> Iterator[Issue]:
    """What of the files read would act once a person opens them; here nothing of it has."""
    for name, sha256 in files:
        path = folder / name
        if not is_file(path):
            continue
        if brought := carried(name, read_bytes(path)):
            what = f"带有{'、'.join(brought)}，没有运行，也没有打开，只读单元格和文字"
            remedy = "请核对文件来源；打开原件时不要启用内容"
            yield CARRIED(Source(name, "", sha256), what, "", remedy, grave=False)
