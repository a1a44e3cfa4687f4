"""Published final accounts of `shared_cases`, each read once in a process, for whoever asks."""

from functools import cache
from pathlib import Path

from auditkit.facts.accounts import Accounts, read_accounts


@cache
def read(folder: Path, department: str) -> Accounts:
    """The accounts of 2024 of the department that the file's name begins with."""
    path = next(path for path in folder.glob("*.pdf") if path.name.startswith(department))
    return read_accounts(path, department, 2024)
