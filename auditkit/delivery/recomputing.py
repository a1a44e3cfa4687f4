"""A delivered report against its inputs: every figure of its records computed again, and compared.

Page, notebook, working paper, PDF and Word are no records: see `remaking`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditkit.delivery.broken import Broken
from auditkit.errors import AuditError
from auditkit.files.canonical import Json, json_bytes
from auditkit.results.move import NOTHING, differ
from auditkit.results.prose import WRITTEN
from auditkit.results.record import FILE as RECORD
from auditkit.results.record import read_record
from auditkit.rules.yamltree import digest_of
from auditkit.wording import plain

_MOST = 30
"""Differences of one record that are named one by one; of more, the number."""
_NAMES = (("id",), ("code", "subject"), ("indicator",), ("scope", "name", "year"), ("name",))
"""What names an item of a list; the first that it has."""
_WORDS = {
    "facts": "数据项", "tasks": "任务", "indicators": "指标", "score": "总分",
    "findings": "审计发现", "issues": "录入问题", "repairs": "修补", "form": "申报表",
    "pack": "规则包", "figures": "", "node": "算式", "children": "", "value": "数值",
    "points": "得分", "weight": "满分", "actual": "实际值", "actual_text": "实际值文字",
    "target": "指标值", "target_value": "指标值数值", "status": "结果", "critical": "临界",
    "full": "满分", "normalized": "折百分制得分", "rests_on": "已评定满分", "low": "最低得分",
    "high": "最高得分",
    "grade": "等级", "grade_low": "最低等级", "grade_high": "最高等级", "severity": "程度",
    "title": "标题", "criteria": "标准", "condition": "事实", "cause": "原因", "effect": "影响",
    "recommendation": "建议", "money": "金额", "evidence": "依据", "set_aside": "搁置",
    "source": "出处", "file": "文件", "place": "位置", "formula": "算式", "unit": "单位",
    "budget": "预算", "fiscal": "财政资金", "adjusted": "调整后预算", "spent": "支出",
    "adjusted_source": "调整后预算出处", "spent_source": "支出出处", "record_source": "执行出处",
    "done": "完成", "reason": "理由", "remark": "备注", "shown": "显示", "department": "部门",
    "year": "年度", "scoring": "评分规则", "rules": "规则", "weights": "权重",
    WRITTEN: "正文", "words": "审计人员的话", "followup": "以往发现的落实",
}  # fmt: skip
_LIMITS = {"low": "下限", "high": "上限"}
"""Of an indicator, where those of the score are points."""


def recomputed(run: Path, manifest: Json, data: Path | None, rulepack: str) -> Iterator[Broken]:
    """Every figure, verdict and finding of the run's records against those computed now."""
    from auditkit.audit.opening import open_audit
    from auditkit.results.calculation import FILE as CALCULATION
    from auditkit.results.calculation import calculation
    from auditkit.results.record import record

    if data is None:
        yield Broken("无法核对", "重新计算", "找不到数据文件夹，请用 --data-dir 指定")
        return
    asked = manifest["parameters"]
    try:
        stored = read_record(run)
        pack = rulepack or asked["rulepack"]
        audit = open_audit(asked["department"], asked["year"], data, pack)
        now = record(audit)
    except AuditError as error:
        yield Broken("无法核对", "重新计算", str(error))
        return
    yield from _made_from(stored, manifest)
    known = _shas(manifest)
    yield from _capped(RECORD, _record_leaves(stored, now, known))
    try:
        chain = json.loads((run / CALCULATION).read_bytes())
    except (OSError, ValueError):
        yield Broken("无法核对", CALCULATION, "无法读取，或不是有效的 JSON")
    else:
        leaves = _leaves(chain, _plain(calculation(audit)), (), known)
        yield from _capped(CALCULATION, leaves, "计算链 ")


def _record_leaves(stored: Json, now: Json, known: set[str]) -> Iterator[Broken]:
    """Without what the record was made from: that is held against the manifest."""
    pack_moved = isinstance(stored.get("pack"), dict) and stored["pack"] != now["pack"]
    left_out = {"code", "inputs"}
    if stored.get("inputs") != now["inputs"]:
        # The running text counts the inputs, which the manifest is held against.
        left_out.add(WRITTEN)
    if pack_moved and stored["pack"].get("sha256") != now["pack"]["sha256"]:
        left_out.add("pack")
    was, is_now = (
        {key: value for key, value in side.items() if key not in left_out}
        for side in (stored, _plain(now))
    )
    return _leaves(was, is_now, (), known)


def _made_from(stored: Json, manifest: Json) -> Iterator[Broken]:
    """What the record says that it was made from, against what the manifest says."""
    made_of = manifest["ingredients"]
    listed = {(Path(seal["name"]).name, seal["sha256"]) for seal in made_of["inputs"]}
    inputs = stored.get("inputs")
    for given in inputs if isinstance(inputs, list) else [{}]:
        given = given if isinstance(given, dict) else {}
        name, sha256 = str(given.get("name", "")), given.get("sha256")
        if (Path(name).name, sha256) not in listed:
            yield Broken("不符", f"{RECORD} 输入文件 {name}", "清单没有列入，或校验值不同")
    if stored.get("code") != made_of["code"]:
        yield Broken("不符", f"{RECORD} 程序", "与清单所记的不同")
    pack = stored.get("pack")
    if not isinstance(pack, dict) or pack.get("sha256") != _pack_sha(made_of["rulepack"]):
        yield Broken("不符", f"{RECORD} 规则包", "与清单所记的不同")


def _pack_sha(seals: list[Json]) -> str:
    return digest_of([(seal["name"], seal["sha256"]) for seal in seals])


def _shas(manifest: Json) -> set[str]:
    made_of = manifest["ingredients"]
    seals = [*made_of["inputs"], *made_of["rulepack"]]
    return {seal["sha256"] for seal in seals} | {_pack_sha(made_of["rulepack"])}


def _capped(name: str, leaves: Iterator[Broken], prefix: str = "") -> Iterator[Broken]:
    found = list(leaves)
    for broken in found[:_MOST]:
        yield Broken(broken.fault, prefix + broken.name, broken.detail)
    if len(found) > _MOST:
        yield Broken("不符", name, f"另有{len(found) - _MOST}处不同")


def _leaves(was: Any, now: Any, path: tuple[str, ...], known: set[str]) -> Iterator[Broken]:
    """What differs between two JSON values, each with the way to it in words."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            word = _WORDS.get(key, key)
            if path[:1] == ("指标",):
                word = _LIMITS.get(key, word)
            yield from _leaves(was.get(key), now.get(key), (*path, word), known)
    elif isinstance(was, list) and isinstance(now, list):
        old, new = _named(was), _named(now)
        for name in dict.fromkeys([*old, *new]):
            yield from _leaves(old.get(name), new.get(name), (*path, name), known)
    elif not _same(was, now, known, path):
        detail = f"报告为 {_shown(was)}，重新计算为 {_shown(now)}"
        if _shown(was) == _shown(now):
            detail = f"报告为 {was!r}，重新计算为 {now!r}"
        yield Broken("不符", " ".join(filter(None, path)), detail)


def _same(was: Any, now: Any, known: set[str], path: tuple[str, ...]) -> bool:
    if path[-1:] == ("sha256",):
        # An input that changed since is named as a file; the record may cite its former state.
        return was == now or (isinstance(was, str) and was in known)
    if _is_number(was) and _is_number(now):
        return not differ(was, now)
    return type(was) is type(now) and bool(was == now)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _named(items: list[Any]) -> dict[str, Any]:
    """The items by what names them, by their place where nothing does."""
    turns: Counter[str] = Counter()
    found: dict[str, Any] = {}
    for place, item in enumerate(items, 1):
        keys = next((k for k in _NAMES if isinstance(item, dict) and k[-1] in item), None)
        name = " ".join(str(item.get(k) or "") for k in keys).strip() if keys else f"第{place}项"
        turns[name] += 1
        found[name if turns[name] == 1 else f"{name}（{turns[name]}）"] = item
    return found


def _shown(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if _is_number(value):
        return plain(value)
    if isinstance(value, dict | list):
        return "有"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}……"


def _plain(content: Json) -> Json:
    read: Json = json.loads(json_bytes(content))
    return read
