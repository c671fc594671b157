"""Use cases of murabaha contracts: one function per command, each with its order in the same append."""

from application.desk import Task
from application.murabaha.facts import contract_context, financing_context, plain_context
from application.murabaha.payments import call_back, pay_order, schedule, take_note
from application.ports.states import Folded
from application.purchasing.facts import plain_context as purchasing_context
from application.work import Work
from domain.murabaha.contract.commands import (
    Acquire,
    Activate,
    Cancel,
    Contract,
    EndWithOrder,
    Request,
    Settle,
    Transfer,
)
from domain.murabaha.contract.machine import MURABAHA
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.purchasing.purchase_order.commands import (
    Acknowledge,
    CancelFinancing,
    ElectFinancing,
    InvoiceFinanced,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import MurabahaId, PaymentId, PurchaseOrderId


def request_financing(order_id: PurchaseOrderId, command: Request) -> Task:
    """Elect to have an order financed, before it is issued."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        order = await work.target(PURCHASE_ORDER, order_id)
        contract_id = work.new_id(MurabahaId)
        contract = work.start(MURABAHA, contract_id)
        elect = ElectFinancing(murabaha_id=contract_id)
        order = work.decide(order, elect, purchasing_context(work))
        context = await financing_context(work, order, command.bank_id)
        return work.decide(contract, command, context)

    return task


def sign_contract(contract_id: MurabahaId, command: Contract) -> Task:
    """Fix the price on what the order costs now."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.target(MURABAHA, contract_id)
        return work.decide(contract, command, await contract_context(work, contract))

    return task


def acquire_asset(contract_id: MurabahaId, command: Acquire) -> Task:
    """The bank buys; a supplier who was paid has taken the order, so that nobody just calls it off."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.target(MURABAHA, contract_id)
        acquired = work.decide(contract, command, await contract_context(work, contract))
        order = await work.load(PURCHASE_ORDER, contract.state.elected.order_id)
        if order.state.status is OrderStatus.ISSUED:
            work.decide(order, Acknowledge(), purchasing_context(work))
        return acquired

    return task


def transfer_asset(contract_id: MurabahaId, command: Transfer) -> Task:
    """The buyer owns the goods, and the contract stands for all invoices of the order."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.target(MURABAHA, contract_id)
        transferred = work.decide(contract, command, await contract_context(work, contract))
        order = await work.load(PURCHASE_ORDER, contract.state.elected.order_id)
        work.decide(order, InvoiceFinanced(murabaha_id=contract_id), purchasing_context(work))
        return transferred

    return task


def settle_early(contract_id: MurabahaId, command: Settle) -> Task:
    """One payment takes the place of all that no run has taken up, in one append."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.target(MURABAHA, contract_id)
        agreed = work.decide(contract, command, await contract_context(work, contract))
        settlement = agreed.state.settlement
        assert settlement is not None
        await call_back(work, agreed, *settlement.replaces)
        await schedule(work, agreed, settlement.number)
        return agreed

    return task


def cancel_financing(contract_id: MurabahaId, command: Cancel) -> Task:
    """Call the financing off; the order goes on without."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.target(MURABAHA, contract_id)
        cancelled = work.decide(contract, command, plain_context(work))
        order = await work.load(PURCHASE_ORDER, contract.state.elected.order_id)
        if order.state.status is not OrderStatus.CANCELLED:
            work.decide(order, CancelFinancing(murabaha_id=contract_id), purchasing_context(work))
        return cancelled

    return task


def activate_contract(contract_id: MurabahaId) -> Task:
    """Schedule every instalment, once the goods have changed hands; nothing when that is done."""

    async def task(work: Work) -> Folded[MurabahaContract]:
        contract = await work.load(MURABAHA, contract_id)
        if contract.state.status is not Status.ASSET_TRANSFERRED:
            return contract
        await schedule(work, contract, *contract.state.unpaid)
        return work.decide(contract, Activate(), plain_context(work))

    return task


def note_payment(payment_id: PaymentId) -> Task:
    """Take what became of a payment to its contract, and of a settled contract to its order.

    It looks at the payment as it stands and not at the event that called, so that events which come in
    another order, or again, lead to the same end.
    """

    async def task(work: Work) -> Folded[Payment]:
        payment = await work.load(PAYMENT, payment_id)
        contract_id = payment.state.debt.murabaha_id
        if contract_id is not None:
            contract = await work.load(MURABAHA, contract_id)
            await pay_order(work, await take_note(work, contract, payment))
        return payment

    return task


def catch_up_order(order_id: PurchaseOrderId) -> Task:
    """Tell an order that its contract was settled while it could not take note."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.load(PURCHASE_ORDER, order_id)
        if order.state.financing is not None:
            await pay_order(work, await work.load(MURABAHA, order.state.financing))
        return order

    return task


def end_with_order(order_id: PurchaseOrderId, reason: str) -> Task:
    """End the financing of an order that is off, unless the goods have changed hands."""

    async def task(work: Work) -> Folded[PurchaseOrder]:
        order = await work.load(PURCHASE_ORDER, order_id)
        if order.state.financing is not None:
            contract = await work.load(MURABAHA, order.state.financing)
            if MURABAHA.machine.takes(contract.state.status, EndWithOrder):
                work.decide(contract, EndWithOrder(reason=reason), plain_context(work))
        return order

    return task
