"""The words that head the columns, sections and lines of a form, and what each of them means.

They are data: `formwords.yaml` holds those of the places read so far, a rule pack adds its own
under `form`. So a form with a heading word of its own needs no new release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from auditkit.rules.yamltree import Document, read_document

Additions = Mapping[str, Mapping[str, tuple[str, ...]]]
"""What a pack adds: section → role → words."""

FILE = Path(__file__).parent / "formwords.yaml"
_BRACKETS = re.compile(r"\([^()]*\)")
_REFERENCE = re.compile("[ABCD①-⑳]")
_YEAR = re.compile(r"20\d\d年度?")
_LONGEST = 40


class FormWords:
    """Which role a heading plays in a section of the form; `additions` come first.

    >>> form_words().role("columns", "*年度(计划) 指标值（A）")
    'target'
    """

    def __init__(self, additions: Additions | None = None) -> None:
        self._words: dict[str, dict[str, list[str]]] = {}
        self._found: dict[str, dict[str, tuple[str, ...]]] = {}
        self._order: dict[tuple[str, str], tuple[str, ...]] = {}
        for section, roles in (additions or {}).items():
            for role, words in roles.items():
                self._put(section, role, words)
        for section, known in _shipped().items():
            self._found[section] = {}
            for role, stated in known.items():
                self._put(section, role, stated["words"])

    def _put(self, section: str, role: str, words: Iterable[str]) -> None:
        for word in words:
            roles = self._words.setdefault(section, {}).setdefault(bare_heading(word), [])
            if role not in roles:
                roles.append(role)

    def roles(self, section: str, text: str) -> tuple[str, ...]:
        """Every role of the heading in that section, the likeliest first; none for other texts."""
        found = self._found[section].get(text)
        if found is None:
            # Whole paragraphs are no headings, and not worth remembering.
            if len(text) > 2 * _LONGEST:
                return ()
            found = tuple(dict.fromkeys(self._roles(section, text)))
            self._found[section][text] = found
        return found

    def _roles(self, section: str, text: str) -> Iterator[str]:
        bare = bare_heading(text)
        if not bare or len(bare) > _LONGEST:
            return
        short = _BRACKETS.sub("", bare)
        short = short.rstrip(":：")
        variants = dict.fromkeys((bare, short, _REFERENCE.sub("", short), _YEAR.sub("", short)))
        words = self._words.get(section, {})
        for variant in filter(None, variants):
            yield from words.get(variant, ())
        patterns = _patterns(section)
        for variant in variants:
            for role, pattern in patterns:
                if variant and pattern.fullmatch(variant):
                    yield role

    def role(self, section: str, text: str) -> str:
        """The likeliest role of the heading, blank for any other text."""
        return next(iter(self.roles(section, text)), "")

    def plays(self, section: str, role: str, text: str) -> bool:
        """Whether the heading may play that role."""
        # Asked some thousand times a form, of the same few texts.
        found = self._found[section].get(text)
        return role in (self.roles(section, text) if found is None else found)

    def order(self, section: str, role: str) -> tuple[str, ...]:
        """The words of a role in the order in which they are stated, without blanks."""
        if (known := self._order.get((section, role))) is None:
            words = self._words.get(section, {})
            known = tuple(word for word, roles in words.items() if role in roles)
            self._order[section, role] = known
        return known


@lru_cache(maxsize=4096)
def bare_heading(text: str) -> str:
    """A heading without blanks, a leading * and closing colons, its brackets half-width.

    >>> bare_heading("＊ 年度 指标值（A）：")
    '年度指标值(A)'
    """
    compact = re.sub(r"\s", "", text).lstrip("*＊★").rstrip(":：")
    return compact.replace("（", "(").replace("）", ")")


@lru_cache(maxsize=1)
def form_words() -> FormWords:
    """The words that come with auditkit."""
    return FormWords()


def compile_all() -> None:
    """Compiles every expression of the words that come with auditkit, before the first form."""
    for section in _shipped():
        _patterns(section)


def faults(additions: Additions) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a pack's additions, as (path below `form`, problem)."""
    shipped = _shipped()
    for section, roles in additions.items():
        if section not in shipped:
            yield (section,), f"form 没有“{section}”一节；可用：{'、'.join(shipped)}"
            continue
        seen: dict[str, str] = {}
        for role, words in roles.items():
            if role not in shipped[section]:
                known = "、".join(shipped[section])
                yield (section, role), f"form 的“{section}”里没有“{role}”；可用：{known}"
            for i, word in enumerate(words):
                bare = bare_heading(word)
                if not bare or len(bare) > _LONGEST:
                    yield (section, role, i), f"表头用语应为1至{_LONGEST}个字"
                elif seen.setdefault(bare, role) != role:
                    problem = f"“{word}”既列为“{seen[bare]}”又列为“{role}”，只能列一处"
                    yield (section, role, i), problem


@lru_cache(maxsize=1)
def _shipped() -> dict[str, dict[str, dict[str, list[str]]]]:
    return checked(read_document(FILE))


def checked(document: Document) -> dict[str, dict[str, dict[str, list[str]]]]:
    """The words of a file, each role with `words` and `like`.

    Raises RulePackError with file and line for a shape or a regular expression that is none.
    """
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for section, roles in document.content.items():
        if not isinstance(roles, dict) or not roles:
            raise document.error((section,), f"“{section}”应是“角色: 用语”的列表")
        found[section] = {
            role: _stated(document, (section, role), stated) for role, stated in roles.items()
        }
    return found


def _stated(document: Document, at: tuple[str, str], stated: Any) -> dict[str, list[str]]:
    if not isinstance(stated, dict) or not stated or set(stated) - {"words", "like"}:
        raise document.error(at, f"“{at[1]}”之下只能写 words 和 like")
    for key, items in stated.items():
        if not isinstance(items, list) or not all(isinstance(x, str) and x for x in items):
            raise document.error((*at, key), f"“{key}”应是文字的列表")
    for i, text in enumerate(stated.get("like", [])):
        try:
            re.compile(text)
        except re.error as error:
            problem = f"“{text}”不是有效的正则表达式（{error}）"
            raise document.error((*at, "like", i), problem) from None
    words = [bare_heading(word) for word in stated.get("words", [])]
    for i, word in enumerate(words):
        if word in words[:i]:
            raise document.error((*at, "words", i), f"“{word}”重复")
    return {"words": stated.get("words", []), "like": stated.get("like", [])}


@cache
def _patterns(section: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The expressions of a section, one for each role, compiled when first needed."""
    return tuple(
        (role, re.compile("|".join(f"(?:{text})" for text in stated["like"])))
        for role, stated in _shipped()[section].items()
        if stated["like"]
    )
