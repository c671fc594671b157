"""What an invoice claims, as the match looks at it: exact values, and what was credited of it already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from domain.invoicing.lines import InvoiceLine
from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.money import Money
from domain.shared.rounding import effective_price
from domain.shared.sku import SkuCode

NOTHING = Decimal(0)


def added(numbers: Iterable[Decimal]) -> Decimal:
    """Their sum, exactly."""
    return reduce(EXACT.add, numbers, NOTHING)


class Counted(NamedTuple):
    """A quantity of an order line and the net it came to."""

    quantity: Decimal
    net: Decimal

    def more(self, quantity: Decimal, net: Decimal) -> "Counted":
        """With so much more, exactly."""
        return Counted(EXACT.add(self.quantity, quantity), EXACT.add(self.net, net))

    def less(self, quantity: Decimal, net: Decimal) -> "Counted":
        """With so much less, exactly; it may fall below zero."""
        return Counted(EXACT.subtract(self.quantity, quantity), EXACT.subtract(self.net, net))


UNCOUNTED = Counted(NOTHING, NOTHING)
"""What counts of an order line that nobody has billed."""


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A billed line: `value` is quantity x price exactly, `net` what that came to once rounded."""

    po_line: int
    sku: SkuCode
    quantity: Decimal
    value: Decimal
    net: Money


@dataclass(frozen=True, slots=True)
class Claim:
    """The billed lines of one invoice, and what credit notes took off it, by order line."""

    currency: Currency
    lines: tuple[ClaimedLine, ...]
    credited: Mapping[int, Counted] = field(default_factory=dict)

    @property
    def net(self) -> Money:
        """The sum of the line nets."""
        return Money(added(line.net.amount for line in self.lines), self.currency)


def claimed(lines: Iterable[InvoiceLine], *, by_amount: bool = False) -> tuple[ClaimedLine, ...]:
    """The lines as they are matched; those agreed on `by_amount` are worth their net and nothing else."""
    return tuple(
        ClaimedLine(
            line.po_line,
            line.sku,
            line.quantity,
            line.net.amount if by_amount else _value(line),
            line.net,
        )
        for line in lines
    )


def _value(line: InvoiceLine) -> Decimal:
    return EXACT.multiply(line.quantity, effective_price(line.unit_price, line.discount_percent))
