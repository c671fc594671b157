"""What happens to a delivery. Each event names who did it, because duties are separated by it."""

from typing import ClassVar

from pydantic import AwareDatetime

from domain.receiving.lines import DeliveredLine, DiscrepantLine, LineMovement, SentBackLine
from domain.shared.ids import PurchaseOrderId, SupplierId, UserId
from domain.shared.message import Event
from domain.shared.text import Code, LongText, Reason
from domain.shared.tolerance import Tolerance


class DeliveryJudged(Event):
    """What every event about a delivery says: whose order, and the policy that it was judged by."""

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    tolerance: Tolerance
    tolerance_version: int


class DeliveryEntered(DeliveryJudged):
    """What came, as it was entered."""

    delivery_note: Code
    received_at: AwareDatetime
    final: bool
    lines: tuple[DeliveredLine, ...]
    received_by: UserId


class GoodsReceived(DeliveryEntered):
    """A delivery agrees with the order: what was not rejected counts as accepted."""

    event_type: ClassVar[str] = "receiving.goods-receipt.received"

    accepted: tuple[LineMovement, ...]
    completes_order: bool


class GoodsReceiptDiscrepancyDetected(DeliveryEntered):
    """A delivery disagrees with the order: nothing of it counts before a second person decides."""

    event_type: ClassVar[str] = "receiving.goods-receipt.discrepancy-detected"

    discrepant_lines: tuple[DiscrepantLine, ...]


class GoodsReceiptDiscrepancyAccepted(DeliveryJudged):
    """A second person took the delivery as it came; if it was the final one, no more is expected."""

    event_type: ClassVar[str] = "receiving.goods-receipt.discrepancy-accepted"

    accepted: tuple[LineMovement, ...]
    completes_order: bool
    resolved_by: UserId
    resolved_at: AwareDatetime
    comment: LongText | None = None


class GoodsReceiptDiscrepancyReturned(DeliveryJudged):
    """A second person sent back what was not expected; the rest counts as accepted."""

    event_type: ClassVar[str] = "receiving.goods-receipt.discrepancy-returned"

    accepted: tuple[LineMovement, ...]
    sent_back: tuple[SentBackLine, ...]
    completes_order: bool
    resolved_by: UserId
    resolved_at: AwareDatetime
    comment: LongText | None = None


class GoodsReturnedToSupplier(DeliveryJudged):
    """Goods that had been accepted went back, so that less may be invoiced."""

    event_type: ClassVar[str] = "receiving.goods-receipt.returned-to-supplier"

    reason: Reason
    returned: tuple[LineMovement, ...]
    returned_by: UserId
    returned_at: AwareDatetime
