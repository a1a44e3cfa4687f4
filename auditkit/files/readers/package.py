"""Packages: the zip container of xlsx, docx and ods, unpacked within bounds."""

from __future__ import annotations

import io
import zipfile

from auditkit.errors import UnreadableFile

MOST_PARTS = 10_000
LARGEST_TOTAL = 200 * 1024 * 1024
LARGEST_XML = 100 * 1024 * 1024
# Below this a high ratio is harmless; a sheet of blank formatted rows easily reaches 50.
SUSPECT_SIZE = 16 * 1024 * 1024
SUSPECT_RATIO = 200


def part_names(file: str, data: bytes) -> list[str]:
    """The names of the parts, in the order of the container's directory."""
    with _opened(file, data) as container:
        return container.namelist()


def unpacked_size(file: str, data: bytes) -> int:
    """How many bytes the parts are, as the container says itself: `read_parts` would check it."""
    with _opened(file, data) as container:
        return sum(entry.file_size for entry in container.infolist())


def read_parts(file: str, data: bytes, largest_xml: int = LARGEST_XML) -> dict[str, bytes]:
    """Every part by name, its checksum verified.

    Raises UnreadableFile for a damaged or encrypted container, and for one that unpacks to
    more than it should, before unpacking and again while doing so.
    """
    with _opened(file, data) as container:
        entries = [entry for entry in container.infolist() if not entry.is_dir()]
        declared = sum(entry.file_size for entry in entries)
        if declared > LARGEST_TOTAL or (
            declared > SUSPECT_SIZE and declared > SUSPECT_RATIO * len(data)
        ):
            raise _too_large(file, declared)
        parts = {}
        for entry in entries:
            if entry.file_size > largest_xml and entry.filename.endswith((".xml", ".rels")):
                raise _too_large(file, entry.file_size)
            if entry.flag_bits & 1:
                raise UnreadableFile(file, "压缩容器有密码", "请取消密码，重新保存后再读入")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _damaged(file)
            try:
                # asked for a size, zipfile unpacks no more than that, and a header that lies
                # about it fails the checksum
                with container.open(entry) as part:
                    parts[entry.filename] = part.read(entry.file_size + 1)
            except Exception as error:  # each decompressor has its own kinds
                raise _damaged(file) from error
    return parts


def stored(parts: dict[str, bytes]) -> io.BytesIO:
    """The parts as an uncompressed container: what another library reads is what was checked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as container:
        for name, content in parts.items():
            container.writestr(zipfile.ZipInfo(name), content)
    buffer.seek(0)
    return buffer


def _opened(file: str, data: bytes) -> zipfile.ZipFile:
    # Counted first: zipfile builds an object for each entry, however many there are.
    if data.count(b"PK\x01\x02") > MOST_PARTS:
        raise UnreadableFile(
            file, f"压缩容器内超过{MOST_PARTS}个文件", "请提供 xlsx 或 docx 格式的原件"
        )
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # besides BadZipFile also ValueError, struct.error and others
        raise _damaged(file) from error


def _damaged(file: str) -> UnreadableFile:
    return UnreadableFile(
        file, "文件不完整或已损坏", "请重新获取原件，或用 Office、WPS 打开修复后另存"
    )


def _too_large(file: str, size: int) -> UnreadableFile:
    return UnreadableFile(
        file,
        f"解压后达{size // 1024 // 1024} MB，远超正常的表格",
        "请核对来源；确属原件的，请只保留需要的表，另存后再读入",
    )
