"""The Chinese font that comes with auditkit: where it lies. Asking loads no library that draws."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from auditkit.errors import AuditError


@cache
def font_file() -> Path:
    """The font file that comes with auditkit: Noto Sans SC, static, regular, under the OFL.

    Raises AuditError where it is missing from the installation.
    """
    file = Path(__file__).parent / "show" / "assets" / "fonts" / "NotoSansSC-Regular.ttf"
    if not file.is_file():
        raise AuditError("安装不完整：缺少随附的中文字体 Noto Sans SC。请重新安装 auditkit。")
    return file
