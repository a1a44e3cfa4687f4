"""auditkit: an audit workbench for departmental performance targets.

>>> from auditkit import open_audit, show
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit import show
    from auditkit.audit import Audit, open_audit, try_formula, what_if
    from auditkit.errors import AuditError
    from auditkit.facts import read_accounts
    from auditkit.findings import Finding
    from auditkit.form import read_declaration
    from auditkit.formula import parse_formula, parse_target
    from auditkit.rules import load_rulepack

__version__ = "0.2.0"
__all__ = [
    "Audit",
    "AuditError",
    "Finding",
    "__version__",
    "load_rulepack",
    "open_audit",
    "parse_formula",
    "parse_target",
    "read_accounts",
    "read_declaration",
    "show",
    "try_formula",
    "what_if",
]

# Loaded when first asked for: pandas alone takes longer than reading a form.
__getattr__, _, _ = lazy_loader.attach(
    __name__,
    submodules=["show"],
    submod_attrs={
        "audit": ["Audit", "open_audit", "try_formula", "what_if"],
        "errors": ["AuditError"],
        "facts": ["read_accounts"],
        "findings": ["Finding"],
        "form": ["read_declaration"],
        "formula": ["parse_formula", "parse_target"],
        "rules": ["load_rulepack"],
    },
)


def __dir__() -> list[str]:
    return __all__
