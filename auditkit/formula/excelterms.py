"""Terms of Excel formulas: numbers, texts, choices, and whether an actual meets its target."""

from __future__ import annotations

from collections.abc import Sequence

from auditkit.formula.tolerance import EQUAL


def number(value: float) -> str:
    """A constant, with the 15 digits that a spreadsheet keeps.

    >>> number(0.1), number(1e-12)
    ('0.1', '1E-12')
    """
    return f"{value:.15G}"


def text(content: str) -> str:
    """A text constant.

    >>> print(text('称"良"'))
    "称""良""\"
    """
    return '"' + content.replace('"', '""') + '"'


def any_of(tests: Sequence[str]) -> str:
    """The test that holds where any of these does."""
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def choice(cases: Sequence[tuple[str, str]], otherwise: str) -> str:
    """The value of the first test that holds; none behind it is computed.

    >>> choice([("A1>1", "2"), ("A1>0", "1")], "0")
    'IF(A1>1,2,IF(A1>0,1,0))'
    """
    for test, value in reversed(cases):
        otherwise = f"IF({test},{value},{otherwise})"
    return otherwise


def meets_excel(sign: str, target: str, actual: str) -> str:
    """`comparison.meets` over two cells that hold numbers.

    Raises ValueError for any other sign.

    >>> meets_excel("≥", "B1", "A1")
    'OR(ABS(A1-B1)<=1E-12*ABS(B1),A1>B1)'
    """
    value = f"ABS({actual})" if sign == "±" else actual
    equal = f"ABS({value}-{target})<={number(EQUAL)}*ABS({target})"
    match sign:
        case "≥":
            return f"OR({equal},{value}>{target})"
        case ">":
            return f"AND(NOT({equal}),{value}>{target})"
        case "≤" | "±":
            return f"OR({equal},{value}<{target})"
        case "<":
            return f"AND(NOT({equal}),{value}<{target})"
        case "=":
            return equal
    raise ValueError(sign)
