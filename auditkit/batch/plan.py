"""Which runs are due, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditkit.batch.job import Run, Settings
from auditkit.batch.journal import Failure
from auditkit.delivery.edited import manifest_of
from auditkit.delivery.manifest import FILE
from auditkit.delivery.placing import PLACING
from auditkit.errors import AuditError
from auditkit.results.fingerprint import Ingredients, ingredients

UNCHANGED = "未变，跳过"


@dataclass(frozen=True)
class Planned:
    """A run, whether it is due, and why or why not."""

    run: Run
    due: bool
    reason: str


def plan(
    runs: Iterable[Run],
    settings: Settings,
    failed: Mapping[Run, Failure],
    *,
    force: bool = False,
) -> list[Planned]:
    """Every run with the reason why it is due: nothing is due whose report stands as it would be
    made again.

    What a report was made from is compared by content; that its files are there, by name and size.
    """
    planned = []
    for run in runs:
        reason = "强制" if force else "上次失败" if run in failed else _reason(run, settings)
        planned.append(Planned(run, bool(reason), reason or UNCHANGED))
    return planned


def made_from(run: Run, settings: Settings) -> Ingredients:
    """What a run would be made from now, with the notebook's own parameters."""
    return ingredients(
        run.department,
        run.year,
        settings.data_dir,
        settings.rulepack,
        settings.notebook,
        settings.formats,
        dict(settings.parameters),
    )


def _reason(run: Run, settings: Settings) -> str:
    """Why a run is due, blank where it is not."""
    folder = settings.folder(run)
    manifest = manifest_of(folder)
    if (folder / PLACING).exists():
        return "上次运行被中断"
    if not manifest:
        return "清单损坏或是旧版本的" if (folder / FILE).exists() else "新的"
    try:
        now = made_from(run, settings)
    except (AuditError, OSError) as error:
        return f"输入无法核对（{error}）"
    if now.key != manifest.get("key"):
        return changed(manifest.get("ingredients") or {}, now.as_json())
    if missing := _missing(folder, manifest):
        return f"报告文件不全（{missing}）"
    return ""


def _missing(folder: Path, manifest: Mapping[str, Any]) -> str:
    """The first output that is not there as it was written."""
    for output in manifest.get("outputs", []):
        try:
            if (folder / output["name"]).stat().st_size == output["size"]:
                continue
        except OSError:
            pass
        return str(output["name"])
    return ""


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """In which ingredients two runs differ, the first of them in order of weight."""
    files = _changed_files(before.get("inputs") or [], now["inputs"])
    if files:
        more = f"等{len(files)}个文件" if len(files) > 2 else ""
        return f"输入变了（{'、'.join(files[:2])}{more}）"
    for part, reason in (
        ("rulepack", "规则包变了"),
        ("notebook", "笔记本变了"),
        ("parameters", "参数变了"),
        ("formats", "格式变了"),
    ):
        if _plain(before.get(part)) != _plain(now[part]):
            return reason
    return "程序变了"


def _changed_files(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[str]:
    was = {file["name"]: file["sha256"] for file in before}
    names = [
        file["name"] + ("" if file["name"] in was else " 新增")
        for file in now
        if was.get(file["name"]) != file["sha256"]
    ]
    kept = {file["name"] for file in now}
    return names + [f"{file['name']} 已移除" for file in before if file["name"] not in kept]


def _plain(value: Any) -> Any:
    """As JSON reads it back: tuples are lists there."""
    return list(value) if isinstance(value, tuple) else value
