"""Scenarios of a what-if kept under a name, beside the data folder, and taken up again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from auditkit.audit.scenario import Scenario, read_scenario, save_scenario
from auditkit.errors import AuditError
from auditkit.show.markup import escaped, tag
from auditkit.workbench.explore.choices import Choices
from auditkit.workbench.explore.live import marked, told

FOLDER = "试算方案"
_BAD = re.compile(r'[/\\:*?"<>|\0]')


@dataclass
class ScenarioBox:
    """A name to save under, a list to load from; both of the chosen department and year."""

    choices: Choices
    present: Callable[[], Scenario]
    taken: Callable[[Scenario], None]
    name: Any = field(
        default_factory=lambda: marked(
            widgets.Text(placeholder="方案名称", layout=widgets.Layout(width="12rem")),
            "ak-scenario-name",
        )
    )
    save: Any = field(
        default_factory=lambda: marked(
            widgets.Button(description="保存方案", icon="save"), "ak-scenario-save"
        )
    )
    known: Any = field(
        default_factory=lambda: marked(
            widgets.Dropdown(layout=widgets.Layout(width="14rem")), "ak-scenario-known"
        )
    )
    load: Any = field(
        default_factory=lambda: marked(
            widgets.Button(description="载入方案", icon="folder-open"), "ak-scenario-load"
        )
    )
    said: Any = field(default_factory=lambda: marked(widgets.HTML(), "ak-scenario"))

    def begin(self) -> widgets.VBox:
        """Offer what is kept, and follow the choices from then on."""
        self.save.on_click(lambda _: self._saved())
        self.load.on_click(lambda _: self._loaded())
        self.choices.when_audit(self.offer)
        self.offer()
        return widgets.VBox(
            [widgets.HBox([self.name, self.save, self.known, self.load]), self.said]
        )

    @property
    def folder(self) -> Path:
        """Where the scenarios of the chosen department and year lie."""
        audit = self.choices.audit
        at = Path(str(audit.year)) / audit.department if audit else Path()
        return self.choices.shelf.data_dir.parent / FOLDER / at

    def offer(self) -> None:
        """List the scenarios that there are."""
        names = sorted(path.stem for path in self.folder.glob("*.json"))
        self.known.options = names
        self.known.value = names[0] if names else None
        self.load.disabled = not names
        self.said.value = ""

    def _saved(self) -> None:
        audit, name = self.choices.audit, self.name.value.strip()
        if audit is None:
            return
        if not name or _BAD.search(name) or name.startswith("."):
            self._tell("请先写方案名称，不带 / \\ : 等符号。")
            return
        path = self.folder / f"{name}.json"
        there = path.is_file()
        try:
            save_scenario(self.present(), path, audit.department, audit.year)
        except AuditError as error:
            self.said.value = told(error)
            return
        self.offer()
        self.known.value = name
        self._tell(f"方案“{name}”{'已更新' if there else '已保存'}：{FOLDER}/{path.name}。")

    def _loaded(self) -> None:
        audit, name = self.choices.audit, self.known.value
        if audit is None or not name:
            return
        try:
            scenario = read_scenario(self.folder / f"{name}.json")
            scenario.under(audit)
        except AuditError as error:
            self.said.value = told(error)
            return
        self.taken(scenario)
        self.name.value = name
        self._tell(f"已载入方案“{name}”。")

    def _tell(self, line: str) -> None:
        self.said.value = str(tag("p", escaped(line), class_="ak", role="status"))
