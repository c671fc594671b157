"""Tolerances: how far a figure may be off. Products are compared, never percentages, and nothing rounds."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from domain.shared.amount import Amount
from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import EXACT, DecimalShape
from domain.shared.message import Message
from domain.shared.percent import Percent

_HUNDRED = Decimal(100)
_Absolute = Annotated[
    Decimal, DecimalText(DecimalShape(6), "In the unit of what is compared.", "5.00")
]
F = TypeVar("F", bound=Amount | Decimal)


class Joined(StrEnum):
    """How a percentage and an absolute limit go together."""

    AND = "and"
    OR = "or"


class LowerSide(StrEnum):
    """What becomes of a figure that is too low, which costs nothing but may be a mistake."""

    DISPUTE = "dispute"
    WARN = "warn"


class Judgement(StrEnum):
    """What a tolerance says of a figure."""

    WITHIN = "within"
    WARN = "warn"
    DISPUTE = "dispute"


class Tolerance(Message):
    """So many percent of what is expected, and perhaps an absolute limit; the boundary is inside.

    ``absolute`` is a figure in the unit of what is compared; for money that is the tenant's own
    currency, so a document in another one is judged by ``in_units`` of the converted limit.
    """

    percent: Percent = Decimal(2)
    absolute: _Absolute | None = None
    operator: Joined = Joined.AND
    lower_side: LowerSide = LowerSide.DISPUTE

    @classmethod
    def of_fraction(cls, fraction: Decimal) -> Self:
        """The tolerance of a fraction: 0.02 is 2 %."""
        return cls(percent=fraction.scaleb(2, context=EXACT))

    @property
    def fraction(self) -> Decimal:
        """The percentage as a fraction: 2 % is 0.02."""
        return self.percent.scaleb(-2, context=EXACT)

    def in_units(self, absolute: Decimal) -> Self:
        """The same tolerance with the absolute limit in another unit or currency."""
        return self.model_validate({**self.model_dump(by_alias=False), "absolute": absolute})

    def check(self, actual: F, expected: F) -> bool:
        """True when ``abs(actual - expected) <= expected x fraction``, exactly, boundary included."""
        found, wanted = _numbers(actual, expected)
        return self._covers(EXACT.abs(EXACT.subtract(found, wanted)), wanted)

    def allows(self, actual: F, expected: F) -> bool:
        """True when it is not too much: ``100 x actual <= expected x (100 + percent)``."""
        found, wanted = _numbers(actual, expected)
        return self._covers(EXACT.subtract(found, wanted), wanted)

    def completes(self, actual: F, expected: F) -> bool:
        """True when it is not too little: ``100 x actual >= expected x (100 - percent)``."""
        found, wanted = _numbers(actual, expected)
        return self._covers(EXACT.subtract(wanted, found), wanted)

    def judge(self, actual: F, expected: F) -> Judgement:
        """Within, or off; too low is only a warning where the policy says so."""
        if self.check(actual, expected):
            return Judgement.WITHIN
        warns = self.lower_side is LowerSide.WARN and self.allows(actual, expected)
        return Judgement.WARN if warns else Judgement.DISPUTE

    def _covers(self, deviation: Decimal, expected: Decimal) -> bool:
        in_percent = EXACT.multiply(_HUNDRED, deviation) <= EXACT.multiply(expected, self.percent)
        if self.absolute is None:
            return in_percent
        in_absolute = deviation <= self.absolute
        if self.operator is Joined.AND:
            return in_percent and in_absolute
        return in_percent or in_absolute


DEFAULT_TOLERANCE = Tolerance()
"""2 % either way."""


def _numbers(actual: Amount | Decimal, expected: Amount | Decimal) -> tuple[Decimal, Decimal]:
    if isinstance(actual, Amount) and isinstance(expected, Amount):
        actual.must_share_currency(expected)
        return actual.amount, expected.amount
    if isinstance(actual, Amount) or isinstance(expected, Amount):
        raise TypeError("an amount of money is compared with an amount of money")
    return actual, expected
