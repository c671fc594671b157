"""What decisions in receiving may know beside the document: facts that their handlers bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from domain.shared.context import Context
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierId
from domain.shared.money import UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from domain.shared.tolerance import DEFAULT_TOLERANCE, Tolerance


@dataclass(frozen=True, slots=True)
class LineFacts:
    """An order line as it stands: what was ordered, at which price, and what was accepted of it so far."""

    po_line: int
    sku: SkuCode
    unit: UnitCode
    ordered: Decimal
    accepted: Decimal
    unit_price: UnitPrice
    discount_percent: Decimal


@dataclass(frozen=True)
class OrderFacts:
    """An order as it stands, and how far a receipt may be off by the policy that applies now.

    `complete` says that it was received already, so that only a little more is taken; `called_off` that
    nothing is expected at all.
    """

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    lines: tuple[LineFacts, ...]
    complete: bool = False
    called_off: bool = False
    tolerance: Tolerance = DEFAULT_TOLERANCE
    tolerance_version: int = 1

    @cached_property
    def by_number(self) -> Mapping[int, LineFacts]:
        """The lines by their number."""
        return {line.po_line: line for line in self.lines}


@dataclass(frozen=True, slots=True)
class ReceivingContext(Context):
    """Who asks and when, the order that the delivery is for, and the note that has its number already."""

    order: OrderFacts | None = None
    first_note: GoodsReceiptId | None = None

    @property
    def facts(self) -> OrderFacts:
        """The order; every decision in receiving needs it."""
        assert self.order is not None
        return self.order
