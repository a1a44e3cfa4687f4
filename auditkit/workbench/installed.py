"""Importing this proves that the controls of the lab are installed; MissingExtra where not."""

from __future__ import annotations

import importlib.util

from auditkit.errors import MissingExtra

for _name in ("ipywidgets", "itables"):
    if importlib.util.find_spec(_name) is None:
        raise MissingExtra(f"工作台的组件（{_name}）", "lab")
