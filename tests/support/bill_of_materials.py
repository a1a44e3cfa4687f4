"""What is installed, as a CycloneDX list with licences: `make sbom`."""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
OWN = "auditkit"
# How projects write their licence, and what SPDX calls it; tried in this order on each part.
_KNOWN = (
    (r"MIT No Attribution|MIT-0", "MIT-0"),
    (r"MIT-CMU|HPND", "MIT-CMU"),
    (r"MIT", "MIT"),
    (r"0BSD", "0BSD"),
    (r"BSD.?2|2.Clause|Simplified", "BSD-2-Clause"),
    (r"BSD|Enthought|Project Jupyter Contributors|Revised", "BSD-3-Clause"),
    (r"Apache", "Apache-2.0"),
    (r"MPL|Mozilla", "MPL-2.0"),
    (r"ISC", "ISC"),
    (r"PSF|Python Software Foundation|matplotlib", "PSF-2.0"),
    (r"Zlib", "Zlib"),
    (r"CC0", "CC0-1.0"),
    (r"Unlicense|Public Domain", "Unlicense"),
    (r"(?:L|A)?GPL", "GPL"),
)


def installed(extras: tuple[str, ...] = ()) -> dict[str, metadata.Distribution]:
    """The distributions that auditkit with these extras rests on, itself left out, by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(OWN, frozenset(extras))]
    seen = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system or Python
        found[_plain(name)] = one
        for text in one.requires or ():
            needed = Requirement(text)
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": e}) for e in (*wanted, "")):
                waiting.append((needed.name, frozenset(needed.extras)))
    found.pop(OWN)
    return dict(sorted(found.items()))


def licences(one: metadata.Distribution) -> frozenset[str]:
    """The licences of a distribution by their SPDX names; empty where it states none known."""
    return frozenset(_licences(one))


def _licences(one: metadata.Distribution) -> Iterator[str]:
    about = one.metadata
    stated = about.get("License-Expression") or ""
    classifiers = [
        text.rpartition("::")[2].strip()
        for text in about.get_all("Classifier") or ()
        if text.startswith("License ::")
    ]
    short = (about.get("License") or "").strip()[:200]
    parts = re.split(r"\s+(?:AND|OR|WITH)\s+|[;/,]", stated) if stated else [*classifiers, short]
    for part in parts:
        for pattern, name in _KNOWN:
            if re.search(pattern, part):
                yield name
                break


def bill(extras: tuple[str, ...] = ()) -> dict[str, Any]:
    """The list, without the time and serial number that differ from one making to the next."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": OWN,
                "version": metadata.version(OWN),
                "licenses": [{"license": {"id": "MIT"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{one.version}",
                "name": name,
                "version": one.version,
                "purl": f"pkg:pypi/{name}@{one.version}",
                "licenses": [{"license": {"id": spdx}} for spdx in sorted(licences(one))],
            }
            for name, one in installed(extras).items()
        ],
    }


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    made = bill()
    path = ROOT / "build" / "sbom.cdx.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    sys.stdout.write(f"{path.relative_to(ROOT)}：{len(made['components'])}个组件\n")


if __name__ == "__main__":
    main()
