"""Quantities: how many of which unit. A quantity of nothing is not a quantity."""

from decimal import Decimal
from typing import Annotated, ClassVar, final

from domain.shared.code_text import CodeText
from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import EXACT, DecimalShape
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.rec20 import PACKAGES, UNITS
from domain.shared.wire import JsonSchema

_SCALE = 6
_DIGITS = 12
"""A trillion of anything. With 6 decimals, sums and products of two stay exact in 28 digits too."""

QuantityValue = Annotated[
    Decimal,
    DecimalText(
        DecimalShape(_SCALE, positive=True, digits=_DIGITS), "A quantity above zero.", "10"
    ),
]
"""More than zero, at most 6 decimals; written without superfluous zeros."""

QuantityOrNone = Annotated[
    Decimal,
    DecimalText(DecimalShape(_SCALE, digits=_DIGITS), "A quantity, zero when there is none.", "0"),
]
"""Zero or more: what was rejected, returned or received so far."""


class UnknownUnit(InvalidValue):
    """The code is not one of UN/ECE Recommendation 20."""


class UnitMismatch(InvalidValue):
    """Two quantities in different units met in one operation; nothing converts in passing."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} cannot be mixed")
        self.left, self.right = left, right


@final
class UnitCode(CodeText):
    """A UN/ECE Rec 20 code, such as EA, KGM or HUR, or a package of Rec 21, such as XBX."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {"pattern": "^[A-Z0-9]{2,3}$", "examples": ["EA"]}

    @staticmethod
    def canonical(text: str) -> str:
        """The code itself; raises ``UnknownUnit`` for any other text."""
        if text not in _CODES:
            raise UnknownUnit("must be a UN/ECE Rec 20 code, like EA, KGM or HUR")
        return text


_CODES = UNITS | PACKAGES


class Quantity(Message):
    """So much of one unit, for example ``{"value": "10", "unit": "EA"}``."""

    value: QuantityValue
    unit: UnitCode

    def __add__(self, other: "Quantity") -> "Quantity":
        """The sum; raises ``UnitMismatch`` rather than convert."""
        return Quantity(value=EXACT.add(self.value, self._like(other)), unit=self.unit)

    def less(self, other: "Quantity") -> Decimal:
        """What remains, which may be zero or below and is therefore a bare number."""
        return EXACT.subtract(self.value, self._like(other))

    def _like(self, other: "Quantity") -> Decimal:
        if self.unit != other.unit:
            raise UnitMismatch(self.unit, other.unit)
        return other.value

    def __str__(self) -> str:
        """For people: the number, then the unit."""
        return f"{self.value:f} {self.unit}"
