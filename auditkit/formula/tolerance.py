"""How far apart two figures may lie and still be the same: every tolerance of the house.

A difference that somebody could have printed is never tolerated; these cover what binary
arithmetic adds, and what printing to two decimals takes away.
"""

from __future__ import annotations

BITS = 2.0**-50
"""Per unit of its growth: several times what a sum whose terms cancel leaves in binary."""
EQUAL = 1e-12
"""Relative: one value computed in two ways. A cent in a billion is ten times as much."""
NOISE = 1e-9
"""Absolute, in the unit at hand (万元, points, cents, steps, shares): sums and products of a
department's figures. A department has less than 10⁸ 万元, printed to 0.01."""
SUMS = 1e-7
"""Absolute: long sums, quotients times 100, and shares that were multiplied up and divided
again; a figure printed to six decimals still shows its last."""
HALF_CENT = 0.005
"""What printing to two decimals takes away or adds at most, in the printed unit."""
OF_A_RATE = 0.005
"""Relative: how far a rate that a sentence states may lie from that of the amounts beside it, which
were themselves rounded."""
