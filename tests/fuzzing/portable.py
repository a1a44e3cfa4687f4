"""Ways in which a PDF is damaged: its streams unpacked, its objects, references and numbers."""

import random
import re
import zlib

_STREAM = re.compile(rb"(<<(?:[^<>]|<[^<>]|<<[^<>]*>>)*?>>)\s*stream\r?\n")
_OPERAND = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_REFERENCE = re.compile(rb"\d+ 0 R")
_NUMBERS = (
    b"0", b"-1", b"1", b"1000", b"65536", b"99999999", b"4294967295", b"-2147483648", b"0.00001",
    b"1e9", b"9" * 400, b"1.5",
)  # fmt: skip
_OPERATORS = (
    b"q ", b"Q ", b"BT ", b"ET ", b"/X0 Do ", b"0 0 m 9 9 l S ", b"(12.50) Tj ", b"/F1 0 Tf ",
    b"0 0 0 0 0 0 cm ", b"1e30 0 0 1e30 0 0 cm ", b"0 0 99999 99999 re f ", b"[(1)-9999(2)] TJ ",
    b"<FFFF> Tj ", b"BI /W 9999 /H 9999 ID EI ", b"/OC /MC0 BDC ", b"3 Tr ", b"[[[[", b"<<<<",
)  # fmt: skip


def damaged_pdf(data: bytes, chance: random.Random) -> bytes:
    """One damage: within a stream, in an object, a reference that leads elsewhere."""
    match chance.randrange(5):
        case 0 | 1:
            return _stream(data, chance)
        case 2:
            return _swapped(data, _REFERENCE, chance)
        case 3:
            return _numbered(data, chance)
        case _:
            return _dictionary(data, chance)


def unpacked(data: bytes) -> bytes:
    """The same PDF with its page contents in plain, so that a damage reaches what they say."""
    for one in reversed(list(_STREAM.finditer(data))):
        end = data.find(b"endstream", one.end())
        if b"FlateDecode" not in one[1] or b"/Length1" in one[1] or end < 0:
            continue
        try:
            plain = zlib.decompress(data[one.end() : end])
        except zlib.error:
            continue
        if len(plain) < 200_000 and b" Tf" in plain:
            head = re.sub(rb"/Length \d+ 0 R|/Length \d+", b"/Length %d" % len(plain), one[1])
            head = re.sub(rb"/Filter\s*(\[\s*)?/FlateDecode(\s*\])?", b"", head)
            data = data[: one.start()] + head + b"\nstream\n" + plain + b"\n" + data[end:]
    return data


def _stream(data: bytes, chance: random.Random) -> bytes:
    """A page's content with other operators, other operands, parts over and over."""
    places = [one for one in _STREAM.finditer(data) if b"Tf" in data[one.end() : one.end() + 4000]]
    if not places:
        return _numbered(data, chance)
    one = chance.choice(places)
    end = data.find(b"endstream", one.end())
    end = end if end > 0 else len(data)
    plain = data[one.end() : end]
    at = chance.randrange(len(plain) + 1)
    match chance.randrange(4):
        case 0:
            times = chance.choice((1, 1, 2, 100, 3000))
            plain = plain[:at] + chance.choice(_OPERATORS) * times + plain[at:]
        case 1:
            plain = _swapped(plain, _OPERAND, chance, _NUMBERS)
        case 2:
            plain = plain[:at] + plain[at : at + 500] * chance.choice((2, 40)) + plain[at:]
        case _:
            plain = plain[:at] + plain[at + chance.choice((1, 5, 50, 2000)) :]
    return data[: one.end()] + plain + data[end:]


def _numbered(data: bytes, chance: random.Random) -> bytes:
    """A number in an object says something else; those in the streams are left."""
    head = chance.choice([one.span(1) for one in _STREAM.finditer(data)] or [(0, len(data))])
    part = _swapped(data[head[0] : head[1]], _OPERAND, chance, _NUMBERS)
    return data[: head[0]] + part + data[head[1] :]


def _dictionary(data: bytes, chance: random.Random) -> bytes:
    """An entry of an object is another's name, a deep nesting, or gone."""
    names = list(re.finditer(rb"/[A-Z]\w+(?=[ /<\[(])", data))
    if not names:
        return data
    one = chance.choice(names)
    other = chance.choice(names)[0]
    deep = b"[" * chance.choice((10, 2000)) + b"]" * 10
    new = chance.choice((other, b"/Prev 9", b"", b"/Kids [2 0 R 2 0 R]", b"/X " + deep, b"/Parent"))
    return data[: one.start()] + new + data[one.end() :]


def _swapped(
    data: bytes, what: re.Pattern[bytes], chance: random.Random, new: tuple[bytes, ...] = ()
) -> bytes:
    """One of what is found, replaced by one of `new`, else by another of what is found."""
    found = list(what.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    return (
        data[: one.start()]
        + (chance.choice(new) if new else chance.choice(found)[0])
        + (data[one.end() :])
    )
