"""Tax: once per rate over the sum of the nets of that rate, never as a sum of taxes of lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.money import Money
from domain.shared.rounding import DEFAULT_ROUNDING, RoundingRule


@dataclass(frozen=True, slots=True)
class TaxableLine:
    """The rounded net of a line and the rate that applies to it (19 means 19 %)."""

    net: Money
    rate: Decimal


@dataclass(frozen=True, slots=True)
class TaxOfRate:
    """All that is taxed at one rate, and the tax on it."""

    rate: Decimal
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class DocumentTotal:
    """What is printed, posted and paid: the same figures everywhere."""

    net: Money
    taxes: tuple[TaxOfRate, ...]
    tax: Money
    gross: Money


def tax_per_rate(
    lines: Iterable[TaxableLine], rounding: RoundingRule = DEFAULT_ROUNDING
) -> tuple[TaxOfRate, ...]:
    """One figure per rate, lowest rate first; 19 and 19.00 are one rate."""
    bases: dict[Decimal, Money] = {}
    for line in lines:
        known = bases.get(line.rate)
        bases[line.rate] = line.net if known is None else known + line.net
    return tuple(_tax(rate, bases[rate], rounding) for rate in sorted(bases))


def document_total(
    lines: Iterable[TaxableLine], currency: Currency, rounding: RoundingRule = DEFAULT_ROUNDING
) -> DocumentTotal:
    """Sum of the line nets, plus the tax of each rate; raises ``CurrencyMismatch`` for a stray line."""
    kept = tuple(lines)
    net = Money.total((line.net for line in kept), currency)
    taxes = tax_per_rate(kept, rounding)
    tax = Money.total((of_rate.tax for of_rate in taxes), currency)
    return DocumentTotal(net, taxes, tax, net + tax)


def _tax(rate: Decimal, base: Money, rounding: RoundingRule) -> TaxOfRate:
    exact = EXACT.multiply(base.amount, rate).scaleb(-2, context=EXACT)
    return TaxOfRate(rate, base, Money(rounding.round_tax(exact, base.currency), base.currency))
