"""The same file without the time at which it was saved: the same seed, the same bytes."""

import io
import re
import zipfile

LONG_AGO = (2000, 1, 1, 0, 0, 0)
_SAVED = re.compile(rb"(<dcterms:(?:created|modified)\b[^>]*>)[^<]*")
_PRINTED = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)\d{14}(?:Z|[+-]\d\d'\d\d'?)?")


def steady(data: bytes) -> bytes:
    """A package or PDF with fixed times; any other file as it is."""
    if data.startswith(b"%PDF"):
        return _PRINTED.sub(rb"\g<1>20000101000000Z", data)
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a package, deflated as programs do."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if name == "docProps/core.xml":
                content = _SAVED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name, LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(part, content)
    return made.getvalue()
