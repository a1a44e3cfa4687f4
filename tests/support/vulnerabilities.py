"""`make audit`: what pip-audit found, and what it could not ask about, which is no clean bill."""

import json
import sys
from pathlib import Path
from typing import Any


def verdict(told: dict[str, Any], own: str = "auditkit") -> tuple[int, str]:
    """The exit code and the words for what pip-audit says as JSON; `own` is in no index."""
    every = [one for one in told["dependencies"] if one["name"] != own]
    unasked = [one["name"] for one in every if "skip_reason" in one]
    found = [
        f"{one['name']} {one['version']}：{'、'.join(vuln['id'] for vuln in one['vulns'])}"
        for one in every
        if one.get("vulns")
    ]
    lines = found or [f"{len(every) - len(unasked)}个组件没有已知漏洞。"]
    if unasked:
        some = "、".join(unasked[:3])
        lines.append(
            f"{len(unasked)}个组件没有核对（{some}…）：所用的软件源没有漏洞数据，"
            "请在能访问 PyPI 的机器上再做。"
        )
    return int(bool(found or unasked)), "\n".join(lines)


if __name__ == "__main__":
    code, said = verdict(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    sys.stdout.write(f"{said}\n")
    sys.exit(code)
