"""The notebook of a report, executed: in a kernel, or beside the report that is made of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditkit import kernels
from auditkit.audit.ahead import Call, opened_ahead
from auditkit.audit.audit import Audit
from auditkit.delivery.manifest import FAILED
from auditkit.errors import AuditError
from auditkit.facts.facts import DEMO
from auditkit.files.saving import write_bytes
from auditkit.kernels.execution import (
    KernelTrouble,
    NotebookFailed,
    execute,
    execute_here,
    notebook_bytes,
)
from auditkit.results.fingerprint import Value
from auditkit.results.record import results_of
from auditkit.results.releasednotebooks import is_edited, is_reports_own

if TYPE_CHECKING:
    from nbformat import NotebookNode

EDITED_NOTEBOOK = (
    "**本报告由改动过的或自编的笔记本生成**，不是随程序发布的笔记本；"
    "其中的文字和计算与发布的可能不同，请连同笔记本一并复核。"
)
"""What the last page of such a report says."""


@dataclass(frozen=True)
class Execution:
    """A notebook to be executed for an opened audit.

    `parameters` are all those of the notebook but the data folder and the rule pack; `timeout` is
    in seconds, for all cells together. In `folder` stays what a failed one has come to.
    """

    audit: Audit
    notebook: Path
    data: Path
    rulepack: str
    parameters: Mapping[str, Value]
    timeout: float | None
    folder: Path

    def in_kernel(self) -> NotebookNode:
        """Executed by a kernel of its own. Raises AuditError."""
        done = self._done(execute)
        assert done is not None
        return done

    def beside(self, unchanged: Callable[[], bool], *, alone: bool) -> NotebookNode:
        """As `in_kernel`, where this process makes reports and nothing else: nothing is done twice.

        The notebook that came with the program runs in this very process, any other in a fork of
        it. `alone` says that this process makes no further report; `unchanged` says whether all
        that the audit was read from is still what it was. Raises AuditError.
        """
        # What is computed of the audit is then there for the cells. An error is the notebook's to
        # show, which is kept.
        with suppress(Exception):
            results_of(self.audit)
        department, year = str(self.parameters["department"]), int(self.parameters["year"])
        call = Call(department, year, self.data.name, self._pack, self.data.parent)
        if is_reports_own(self.notebook):
            with opened_ahead(self.audit, call, unchanged):
                if done := self._done(execute_here):
                    return done
        with opened_ahead(self.audit, call, unchanged):
            if alone:
                kernels.start_here(kernels.ONE_REPORT)
                return self.in_kernel()
            with kernels.waiting() as waiting:
                done = self._done(partial(execute, waiting=waiting))
                assert done is not None
                return done

    @property
    def _pack(self) -> str:
        # Relative to where the cells run, so that no path of this machine gets into the report.
        path = Path(self.rulepack)
        if not path.is_file():
            return self.rulepack
        return os.path.relpath(path.resolve(), self.data.parent)

    def _done(self, way: Callable[..., NotebookNode | None]) -> NotebookNode | None:
        given = {"data_dir": self.data.name, "rulepack": self._pack, **self.parameters}
        try:
            done = way(self.notebook, given, self.data.parent, timeout=self.timeout)
        except (NotebookFailed, KernelTrouble) as error:
            if error.notebook is None:
                raise
            kept = self.folder / f"{stem(self.audit)}{FAILED}"
            write_bytes(kept, notebook_bytes(self._without_way(error.notebook)))
            raise AuditError(f"报告没有生成。{error} 出错的笔记本保存在 {kept}。") from error
        return None if done is None else self._owned(self._without_way(done))

    def _without_way(self, node: NotebookNode) -> NotebookNode:
        """The notebook with the rule pack's file name alone: the way is this machine's own."""
        pack = self._pack
        for cell in node.cells:
            if "injected-parameters" in cell.metadata.get("tags", []):
                said, name = (
                    json.dumps(text, ensure_ascii=False) for text in (pack, Path(pack).name)
                )
                cell.source = cell.source.replace(f"rulepack = {said}", f"rulepack = {name}")
        return node

    def _owned(self, node: NotebookNode) -> NotebookNode:
        """The notebook with a word at its end where it did not come with the program."""
        if is_edited(self.notebook):
            from nbformat.v4 import new_markdown_cell

            said = new_markdown_cell(EDITED_NOTEBOOK, id="edited-notebook")  # type: ignore[no-untyped-call]
            node.cells.append(said)
        return node


def stem(audit: Audit) -> str:
    """What the names of a report's files begin with."""
    return f"审计报告-{DEMO}" if audit.demo else "审计报告"
