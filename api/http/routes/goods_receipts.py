"""Deliveries: what came, what of it counts, and what went back."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import GOODS_RECEIPTS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.goods_receipt import GoodsReceiptDocument
from application.failures import GoodsReceiptDiscrepancy
from application.ports.states import Folded
from application.receiving import goods_receipt as tasks
from domain.receiving.goods_receipt.commands import Accept, Receive, Return, ReturnToSupplier
from domain.receiving.goods_receipt.state import GoodsReceipt, Status
from domain.shared.ids import GoodsReceiptId
from projections.receiving.goods_receipts import GoodsReceiptSummary

receipts = Resource("/v1/grn", "Goods receipts")


class GoodsReceiptAnswer(GoodsReceiptDocument):
    """A delivery, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


_ANSWER = Gives(GoodsReceiptAnswer)


@receipts.listing("", "grn.list", of="grn", gives=Gives(PageOf[GoodsReceiptSummary]))
async def list_all(asking: Asking) -> Answer:
    """Deliveries, by status, order, supplier, lot and date."""
    return await page_of(asking, "grn")


@receipts.command("POST", "", "grn.receive", Gives(GoodsReceiptAnswer, 201))
async def receive(command: Receive, by: Commander) -> Answer:
    """Enter a delivery; one that disagrees with its order is stored, held, and answered with 422."""
    return await by.create_or_refuse(GOODS_RECEIPTS, tasks.receive_goods(command), discrepancy)


@receipts.query("/{grn_id}", "grn.read", _ANSWER)
async def show(grn_id: GoodsReceiptId, past: PastQuery, asking: Asking) -> Answer:
    """One delivery, today or as it was."""
    return await asking.document(GOODS_RECEIPTS, grn_id, past)


@receipts.command("PATCH", "/{grn_id}/accept", "grn.accept", _ANSWER)
async def accept(grn_id: GoodsReceiptId, command: Accept, by: Commander) -> Answer:
    """Take a held delivery as it came; whoever received it cannot."""
    return await by.change(GOODS_RECEIPTS, tasks.accept_discrepancy(grn_id, command))


@receipts.command("PATCH", "/{grn_id}/return", "grn.return", _ANSWER)
async def send_back(grn_id: GoodsReceiptId, command: Return, by: Commander) -> Answer:
    """Send back what was not expected of a held delivery; the rest counts."""
    return await by.change(GOODS_RECEIPTS, tasks.return_discrepancy(grn_id, command))


@receipts.command(
    "POST", "/{grn_id}/returns", "grn.return-to-supplier", Gives(GoodsReceiptAnswer, 201)
)
async def return_to_supplier(
    grn_id: GoodsReceiptId, command: ReturnToSupplier, by: Commander
) -> Answer:
    """Send back goods that were taken, so that less may be invoiced."""
    return await by.create(GOODS_RECEIPTS, tasks.return_to_supplier(grn_id, command))


def discrepancy(folded: Folded[GoodsReceipt]) -> GoodsReceiptDiscrepancy | None:
    """What the caller is told of a delivery that is held."""
    if folded.state.status is not Status.DISCREPANCY:
        return None
    return GoodsReceiptDiscrepancy(
        "the delivery disagrees with the order; somebody else has to accept or return it",
        grn_id=folded.stream_id,
        purchase_order_id=folded.state.note.purchase_order_id,
        discrepant_lines=[line.model_dump(mode="json") for line in folded.state.discrepant_lines],
    )
