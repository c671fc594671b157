"""Lines of deliveries: as they came, as they count, and as they disagree with the order."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import model_validator

from domain.shared.decimal_text import DecimalText
from domain.shared.decimals import EXACT, DecimalShape
from domain.shared.invalid_value import InvalidValue
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.money import UnitPrice
from domain.shared.percent import Percent
from domain.shared.quantity import QuantityOrNone, QuantityValue, UnitCode
from domain.shared.sku import SkuCode
from domain.shared.text import Code, ShortText

MOST_LINES = 10_000
MOST_OF_ONE_LINE = Decimal(10) ** 12
NONE = Decimal(0)

Deviation = Annotated[
    Decimal,
    DecimalText(
        DecimalShape(6, signed=True, digits=12), "Too much above zero, too little below.", "-2.5"
    ),
]
"""A difference of two quantities of one unit."""


class MoreRejectedThanReceived(InvalidValue):
    """More would have been rejected than came."""


class DeliveredLine(Message):
    """What the delivery brought for one order line, in that line's unit; a line may come in several lots."""

    po_line: LineNumber
    sku: SkuCode
    received_quantity: QuantityValue
    rejected_quantity: QuantityOrNone = NONE
    rejection_reason: ShortText | None = None
    lot: Code | None = None

    @property
    def kept(self) -> Decimal:
        """What was received and not rejected."""
        return EXACT.subtract(self.received_quantity, self.rejected_quantity)


class ReceivedLine(DeliveredLine):
    """A line as somebody enters it."""

    @model_validator(mode="after")
    def _rejects_what_came(self) -> Self:
        if self.rejected_quantity > self.received_quantity:
            raise MoreRejectedThanReceived("no more can be rejected than was received")
        return self


class ReturnedLine(Message):
    """A quantity of one order line that goes back."""

    po_line: LineNumber
    quantity: QuantityValue


class SentBackLine(ReturnedLine):
    """A quantity that goes back without ever having counted, by the SKU that it came under."""

    sku: SkuCode


class LineMovement(Message):
    """A quantity of one order line that counts from now on, or no longer does.

    `accepted` is what counts on the line with it, over all deliveries; price and discount are the order's,
    for whoever values the goods.
    """

    po_line: LineNumber
    sku: SkuCode
    unit: UnitCode
    ordered: QuantityValue
    quantity: QuantityOrNone
    accepted: QuantityOrNone
    complete: bool
    unit_price: UnitPrice
    discount_percent: Percent


class DiscrepancyCause(StrEnum):
    """In which way a delivery disagrees with the order."""

    TOO_MUCH = "too-much"
    TOO_LITTLE = "too-little"
    WRONG_SKU = "wrong-sku"
    UNKNOWN_LINE = "unknown-line"


class DiscrepantLine(Message):
    """Where a delivery disagrees with the order.

    `expected` is what was still open on the line, and nothing for an article that was not ordered there;
    `received` is what came and was not rejected; `tolerance` is the policy's, in percent of the ordered
    quantity.
    """

    po_line: LineNumber
    sku: SkuCode
    expected: QuantityOrNone
    received: QuantityOrNone
    deviation: Deviation
    tolerance: Percent
    cause: DiscrepancyCause
