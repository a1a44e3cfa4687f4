"""The notation in which forms print formulas: from a text to the tree."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from auditkit.errors import FormulaError, nearest
from auditkit.formula.tree import ATOM, PRECEDENCE, YEAR_WORDS, Binary, Name, Node, Number

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
# A comma only between groups of three digits; 1,5 can be read two ways.
_NUMBER = re.compile(
    r"(?P<digits>(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:[.．]\d+)?)(?:\s*(?P<percent>[%％‰]))?"
)
_PERCENT = {"%": 100.0, "％": 100.0, "‰": 1000.0, None: 1.0}
_POINTS = ".．"
# Signs of other meaning, and numerals (², ½, ①) that are neither digits nor letters of a word.
_NO_NAME = re.compile(r"[=＝;；:：。!！?？<>＜＞≥≤≠^&|$#@~`\\_%％‰,，²³¹⁰⁴-⁹¼-¾⅐-⅟↉①-⓿❶-➓]")
_ODD = re.compile(
    f"[{re.escape(''.join([*_OPERATORS, *_OPENING, *_CLOSING, _POINTS]))}]|{_NO_NAME.pattern}"
)

# Far beyond what any form prints, and far below what Python's recursion bears.
_LONGEST, _MOST_OPERATORS, _DEEPEST = 2000, 100, 50


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, operator, open, close, end
    text: str
    position: int
    meaning: str = ""
    value: float = math.nan


def _tokens(text: str, odd: Collection[str]) -> Iterator[_Token]:
    """The tokens of a text; `odd` are known names that would not be read as one name."""
    position = 0
    while position < len(text):
        character = text[position]
        if character.isspace():
            position += 1
            continue
        number = _NUMBER.match(text, position)
        if end := _end_of_odd_name(text, position, odd):
            yield _Token("name", text[position:end], position)
        elif number and not _begins_name(text, number.end("digits")):
            end = number.end()
            yield _Token("number", number.group(), position, value=_value(number, text))
        elif character in _OPERATORS and not _is_letter(text, position):
            end = position + 1
            yield _Token("operator", character, position, _OPERATORS[character])
        elif character in _OPENING:
            end = position + 1
            yield _Token("open", character, position, _OPENING[character])
        elif character in _CLOSING:
            end = position + 1
            yield _Token("close", character, position, _CLOSING[character])
        elif character not in _POINTS and _in_name(text, position):
            end = _end_of_name(text, position)
            yield _Token("name", text[position:end], position)
        else:
            raise FormulaError(text, position, f"不能出现“{character}”")
        position = end
    yield _Token("end", "", len(text))


def _value(number: re.Match[str], text: str) -> float:
    digits = re.sub("[,，]", "", number["digits"]).replace("．", ".")
    value = float(digits) / _PERCENT[number["percent"]]
    if not math.isfinite(value):
        raise FormulaError(text, number.start(), "数字过大")
    return value


def _in_name(text: str, position: int) -> bool:
    """Whether the character at `position` may be part of a name; blanks are not."""
    character = text[position]
    if character in _OPERATORS:
        return character.isalpha() and _is_letter(text, position)
    if character in _POINTS:
        return text[position - 1 : position].isdigit() and text[position + 1 :][:1].isdigit()
    return _may_name(character)


def _may_name(character: str) -> bool:
    return (
        character.isprintable()
        and not character.isspace()
        and character not in _OPENING
        and character not in _CLOSING
        and character not in _POINTS
        and (character not in _OPERATORS or character.isalpha())
        and not _NO_NAME.match(character)
    )


def _begins_name(text: str, position: int) -> bool:
    """Whether the digits before `position` are the beginning of a name, as in 2019年预算数."""
    return position < len(text) and text[position] not in _POINTS and _in_name(text, position)


def _end_of_name(text: str, position: int) -> int:
    """Where the name that begins at `position` ends: a name may hold blanks, but no line break."""
    end = position
    for i in range(position, len(text)):
        if _in_name(text, i):
            end = i + 1
        elif not text[i].isspace() or text[i].splitlines() == [""]:
            break
    return end


def _end_of_odd_name(text: str, position: int, odd: Collection[str]) -> int:
    """Where the longest of the `odd` names that stands at `position` ends, or 0."""
    if not odd:
        return 0
    window = max(map(len, odd)) + 2 * max(map(len, YEAR_WORDS))
    rest = (i for i in range(position, len(text)) if not text[i].isspace())
    places = list(islice(rest, window))
    compact = "".join(text[i] for i in places)
    for name, _ in _year_readings(compact):
        found = [known for known in odd if name.startswith(known)]
        for length in sorted(map(len, found), reverse=True):
            end = places[len(compact) - len(name) + length - 1] + 1
            after = _neighbour(text, end, 1)
            if after is None or not _in_name(text, after):
                return end
    return 0


def _is_letter(text: str, position: int) -> bool:
    """Whether an x at `position` is a letter of a word and not a multiplication sign."""
    if not text[position].isalpha():
        return False
    around = text[max(0, position - 1) : position] + text[position + 1 : position + 2]
    if any(c.isascii() and c.isalpha() for c in around):
        return True
    # An X with nothing to multiply on one of its sides is itself a name.
    before, after = _neighbour(text, position - 1, -1), _neighbour(text, position + 1, 1)
    return (
        before is None
        or after is None
        or not (_may_name(text[before]) or text[before] in _CLOSING or text[before] in "%％‰")
        or not (_may_name(text[after]) or text[after] in _OPENING)
    )


def _neighbour(text: str, position: int, step: int) -> int | None:
    """The first place from `position` on, in either direction, that is no blank."""
    while 0 <= position < len(text):
        if not text[position].isspace():
            return position
        position += step
    return None


class Parser:
    """Reads one text from left to right by the table of precedence."""

    def __init__(
        self, text: str, known: Mapping[str, str] | None, whole: Collection[str] = ()
    ) -> None:
        if len(text) > _LONGEST:
            raise FormulaError(f"{text[:20]}…", 0, f"算式过长，不能超过{_LONGEST}个字符")
        self.text = text
        self.known = known
        odd = {_compact(name) for name in known or whole if _ODD.search(name)}
        self.tokens = list(_tokens(text, odd))
        self.index = 0
        if sum(token.kind == "operator" for token in self.tokens) > _MOST_OPERATORS:
            raise self.error(f"算式过长，运算符不能超过{_MOST_OPERATORS}个")

    @property
    def token(self) -> _Token:
        """The token that is read next."""
        return self.tokens[self.index]

    def error(
        self, problem: str, token: _Token | None = None, near: str | None = None
    ) -> FormulaError:
        """The error at a token, by default the next one."""
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
        """A number, a name, or what stands in brackets. Raises FormulaError."""
        token = self.token
        if depth > _DEEPEST:
            raise self.error("括号层数过多")
        self.index += token.kind != "end"
        match token.kind:
            case "number":
                return Number(token.value, token.text)
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
        """The fact that a token names. Raises FormulaError with the nearest known name."""
        fact, shift = read_name(token.text, self.known)
        if self.known is not None and fact not in self.known.values():
            raise self.error(f"未知的数据项“{token.text}”", token, nearest(fact, self.known))
        return Name(fact, shift, token.text)

    def expect_end(self) -> None:
        """Raises FormulaError where anything is left."""
        if self.token.kind != "end":
            raise self.error(f"此处应为运算符，不能是“{self.token.text}”")


def read_name(text: str, known: Mapping[str, str] | None) -> tuple[str, int]:
    """The fact's canonical name and year shift of a printed name.

    >>> read_name("上年度“三公经费”总额", None)
    ('“三公经费”总额', -1)
    """
    name = _compact(text)
    if known is None:
        # 上年结转 may be a fact of its own; 上年度结转 is not.
        return list(_year_readings(name, "度"))[-1]
    return next(
        ((known[rest], shift) for rest, shift in _year_readings(name) if rest in known), (name, 0)
    )


def _year_readings(name: str, ending: str = "") -> Iterator[tuple[str, int]]:
    """What remains of a name, and the year it then means, as ever more year words are taken off."""
    pending = [(name, 0)]
    while pending:
        name, shift = pending.pop()
        yield name, shift
        pending += [
            (name.removeprefix(word), shift + years)
            for word, years in reversed(YEAR_WORDS.items())
            if word.endswith(ending) and name.startswith(word) and name != word
        ]


def _compact(name: str) -> str:
    return "".join(name.split())


def vocabulary(names: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Every name and alias to its canonical name, as `parse_formula` wants it."""
    known = {name: name for name in names}
    for name, aliases in names.items():
        known |= {alias: name for alias in aliases if alias not in names}
    # Blanks inside a printed name mean nothing, so a name that holds some is known without, too.
    return {_compact(name): meant for name, meant in known.items()} | known
