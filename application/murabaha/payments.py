"""What a contract has paid to the bank, and what becomes of its order then."""

from application.identity.tenant import today
from application.murabaha.facts import plain_context
from application.ports.states import Folded
from application.purchasing.facts import plain_context as purchasing_context
from application.work import Work
from domain.murabaha.contract.commands import RecordPaid, RecordReturned
from domain.murabaha.contract.machine import payment_of
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.payments.payable import Payable
from domain.payments.payment.commands import Cancel, Schedule
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.payments.payment.state import Status as PaymentStatus
from domain.purchasing.purchase_order.commands import Close, Pay
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.shared.ids import MurabahaId


async def schedule(work: Work, contract: Folded[MurabahaContract], *numbers: int) -> None:
    """Have amounts of a contract paid to the bank when they fall due; the append checks they are new."""
    contract_id, on = MurabahaId(contract.stream_id), await today(work)
    state, owed = contract.state, contract.state.owed
    for number in numbers:
        payable = Payable(
            murabaha_id=contract_id,
            instalment=number,
            purchase_order_id=state.elected.order_id,
            supplier_id=state.elected.bank_id,
            supplier_name=state.elected.bank_name,
            reference=f"{contract_id}/{number}",
            amount=owed[number],
            invoice_date=on,
            due_on=state.due_on(number),
            handled_by=tuple(sorted(state.handled_by)),
        )
        payment = work.start(PAYMENT, payment_of(contract_id, number))
        work.decide(payment, Schedule(payable=payable), work.context)


async def call_back(work: Work, contract: Folded[MurabahaContract], *numbers: int) -> None:
    """Have amounts of a contract not paid, because something else takes their place."""
    contract_id = MurabahaId(contract.stream_id)
    for number in numbers:
        payment = await work.load(PAYMENT, payment_of(contract_id, number))
        work.decide(payment, Cancel(reason="the contract is settled early"), work.context)


async def take_note(
    work: Work, contract: Folded[MurabahaContract], payment: Folded[Payment]
) -> Folded[MurabahaContract]:
    """Let a contract know how a payment of its stands, whichever event called for that."""
    number = payment.state.debt.instalment
    assert number is not None
    said = {"number": number, "payment_id": payment_of(MurabahaId(contract.stream_id), number)}
    is_paid, counts = payment.state.status is PaymentStatus.REMITTED, number in contract.state.paid
    context = plain_context(work)
    if is_paid and not counts:
        return work.decide(contract, RecordPaid.model_validate(said), context)
    if counts and not is_paid:
        return work.decide(contract, RecordReturned.model_validate(said), context)
    return contract


async def pay_order(work: Work, contract: Folded[MurabahaContract]) -> None:
    """Call the order of a settled contract paid and close it, if it stands where that is possible."""
    if contract.state.status is not Status.SETTLED:
        return
    contract_id = MurabahaId(contract.stream_id)
    order = await work.load(PURCHASE_ORDER, contract.state.elected.order_id)
    is_its = order.state.financing == contract_id
    if order.state.status is OrderStatus.INVOICED and is_its:
        numbers = sorted(contract.state.paid)
        paid = Pay(payments=tuple(payment_of(contract_id, number) for number in numbers))
        order = work.decide(order, paid, purchasing_context(work))
        work.decide(order, Close(), purchasing_context(work))
