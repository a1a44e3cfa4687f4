"""The one table of colours: pages, charts, PDF and Word take theirs from here.

A stylesheet names them: @accent, and @met-ink, @met-fill, @met-border of a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

ACCENT = "#1f4e79"
INK = "#1d2733"
MUTED = "#5b6773"
RULE = "#d5dbe2"
PALE = "#eef2f6"
BETWEEN = "#9fb4c9"
"""Where a total may still fall."""
SHADE = "#eaf0f6"
WARNING = "#fcf3dc"
ALARM = "#a3120f"
ALARM_SHADE = "#fdf1ef"
OWN = "#24527f"
"""What a person wrote."""


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a mark; `border` is "" where it has none."""

    ink: str
    fill: str = ""
    border: str = ""


BADGES: Mapping[str, Look] = {
    "met": Look("#155a50", "#e1f0ee", "#a9d3cd"),
    "missed": Look("#ffffff", "#98291c", "#98291c"),
    "undecided": Look("#8a5a00", "#ffffff", "#8a5a00"),
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

SOLID: Mapping[str, tuple[str, str]] = {
    "met": ("#4a9c93", INK),
    "missed": ("#98291c", "#ffffff"),
    "undecided": ("#d99a3d", INK),
    "pending": ("#bcd3ea", INK),
    "missing": ("#f6e3b4", INK),
    "incomparable": ("#cfc8e4", INK),
    "untargeted": ("#dfe3e8", INK),
    "inapplicable": ("#ffffff", INK),
    "severe": ("#98291c", "#ffffff"),
    "important": ("#b0600f", "#ffffff"),
    "ordinary": (ACCENT, "#ffffff"),
    "hint": ("#dfe3e8", INK),
}
"""Fill and ink where a mark is an area of a chart.

The lightness of the fills of statuses differs, so that they can be told apart in grey.
"""

INKS: Mapping[str, str] = {
    "strong": ACCENT,
    "absent": "#98291c",
    "own": OWN,
    **dict.fromkeys(
        ("place", "places", "unit", "group-note", "remark", "note", "about", "open", "example"),
        MUTED,
    ),
}


def ink(style: str) -> str:
    """The colour of a text in a style."""
    return INKS.get(style, INK)


_NAMED: Mapping[str, str] = {
    "accent": ACCENT,
    "ink": INK,
    "muted": MUTED,
    "rule": RULE,
    "shade": SHADE,
    "warning": WARNING,
    "alarm": ALARM,
    "alarm-shade": ALARM_SHADE,
    "own": OWN,
    **{
        f"{name}-{part}": getattr(look, part)
        for name, look in BADGES.items()
        for part in ("ink", "fill", "border")
    },
}


def coloured(stylesheet: str) -> str:
    """The stylesheet with the colours that it names. Raises KeyError for one that is none.

    >>> coloured("a { color: @accent; background: @important-fill; }")
    'a { color: #1f4e79; background: #fff; }'
    """
    return re.sub(
        # In the value of a declaration; elsewhere @ begins a rule.
        r"(?<=[:d] )@([a-z-]+)",
        lambda found: _NAMED[found[1]].replace("#ffffff", "#fff"),
        stylesheet,
    )
