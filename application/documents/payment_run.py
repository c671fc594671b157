"""A payment run as the API shows it."""

from datetime import date, datetime

from application.ports.states import Folded
from domain.payments.payment_run.state import PaymentRun, Status
from domain.payments.payment_run.transfers import (
    HeldBack,
    RunPayment,
    RunTransfer,
    TransferOutcome,
)
from domain.shared.bank_account import BankAccount
from domain.shared.currency import Currency
from domain.shared.ids import PaymentRunId, SupplierId, UserId
from domain.shared.message import Message
from domain.shared.money import Money


class TransferDocument(Message):
    """Money to one account, for which debts, and what the bank said of it last."""

    number: int
    end_to_end_id: str
    supplier_id: SupplierId
    supplier_name: str
    bank_account: int
    account: BankAccount
    debtor: BankAccount
    amount: Money
    payments: tuple[RunPayment, ...]
    outcome: TransferOutcome | None


class PaymentRunDocument(Message):
    """What is paid to whom on which day, and how far that is.

    A preview (`dryRun`) is of a run that does not exist: its version is 0 and nothing has its id.
    """

    id: PaymentRunId
    payment_run_id: PaymentRunId
    status: Status
    version: int
    dry_run: bool
    execution_date: date
    currency: Currency | None
    totals: tuple[Money, ...]
    transfer_count: int
    payment_count: int
    transfers: tuple[TransferDocument, ...]
    held_back: tuple[HeldBack, ...]
    left_for_next_run: int
    message_id: str
    file_version: str
    proposed_by: UserId
    approved_by: UserId | None
    sent_at: datetime | None
    refused_because: str | None
    cancelled_because: str | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[PaymentRun]) -> PaymentRunDocument:
    """What a folded run looks like to others."""
    run, run_id = folded.state, PaymentRunId(folded.stream_id)
    proposal = run.proposed
    assert run.status
    assert folded.created_at
    assert folded.updated_at
    return PaymentRunDocument(
        id=run_id,
        payment_run_id=run_id,
        status=run.status,
        version=folded.version,
        dry_run=folded.version == 0,
        execution_date=proposal.execution_date,
        currency=proposal.currency,
        totals=proposal.totals,
        transfer_count=len(run.transfers),
        payment_count=sum(len(transfer.payments) for transfer in run.transfers),
        transfers=tuple(_transfer(transfer, run) for transfer in run.transfers),
        held_back=proposal.held_back,
        left_for_next_run=proposal.left_for_next_run,
        message_id=proposal.message_id,
        file_version=proposal.file_version,
        proposed_by=proposal.proposed_by,
        approved_by=run.approved_by,
        sent_at=run.sent_at,
        refused_because=run.refused_because,
        cancelled_because=run.cancelled_because,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[PaymentRun]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _transfer(transfer: RunTransfer, run: PaymentRun) -> TransferDocument:
    return TransferDocument(
        number=transfer.number,
        end_to_end_id=transfer.end_to_end_id,
        supplier_id=transfer.supplier_id,
        supplier_name=transfer.supplier_name,
        bank_account=transfer.bank_account,
        account=transfer.account,
        debtor=transfer.debtor,
        amount=transfer.amount,
        payments=transfer.payments,
        outcome=run.outcomes.get(transfer.number),
    )
