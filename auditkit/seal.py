"""Whether delivered reports are what they were: files hashed again, figures computed again.

It shows what was changed since the manifest was written, not who wrote it: see `manifest.sealed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from auditkit.canonical import Json
from auditkit.errors import AuditError, UnreadableFile
from auditkit.fingerprint import FileSeal, code, libraries, pack_files, seal_of
from auditkit.manifest import FILE, SCHEMA, read_manifest, seal_holds
from auditkit.yearfolder import files_in

Fault = Literal["改动", "缺少", "多出", "损坏", "不符", "无法核对"]


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that is not as the manifest says: the file or figure, and in what way."""

    fault: Fault
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.fault}  {self.name}" + (f"：{self.detail}" if self.detail else "")


@dataclass(frozen=True)
class Verification:
    """What the verification of one run found; `notes` is what it could not check, or is told."""

    folder: Path
    title: str
    outputs: int = 0
    inputs: int = 0
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = ()


def verify(
    folder: Path, data_dir: Path | None = None, rulepack: str = "", *, recompute: bool = False
) -> list[Verification]:
    """Every run in a folder, be it that of one run or of many, held against its manifest.

    `data_dir` is where the inputs lie; without it they are looked for in the data folder of the
    working folder, and left unchecked where they are not there. `rulepack` takes the place of the
    pack named in the manifest. Raises AuditError where a folder is missing or holds no run.
    """
    if not folder.is_dir():
        raise AuditError(f"{folder}：没有这个文件夹。请指定一次运行的报告文件夹或其上级文件夹。")
    if data_dir is not None and not data_dir.is_dir():
        raise AuditError(f"{data_dir}：没有这个数据文件夹。请用 --data-dir 指定。")
    runs = sorted(_runs(folder))
    if not runs:
        read_manifest(folder)
    return [_verified(run, data_dir, rulepack, recompute) for run in runs]


def _runs(folder: Path) -> Iterator[Path]:
    """The folders of runs; one that has a report but no manifest is a run as well."""
    below = (path for path in folder.rglob("*") if path.is_dir())
    for place in (folder, *below):
        if any(part.startswith(".") for part in place.relative_to(folder).parts):
            continue
        if _is_run(place / FILE) or (place != folder and any(place.glob("审计报告*.html"))):
            yield place


def _is_run(file: Path) -> bool:
    """Whether the file is the manifest of a run, be it damaged, and not that of a batch."""
    if not file.is_file():
        return False
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return True
    schema = content.get("schema", "") if isinstance(content, dict) else ""
    return str(schema).startswith(SCHEMA.rstrip("0123456789"))


def _verified(run: Path, data_dir: Path | None, rulepack: str, recompute: bool) -> Verification:
    try:
        manifest = read_manifest(run)
        outputs = [FileSeal(**output) for output in manifest["outputs"]]
        inputs = [FileSeal(**given) for given in manifest["ingredients"]["inputs"]]
        title = f"{manifest['department']}{manifest['year']}年度"
        data = _data_folder(manifest, data_dir)
    except UnreadableFile as error:
        return Verification(run, run.name, broken=(Broken("损坏", FILE, error.problem),))
    except (KeyError, TypeError):
        return Verification(run, run.name, broken=(Broken("损坏", FILE, "内容不完整"),))
    broken = [] if seal_holds(manifest) else [Broken("改动", FILE, "清单写成后被改动，封签不符")]
    present = {path.relative_to(run).as_posix(): path for path in files_in(run)}
    present.pop(FILE, None)
    broken += _compared(outputs, present)
    notes = list(_tools_changed(manifest, rulepack))
    if data is None:
        notes.append("输入文件没有核对：找不到数据文件夹，请用 --data-dir 指定")
    else:
        broken += _compared(inputs, _inputs_present(manifest, data), "输入文件 ")
    if recompute:
        broken += _recomputed(run, manifest, data, rulepack)
    checked = len(inputs) if data is not None else 0
    return Verification(run, title, len(outputs), checked, tuple(broken), tuple(notes))


def _compared(
    stated: list[FileSeal], present: dict[str, Path], prefix: str = ""
) -> Iterator[Broken]:
    """Files as stated against files as they are."""
    for seal in stated:
        path = present.get(seal.name)
        if path is None:
            yield Broken("缺少", prefix + seal.name)
            continue
        now = seal_of(path)
        if now.sha256 != seal.sha256:
            size = "" if now.size == seal.size else f"，大小 {seal.size} → {now.size} 字节"
            detail = f"sha256 {seal.sha256[:12]} → {now.sha256[:12]}{size}"
            yield Broken("改动", prefix + seal.name, detail)
    for name in sorted(present.keys() - {seal.name for seal in stated}):
        yield Broken("多出", prefix + name, "清单没有列入")


def _data_folder(manifest: Json, data_dir: Path | None) -> Path | None:
    """Where the inputs of a run can be reached; a folder that was named is taken at its word."""
    if data_dir is not None:
        return data_dir
    usual = Path(manifest["parameters"]["data_dir"])
    return usual if (usual / manifest["department"]).is_dir() else None


def _inputs_present(manifest: Json, data: Path) -> dict[str, Path]:
    department, year = manifest["department"], manifest["year"]
    folders = (data / department / str(at) for at in (year - 1, year))
    files = (path for folder in folders for path in files_in(folder))
    return {path.relative_to(data).as_posix(): path for path in files}


def _tools_changed(manifest: Json, rulepack: str) -> Iterator[str]:
    """What made the run and is another now: no fault of the report, but it may move a figure."""
    made_of = manifest["ingredients"]
    stated = made_of["rulepack"][-1]["name"]
    try:
        packs = [seal.sha256 for seal in pack_files(rulepack or stated.removesuffix(".yaml"))]
    except AuditError:
        yield f"规则包 {stated} 没有核对：不是自带的规则包，请用 --rulepack 指定"
    else:
        if packs != [seal["sha256"] for seal in made_of["rulepack"]]:
            yield f"规则包 {stated} 与生成报告时的不同"
    if made_of["code"] != code():
        yield "现在的程序与生成报告时的不同"
    moved = sorted(
        name
        for name, version in libraries().items()
        if made_of["libraries"].get(name, version) != version
    )
    if moved:
        yield f"库的版本与生成报告时的不同：{'、'.join(moved)}"


def _recomputed(run: Path, manifest: Json, data: Path | None, rulepack: str) -> Iterator[Broken]:
    """Every figure, verdict and finding of the run's record against those computed now."""
    from auditkit.audit import open_audit
    from auditkit.difference import difference
    from auditkit.record import read_record, record

    if data is None:
        yield Broken("无法核对", "重新计算", "找不到数据文件夹，请用 --data-dir 指定")
        return
    pack = rulepack or manifest["parameters"]["rulepack"]
    try:
        stored = read_record(run)
        audit = open_audit(manifest["department"], manifest["year"], data, pack)
        moves = difference(stored, record(audit)).moves
    except AuditError as error:
        yield Broken("无法核对", "重新计算", str(error))
        return
    for move in moves:
        # Files are compared as files; another program or pack is a note, and no fault by itself.
        if move.kind in ("输入文件", "规则包", "程序"):
            continue
        why = f"（{'；'.join(move.because)}）" if move.because else ""
        detail = f"报告为 {move.before}，重新计算为 {move.after}{why}"
        yield Broken("不符", f"{move.kind} {move.subject} {move.aspect}", detail)
