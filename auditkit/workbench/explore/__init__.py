"""Exploring one department after another in JupyterLab: controls wired to tested functions.

from auditkit.workbench.explore import explore

explore("data", "zhengzhou-2020", "郑州市教育局", 2020).choices
"""

import auditkit.workbench.installed  # noqa: F401  says which extra is missing
from auditkit.workbench.explore.bench import Bench, explore
from auditkit.workbench.explore.shelf import Shelf
from auditkit.workbench.explore.tables import changes, flip_table, trial_table
from auditkit.workbench.explore.trend import indicator_trend

__all__ = [
    "Bench",
    "Shelf",
    "changes",
    "explore",
    "flip_table",
    "indicator_trend",
    "trial_table",
]
