"""Orders that a bank finances: it buys, owns, and resells at a markup that is fixed at contract."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import MURABAHA
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from api.http.routes.purchase_orders import orders
from application.documents.murabaha import MurabahaDocument
from application.murabaha import contract as tasks
from domain.murabaha.contract.commands import (
    Acquire,
    Cancel,
    Contract,
    Request,
    Settle,
    Transfer,
)
from domain.shared.ids import MurabahaId, PurchaseOrderId
from projections.murabaha.contracts import MurabahaSummary

murabaha = Resource("/v1/murabaha", "Murabaha")


class MurabahaAnswer(MurabahaDocument):
    """A contract, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@orders.command("POST", "/{order_id}/murabaha", "murabaha.request", Gives(MurabahaAnswer, 201))
async def request(order_id: PurchaseOrderId, command: Request, by: Commander) -> Answer:
    """Elect to have an order above 50,000.00 financed, before it is issued."""
    return await by.create(MURABAHA, tasks.request_financing(order_id, command))


@murabaha.listing("", "murabaha.list", of="murabaha", gives=Gives(PageOf[MurabahaSummary]))
async def list_all(asking: Asking) -> Answer:
    """Contracts by status, order, bank and due date."""
    return await page_of(asking, "murabaha")


@murabaha.query("/{murabaha_id}", "murabaha.read", Gives(MurabahaAnswer))
async def show(murabaha_id: MurabahaId, past: PastQuery, asking: Asking) -> Answer:
    """One contract with its instalments, today or as it was."""
    return await asking.document(MURABAHA, murabaha_id, past)


@murabaha.command("PATCH", "/{murabaha_id}/contract", "murabaha.contract", Gives(MurabahaAnswer))
async def contract(murabaha_id: MurabahaId, command: Contract, by: Commander) -> Answer:
    """Record that it is signed: cost, markup and instalments are fixed from now on."""
    return await by.change(MURABAHA, tasks.sign_contract(murabaha_id, command))


@murabaha.command("PATCH", "/{murabaha_id}/acquire", "murabaha.acquire", Gives(MurabahaAnswer))
async def acquire(murabaha_id: MurabahaId, command: Acquire, by: Commander) -> Answer:
    """Record that the bank bought the goods and paid the supplier."""
    return await by.change(MURABAHA, tasks.acquire_asset(murabaha_id, command))


@murabaha.command("PATCH", "/{murabaha_id}/transfer", "murabaha.transfer", Gives(MurabahaAnswer))
async def transfer(murabaha_id: MurabahaId, command: Transfer, by: Commander) -> Answer:
    """Record that the bank sold the goods on; the order is Invoiced, the instalments are scheduled."""
    return await by.change(MURABAHA, tasks.transfer_asset(murabaha_id, command))


@murabaha.command("PATCH", "/{murabaha_id}/settle", "murabaha.settle", Gives(MurabahaAnswer))
async def settle(murabaha_id: MurabahaId, command: Settle, by: Commander) -> Answer:
    """Pay what remains at once, less a rebate that the bank grants."""
    return await by.change(MURABAHA, tasks.settle_early(murabaha_id, command))


@murabaha.command("PATCH", "/{murabaha_id}/cancel", "murabaha.cancel", Gives(MurabahaAnswer))
async def cancel(murabaha_id: MurabahaId, command: Cancel, by: Commander) -> Answer:
    """Call the financing off before the bank owns the goods; the order goes on without."""
    return await by.change(MURABAHA, tasks.cancel_financing(murabaha_id, command))
