"""How an object shows itself in Jupyter: `show` says it, asked when something is first shown.

The objects stand below `show` and do not import it, so nothing is drawn where nobody looks.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_SAID_BY = "auditkit.show.objects"


def mimebundle(thing: object) -> dict[str, Any]:
    """What the object is in HTML and as plain text, by MIME type."""
    bundle: dict[str, Any] = import_module(_SAID_BY).bundle(thing)
    return bundle
