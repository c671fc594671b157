"""What is still open on an order line, in money at the order's price; each value is rounded once."""

from dataclasses import dataclass
from decimal import Decimal

from domain.shared.currency import Currency
from domain.shared.decimals import EXACT
from domain.shared.rounding import rounded

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Quantities of a line in one unit, and what one unit costs after the discount.

    `complete` says that no more is expected, so that only what was accepted will be invoiced.
    """

    ordered: Decimal
    accepted: Decimal
    invoiced: Decimal
    price: Decimal
    currency: Currency
    complete: bool

    @property
    def received_not_invoiced(self) -> Decimal:
        """The value of what is accepted beyond what is invoiced."""
        return self._worth(EXACT.subtract(self.accepted, self.invoiced))

    @property
    def invoiced_not_received(self) -> Decimal:
        """The value of what is invoiced beyond what is accepted."""
        return self._worth(EXACT.subtract(self.invoiced, self.accepted))

    @property
    def committed(self) -> Decimal:
        """The value of what is still to be invoiced."""
        expected = self.accepted if self.complete else max(self.ordered, self.accepted)
        return self._worth(EXACT.subtract(expected, self.invoiced))

    def _worth(self, quantity: Decimal) -> Decimal:
        exact = EXACT.multiply(max(quantity, _NOTHING), self.price)
        return rounded(exact, self.currency).amount
