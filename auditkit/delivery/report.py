"""The report of one department and year: page, notebook, papers, results, and their manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from auditkit.audit.audit import Audit
from auditkit.audit.opening import open_audit
from auditkit.delivery.executing import Execution, stem
from auditkit.delivery.formats import DEFAULT_FORMATS, check_formats
from auditkit.delivery.manifest import FILE as MANIFEST
from auditkit.delivery.manifest import manifest
from auditkit.delivery.placing import put_in_place, remove_given_up, settle, staging
from auditkit.delivery.proofreading import Untraced, proofread, refuse_untraced
from auditkit.delivery.review import read_review
from auditkit.delivery.runningtext import (
    notebook_text,
    page_text,
    pdf_text,
    word_text,
    written_by_hand,
)
from auditkit.errors import AuditError
from auditkit.files.canonical import json_bytes
from auditkit.files.saving import make_folder, save_workbook, write_bytes
from auditkit.kernels.execution import notebook_bytes
from auditkit.results.calculation import FILE as CALCULATION
from auditkit.results.calculation import calculation
from auditkit.results.fingerprint import Value, ingredients, notebook_path
from auditkit.results.record import FILE as RECORD
from auditkit.results.record import results_of
from auditkit.results.releasednotebooks import is_edited
from auditkit.results.sealedfile import seal_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

NONE: Mapping[str, Value] = MappingProxyType({})


class InputsMoved(AuditError):
    """What a report rests on was changed while it was made: another try may do."""


def write_report(
    department: str,
    year: int,
    data_dir: Path,
    rulepack: str,
    output: Path,
    *,
    formats: Sequence[str] = DEFAULT_FORMATS,
    timeout: float | None = None,
    notebook: Path | None = None,
    parameters: Mapping[str, Value] = NONE,
    keep: bool = False,
    alone: bool = False,
    one_of_many: bool = False,
) -> list[Path]:
    """Writes the report of a run to `output`/year/department; gives its files, the manifest last.

    Everything is made under temporary names and put in place when all of it is whole; a file of an
    earlier report that somebody has edited is kept in 历史, with `keep` the whole earlier report.
    When a cell fails, the notebook with its error is kept beside them and an earlier report stays
    as it was. `timeout` is in seconds, for all cells together; `parameters` are further ones of
    `notebook`. `alone` says that this process makes this report and does nothing else,
    `one_of_many` that it makes reports and nothing else: the audit is then opened once, for the
    notebook and for the rest.

    Raises InputsMoved where an ingredient changed meanwhile, AuditError for whatever else the
    report cannot be made from.
    """
    check_formats(formats)
    notebook = notebook or notebook_path()
    started = dt.datetime.now(dt.UTC)
    # Asked once more from another folder.
    asked = (
        department, year, data_dir.absolute(), _absolute_pack(rulepack), notebook.absolute(),
        formats, parameters,
    )  # fmt: skip
    made_of = ingredients(*asked)
    audit = open_audit(department, year, data_dir, rulepack)
    data, folder = data_dir.resolve(), output / str(year) / department
    _refuse_unanswered(folder, str(parameters.get("stage", "")))
    make_folder(folder)
    # The folder's name: a form may name its department a little otherwise.
    given = {"department": department, "year": year, **parameters}
    execution = Execution(audit, notebook, data, rulepack, given, timeout, folder)
    if alone or one_of_many:
        done = execution.beside(lambda: ingredients(*asked).key == made_of.key, alone=alone)
    else:
        done = execution.in_kernel()
    settle(folder)
    remove_given_up(folder)
    with staging(folder) as staged:
        files = _write_all(audit, done, formats, data, staged)
        if ingredients(*asked).key != made_of.key:
            raise InputsMoved(
                f"{audit.title}没有生成：运行期间输入文件、规则包或笔记本被改动。请重新运行。"
            )
        finished = dt.datetime.now(dt.UTC)
        seals = [seal_of(staged / name) for name in files]
        edited = is_edited(notebook)
        content = manifest(audit, made_of, seals, started, finished, edited=edited)
        write_bytes(staged / MANIFEST, json_bytes(content))
        return put_in_place(staged, folder, keep=keep)


def _refuse_unanswered(folder: Path, stage: str) -> None:
    """A report on which a reviewer's note is open is no 正式稿."""
    from auditkit.show.chapters.stages import FINAL

    if stage != FINAL:
        return
    if notes := read_review(folder).open_notes:
        numbers = "、".join(str(note.number) for note in notes)
        raise AuditError(
            f"{folder}：复核意见第{numbers}条还没有答复，不能出正式稿。"
            "请先用 auditkit review --answer 答复。"
        )


def make_outputs(
    audit: Audit,
    notebook: Path,
    data_dir: Path,
    rulepack: str,
    parameters: Mapping[str, Value],
    formats: Sequence[str],
    folder: Path,
) -> list[str]:
    """Makes the outputs of a report in any folder, without manifest; gives their names.

    `parameters` are all those of the notebook but `data_dir` and `rulepack`. The same ingredients
    give the same bytes as `write_report`.
    """
    data = data_dir.resolve()
    done = Execution(audit, notebook, data, rulepack, parameters, None, folder).in_kernel()
    return _write_all(audit, done, formats, data, folder)


def _write_all(
    audit: Audit, done: NotebookNode, formats: Sequence[str], data: Path, folder: Path
) -> list[str]:
    """Writes every output but the manifest; gives their names."""
    begins, title, demo = stem(audit), audit.title, audit.demo
    contents: dict[str, bytes] = {}
    if "html" in formats:
        from auditkit.show.page import export_html

        contents[f"{begins}.html"] = export_html(done, title=title, demo=demo).encode()
    contents[f"{begins}.ipynb"] = notebook_bytes(done)
    if "pdf" in formats:
        from auditkit.documents import pdf_bytes

        contents[f"{begins}.pdf"] = pdf_bytes(done, title=title, demo=demo)
    if "docx" in formats:
        from auditkit.documents import word_bytes

        contents[f"{begins}.docx"] = word_bytes(done, title=title, demo=demo)
    results = results_of(audit).record
    refuse_untraced(_proofread(done, contents, results))
    contents[RECORD] = json_bytes(results)
    contents[CALCULATION] = json_bytes(calculation(audit))
    for name, content in contents.items():
        write_bytes(folder / name, content)
    if "xlsx" in formats:
        from auditkit.documents.workpaper import working_paper

        # Its links lead to data/ beside reports/, wherever this report goes: else the bytes would
        # tell where it was made.
        usual = data.parent / "reports" / str(audit.year) / audit.department
        name = f"{begins.replace('审计报告', '底稿')}.xlsx"
        save_workbook(working_paper(audit, usual), folder / name)
        return [*contents, name]
    return list(contents)


def _proofread(
    done: NotebookNode, contents: Mapping[str, bytes], results: Mapping[str, Any]
) -> list[Untraced]:
    """The numbers in the running text of what is about to be written that the results lack."""
    read = {
        ".html": lambda content: page_text(content.decode()),
        ".ipynb": lambda _: notebook_text(done),
        ".pdf": pdf_text,
        ".docx": word_text,
    }
    texts = {name: read[Path(name).suffix](content) for name, content in contents.items()}
    # First page and signature print what was typed for them as it is.
    typed = [text for text in (results["words"] or {}).values() if isinstance(text, str)]
    return proofread(results, texts, [*written_by_hand(done), *filter(None, typed)])


def _absolute_pack(rulepack: str) -> str:
    path = Path(rulepack)
    return str(path.absolute()) if path.is_file() else rulepack
