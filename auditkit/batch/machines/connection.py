"""A connection to a Dask scheduler whose machines can do what is asked."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from auditkit.batch.machines import errand as errands
from auditkit.batch.machines.errand import Errand
from auditkit.batch.machines.place import EXTRA
from auditkit.errors import AuditError, MissingExtra

_ADDRESS = re.compile(r"[a-z]+://.+:\d+/?")
_REACH = 10.0
"""Seconds in which a scheduler answers."""


@contextmanager
def connected(scheduler: str) -> Iterator[Any]:
    """A client of a scheduler. Raises AuditError where none can be had."""
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtra("--scheduler 需要的组件（Dask）", EXTRA) from error
    if not _ADDRESS.fullmatch(scheduler):
        raise AuditError(f"--scheduler：读不懂“{scheduler}”。请写成 tcp://主机:端口。")
    try:
        connect: Any = Client
        client = connect(scheduler, timeout=_REACH, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = " ".join(str(error).split())
        raise AuditError(
            f"连不上调度器 {scheduler}（{said}）。请核对地址，或先启动：dask scheduler。"
        ) from error
    # What Dask logs of a lost connection is a traceback; the error says it in a line.
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=_REACH)
        logger.setLevel(before)


def refuse_unfit(client: Any, errand: Errand) -> None:
    """Raise AuditError naming the scheduler or machine that would not do as this one."""
    try:
        # Dask's scheduler unpacks what it hands on.
        same = client.run_on_scheduler(errands.same_code, errand)
    except Exception as error:
        raise AuditError(f"调度器：{_problem(error)}。") from error
    if not same:
        raise AuditError(f"调度器：{errands.OTHER_CODE}。")
    found: dict[str, Any] = client.run(errands.unfit, errand, on_error="return")
    if not found:
        address = client.scheduler.address
        raise AuditError(
            f"调度器 {address} 没有工作机。请在每台机器上启动：dask worker {address}。"
        )
    problems = [
        f"工作机 {address}：{_problem(said)}。" for address, said in sorted(found.items()) if said
    ]
    if problems:
        more = f"（共{len(problems)}台）" if len(problems) > 1 else ""
        raise AuditError(problems[0] + more)


def _problem(answer: str | Exception) -> str:
    if isinstance(answer, str):
        return answer
    said = " ".join(str(answer).split())
    return f"不能运行 auditkit（{said}）。请安装同一版本的 auditkit 并重新启动"
