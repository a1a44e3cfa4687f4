"""The summary of a batch as a letter (.eml), and handing it to a mail server."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from auditkit.batch.summary import Summary
from auditkit.errors import AuditError

_TIMEOUT = 30.0


def letter(summary: Summary, sender: str, receivers: Sequence[str]) -> bytes:
    """The letter: failed runs first. The same summary gives the same bytes."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = summary.headline
    message["From"] = sender
    message["To"] = ", ".join(receivers)
    message["Date"] = localtime(summary.finished)
    message.set_content("\n".join(summary.lines()) + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()


def send(data: bytes, server: str, sender: str, receivers: Sequence[str]) -> None:
    """Hand the letter to the server “host:port”. Raises AuditError where it does not take it."""
    host, _, port = server.partition(":")
    try:
        with smtplib.SMTP(host, int(port or 25), timeout=_TIMEOUT) as smtp:
            smtp.sendmail(sender, list(receivers), data)
    except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
        raise AuditError(
            f"小结没有寄出：邮件服务器 {server}（{error}）。信件已存为文件。"
        ) from error


def address(text: str) -> str:
    """A mail address as given. Raises AuditError where it is none.

    >>> address(" shenji@example.org ")
    'shenji@example.org'
    """
    try:
        return Address(addr_spec=text.strip()).addr_spec
    except Exception as error:
        raise AuditError(f"“{text}”不是邮件地址。请写成 名字@单位域名。") from error
