"""The interval of a survey's rate against the equation that defines it, solved to 50 digits."""

from decimal import Decimal, localcontext

import pytest

from auditkit.assessment.surveys import wilson

# The 97.5 % point of the standard normal distribution, to 30 digits (OEIS A220510).
_Z = Decimal("1.95996398454005423552459443052")


def _solved(satisfied: int, valid: int) -> tuple[Decimal, Decimal]:
    """Both shares p at which n·(x/n − p)² = z²·p·(1 − p)."""
    with localcontext() as digits:
        digits.prec = 50
        x, n, square = Decimal(satisfied), Decimal(valid), _Z * _Z
        a, b, c = n + square, -(2 * x + square), x * x / n
        root = (b * b - 4 * a * c).sqrt()
        return (-b - root) / (2 * a), (-b + root) / (2 * a)


@pytest.mark.parametrize("valid", [1, 2, 7, 24, 30, 100, 263, 1_000, 12_345, 1_000_000])
def test_the_interval_solves_its_equation(valid: int) -> None:
    for satisfied in {0, 1, valid // 3, valid // 2, valid - 1, valid}:
        low, high = _solved(satisfied, valid)
        got = wilson(satisfied, valid)
        assert abs(Decimal(got[0]) - low) <= Decimal("1e-15")
        assert abs(Decimal(got[1]) - high) <= Decimal("1e-15")


def test_none_and_all_reach_the_ends_exactly() -> None:
    assert wilson(0, 20)[0] == 0
    assert wilson(20, 20)[1] == 1


@pytest.mark.parametrize(("satisfied", "valid"), [(0, 0), (5, 4), (-1, 4)])
def test_what_is_no_share_has_no_interval(satisfied: int, valid: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(satisfied, valid)
