"""Exact decimal arithmetic and the one grammar of decimal text.

The contexts are explicit because the ambient one is thread-local, has 28 digits and rounds in silence.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from functools import cache
from typing import Any

from domain.shared.invalid_value import InvalidValue

_PRECISION = 200
_TRAPS = [InvalidOperation, DivisionByZero, Overflow]

EXACT = Context(prec=_PRECISION, rounding=ROUND_HALF_UP, traps=[*_TRAPS, Inexact])
"""Sums and products of bounded decimals fit in full; a lost digit raises ``Inexact``."""

HALF_UP = Context(prec=_PRECISION, rounding=ROUND_HALF_UP, traps=_TRAPS)
"""For the one deliberate rounding: half-up, away from zero for negatives."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


class NotADecimal(InvalidValue):
    """The value is not plain decimal text: digits, at most one point, no exponent, plus or space."""


class NegativeNumber(InvalidValue):
    """A sign where only zero or more makes sense."""


class NotPositive(InvalidValue):
    """Zero where there has to be something."""


class NumberTooLarge(InvalidValue):
    """More digits before the point than anything real has."""


class TooManyDecimals(InvalidValue):
    """More decimals than the type or currency has; nothing is rounded in silence."""


@cache
def quantum(scale: int) -> Decimal:
    """The smallest step of a number with that many decimals, ``0.01`` for 2."""
    return Decimal((0, (1,), -scale))


def exact(number: object) -> Decimal:
    """An int or a Decimal as a Decimal; a float is a programming error, as it has lost digits already."""
    if isinstance(number, bool) or not isinstance(number, Decimal | int):
        raise TypeError(f"an exact number is an int or a Decimal, not {type(number).__name__}")
    return Decimal(number)


@dataclass(frozen=True)
class DecimalShape:
    """What a decimal of one kind may look like, and its one canonical form.

    ``scale`` decimals at most, ``shown`` decimals always, the others only when they carry something;
    ``digits`` bounds the part before the point, so that sums and products stay exact and indexable,
    ``most`` the value itself.
    """

    scale: int
    shown: int = 0
    signed: bool = False
    positive: bool = False
    digits: int = 18
    most: int | None = None
    step: Decimal = field(init=False)
    least: Decimal = field(init=False)
    bounded: bool = field(init=False)
    matches: Callable[[str], re.Match[str] | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", quantum(self.scale))
        object.__setattr__(self, "least", quantum(self.shown))
        object.__setattr__(self, "bounded", self.positive or self.most is not None)
        object.__setattr__(self, "matches", re.compile(self.pattern[1:-1]).fullmatch)

    @property
    def pattern(self) -> str:
        """The grammar as an anchored pattern, the same here and in OpenAPI."""
        sign = "-?" if self.signed else ""
        fraction = rf"(\.[0-9]{{1,{self.scale}}})?" if self.scale else ""
        return rf"^{sign}(0|[1-9][0-9]{{0,{self.digits - 1}}}){fraction}$"

    def read(self, text: Any) -> Decimal:
        """Reads wire text into canonical form; the error says what is wrong with it."""
        if not isinstance(text, str) or not self.matches(text):
            raise self._problem(text)
        number = Decimal(text)
        canonical = not self.bounded and number and number.same_quantum(self.least)
        return number if canonical else self._bounded(number)

    def check(self, number: Decimal) -> Decimal:
        """The same rules for a number that was computed: its value must fit as it is."""
        if not number.is_finite():
            raise NotADecimal("must be a finite number")
        if number < 0 and not self.signed:
            raise NegativeNumber("must not be negative")
        if number and number.adjusted() >= self.digits:
            raise self._too_large()
        if number.quantize(self.step, context=HALF_UP) != number:
            raise self._too_precise()
        return self._bounded(number)

    def _bounded(self, number: Decimal) -> Decimal:
        if self.positive and not number:
            raise NotPositive("must be more than zero")
        if self.most is not None and number > self.most:
            raise NumberTooLarge(f"must be at most {self.most}")
        return self._canonical(number)

    def _canonical(self, number: Decimal) -> Decimal:
        if not number:
            return EXACT.subtract(self.least, self.least)
        if number.same_quantum(self.least):
            return number
        shown = number.quantize(self.least, context=HALF_UP)
        return shown if shown == number else number.normalize(EXACT)

    def _problem(self, text: object) -> InvalidValue:
        if not isinstance(text, str):
            return NotADecimal(
                'must be a string like "12.50", not a number, so that no digit is lost'
            )
        if not _PLAIN.fullmatch(text):
            return NotADecimal('must be plain decimal digits like "12.50"')
        whole, _, fraction = text.lstrip("-").partition(".")
        if len(whole) > self.digits:
            return self._too_large()
        if len(fraction) > self.scale:
            return self._too_precise()
        return NegativeNumber("must not be negative")

    def _too_large(self) -> NumberTooLarge:
        return NumberTooLarge(f"must have at most {self.digits} digits before the point")

    def _too_precise(self) -> TooManyDecimals:
        return TooManyDecimals(
            f"must have at most {self.scale} decimals; it is not rounded for you"
        )
