"""The facts that decisions about financing rest on, read so that they still hold when these are stored."""

import asyncio

from application.identity.tenant import today
from application.ports.states import Folded
from application.purchasing.facts import approval_policy
from application.work import Work
from domain.murabaha.context import BankFacts, MurabahaContext, OrderFacts
from domain.murabaha.contract.machine import payment_of
from domain.murabaha.contract.state import MurabahaContract
from domain.murabaha.contract.state import Status as ContractStatus
from domain.payments.payment.machine import PAYMENT
from domain.purchasing.approval import assess
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder, Status
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.ids import MurabahaId, PurchaseOrderId, SupplierId

_ISSUED = frozenset(
    {Status.ISSUED, Status.ACKNOWLEDGED, Status.PARTIALLY_RECEIVED, Status.RECEIVED}
)
_APPROVED = _ISSUED | {Status.APPROVED}


async def financing_context(
    work: Work, order: Folded[PurchaseOrder], bank_id: SupplierId
) -> MurabahaContext:
    """The order and the bank as they stand."""
    return MurabahaContext(
        work.request.actor,
        work.at,
        order=await _order_facts(work, order),
        bank=await _bank_facts(work, bank_id),
        local_day=await today(work),
    )


async def contract_context(work: Work, contract: Folded[MurabahaContract]) -> MurabahaContext:
    """All that the rules need to know to tell what may be done next with a contract."""
    election = contract.state.elected
    order = await work.load(PURCHASE_ORDER, election.order_id)
    return MurabahaContext(
        work.request.actor,
        work.at,
        order=await _order_facts(work, order),
        bank=await _bank_facts(work, election.bank_id),
        under_way=await _under_way(work, contract),
        local_day=await today(work),
    )


def plain_context(work: Work) -> MurabahaContext:
    """For commands whose rules need no facts beside the contract."""
    return MurabahaContext(work.request.actor, work.at)


async def _order_facts(work: Work, order: Folded[PurchaseOrder]) -> OrderFacts:
    state = order.state
    policy, rate = await approval_policy(work), state.quoted_rate
    is_foreign = state.total.currency != policy.thresholds.currency
    assessed = (
        None if is_foreign and rate is None else assess(state.total, policy, rate, work.at.date())
    )
    return OrderFacts(
        order_id=PurchaseOrderId(order.stream_id),
        supplier_id=state.current.supplier_id,
        status=state.status or "",
        total=state.total,
        base_total=assessed.base_total if assessed else None,
        exchange_rate=assessed.exchange_rate if assessed else None,
        approved=state.status in _APPROVED,
        issued=state.status in _ISSUED,
        received=state.status is Status.RECEIVED and not state.fulfilment.discrepancies,
    )


async def _bank_facts(work: Work, bank_id: SupplierId) -> BankFacts | None:
    bank = (await work.find(SUPPLIER, bank_id)).state
    if bank.profile is None:
        return None
    return BankFacts(bank_id, bank.profile.name, bank.active)


async def _under_way(work: Work, contract: Folded[MurabahaContract]) -> frozenset[int]:
    """The unpaid instalments whose payments can no longer be called back."""
    if contract.state.status is not ContractStatus.ACTIVE:
        return frozenset()
    contract_id, unpaid = MurabahaId(contract.stream_id), contract.state.unpaid
    payments = await asyncio.gather(
        *(work.find(PAYMENT, payment_of(contract_id, number)) for number in unpaid)
    )
    found = zip(unpaid, payments, strict=True)
    return frozenset(number for number, payment in found if not payment.state.payable_now)
