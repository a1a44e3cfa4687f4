"""What kinds of file a report consists of."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.errors import AuditError, nearest

FORMATS = ("html", "pdf", "docx", "xlsx")
DEFAULT_FORMATS = ("html", "xlsx")


def check_formats(formats: Sequence[str]) -> None:
    """Refuse a format that no report has, naming the nearest, or that lacks what makes it.

    Raises AuditError for either.
    """
    for name in formats:
        if name not in FORMATS:
            close = nearest(name, FORMATS)
            hint = f"，是否为“{close}”" if close else ""
            raise AuditError(f"没有报告格式“{name}”{hint}；可用格式：{'、'.join(FORMATS)}。")
    if "pdf" in formats:
        from auditkit.documents.typesetting import check_typesetting

        check_typesetting()
