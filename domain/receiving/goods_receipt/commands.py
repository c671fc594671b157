"""What may be asked about a delivery."""

from collections import defaultdict
from decimal import Decimal
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from domain.receiving.lines import MOST_LINES, MOST_OF_ONE_LINE, ReceivedLine, ReturnedLine
from domain.shared.decimals import EXACT, NumberTooLarge
from domain.shared.ids import PurchaseOrderId
from domain.shared.instant import Instant
from domain.shared.invalid_value import InvalidValue
from domain.shared.message import Command
from domain.shared.text import Code, LongText, Reason

L = TypeVar("L")
_BOUNDS = Field(json_schema_extra={"minItems": 1, "maxItems": MOST_LINES})
# pydantic's own bounds would also complain of too few lines whenever a line is wrong.


class NoSuchNumberOfLines(InvalidValue):
    """There is nothing in it, or more than anybody could check."""


def _are_some(lines: tuple[L, ...]) -> tuple[L, ...]:
    if not 1 <= len(lines) <= MOST_LINES:
        raise NoSuchNumberOfLines(f"must have 1 to {MOST_LINES:,} lines")
    return lines


_Received = Annotated[tuple[ReceivedLine, ...], AfterValidator(_are_some), _BOUNDS]
_Returned = Annotated[tuple[ReturnedLine, ...], AfterValidator(_are_some), _BOUNDS]


class Receive(Command):
    """Enter what a delivery brought; with `final` the supplier will send no more."""

    purchase_order_id: PurchaseOrderId
    delivery_note: Code
    received_at: Instant | None = None
    final: bool = False
    lines: _Received

    @model_validator(mode="after")
    def _is_countable(self) -> Self:
        sums: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            sums[line.po_line] = EXACT.add(sums[line.po_line], line.received_quantity)
        if any(quantity >= MOST_OF_ONE_LINE for quantity in sums.values()):
            raise NumberTooLarge("one delivery brings less than a trillion of anything")
        return self


class Accept(Command):
    """Take what was delivered although it disagrees with the order."""

    comment: LongText | None = None


class Return(Command):
    """Send back what was not expected, and take the rest."""

    comment: LongText | None = None


class ReturnToSupplier(Command):
    """Send back goods that were taken, and say why."""

    reason: Reason
    lines: _Returned
