"""A delivery as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from domain.receiving.lines import (
    NONE,
    DeliveredLine,
    DiscrepantLine,
    LineMovement,
    SentBackLine,
)
from domain.shared.decimals import EXACT
from domain.shared.ids import PurchaseOrderId, SupplierId, UserId
from domain.shared.tolerance import Tolerance


class Status(StrEnum):
    """Where a delivery stands: taken as it came, held, or decided about by a second person."""

    RECEIVED = "Received"
    DISCREPANCY = "Discrepancy"
    ACCEPTED = "Accepted"
    RETURNED = "Returned"


@dataclass(frozen=True, slots=True)
class Note:
    """What was entered when the delivery came."""

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    delivery_note: str
    received_at: datetime
    final: bool
    lines: tuple[DeliveredLine, ...]
    received_by: UserId


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who decided about a discrepancy, and what went back at once."""

    resolved_by: UserId
    resolved_at: datetime
    comment: str | None
    sent_back: tuple[SentBackLine, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsReturn:
    """Goods that had been accepted and went back later."""

    reason: str
    lines: tuple[LineMovement, ...]
    returned_by: UserId
    returned_at: datetime


@dataclass(frozen=True, slots=True)
class GoodsReceipt:
    """The note of a delivery; `tolerance` is the one it was judged by last.

    `movements` are what it brought to the order, and `accepted` and `returned` the same by order line.
    `completes_order` says that nothing more was expected with it.
    """

    status: Status | None = None
    entered: Note | None = None
    tolerance: Tolerance | None = None
    tolerance_version: int = 0
    discrepant_lines: tuple[DiscrepantLine, ...] = ()
    movements: tuple[LineMovement, ...] = ()
    accepted: Mapping[int, Decimal] = field(default_factory=dict)
    returned: Mapping[int, Decimal] = field(default_factory=dict)
    completes_order: bool = False
    resolution: Resolution | None = None
    returns: tuple[GoodsReturn, ...] = ()

    @property
    def note(self) -> Note:
        """What was entered; asked only of a delivery that exists."""
        assert self.entered is not None
        return self.entered

    def holds(self, po_line: int) -> Decimal:
        """What the delivery brought on an order line and what has not gone back."""
        return EXACT.subtract(self.accepted.get(po_line, NONE), self.returned.get(po_line, NONE))
