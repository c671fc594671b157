"""A murabaha contract as the API shows it."""

from datetime import date, datetime
from enum import StrEnum

from application.ports.states import Folded
from domain.murabaha.contract.machine import payment_of
from domain.murabaha.contract.state import MurabahaContract, Settlement, Status
from domain.murabaha.contract.terms import FinancingTerms, Instalment
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import MurabahaId, PaymentId, PurchaseOrderId, SupplierId, UserId
from domain.shared.message import Message
from domain.shared.money import Money


class InstalmentStatus(StrEnum):
    """Whether an instalment is paid, and if not, whether a payment waits for it."""

    PLANNED = "Planned"
    SCHEDULED = "Scheduled"
    PAID = "Paid"
    REPLACED = "Replaced"


class InstalmentDocument(Message):
    """One monthly part of the price; `replaced` ones are paid by the settlement."""

    number: int
    due_on: date
    amount: Money
    markup: Money
    status: InstalmentStatus
    payment_id: PaymentId | None


class SettlementDocument(Message):
    """The payment that takes the place of several instalments: what remained, less the rebate."""

    number: int
    replaces: tuple[int, ...]
    remaining: Money
    remaining_markup: Money
    rebate: Money
    amount: Money
    due_on: date
    paid: bool
    payment_id: PaymentId


class MurabahaDocument(Message):
    """Which order a bank finances, on which terms, and what is paid of it.

    Cost, markup, price and instalments are there from the day of the contract on; they never change.
    """

    id: MurabahaId
    murabaha_id: MurabahaId
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    bank_id: SupplierId
    bank_name: str
    terms: FinancingTerms
    requested_total: Money
    base_total: Money
    exchange_rate: ExchangeRate | None
    threshold: Money
    cost: Money | None
    markup: Money | None
    price: Money | None
    instalments: tuple[InstalmentDocument, ...]
    settlement: SettlementDocument | None
    paid: Money | None
    outstanding: Money | None
    next_due_on: date | None
    cancel_reason: str | None
    requested_by: UserId
    created_at: datetime
    updated_at: datetime


def next_due_on(contract: MurabahaContract) -> date | None:
    """When the next amount falls due, as long as any is owed and the contract goes on."""
    if contract.agreed is None or contract.status is Status.CANCELLED:
        return None
    return min((contract.due_on(number) for number in contract.unpaid), default=None)


def document(folded: Folded[MurabahaContract]) -> MurabahaDocument:
    """What a folded contract looks like to others."""
    contract, murabaha_id = folded.state, MurabahaId(folded.stream_id)
    election, signed = contract.elected, contract.agreed
    assert contract.status
    assert folded.created_at
    assert folded.updated_at
    return MurabahaDocument(
        id=murabaha_id,
        murabaha_id=murabaha_id,
        status=contract.status,
        version=folded.version,
        purchase_order_id=election.order_id,
        supplier_id=election.supplier_id,
        bank_id=election.bank_id,
        bank_name=election.bank_name,
        terms=election.terms,
        requested_total=election.total,
        base_total=election.base_total,
        exchange_rate=election.exchange_rate,
        threshold=election.threshold,
        cost=signed.cost if signed else None,
        markup=signed.markup if signed else None,
        price=signed.price if signed else None,
        instalments=_instalments(murabaha_id, contract),
        settlement=_settlement(murabaha_id, contract, contract.settlement),
        paid=contract.total_paid if signed else None,
        outstanding=contract.outstanding if signed else None,
        next_due_on=next_due_on(contract),
        cancel_reason=contract.reason,
        requested_by=election.requested_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[MurabahaContract]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _instalments(
    murabaha_id: MurabahaId, contract: MurabahaContract
) -> tuple[InstalmentDocument, ...]:
    parts = contract.agreed.instalments if contract.agreed else ()
    has_payments = contract.status in (Status.ACTIVE, Status.SETTLED)
    return tuple(
        InstalmentDocument(
            number=part.number,
            due_on=part.due_on,
            amount=part.amount,
            markup=part.markup,
            status=_status(contract, part, has_payments),
            payment_id=payment_of(murabaha_id, part.number) if has_payments else None,
        )
        for part in parts
    )


def _status(contract: MurabahaContract, part: Instalment, has_payments: bool) -> InstalmentStatus:
    if part.number in contract.paid:
        return InstalmentStatus.PAID
    if contract.settlement is not None and part.number in contract.settlement.replaces:
        return InstalmentStatus.REPLACED
    return InstalmentStatus.SCHEDULED if has_payments else InstalmentStatus.PLANNED


def _settlement(
    murabaha_id: MurabahaId, contract: MurabahaContract, settlement: Settlement | None
) -> SettlementDocument | None:
    if settlement is None:
        return None
    return SettlementDocument(
        number=settlement.number,
        replaces=settlement.replaces,
        remaining=settlement.remaining,
        remaining_markup=settlement.remaining_markup,
        rebate=settlement.rebate,
        amount=settlement.amount,
        due_on=settlement.due_on,
        paid=settlement.number in contract.paid,
        payment_id=payment_of(murabaha_id, settlement.number),
    )
