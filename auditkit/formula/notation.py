"""The notation in which forms print formulas: from a text to the tree."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from auditkit.errors import FormulaError, nearest
from auditkit.formula.tree import ATOM, PRECEDENCE, Binary, Name, Node, Number

# Operators and brackets as printed, mapped to the one form kept in the tree.
_OPERATORS = {
    **dict.fromkeys("+＋", "+"),
    **dict.fromkeys("-－−–—﹣", "-"),
    **dict.fromkeys("×*＊✕✖⨯xXｘＸ", "×"),
    **dict.fromkeys("/／÷∕", "/"),
}
_OPENING = {
    **dict.fromkeys("(（", ")"),
    **dict.fromkeys("[［【〔", "]"),
    **dict.fromkeys("{｛", "}"),
}
_CLOSING = {
    **dict.fromkeys(")）", ")"),
    **dict.fromkeys("]］】〕", "]"),
    **dict.fromkeys("}｝", "}"),
}
_NUMBER = re.compile(r"(?P<digits>\d[\d,，]*(?:[.．]\d+)?)\s*(?P<percent>[%％‰]?)")
_FORBIDDEN = set("=＝;；:：。!！?？<>＜＞≥≤≠^&|$#@~`\\_")
_YEAR_WORDS = (("本年度", 0), ("上年度", -1), ("本年", 0), ("上年", -1))
_PERCENT = {"%": 100.0, "％": 100.0, "‰": 1000.0, "": 1.0}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, operator, open, close, end
    text: str
    position: int
    meaning: str = ""


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        character = text[position]
        number = _NUMBER.match(text, position)
        if character.isspace():
            position += 1
            continue
        if number and not _continues_name(text, number.end()):
            yield _Token("number", number.group(), position, number["percent"])
            position = number.end()
            continue
        if character in _OPERATORS and not _inside_latin_word(text, position):
            yield _Token("operator", character, position, _OPERATORS[character])
        elif character in _OPENING:
            yield _Token("open", character, position, _OPENING[character])
        elif character in _CLOSING:
            yield _Token("close", character, position, _CLOSING[character])
        elif _in_name(character):
            end = position
            while end < len(text) and (
                _in_name(text[end])
                and (text[end] not in _OPERATORS or _inside_latin_word(text, end))
            ):
                end += 1
            yield _Token("name", text[position:end], position)
            position = end
            continue
        else:
            raise FormulaError(text, position, f"不能出现“{character}”")
        position += 1
    yield _Token("end", "", len(text))


def _in_name(character: str) -> bool:
    return not (
        character in _OPENING
        or character in _CLOSING
        or character in _FORBIDDEN
        or character in "%％‰,，"
        or (character in _OPERATORS and not character.isalpha())
        or not character.isprintable()
    )


def _continues_name(text: str, position: int) -> bool:
    """Whether digits are the beginning of a name, as in 2019年预算数."""
    rest = text[position : position + 1]
    return bool(rest) and _in_name(rest) and not rest.isspace() and rest not in _OPERATORS


def _inside_latin_word(text: str, position: int) -> bool:
    """Whether an x at `position` is a letter of a word and not a multiplication sign."""
    if not text[position].isalpha():
        return False
    around = text[max(0, position - 1) : position] + text[position + 1 : position + 2]
    return any(c.isascii() and c.isalpha() for c in around) or (
        # A single X that is itself the name: nothing to multiply on one of its sides.
        not re.search(r"[\w)）\]］%％”]\s*$", text[:position])
        or not re.match(r"\s*[\w(（\[［“]", text[position + 1 :])
    )


class Parser:
    def __init__(self, text: str, known: Mapping[str, str] | None) -> None:
        self.text = text
        self.known = known
        self.tokens = list(_tokens(text))
        self.index = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def error(
        self, problem: str, token: _Token | None = None, near: str | None = None
    ) -> FormulaError:
        return FormulaError(self.text, (token or self.token).position, problem, near)

    def sum(self, level: int = 1, depth: int = 0) -> Node:
        """A run of operands at one level of the precedence table."""
        if level == ATOM:
            return self.operand(depth)
        node = self.sum(level + 1, depth)
        while self.token.kind == "operator" and PRECEDENCE[self.token.meaning] == level:
            operator = self.token.meaning
            self.index += 1
            node = Binary(operator, node, self.sum(level + 1, depth))
        return node

    def operand(self, depth: int) -> Node:
        token = self.token
        if depth > 50:
            raise self.error("括号层数过多")
        self.index += token.kind != "end"
        match token.kind:
            case "number":
                digits = re.sub("[,，]", "", token.text.rstrip("%％‰ ")).replace("．", ".")
                return Number(float(digits) / _PERCENT[token.meaning], token.text)
            case "name":
                return self.name(token)
            case "open":
                node = self.sum(1, depth + 1)
                if self.token.kind != "close" or self.token.meaning != token.meaning:
                    raise self.error(f"与第{token.position + 1}个字符“{token.text}”不配对")
                self.index += 1
                return node
            case "end":
                raise self.error("算式不完整，缺少数据项或数字")
            case _:
                raise self.error(f"此处应为数据项、数字或括号，不能是“{token.text}”", token)

    def name(self, token: _Token) -> Name:
        fact, shift = read_name(token.text, self.known)
        if self.known is not None and fact not in self.known.values():
            raise self.error(
                f"未知的数据项“{token.text.strip()}”", token, nearest(fact, self.known)
            )
        return Name(fact, shift, token.text.strip())

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.error(f"此处应为运算符，不能是“{self.token.text}”")


def read_name(text: str, known: Mapping[str, str] | None) -> tuple[str, int]:
    """The fact's canonical name and year shift of a printed name.

    >>> read_name("上年度“三公经费”总额", None)
    ('“三公经费”总额', -1)
    """
    name = re.sub(r"\s+", "", text)
    if known is not None and name in known:
        return known[name], 0
    for word, shift in _YEAR_WORDS:
        rest = name.removeprefix(word)
        if rest not in (name, ""):
            if known is not None and rest in known:
                return known[rest], shift
            if known is None and word.endswith("度"):
                return rest, shift
    return name, 0


def vocabulary(names: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Every name and alias to its canonical name, as `parse_formula` wants it."""
    known = {name: name for name in names}
    for name, aliases in names.items():
        known |= {alias: name for alias in aliases if alias not in names}
    return known
