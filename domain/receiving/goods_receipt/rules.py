"""What must hold for a delivery, beside what makes it a discrepancy, which is recorded and not refused."""

from collections.abc import Mapping
from typing import Any

from domain.receiving.context import OrderFacts, ReceivingContext
from domain.receiving.goods_receipt.commands import Receive, ReturnToSupplier
from domain.receiving.goods_receipt.returns import going_back
from domain.receiving.goods_receipt.state import GoodsReceipt
from domain.receiving.judgement import Judgement, Kept, kept, of_lines
from domain.receiving.lines import MOST_OF_ONE_LINE, NONE, DiscrepantLine
from domain.shared.decimals import EXACT
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates


class DuplicateDeliveryNote(StateRefused):
    """This supplier's delivery note was entered already."""


class DeliveryBeyondTolerance(StateRefused):
    """The order was received in full, and a late delivery brings more than its tolerance takes."""


class HistoriesDisagree(StateRefused):
    """The order counts less than this delivery brought and still holds; have its log verified."""


class DeliveryInTheFuture(ContentRefused):
    """The delivery is dated later than now."""


class AcceptedQuantityTooLarge(ContentRefused):
    """More would be accepted on a line than anything that is ever bought."""


class LineNotOnOrder(ContentRefused):
    """Something was delivered for a line that the order does not have; amend the order first."""


class ReturnExceedsReceipt(ContentRefused):
    """More would go back than this delivery brought and still holds."""


@rule(DuplicateDeliveryNote, lambda _, __, context: {"grn_id": context.first_note})
def delivery_note_is_new(context: ReceivingContext) -> bool:
    """The number of a delivery note comes once from one supplier."""
    return context.first_note is None


def _beyond(command: Receive, order: OrderFacts) -> tuple[DiscrepantLine, ...]:
    return Judgement(order, kept(command.lines)).disagreements(final=False)


def _late_lines(_: Any, command: Receive, context: ReceivingContext) -> Mapping[str, Any]:
    lines = _beyond(command, context.facts)
    return {"discrepant_lines": [line.model_dump(mode="json") for line in lines]}


@rule(DeliveryBeyondTolerance, _late_lines)
def late_delivery_is_within_tolerance(command: Receive, context: ReceivingContext) -> bool:
    """An order that was received in full takes only what is within its tolerance."""
    return not context.facts.complete or not _beyond(command, context.facts)


@rule(DeliveryInTheFuture, lambda _, command, __: {"received_at": command.received_at})
def delivery_has_come(command: Receive, context: ReceivingContext) -> bool:
    """A delivery is not entered before it came."""
    return command.received_at is None or command.received_at <= context.at


def _is_countable(order: OrderFacts, quantities: Kept) -> bool:
    return all(
        EXACT.add(order.by_number[po_line].accepted, quantity) < MOST_OF_ONE_LINE
        for po_line, quantity in of_lines(quantities).items()
        if po_line in order.by_number
    )


@rule(AcceptedQuantityTooLarge)
def delivery_is_countable(command: Receive, context: ReceivingContext) -> bool:
    """On every line less than a trillion is accepted."""
    return _is_countable(context.facts, kept(command.lines))


@rule(AcceptedQuantityTooLarge)
def acceptance_is_countable(state: GoodsReceipt, context: ReceivingContext) -> bool:
    """With what was delivered, less than a trillion is accepted on every line."""
    return _is_countable(context.facts, kept(state.note.lines))


def _foreign_lines(state: GoodsReceipt, order: OrderFacts) -> tuple[int, ...]:
    named = dict.fromkeys(line.po_line for line in state.note.lines)
    return tuple(number for number in named if number not in order.by_number)


@rule(
    LineNotOnOrder,
    lambda state, _, context: {"po_lines": _foreign_lines(state, context.facts)},
)
def delivered_lines_are_on_the_order(state: GoodsReceipt, context: ReceivingContext) -> bool:
    """What is accepted was delivered for lines that the order has."""
    return not _foreign_lines(state, context.facts)


@separates(Separated.RESOLVES_OWN_RECEIPT)
def receiver_does_not_resolve(state: GoodsReceipt, context: ReceivingContext) -> bool:
    """Nobody decides about the discrepancy of a delivery that they received."""
    return context.actor != state.note.received_by


def _uncounted(
    state: GoodsReceipt, command: ReturnToSupplier, order: OrderFacts
) -> list[dict[str, Any]]:
    found = []
    for po_line in going_back(command.lines):
        line, held = order.by_number.get(po_line), state.holds(po_line)
        counted = NONE if line is None else line.accepted
        if counted < held:
            found.append({"poLine": po_line, "counted": f"{counted:f}", "held": f"{held:f}"})
    return found


@rule(
    HistoriesDisagree,
    lambda state, command, context: {"lines": _uncounted(state, command, context.facts)},
)
def order_counts_what_is_held(
    state: GoodsReceipt, command: ReturnToSupplier, context: ReceivingContext
) -> bool:
    """The order counts what the delivery holds; a log that says otherwise was not written by us."""
    return not _uncounted(state, command, context.facts)


def _too_much(state: GoodsReceipt, command: ReturnToSupplier) -> list[dict[str, Any]]:
    return [
        {"poLine": po_line, "quantity": f"{quantity:f}", "held": f"{state.holds(po_line):f}"}
        for po_line, quantity in going_back(command.lines).items()
        if quantity > state.holds(po_line)
    ]


@rule(ReturnExceedsReceipt, lambda state, command, _: {"lines": _too_much(state, command)})
def returned_goods_are_held(state: GoodsReceipt, command: ReturnToSupplier) -> bool:
    """No more goes back than the delivery brought and still holds."""
    return not _too_much(state, command)


@rule(ReturnExceedsReceipt)
def something_is_held(state: GoodsReceipt) -> bool:
    """Something of the delivery counts as accepted and has not gone back."""
    return any(state.holds(po_line) > NONE for po_line in state.accepted)
