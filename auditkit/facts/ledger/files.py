"""Ledgers in a year's folder: found by name, read by what their bytes are."""

from __future__ import annotations

from pathlib import Path

from auditkit.errors import UnreadableFile
from auditkit.facts.facts import BOOKS, Facts
from auditkit.facts.ledger.balance import Ledger
from auditkit.facts.ledger.figures import facts_of
from auditkit.facts.ledger.sheet import ledger_in
from auditkit.facts.ledger.standard import is_standard, read_standard
from auditkit.files.readers import read_bytes, read_grids
from auditkit.form.declaration import Declaration
from auditkit.rules.ledgerwords import LedgerWords, ledger_words_with
from auditkit.rules.rulepack import RulePack

SUFFIXES = (".xlsx", ".xls", ".xml")
SHEET, STANDARD = BOOKS


def ledger_of(path: Path, words: LedgerWords) -> Ledger | None:
    """The ledger in a file; None for a readable file that is none.

    Raises UnreadableFile for one that cannot be read.
    """
    data = read_bytes(path)
    if is_standard(data):
        return read_standard(path.name, data)
    if path.suffix.lower() == ".xml":
        return None
    grids = read_grids(path)
    return ledger_in(grids, words) if grids and grids[0].style == "sheet" else None


def read_ledger(path: Path, pack: RulePack) -> Ledger:
    """The ledger in a file that is to be one; UnreadableFile where it is not."""
    ledger = ledger_of(path, ledger_words_with(pack.ledger))
    if ledger is None:
        raise UnreadableFile(
            path.name,
            "没有找到科目余额表的表头，也不是 GB/T 24589 的 XML",
            "表头应有科目编码、期初、本期借贷方和期末；栏名不同的可写入规则包 ledger: columns",
        )
    return ledger


def read_ledger_facts(path: Path, declaration: Declaration, pack: RulePack) -> Facts:
    """What a ledger comes to for a department and year, by the pack's mapping of accounts."""
    ledger = read_ledger(path, pack)
    return facts_of(
        ledger, ledger_words_with(pack.ledger), declaration.department, declaration.year
    )


def kept_name(file: Path, ledger: Ledger) -> str:
    """The name under which a ledger is kept in a year's folder, so that it is found there."""
    prefix = SHEET if ledger.kind == SHEET else STANDARD
    suffix = file.suffix.lower() if prefix == SHEET else ".xml"
    stem = file.stem if file.stem.startswith(prefix) else f"{prefix}-{file.stem}"
    return f"{stem}{suffix}"
