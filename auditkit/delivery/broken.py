"""One thing about a delivered report that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fault = Literal["改动", "缺少", "多出", "损坏", "不符", "无法核对"]


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as the manifest says: the file or figure, and in what way."""

    fault: Fault
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.fault}  {self.name}" + (f"：{self.detail}" if self.detail else "")
