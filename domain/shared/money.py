"""Money, differences of money, and unit prices. No float is ever involved and nothing rounds in silence."""

from collections.abc import Iterable
from typing import Union

from domain.shared.amount import Amount, sum_of
from domain.shared.decimals import EXACT, DecimalShape

_MINOR_UNITS = range(5)
_PRICE_DECIMALS = 6


class Money(
    Amount,
    shapes=tuple(DecimalShape(unit, shown=unit) for unit in _MINOR_UNITS),
    example="12.50",
):
    """An amount of zero or more, at most as fine as the currency's minor unit.

    It is always written with all decimals of the minor unit: ``12.5`` is read, ``12.50`` is written.
    """

    __slots__ = ()

    def __add__(self, other: "Money") -> "Money":
        """The sum; raises ``CurrencyMismatch`` rather than convert."""
        if type(other) is not Money:
            return NotImplemented
        return Money(EXACT.add(self.amount, self._like(other)), self.currency)

    def __sub__(self, other: "Money") -> "SignedMoney":
        """The difference, which may be negative and is therefore another type."""
        if type(other) is not Money:
            return NotImplemented
        return SignedMoney(EXACT.subtract(self.amount, self._like(other)), self.currency)

    def __neg__(self) -> "SignedMoney":
        """The same amount the other way."""
        return -self.signed()

    def signed(self) -> "SignedMoney":
        """The same amount where differences are handled."""
        return SignedMoney(self.amount, self.currency)

    @staticmethod
    def total(amounts: Iterable["Money"], currency: str) -> "Money":
        """The sum of any number of amounts; of none it is zero in ``currency``."""
        return Money(sum_of(Money, amounts, currency), currency)


class SignedMoney(
    Amount,
    shapes=tuple(DecimalShape(unit, shown=unit, signed=True) for unit in _MINOR_UNITS),
    example="-12.50",
):
    """A difference: match deltas, ledger lines, credit notes. Never what somebody is asked to pay."""

    __slots__ = ()

    def __add__(self, other: Union["SignedMoney", Money]) -> "SignedMoney":
        """The sum; raises ``CurrencyMismatch`` rather than convert."""
        if not isinstance(other, SignedMoney | Money):
            return NotImplemented
        return SignedMoney(EXACT.add(self.amount, self._like(other)), self.currency)

    __radd__ = __add__

    def __sub__(self, other: Union["SignedMoney", Money]) -> "SignedMoney":
        """The difference; raises ``CurrencyMismatch`` rather than convert."""
        if not isinstance(other, SignedMoney | Money):
            return NotImplemented
        return SignedMoney(EXACT.subtract(self.amount, self._like(other)), self.currency)

    def __rsub__(self, other: Money) -> "SignedMoney":
        """Money less a difference."""
        return -self + other

    def __neg__(self) -> "SignedMoney":
        """The same amount the other way; zero has no sign."""
        return SignedMoney(EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> Money:
        """How much it is, whichever way it goes."""
        return Money(EXACT.abs(self.amount), self.currency)

    def money(self) -> Money:
        """The same amount as money; raises ``NegativeNumber`` when it is below zero."""
        return Money(self.amount, self.currency)

    @staticmethod
    def total(amounts: Iterable["SignedMoney"], currency: str) -> "SignedMoney":
        """The sum of any number of differences; of none it is zero in ``currency``."""
        return SignedMoney(sum_of(SignedMoney, amounts, currency), currency)


class UnitPrice(
    Amount,
    shapes=tuple(DecimalShape(_PRICE_DECIMALS, shown=unit) for unit in _MINOR_UNITS),
    example="12.50",
):
    """A price for one unit, with up to 6 decimals, so that a price per thousand works.

    It is written with the decimals of the minor unit, and beyond them only those that carry something.
    """

    __slots__ = ()
