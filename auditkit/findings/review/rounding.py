"""How far a printed amount may lie from the true one."""

from __future__ import annotations

from auditkit.facts.facts import printed_decimals


def half_step(amount: float) -> float:
    """Half a unit of the last printed place of an amount in 万元; nought is exact.

    An amount that ends in noughts is not therefore rounded to tens: two places hold at least.

    >>> half_step(1234.5), half_step(0.0)
    (0.005, 0.0)
    """
    return 0.5 * 10.0 ** -(printed_decimals(amount, "万元") or 2) if amount else 0.0
