"""auditkit: an audit workbench for departmental performance targets."""

from auditkit.audit import open_audit
from auditkit.form import read_declaration
from auditkit.formula import parse_formula
from auditkit.packfile import load_rulepack

__all__ = ["load_rulepack", "open_audit", "parse_formula", "read_declaration"]
