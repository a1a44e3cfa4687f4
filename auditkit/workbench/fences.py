"""What keeps other pages out of a running JupyterLab, and a hostile file in it from telling anyone.

JupyterLab itself refuses requests and sockets of other origins, frames, and scripts of files and
untrusted notebooks. Three things it leaves open. A cookie knows no port: the browser would send the
lab's to every other server of this machine, so it is bound to a path that only its owner is told.
A picture or a style sheet in a file would ask another machine for something: the page may load from
its own address alone. And 信任 HTML gives the script of a file the rights of the auditor: that
button is not there (settings/overrides.json).
"""

from __future__ import annotations

import hashlib
from typing import Any

# JupyterLab compiles its schemas (eval), widgets bring modules (blob:) and styles of their own.
_LOADED = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' data: blob:",
    "connect-src 'self' data: blob: {sockets}",
    "worker-src 'self' blob:",
    "frame-src 'self' data: blob:",
    "object-src 'self' data: blob:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)


def secret_path(token: str) -> str:
    """The path below which the lab is served: the same for the same token, and not to be guessed.

    >>> secret_path("甲") == secret_path("甲") != secret_path("乙")
    True
    """
    return f"/{hashlib.sha256(token.encode()).hexdigest()[:16]}/"


def settings(address: str, path: str) -> dict[str, Any]:
    """Of the server at `address` (http://…, without a path): its headers and its cookies' path."""
    sockets = address.replace("http", "ws", 1)
    return {
        "headers": {
            "Content-Security-Policy": "; ".join(_LOADED).format(sockets=sockets),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            # Within the lab it tells a file that is shown from a link that somebody sent.
            "Referrer-Policy": "same-origin",
        },
        "xsrf_cookie_kwargs": {"path": path},
    }
