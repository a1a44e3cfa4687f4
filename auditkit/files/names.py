"""Names of files and folders that are not UTF-8, as a zip made on a Chinese Windows leaves them.

Python carries their bytes in a text as lone surrogates, which no file, page or pipe can hold.
"""

from __future__ import annotations

import os
import re

_ENDS = r"\s/：，。；、“”（）"
_RAW = re.compile(f"(?<![^{_ENDS}])[^{_ENDS}\udc80-\udcff]*+[\udc80-\udcff][^{_ENDS}]*")
HOW_RENAMED = "用 unzip -O GBK 重新解压，或用 convmv -f GBK -t UTF-8 -r --notest 改名"


def is_utf8(name: str) -> bool:
    """Whether a name can be written anywhere.

    >>> is_utf8("某局"), is_utf8(os.fsdecode("某局".encode("gbk")))
    (True, False)
    """
    return not any("\udc80" <= character <= "\udcff" for character in name)


def sayable(text: str) -> str:
    """The text with its names as GBK would have them, or their bytes where that says nothing.

    >>> sayable("data/" + os.fsdecode("某局".encode("gbk")) + "/2020：无法读取")
    'data/某局/2020：无法读取'
    >>> sayable(os.fsdecode(b"a\\xff"))
    'a\\\\xff'
    """
    return text if is_utf8(text) else _RAW.sub(lambda found: _decoded(found[0]), text)


def _decoded(name: str) -> str:
    # Some pairs of bytes of GBK are a letter in UTF-8 too, so the whole name is read anew.
    raw = os.fsencode(name)
    try:
        said = raw.decode("gb18030")
    except UnicodeDecodeError:
        said = ""
    return said if said.isprintable() and said else raw.decode("utf-8", "backslashreplace")
