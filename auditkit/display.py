"""How an object shows itself in Jupyter, and the Chinese font in which pages and charts do.

`show` says what an object looks like, asked when something is first shown: the objects stand below
`show` and do not import it, so nothing is drawn where nobody looks. Nor does whoever asks where the
font lies load what draws with it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from auditkit.errors import AuditError

_SAID_BY = "auditkit.show.objects"


def mimebundle(thing: object) -> dict[str, Any]:
    """What the object is in HTML and as plain text, by MIME type."""
    bundle: dict[str, Any] = import_module(_SAID_BY).bundle(thing)
    return bundle


@cache
def font_file() -> Path:
    """The font file that comes with auditkit: Noto Sans SC, static, regular, under the OFL.

    Raises AuditError where it is missing from the installation.
    """
    file = Path(__file__).parent / "show" / "assets" / "fonts" / "NotoSansSC-Regular.ttf"
    if not file.is_file():
        raise AuditError("安装不完整：缺少随附的中文字体 Noto Sans SC。请重新安装 auditkit。")
    return file
