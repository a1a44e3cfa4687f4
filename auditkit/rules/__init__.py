"""What a place and period lays down: facts, indicators, weights, scoring rules, references.

In: the name of a pack in `packs/`, or a YAML file. Out: `load_rulepack` → `RulePack`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from auditkit.rules.load import load_rulepack, pack_names
    from auditkit.rules.rulepack import RulePack

__all__ = ["DEFAULT_PACK", "RulePack", "load_rulepack", "pack_names"]

DEFAULT_PACK = "zhengzhou-2020"

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={"load": ["load_rulepack", "pack_names"], "rulepack": ["RulePack"]},
)
