"""A folder named by URL (s3://, sftp://, file://, …), as fsspec reaches it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from auditkit.errors import AuditError, MissingExtra

EXTRA = "cluster"
_URL = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+)://")
_STAMPS = ("ETag", "etag", "mtime", "LastModified", "last_modified", "modified", "created")


def is_url(text: str) -> bool:
    """Whether a folder is named by URL.

    >>> is_url("s3://bucket/data"), is_url("/srv/data"), is_url("C:/data")
    (True, False, False)
    """
    return bool(_URL.match(text))


class PlaceTrouble(AuditError):
    """A place that could not be read or written; it may heal by itself."""


@dataclass(frozen=True)
class Entry:
    """What lies in a place: its size in bytes, and a stamp that changes when its content does."""

    size: int
    stamp: str
    folder: bool = False


@dataclass(frozen=True)
class Place:
    """A folder named by URL. Its methods raise AuditError naming it; names are relative to it."""

    url: str

    @property
    def name(self) -> str:
        """The last part of the URL, as a folder is named."""
        return PurePosixPath(_URL.sub("/", self.url)).name

    def listing(self, below: str = "") -> dict[str, Entry]:
        """Every file and folder below `below`; empty where there is none."""
        with _told(self.url, "读取"):
            fs, root = self._reached()
            fs.invalidate_cache()
            top = f"{root}/{below}" if below else root
            try:
                found: Mapping[str, Any] = fs.find(top, withdirs=True, detail=True)
            except FileNotFoundError:
                return {}
            return {
                name: Entry(int(about.get("size") or 0), _stamp(about), about["type"] != "file")
                for path, about in found.items()
                if (name := _relative(path, root)) and path.rstrip("/") != top
            }

    def has(self, name: str) -> bool:
        """Whether there is a file or folder of this name."""
        with _told(self.url, "读取"):
            fs, root = self._reached()
            return bool(fs.exists(f"{root}/{name}"))

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Bring files into `folder` under the same names."""
        with _told(self.url, "读取"):
            fs, root = self._reached()
            for parent in {(folder / name).parent for name in names}:
                parent.mkdir(parents=True, exist_ok=True)
            fs.get([f"{root}/{name}" for name in names], [str(folder / name) for name in names])

    def put(self, names: Sequence[str], folder: Path) -> None:
        """Put files of `folder` here under the same names."""
        with _told(self.url, "写入"):
            fs, root = self._reached()
            for parent in {str(PurePosixPath(root, name).parent) for name in names}:
                fs.makedirs(parent, exist_ok=True)
            fs.put([str(folder / name) for name in names], [f"{root}/{name}" for name in names])

    def remove(self, names: Sequence[str]) -> None:
        """Remove files or whole folders; what is not there is no error."""
        with _told(self.url, "写入"):
            fs, root = self._reached()
            for name in names:
                try:
                    fs.rm(f"{root}/{name}", recursive=True)
                except FileNotFoundError:
                    continue

    def check(self) -> None:
        """Raise AuditError where this machine lacks what the URL needs."""
        with _told(self.url, "读取"):
            self._reached()

    def _reached(self) -> tuple[Any, str]:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise MissingExtra(f"{self.url}：远程文件夹的组件（fsspec）", EXTRA) from error
        if self.url.startswith("memory://"):
            raise AuditError(f"{self.url}：memory:// 只在一个进程里，工作机看不到。请换一个位置。")
        try:
            fs, root = url_to_fs(self.url)
        except ImportError as error:
            raise AuditError(
                f"{self.url}：缺少读写这类位置的库（{error}）。请在每台机器上安装。"
            ) from error
        except ValueError as error:
            raise AuditError(f"{self.url}：不认识这类位置（{error}）。") from error
        return fs, str(root).rstrip("/")


def _relative(path: str, root: str) -> str:
    name = path.rstrip("/").removeprefix(root).lstrip("/")
    if ".." in PurePosixPath(name).parts:
        raise AuditError(f"{path}：名称里不能有“..”。请改名。")
    return name


def _stamp(about: Mapping[str, Any]) -> str:
    said = next((about[key] for key in _STAMPS if about.get(key)), "")
    return f"{about.get('size')} {said}" if said else ""


@contextmanager
def _told(url: str, doing: str) -> Iterator[None]:
    """Every file system has errors of its own: they become one line."""
    try:
        yield
    except AuditError:
        raise
    except Exception as error:
        said = " ".join(str(error).split()) or type(error).__name__
        raise PlaceTrouble(f"{url}：无法{doing}（{said}）。请检查地址、网络和权限。") from error
