"""Ways in which a file is damaged or made to hurt: bytes, lines, cells, parts of a package."""

import io
import random
import re
import zipfile
import zlib

from laterinputs import damaged_table
from portable import damaged_pdf
from steady import packed

ODD = (
    "", " ", "0", "-0", "1e400", "9" * 400, "0." + "0" * 300 + "1", "1,234,5.6", "12．34", "１２３",
    "٣٤", "=1+1", '=HYPERLINK("x")', "@SUM(1)", "-", "—", "/", "≥", "≥95%", "≤≥5", "2020-02-30",
    "11月底前", "100%%", "￥3元", "3.4.5", "NaN", "inf", "None", "true", "\x00", "\x07\x1b[2J",
    "\u200b", "\u202e12", "\ue5e5", "😀", "$x$", "$\\foo{$", "url(http://x.cn)", "<b>&amp;</b>",
    "(" * 3000, "[" * 500, "（" * 200 + "）" * 200, "甲" * 5000, "合计", "其中：", "一级指标",
    "指标值", "分值", "部门名称", "单位：元", "（上年）", "\u0301" * 50, "a/b" * 100, "１％",
    "百分之九十", "九成五", "12月底到位", "2023.07-2023.12", "±", "+/-5", "《95%", "二95%",
)  # fmt: skip
_NUMBER = re.compile(rb"\d[\d.,]*")


def damaged(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """The file with one to four damages of a kind that its type allows."""
    for _ in range(chance.randint(1, 4)):
        if suffix in ("xlsx", "docx", "ods") and chance.random() < 0.85:
            data = _package(data, chance)
        elif suffix == "parquet" and chance.random() < 0.7:
            data = damaged_table(data, chance, ODD) or _bytes(data, chance)
        elif suffix in ("txt", "html", "yaml", "csv", "xml"):
            data = chance.choice((_lines, _cells, _cells, _bytes))(data, chance)
        elif suffix == "pdf" and chance.random() < 0.85:
            data = damaged_pdf(data, chance)
        else:
            data = chance.choice((_bytes, _bytes, _numbers))(data, chance)
    return data


def _bytes(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return b"\xff"
    at = chance.randrange(len(data))
    length = min(chance.choice((1, 2, 8, 64, 4096)), len(data) - at)
    match chance.randrange(6):
        case 0:
            made = bytes(chance.randrange(256) for _ in range(length))
            return data[:at] + made + data[at + length :]
        case 1:
            return data[:at] + data[at + length :]
        case 2:
            return data[:at] + data[at : at + length] * chance.choice((2, 3, 50)) + data[at:]
        case 3:
            return data[:at]
        case 4:
            filling = chance.choice((b"\x00", b"\xff", b"<", b'"')) * length
            return data[:at] + filling + data[at + length :]
        case _:
            other = chance.randrange(len(data))
            return data[:at] + data[other : other + length] + data[at:]


def _numbers(data: bytes, chance: random.Random) -> bytes:
    """A binary format with one of the numbers that it prints in plain changed."""
    found = list(_NUMBER.finditer(data[:200_000]))
    if not found:
        return _bytes(data, chance)
    one = chance.choice(found)
    new = chance.choice((b"0", b"-1", b"65536", b"99999999", b"4294967295", b"1.5"))
    return data[: one.start()] + new + data[one.end() :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            cut = chance.randrange(len(lines[at]) + 1)
            lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]
        case 4:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
        case _:
            lines[at:at] = lines[at : at + 3] * chance.choice((1, 20))
    return b"\n".join(lines)


def _cells(data: bytes, chance: random.Random) -> bytes:
    """A cell, between tabs, tags or after a colon, holds something odd."""
    cells = list(re.finditer(rb"(?<=[\t>:,\n])[^\t<>\n]+(?=[\t<,\n])", data))
    if not cells:
        return _bytes(data, chance)
    one = chance.choice(cells)
    new = chance.choice(ODD).encode("utf-8", "surrogatepass")
    match chance.randrange(4):
        case 0:
            new = one[0] + new
        case 1:
            new += one[0]
        case 2:
            new = chance.choice(cells)[0]
    return data[: one.start()] + new + data[one.end() :]


def _package(data: bytes, chance: random.Random) -> bytes:
    """A part of an Office file is damaged, doubled or gone; the package itself is whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, RuntimeError):
        return _bytes(data, chance)
    if not parts:
        return _bytes(data, chance)
    told = [name for name in parts if re.search("sheet|document.xml|content.xml|String", name)]
    name = chance.choice(told or list(parts)) if chance.random() < 0.8 else chance.choice([*parts])
    match chance.randrange(8):
        case 0 if name not in told:
            del parts[name]
        case 1:
            parts[name] = _bytes(parts[name], chance)
        case 2:
            parts[name] = _attributes(parts[name], chance)
        case 3:
            parts[name] = _numbers(parts[name], chance)
        case _:
            parts[name] = _cells(parts[name], chance)
    return packed(parts)


def _attributes(data: bytes, chance: random.Random) -> bytes:
    """An attribute of an element (a span, a dimension, a reference) says something else."""
    found = list(re.finditer(rb'="[^"]*"', data[:100_000]))
    if not found:
        return _bytes(data, chance)
    one = chance.choice(found)
    new = chance.choice(
        (b"", b"0", b"-1", b"1048577", b"9999999", b"A1:XFD1048576", b"ZZZ9", b"x" * 40_000)
    )
    return data[: one.start()] + b'="' + new + b'"' + data[one.end() :]
