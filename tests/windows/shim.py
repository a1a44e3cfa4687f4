"""A library for Wine, whose C runtime lacks the complex numbers that numpy's wheel asks it for.

What the wheels import of `api-ms-win-crt-math` is given by a library of another name: the complex
functions from mingw's runtime, everything else handed on to Wine. Windows itself needs none of it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from struct import unpack_from

WANTED = b"api-ms-win-crt-math-l1-1-0.dll"
NAME = b"xcrtmath.dll"
COMPLEX = re.compile(
    r"((?:creal|cimag|carg|cabs|conj|cproj|cexp|clog|csqrt|cpow|ca?(?:cos|sin|tan)h?)f?)l?"
)
_PE32_PLUS = 0x20B
COMPILER = "x86_64-w64-mingw32-gcc"


def imported(data: bytes) -> set[str]:
    """The functions that a 64-bit Windows library, given as its bytes, asks of `WANTED`."""
    (head,) = unpack_from("<I", data, 0x3C)
    if unpack_from("<H", data, head + 24)[0] != _PE32_PLUS:
        return set()
    (sections,) = unpack_from("<H", data, head + 6)
    (optional,) = unpack_from("<H", data, head + 20)
    (table,) = unpack_from("<I", data, head + 24 + 120)

    def at(address: int) -> int:
        for n in range(sections):
            size, start, stored, offset = unpack_from(
                "<4I", data, head + 24 + optional + 40 * n + 8
            )
            if start <= address < start + max(size, stored):
                return address - start + offset
        raise ValueError(f"{address:#x} lies in no section")

    def text(offset: int) -> bytes:
        return data[offset : data.index(b"\0", offset)]

    names, entry = set(), at(table)
    while True:
        lookup, _, _, called, first = unpack_from("<5I", data, entry)
        if not called:
            return names
        if text(at(called)).lower() == WANTED:
            place = at(lookup or first)
            while (one := unpack_from("<Q", data, place)[0]) != 0:
                names.add(text(at(one) + 2).decode("ascii"))
                place += 8
        entry += 20


def patched(folder: Path) -> int:
    """How many libraries below `folder` were led to ours, which lies in `folder` then."""
    libraries = [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in (".pyd", ".dll") and WANTED in file.read_bytes()
    ]
    names = sorted(set().union(*(imported(file.read_bytes()) for file in libraries)))
    # to Windows a long double is a double
    given = {name: found[1] for name in names if (found := COMPLEX.fullmatch(name))}
    source, exports = folder / "shim.c", folder / "shim.def"
    declared = sorted(set(given.values()))
    source.write_text("".join(f"extern void {name}(void);\n" for name in declared), "ascii")
    handed = [f"{name}={given.get(name, f'ucrtbase.{name}')}" for name in names]
    exports.write_text("EXPORTS\n" + "\n".join(handed) + "\n", encoding="ascii")
    line = [
        COMPILER,
        "-shared",
        "-fno-builtin",
        "-static-libgcc",
        "-o",
        str(folder / NAME.decode()),
    ]
    subprocess.run([*line, str(source), str(exports)], check=True)
    for file in libraries:
        held = file.read_bytes()
        file.write_bytes(held.replace(WANTED, NAME.ljust(len(WANTED), b"\0")))
    return len(libraries)
