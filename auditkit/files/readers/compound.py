"""Compound files: the OLE container of xls, doc and of password-protected documents."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True)
class CompoundFile:
    """The streams of a compound file; every access raises ValueError where it is damaged."""

    data: bytes

    @cached_property
    def entries(self) -> dict[str, tuple[int, int]]:
        """First sector and size of each stream by name; the root entry is named ''."""
        return {
            "" if kind == _ROOT else name: place
            for kind, name, place in self._directory
            if kind in (_STREAM, _ROOT)
        }

    @cached_property
    def storages(self) -> frozenset[str]:
        """The names of what holds streams: a program in it, an object put into it."""
        return frozenset(name for kind, name, _ in self._directory if kind == _STORAGE)

    @cached_property
    def _directory(self) -> list[tuple[int, str, tuple[int, int]]]:
        found = []
        directory = self._joined(self._header(48), self._fat, self._sector_size, self.data)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            # the high half of the size is not always cleared by old writers
            found.append((kind, name, struct.unpack_from("<II", directory, at + 116)))
        return found

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises KeyError for a name that there is none of."""
        start, size = self.entries[name]
        if size >= self._header(56):
            return self._joined(start, self._fat, self._sector_size, self.data)[:size]
        return self._joined(start, self._mini_fat, 64, self._mini_stream)[:size]

    def _header(self, offset: int) -> int:
        if len(self.data) < 512:
            raise ValueError("no header")
        (value,) = struct.unpack_from("<I", self.data, offset)
        return int(value)

    @cached_property
    def _sector_size(self) -> int:
        shift = self._header(30) & 0xFFFF
        if shift not in (9, 12):
            raise ValueError("sector size")
        return 1 << shift

    @cached_property
    def _fat(self) -> tuple[int, ...]:
        listed = list(struct.unpack_from("<109I", self.data, 76))
        following, most = self._header(68), len(self.data) // self._sector_size
        while following < _LAST_SECTOR and len(listed) < most + 109:
            *more, following = self._numbers(self._sector(following))
            listed += more
        used = [number for number in listed if number < _LAST_SECTOR]
        if len(used) > most:
            raise ValueError("sector table")
        return tuple(n for number in used for n in self._numbers(self._sector(number)))

    @cached_property
    def _mini_fat(self) -> tuple[int, ...]:
        start = self._header(60)
        if start >= _LAST_SECTOR:
            return ()
        return self._numbers(self._joined(start, self._fat, self._sector_size, self.data))

    @cached_property
    def _mini_stream(self) -> bytes:
        start, size = self.entries[""]
        return self._joined(start, self._fat, self._sector_size, self.data)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_size
        sector = self.data[at : at + self._sector_size]
        if len(sector) < self._sector_size:
            raise ValueError("sector outside the file")
        return sector

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(content) // 4}I", content)

    def _joined(self, start: int, table: tuple[int, ...], size: int, content: bytes) -> bytes:
        """The sectors of a chain, joined; a chain longer than its content runs in a circle."""
        # the file's header takes the place of a sector
        head = size if content is self.data else 0
        pieces: list[bytes] = []
        while start < _LAST_SECTOR:
            if start >= len(table) or len(pieces) * size > len(content):
                raise ValueError("sector chain")
            at = head + start * size
            pieces.append(content[at : at + size])
            start = table[start]
        return b"".join(pieces)
