"""The colours of styles on paper: the stylesheet's, for whoever cannot read a stylesheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditkit.show.appearance import ACCENT, INK, MUTED, RULE

SHADE = "#eaf0f6"
WARNING = "#fcf3dc"
ALARM = "#a3120f"
ALARM_SHADE = "#fdf1ef"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a mark; `border` is "" where it has none."""

    ink: str
    fill: str = ""
    border: str = ""


BADGES: Mapping[str, Look] = {
    "met": Look("#155a50", "#e1f0ee", "#a9d3cd"),
    "missed": Look("#ffffff", "#98291c", "#98291c"),
    "pending": Look("#24527f", "#e6eef7", "#bcd3ea"),
    "missing": Look("#6b4500", "#fcf3dc", "#d9b869"),
    "incomparable": Look("#4f4180", "#efecf6", "#b7add6"),
    "untargeted": Look("#4b5560", "#eef0f3", "#d0d5db"),
    "inapplicable": Look("#5b6773", "#ffffff", "#c3cad2"),
    "severe": Look("#ffffff", "#98291c", "#98291c"),
    "important": Look("#8f4a06", "#ffffff", "#b4620f"),
    "ordinary": Look(ACCENT, "#ffffff", ACCENT),
    "hint": Look("#4b5560", "#ffffff", "#c3cad2"),
    "critical": Look("#8a5a00", "#ffffff", "#8a5a00"),
    "kind": Look(MUTED, "#ffffff", RULE),
}

INKS: Mapping[str, str] = {
    "strong": ACCENT,
    "absent": "#98291c",
    **dict.fromkeys(
        ("place", "places", "unit", "group-note", "remark", "note", "about", "open", "example"),
        MUTED,
    ),
}


def ink(style: str) -> str:
    """The colour of a text in a style."""
    return INKS.get(style, INK)
