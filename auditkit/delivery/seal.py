"""Whether delivered reports are what they were: files hashed again, figures computed again.

It shows what was changed since the manifest was written, not who wrote it: see `manifest.sealed`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditkit.delivery.broken import Broken
from auditkit.delivery.edited import EDITED, made_at
from auditkit.delivery.heldfiles import compared, delivered, is_page, locks_in
from auditkit.delivery.manifest import (
    FILE,
    HISTORY,
    REVIEW,
    SCHEMA,
    headline,
    misshapen,
    read_manifest,
    seal_holds,
)
from auditkit.delivery.placing import LEFT, PLACING
from auditkit.delivery.reviewstate import ReviewState, review_state
from auditkit.errors import AuditError, UnreadableFile
from auditkit.files.canonical import Json, digest
from auditkit.results.fingerprint import code, input_files, libraries, pack_files
from auditkit.results.move import differ
from auditkit.results.record import FILE as RECORD
from auditkit.results.record import read_record
from auditkit.results.sealedfile import FileSeal, seal_of


@dataclass(frozen=True)
class Verification:
    """What the verification of one run found; `notes` is what it could not check, or is told.

    `earlier` is a report that another has replaced: only its own files are verified. `review` is
    how its sign-off stands.
    """

    folder: Path
    title: str
    outputs: int = 0
    inputs: int = 0
    broken: tuple[Broken, ...] = ()
    notes: tuple[str, ...] = ()
    earlier: bool = False
    review: ReviewState | None = None


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
    for root, below, names in os.walk(folder):
        place = Path(root)
        below[:] = [name for name in below if not name.startswith(".")]
        reported = place != folder and any(map(is_page, names))
        kept_edits = place.parent.name == HISTORY and EDITED in place.name
        if not kept_edits and (_is_run(place / FILE) or reported):
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
    earlier = run.resolve().parent.name == HISTORY
    try:
        manifest = read_manifest(run)
    except UnreadableFile as error:
        damaged = Broken("损坏", FILE, error.problem)
        if (run / PLACING).is_dir():
            damaged = Broken("缺少", FILE, "替换报告时被中断，再运行一次即可补齐")
        return Verification(run, run.name, broken=(damaged,), earlier=earlier)
    if wrong := misshapen(manifest):
        damaged = Broken("损坏", FILE, f"内容不完整或类型不对（{wrong}）")
        return Verification(run, run.name, broken=(damaged,), earlier=earlier)
    outputs = [FileSeal(**output) for output in manifest["outputs"]]
    title = f"{manifest['department']}{manifest['year']}年度"
    left = sorted(path.name for path in run.iterdir() if LEFT.fullmatch(path.name))
    broken = [] if seal_holds(manifest) else [Broken("改动", FILE, "清单写成后被改动，封签不符")]
    broken += delivered(outputs, run)
    if earlier:
        if not run.resolve().name.startswith(made := made_at(run)):
            broken.append(Broken("不符", "文件夹", f"清单所记的完成时间是{made}"))
        review = review_state(run)
        broken += _review_broken(review)
        return Verification(
            run, title, len(outputs), broken=tuple(broken), earlier=True, review=review
        )
    misplaced, notes = _misplaced(run, manifest), list(_tools_changed(manifest, rulepack))
    if misplaced and _in_year(run):
        broken.append(Broken("不符", "文件夹", misplaced))
    broken += _inconsistent(run, manifest)
    tools_changed = bool(notes)
    if manifest.get("notebook_edited"):
        notes.append("报告由改动过的或自编的笔记本生成，不是随程序发布的笔记本")
    if locks := locks_in(run):
        notes.append(
            f"有锁文件（{'、'.join(locks)}）：报告文件正被打开，或上次没有正常关闭；不属于报告"
        )
    if left:
        notes.append(
            f"有被中断的运行留下的临时文件（{'、'.join(left)}），不属于报告，下次运行时清除"
        )
    if misplaced and not _in_year(run):
        notes.append(f"文件夹名与清单不同：{misplaced}")
    data = _data_folder(manifest, data_dir)
    inputs = [FileSeal(**given) for given in manifest["ingredients"]["inputs"]]
    moved: list[Broken] = []
    present: dict[str, str] | None = None
    if data is None:
        notes.append("输入文件没有核对：找不到数据文件夹，请用 --data-dir 指定")
    else:
        try:
            files = _inputs_present(manifest, data)
            moved += compared(inputs, files, "输入文件 ")
            present = {name: seal_of(path).sha256 for name, path in files.items()}
        except AuditError as error:
            moved.append(Broken("无法核对", "输入文件", str(error)))
    broken += moved
    if recompute:
        from auditkit.delivery.recomputing import recomputed
        from auditkit.delivery.remaking import remade, why_not

        found = list(recomputed(run, manifest, data, rulepack))
        broken += found
        reason = "输入文件、规则包、程序或库与生成报告时的不同"
        if any(one.fault == "无法核对" for one in found):
            reason = "无法重新计算"
        elif data is not None and not moved and not tools_changed:
            reason = why_not(manifest, data)
            if not reason:
                broken += remade(run, manifest, data, rulepack)
        if reason:
            notes.append(f"网页、笔记本、底稿、PDF 和 Word 没有重新生成来核对：{reason}")
    review = review_state(run, present)
    broken += _review_broken(review)
    checked = len(inputs) if data is not None else 0
    return Verification(
        run, title, len(outputs), checked, tuple(broken), tuple(notes), review=review
    )


def _review_broken(review: ReviewState) -> Iterator[Broken]:
    if review.damage:
        yield Broken("改动", REVIEW, review.damage)


def _in_year(run: Path) -> bool:
    """Whether a run lies as runs are made: in a folder of its year."""
    year = run.resolve().parent.name
    return len(year) == 4 and year.isdecimal()


def _misplaced(run: Path, manifest: Json) -> str:
    """Whose report it is, where its folder is that of another department or year; else blank."""
    asked, place = manifest["parameters"], run.resolve()
    own_year = not _in_year(run) or place.parent.name == str(asked["year"])
    if own_year and place.name == asked["department"]:
        return ""
    return f"清单属于{asked['department']}{asked['year']}年度"


def _inconsistent(run: Path, manifest: Json) -> Iterator[Broken]:
    """What the manifest says of itself and of its results, against one another."""
    made_of, names = manifest["ingredients"], {o["name"] for o in manifest["outputs"]}
    if manifest["key"] != digest(made_of):
        yield Broken("不符", FILE, "键（key）与所列成分不符")
    if manifest["parameters"] != made_of.get("parameters"):
        yield Broken("不符", FILE, "参数与成分中的参数不同")
    for format_name in made_of["formats"]:
        if not any(name.endswith(f".{format_name}") for name in names):
            yield Broken("缺少", f"格式 {format_name}", "清单没有列出这种格式的报告")
    for name in (RECORD, "计算链.json"):
        if name not in names:
            yield Broken("缺少", name, "清单没有列入")
    try:
        shown = headline(read_record(run))
    except (AuditError, KeyError, TypeError, AttributeError):
        # A record that is missing or changed is named as a file.
        if not (run / RECORD).is_file():
            return
        yield Broken("损坏", RECORD, "内容不完整")
        return
    for key, value in shown.items():
        stated = manifest.get(key)
        numbers = isinstance(value, float) and isinstance(stated, int | float)
        if differ(value, stated) if numbers else value != stated:
            yield Broken("不符", f"{FILE} {key}", f"清单为 {stated}，{RECORD}为 {value}")


def _data_folder(manifest: Json, data_dir: Path | None) -> Path | None:
    """Where the inputs of a run can be reached; a folder that was named is taken at its word."""
    if data_dir is not None:
        return data_dir
    asked = manifest["parameters"]
    usual = Path(asked["data_dir"])
    return usual if (usual / asked["department"]).is_dir() else None


def inputs_now(run: Path, data_dir: Path | None = None) -> dict[str, str] | None:
    """The sha256 of a report's inputs as they are now, by name; None where they cannot be found."""
    try:
        manifest = read_manifest(run)
        data = None if misshapen(manifest) else _data_folder(manifest, data_dir)
        if data is None:
            return None
        files = _inputs_present(manifest, data)
        return {name: seal_of(path).sha256 for name, path in files.items()}
    except AuditError:
        return None


def _inputs_present(manifest: Json, data: Path) -> dict[str, Path]:
    asked = manifest["parameters"]
    return input_files(asked["department"], asked["year"], data)


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
