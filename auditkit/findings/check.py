"""One kind of check as it went (核对事项): where it applied, was done, was not done and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`applied` counts the places where it applies, `done` those where it could be carried out.

    `codes` are the kinds of finding it leads to, `found` how many of them it gave (whether or not
    the auditor set them aside), `why` what kept it from the rest, blank where nothing did.
    """

    on: str
    name: str
    codes: tuple[str, ...]
    applied: int
    done: int
    found: int = 0
    why: str = ""

    @property
    def state(self) -> str:
        """不适用, 已核对, 部分核对 or 未核对: what was never checked cannot look clean."""
        if not self.applied:
            return "不适用"
        if self.done >= self.applied:
            return "已核对"
        return "部分核对" if self.done else "未核对"

    def __str__(self) -> str:
        count = f"{self.done}/{self.applied}" if self.applied else ""
        found = f"，发现{self.found}项" if self.found else ""
        why = f"（{self.why}）" if self.why else ""
        return f"{self.on}　{self.name}　{self.state}{count}{found}{why}"
