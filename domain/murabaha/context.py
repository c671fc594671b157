"""What decisions about financing may know beside the contract: facts that their handlers bring."""

from dataclasses import dataclass
from datetime import date

from domain.shared.context import Context
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import PurchaseOrderId, SupplierId
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The financed order as it stands; `base_total` is unknown while nobody stated the rate it takes."""

    order_id: PurchaseOrderId
    supplier_id: SupplierId
    status: str
    total: Money
    base_total: Money | None
    exchange_rate: ExchangeRate | None
    approved: bool
    issued: bool
    received: bool


@dataclass(frozen=True, slots=True)
class BankFacts:
    """The financing bank, which is a supplier that money is sold by."""

    bank_id: SupplierId
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class MurabahaContext(Context):
    """Who asks and when, with the order, the bank, and the instalments that a payment run has taken up.

    `local_day` is the tenant's day, which may be another than the one in UTC.
    """

    order: OrderFacts | None = None
    bank: BankFacts | None = None
    under_way: frozenset[int] = frozenset()
    local_day: date | None = None

    @property
    def today(self) -> date:
        """The day on which it is decided."""
        return self.local_day or self.at.date()

    @property
    def financed(self) -> OrderFacts:
        """The order; asked only where the handler brings it."""
        assert self.order is not None
        return self.order
