"""What is planned of one order. Days are working days, from 0, the first Monday, to 19, the last Friday."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from api.cli.demo.client import Json
from api.cli.demo.plan.trade import Article, Vendor

LAST_DAY = 19
_HUNDRED = Decimal(100)

Quantities = tuple[Decimal, ...]
"""One for each line of the order; zero is nothing of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """So much of an article."""

    article: Article
    quantity: Decimal

    def on_paper(self, currency: str) -> Json:
        """A line of a requisition."""
        return {
            "sku": self.article.sku,
            "description": self.article.description,
            "quantity": str(self.quantity),
            "unit": self.article.unit,
            "unitPrice": {"amount": str(self.article.price), "currency": currency},
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """What arrives on a day."""

    day: int
    quantities: Quantities


@dataclass(frozen=True, slots=True)
class Bill:
    """What the supplier bills on a day; `price` is asked for the first line in place of what was agreed."""

    day: int
    quantities: Quantities
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """An order from its first day on; `name` is how scenes speak of those that are special.

    Its supplier accepts it a day later, unless `accepted` says otherwise.
    """

    number: int
    vendor: Vendor
    day: int
    lines: tuple[Line, ...]
    deliveries: tuple[Delivery, ...] = ()
    bills: tuple[Bill, ...] = ()
    name: str = ""
    placed_by_scene: bool = False
    accepted: bool = True

    @property
    def ordered(self) -> Quantities:
        """Everything that is ordered."""
        return tuple(line.quantity for line in self.lines)

    @property
    def paper(self) -> list[Json]:
        """The lines of the order, with tax."""
        vendor = self.vendor
        taxed = {"taxRate": vendor.tax}
        return [{**line.on_paper(vendor.currency), **taxed} for line in self.lines]

    def delivered(self, quantities: Quantities) -> list[Json]:
        """The lines of a delivery note."""
        return [
            {"poLine": number, "sku": line.article.sku, "receivedQuantity": str(quantity)}
            for number, (line, quantity) in enumerate(zip(self.lines, quantities, strict=True), 1)
            if quantity
        ]

    def billed(self, bill: Bill) -> Json:
        """Lines and amount of an invoice as the supplier works them out: nets rounded, then tax once."""
        vendor, net, lines = self.vendor, Decimal(0), []
        for number, line in enumerate(self.lines, 1):
            quantity = bill.quantities[number - 1]
            price = bill.price if bill.price is not None and number == 1 else line.article.price
            if quantity:
                net += _rounded(quantity * price, vendor.smallest)
                lines.append(
                    {
                        "poLine": number,
                        "sku": line.article.sku,
                        "quantity": str(quantity),
                        "unitPrice": {"amount": str(price), "currency": vendor.currency},
                        "taxRate": vendor.tax,
                    }
                )
        gross = net + _rounded(net * Decimal(vendor.tax) / _HUNDRED, vendor.smallest)
        return {"amount": {"amount": str(gross), "currency": vendor.currency}, "lines": lines}


def _rounded(value: Decimal, smallest: Decimal) -> Decimal:
    return value.quantize(smallest, ROUND_HALF_UP)
