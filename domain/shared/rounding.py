"""The deliberate roundings: once at the line, once per tax rate, and nowhere else."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from domain.shared.business_date import BusinessDate
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.decimals import EXACT, HALF_UP, quantum
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Message
from domain.shared.money import Money, SignedMoney, UnitPrice

_HUNDRED = Decimal(100)
_NONE = Decimal(0)


class RoundingMode(StrEnum):
    """Where a figure between two steps goes; ``half-up`` is away from zero for negatives."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"


_DECIMAL_MODES = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.UP: ROUND_UP,
}


class PeriodBackwards(InvalidValue):
    """A rule would end before it begins."""


class RoundingRule(Message):
    """How tax is rounded where no jurisdiction says otherwise: half-up to the minor unit."""

    mode: RoundingMode = RoundingMode.HALF_UP
    whole_units: bool = False

    def round_tax(self, tax: Decimal, currency: Currency) -> Decimal:
        """The tax of one rate, in steps of the minor unit or of the whole unit."""
        step = quantum(0 if self.whole_units else currency.scale)
        return tax.quantize(step, rounding=_DECIMAL_MODES[self.mode], context=HALF_UP)


class JurisdictionRounding(RoundingRule):
    """What one country prescribes from a day on, and until a day if it has ended (both included)."""

    jurisdiction: Country
    valid_from: BusinessDate
    valid_until: BusinessDate | None = None

    def applies(self, jurisdiction: Country, on: date) -> bool:
        """True when the rule is this country's and in force on that day."""
        began = self.jurisdiction == jurisdiction and self.valid_from <= on
        return began and (self.valid_until is None or on <= self.valid_until)

    @model_validator(mode="after")
    def _period_runs_forward(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise PeriodBackwards("validUntil must not be before validFrom")
        return self


DEFAULT_ROUNDING = RoundingRule()


def rounding_on(
    rules: Sequence[JurisdictionRounding], jurisdiction: Country, on: date
) -> RoundingRule:
    """The rule in force in a country on a day: the one that began last, else the default."""
    found = [rule for rule in rules if rule.applies(jurisdiction, on)]
    return max(found, key=lambda rule: rule.valid_from, default=DEFAULT_ROUNDING)


def rounded(number: Decimal, currency: Currency) -> SignedMoney:
    """An exact figure as money: half-up to the minor unit, away from zero for negatives."""
    return SignedMoney(_half_up(number, currency), currency)


def line_net(quantity: Decimal, price: UnitPrice, discount_percent: Decimal = _NONE) -> Money:
    """Quantity x unit price x (1 - discount / 100), computed exactly and rounded once, here."""
    each = effective_price(price, discount_percent) if discount_percent else price.amount
    exact = EXACT.multiply(quantity, each)
    return Money(_half_up(exact, price.currency), price.currency)


def effective_price(price: UnitPrice, discount_percent: Decimal) -> Decimal:
    """What one unit costs after the discount, exactly."""
    kept = EXACT.subtract(_HUNDRED, discount_percent)
    return EXACT.multiply(price.amount, kept).scaleb(-2, context=EXACT)


def percent_of(amount: Money, percent: Decimal) -> Money:
    """A percentage of an amount, rounded half-up to the minor unit."""
    exact = EXACT.multiply(amount.amount, percent).scaleb(-2, context=EXACT)
    return Money(_half_up(exact, amount.currency), amount.currency)


def _half_up(number: Decimal, currency: Currency) -> Decimal:
    return number.quantize(quantum(currency.scale), context=HALF_UP)
