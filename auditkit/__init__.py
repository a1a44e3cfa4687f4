"""auditkit: an audit workbench for departmental performance targets."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditkit.audit.audit import open_audit
    from auditkit.audit.trial import try_formula
    from auditkit.audit.whatif import what_if
    from auditkit.facts.accounts import read_accounts
    from auditkit.form import read_declaration
    from auditkit.formula import parse_formula
    from auditkit.rules.load import load_rulepack

__all__ = [
    "load_rulepack",
    "open_audit",
    "parse_formula",
    "read_accounts",
    "read_declaration",
    "try_formula",
    "what_if",
]

# Loaded when first asked for: pandas alone takes longer than reading a form.
_HOME = {
    "load_rulepack": "auditkit.rules.load",
    "open_audit": "auditkit.audit.audit",
    "parse_formula": "auditkit.formula",
    "read_accounts": "auditkit.facts.accounts",
    "read_declaration": "auditkit.form",
    "try_formula": "auditkit.audit.trial",
    "what_if": "auditkit.audit.whatif",
}


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'auditkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
