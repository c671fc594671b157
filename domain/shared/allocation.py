"""Splitting an amount without losing or inventing a minor unit."""

from collections.abc import Sequence
from decimal import Decimal
from math import lcm
from typing import TypeVar

from domain.shared.decimals import EXACT
from domain.shared.invalid_value import InvalidValue
from domain.shared.money import Money, SignedMoney

M = TypeVar("M", Money, SignedMoney)


class NothingToAllocateBy(InvalidValue):
    """No part has a weight, or one has a negative weight, so there is no share to speak of."""


def allocate(total: M, weights: Sequence[Decimal | int]) -> tuple[M, ...]:
    """Shares in proportion to the weights, which sum to the total exactly.

    Every share is rounded down to the minor unit; what is left goes, one unit each, to the largest
    remainders, ties by order. A negative total is the mirror image of the positive one.
    """
    shares = _integer_weights(weights)
    scale = total.currency.scale
    units = int(EXACT.abs(total.amount).scaleb(scale, context=EXACT))
    sign = -1 if total.amount < 0 else 1
    return tuple(
        type(total)(Decimal(sign * part).scaleb(-scale, context=EXACT), total.currency)
        for part in _largest_remainder(units, shares)
    )


def instalments(total: M, count: int) -> tuple[M, ...]:
    """Equal parts; the first ones carry the minor units that do not divide."""
    return allocate(total, [1] * count)


def _largest_remainder(units: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    parts = [units * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(units * weights[place] % whole))
    for place in by_remainder[: units - sum(parts)]:
        parts[place] += 1
    return parts


def _integer_weights(weights: Sequence[Decimal | int]) -> list[int]:
    if not weights or min(weights) < 0 or not any(weights):
        raise NothingToAllocateBy("needs weights of zero or more, and one above zero")
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(bottom for _, bottom in ratios))
    return [top * (common // bottom) for top, bottom in ratios]
