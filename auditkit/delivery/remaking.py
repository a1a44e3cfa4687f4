"""A delivered report made again from its inputs, and every byte of it compared.

Whoever alters a digit in the page and seals the report anew is found out here: the same inputs,
rules, program and libraries give the same page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from auditkit.delivery.broken import Broken
from auditkit.errors import AuditError
from auditkit.files.canonical import Json
from auditkit.results.fingerprint import notebook_path
from auditkit.results.sealedfile import seal_of

_OWN = ("data_dir", "rulepack")


def why_not(manifest: Json, data: Path) -> str:
    """Why the outputs cannot be made again as they were, blank where they can.

    Inputs, rule pack, program and libraries are known to be the same.
    """
    stated = manifest["ingredients"].get("notebook")
    if not isinstance(stated, dict) or not isinstance(stated.get("name"), str):
        return "清单没有写明笔记本"
    try:
        now = seal_of(notebook_path(Path(stated["name"]).name))
    except AuditError:
        return f"找不到笔记本 {stated['name']}"
    if now.sha256 != stated.get("sha256"):
        return f"笔记本 {stated['name']} 与生成报告时的不同"
    if data.resolve().name != manifest["parameters"]["data_dir"]:
        return f"数据文件夹的名称与生成报告时的（{manifest['parameters']['data_dir']}）不同"
    return ""


def remade(run: Path, manifest: Json, data: Path, rulepack: str) -> Iterator[Broken]:
    """What of page, notebook, working paper, PDF and Word is another when made again."""
    from auditkit.audit.opening import open_audit
    from auditkit.delivery.formats import FORMATS
    from auditkit.delivery.report import make_outputs

    asked = manifest["parameters"]
    pack = rulepack or asked["rulepack"]
    parameters = {key: value for key, value in asked.items() if key not in _OWN}
    # What a manifest lists counts, whatever formats it says were asked for.
    suffixes = {Path(output["name"]).suffix.lstrip(".") for output in manifest["outputs"]}
    formats = sorted(suffixes & set(FORMATS))
    notebook = notebook_path(Path(manifest["ingredients"]["notebook"]["name"]).name)
    with TemporaryDirectory(prefix="auditkit-") as name:
        place = Path(name)
        try:
            audit = open_audit(asked["department"], asked["year"], data, pack)
            names = make_outputs(audit, notebook, data, pack, parameters, formats, place)
        except AuditError as error:
            yield Broken("无法核对", "重新生成", str(error).replace(f"{place}/", ""))
            return
        stated = {output["name"] for output in manifest["outputs"]}
        # Records are compared figure by figure elsewhere.
        for name in (name for name in names if not name.endswith(".json")):
            if name not in stated:
                yield Broken("缺少", name, "重新生成的报告有这个文件")
            elif not _same(run / name, place / name):
                yield Broken("不符", name, "与重新生成的不同")


def _same(delivered: Path, made: Path) -> bool:
    try:
        one, two = delivered.read_bytes(), made.read_bytes()
        return one == two or (made.suffix in (".xlsx", ".docx") and _parts(one) == _parts(two))
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def _parts(package: bytes) -> dict[str, bytes]:
    """The parts of an Office file: how closely they are packed is the machine's."""
    with zipfile.ZipFile(io.BytesIO(package)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}
