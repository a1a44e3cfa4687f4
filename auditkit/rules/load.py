"""Loading a rule pack file; each mistake in it is reported with the file and the line it is on."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ValidationError

from auditkit.errors import AuditError, FormulaError, RulePackError, nearest
from auditkit.files.names import is_file
from auditkit.formula import parse_formula, read_name
from auditkit.formula.target import parse_target
from auditkit.rules import DEFAULT_PACK
from auditkit.rules.clauses import clause_named, clauses_with
from auditkit.rules.formwords import faults
from auditkit.rules.mistakes import Path_, in_chinese, mistake, written
from auditkit.rules.overlay import merged
from auditkit.rules.rulepack import Case, FactRule, IndicatorRule, RulePack
from auditkit.rules.yamltree import Document, constructed, digest, documents, place

FOLDER = Path(__file__).parent / "packs"
SUFFIXES = (".yaml", ".yml")
_NOT_A_PACK = "不是规则包文件（应是 .yaml）；写自己的规则包见 CONTRIBUTING.md"


class NoRulePack(RulePackError):
    """There is no rule pack of that name, or the file is none; `line` is 0."""

    def __init__(self, file: str, problem: str) -> None:
        AuditError.__init__(self, f"{file}：{problem}。")
        self.file = file
        self.line = 0


def load_rulepack(name: str | Path = DEFAULT_PACK) -> RulePack:
    """The rule pack of that name, or in that file, with what it extends.

    Raises RulePackError with the file and line where the mistake stands, NoRulePack without.
    """
    given = path = Path(name)
    if path.suffix not in SUFFIXES:
        path = FOLDER / f"{name}.yaml"
    if not is_file(path):
        other = is_file(given)
        raise NoRulePack(str(name), _NOT_A_PACK if other else _unknown(str(name)))
    return _load(documents(path, extended))


def pack_names() -> list[str]:
    """The rule packs that come with the package."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def extended(name: str, by: Document) -> Path:
    """Where the pack lies that `by` extends: a file beside it, or one that comes with auditkit.

    Raises RulePackError with file and line where there is none.
    """
    file = by.path.parent / name if name.endswith(SUFFIXES) else FOLDER / f"{name}.yaml"
    if not is_file(file):
        raise by.error(("extends",), f"extends“{name}”：{_unknown(name)}")
    return file


def _unknown(name: str) -> str:
    close = nearest(name, pack_names())
    hint = f"，是否为“{close}”" if close else ""
    return f"没有这个规则包{hint}；自带的规则包：{'、'.join(pack_names())}"


@lru_cache(maxsize=16)
def _load(chain: tuple[Document, ...]) -> RulePack:
    own = chain[-1]
    for document in chain:
        for key in ("file", "sha256"):
            if key in document.content:
                raise document.error((key,), f"多出不认识的“{key}”")
    root = merged(chain)
    content = constructed(root) | {"file": own.path.name, "sha256": digest(chain)}
    try:
        pack = RulePack.model_validate(content)
    except ValidationError as error:
        raise RulePackError(*mistake(root, error, _known_fields)) from error
    stated = own.content.get("references") or {}
    for where, problem in _mistakes(pack, stated):
        raise RulePackError(*place(root, where), problem)
    return pack


def _mistakes(pack: RulePack, stated: Collection[str]) -> Iterator[tuple[Path_, str]]:
    """What the shape alone cannot show, as (path in the file, problem), gravest first."""
    if pack.years[0] > pack.years[1]:
        yield ("years",), "years 应是 [起始年, 终止年]"
    scores = [grade.from_ for grade in pack.grades]
    if not scores or scores[-1] != 0 or any(a <= b for a, b in pairwise(scores)):
        yield ("grades",), "grades 应从高到低排列，最低一级 from: 0"
    yield from ((("form", *where), problem) for where, problem in faults(pack.form))
    yield from ((("subjects", *where), problem) for where, problem in pack.subjects.faults())
    yield from _uncitable(pack, stated)
    yield from _name_clashes(pack)
    for name, text in pack.definitions.items():
        if problem := _fault(text, name, pack):
            yield ("definitions", name), f"定义“{name}”：{problem}"
    for i, fact in enumerate(pack.facts):
        yield from ((("facts", i, *at), problem) for at, problem in _witness_mistakes(pack, fact))
    yield from _circles(pack)
    for level1, groups in pack.indicators.items():
        for level2, group in groups.items():
            for i, rule in enumerate(group.indicators):
                at = ("indicators", level1, level2, "indicators", i)
                for where, problem in _rule_mistakes(pack, rule):
                    yield (*at, *where), f"指标“{rule.name}”{problem}"


def _uncitable(pack: RulePack, stated: Collection[str]) -> Iterator[tuple[Path_, str]]:
    """Clauses that are not whole, unknown, or cited outside their place or period.

    What a pack takes over from another place's is its own citation too, unless the pack says there
    that it only serves as a model (`basis: 参照`).
    """
    for key, own in pack.clauses.items():
        try:
            clauses_with({key: own})
        except ValidationError as error:
            first = error.errors()[0]
            where = written(first["loc"])
            yield ("clauses", *where), f"条款“{key}”：{in_chinese(first, where, _known_fields)}"
            return
    for key, said in pack.laid_down.items():
        if isinstance(said, str):
            continue
        try:
            clause = clause_named(said.clause, pack.library)
        except KeyError as error:
            yield ("references", key), str(error.args[0])
        else:
            problem = clause.outside(pack.place, pack.years)
            if not problem or said.basis == "参照":
                continue
            if key in stated:
                yield ("references", key), problem
                continue
            remedy = f"references 中写 {key}: {{clause: {said.clause}, basis: 参照}}"
            moved = "place" if not clause.valid_in(pack.place) else "years"
            yield (moved,), f"沿用的{problem}；只作参照的，请在 {remedy}"


def _witness_mistakes(pack: RulePack, fact: FactRule) -> Iterator[tuple[Path_, str]]:
    if fact.part_of and fact.part_of not in pack.fact_rules:
        yield ("part_of",), f"数据项“{fact.name}”的 part_of“{fact.part_of}”不是数据项"
    for i, one in enumerate(fact.witnesses):
        if problem := _fault(one.formula, fact.name, pack):
            yield ("witnesses", i, "formula"), f"数据项“{fact.name}”的佐证算式：{problem}"


def _rule_mistakes(pack: RulePack, rule: IndicatorRule) -> Iterator[tuple[Path_, str]]:
    if rule.gathering.shared and rule.formula is None:
        yield (), f"由{rule.gathered}计算，却没有 formula"
        return
    if problem := _fault(rule.formula_text, rule.name, pack):
        yield ("formula",), f"：{problem}"
        return
    for name, other in rule.instead.items():
        for one in (name, other):
            if one not in pack.fact_rules:
                yield ("instead", name), f"的 instead“{one}”不是数据项"
    for i, alternative in enumerate(rule.alternatives):
        if problem := _fault(alternative.formula, alternative.name, pack):
            yield ("alternatives", i, "formula"), f"的备选算式：{problem}"
    for word, value in rule.words.items():
        if parse_target(value).kind != "quantity":
            yield ("words", word), f"：words 的“{value}”不是数值"
    if rule.target is not None and not _usable(rule.target, rule):
        yield ("target",), f"：target“{rule.target}”不是可评价的指标值"
    for name in rule.asks:
        if name not in pack.fact_rules:
            yield ("asks",), f"的 asks“{name}”不是数据项"
    for i, case in enumerate(rule.cases):
        if problem := _case_fault(pack, rule, case):
            yield ("cases", i), f"的算例“{case.title}”{problem}"


def _usable(text: str, rule: IndicatorRule) -> bool:
    target = parse_target(text)
    if target.kind == "quality":
        return rule.gathering.judged or target.text in rule.words
    return target.kind in ("quantity", "date")


def _fault(text: str, name: str, pack: RulePack) -> str:
    try:
        parse_formula(text, name, pack.known_facts)
    except FormulaError as error:
        return str(error).rstrip("。")
    return ""


def _case_fault(pack: RulePack, rule: IndicatorRule, case: Case) -> str:
    needed = set(pack.formula(rule).expanded(pack.defined).facts)
    given = [read_name(name, pack.known_facts) for name in case.given]
    if extra := set(given) - needed:
        return "给出了算式不用的数据项：" + "、".join(name for name, _ in sorted(extra))
    if lacking := needed - set(given):
        names = "、".join(name for name, _ in sorted(lacking))
        return f"没有给出数据项：{names}（缺数请写 null）"
    if len(given) > len(set(given)):
        return "同一数据项给了两次"
    if any(value is not None and not math.isfinite(value) for value in case.given.values()):
        return "的数据项应是有限的数"
    return ""


def _name_clashes(pack: RulePack) -> Iterator[tuple[Path_, str]]:
    named: dict[str, str] = {}
    facts = list(enumerate(pack.facts))
    # Names before aliases, so that an alias which is another fact's name is the one at fault.
    stated = [(i, "name", fact.name, fact.name) for i, fact in facts]
    stated += [(i, "aliases", alias, fact.name) for i, fact in facts for alias in fact.aliases]
    for i, key, name, meant in stated:
        if name in named:
            yield ("facts", i, key), f"数据项名称“{name}”重复（另见“{named[name]}”）"
        named[name] = meant
    for name in pack.definitions:
        if name in named:
            yield ("definitions", name), f"定义“{name}”与数据项同名"
    indicators: dict[str, str] = {}
    groups_seen: dict[str, str] = {}
    for level1, groups in pack.indicators.items():
        for level2, group in groups.items():
            if level2 in groups_seen:
                problem = f"二级指标“{level2}”已在“{groups_seen[level2]}”之下"
                yield ("indicators", level1, level2), problem
            groups_seen[level2] = level1
            for i, rule in enumerate(group.indicators):
                for name in (rule.name, *rule.aliases):
                    if name in indicators:
                        at = ("indicators", level1, level2, "indicators", i)
                        yield at, f"指标名称“{name}”重复（另见“{indicators[name]}”）"
                    indicators[name] = rule.name


def _circles(pack: RulePack) -> Iterator[tuple[Path_, str]]:
    uses = {name: {fact for fact, _ in formula.facts} for name, formula in pack.defined.items()}
    for name in uses:
        reached: set[str] = set()
        ahead = set(uses[name])
        while ahead:
            step = ahead.pop()
            if step == name:
                yield ("definitions", name), f"定义“{name}”绕回了自己"
                break
            if step not in reached:
                reached.add(step)
                ahead |= uses.get(step, set())


def _known_fields(location: Sequence[str | int]) -> str:
    """The fields that may stand where an unknown one was found."""
    model: type[BaseModel] = IndicatorRule if "indicators" in location[:-1] else RulePack
    if (location[0] == "indicators" and len(location) != 6) or (
        len(location) > 1 and model is RulePack
    ):
        return ""
    names = [f.alias or name for name, f in model.model_fields.items()]
    names += ["extends", "without"] if model is RulePack else []
    return f"（此处可用：{'、'.join(n for n in names if n not in ('file', 'sha256'))}）"
