"""What was proposed to be paid together, and how far is it?"""

from datetime import date, datetime

from application.documents.payment_run import render
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, Status
from domain.payments.payment_run.transfers import Verdict
from domain.shared.ids import PaymentRunId, UserId
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter


class PaymentRunSummary(Message):
    """A run as a row of the list, with how many of its transfers the bank accepted and rejected."""

    id: PaymentRunId
    payment_run_id: PaymentRunId
    status: Status
    version: int
    execution_date: date
    totals: tuple[Money, ...]
    transfer_count: int
    accepted: int
    rejected: int
    held_back: int
    message_id: str
    proposed_by: UserId
    approved_by: UserId | None
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[PaymentRun]) -> PaymentRunSummary:
    """The row of a folded run."""
    run, run_id = folded.state, PaymentRunId(folded.stream_id)
    assert run.status
    assert folded.created_at
    assert folded.updated_at
    return PaymentRunSummary(
        id=run_id,
        payment_run_id=run_id,
        status=run.status,
        version=folded.version,
        execution_date=run.proposed.execution_date,
        totals=run.proposed.totals,
        transfer_count=len(run.transfers),
        accepted=run.count(Verdict.ACCEPTED),
        rejected=run.count(Verdict.REJECTED),
        held_back=len(run.proposed.held_back),
        message_id=run.proposed.message_id,
        proposed_by=run.proposed.proposed_by,
        approved_by=run.approved_by,
        sent_at=run.sent_at,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


PAYMENT_RUNS = ReadModel(
    name="payment-runs",
    table="payment_runs",
    decider=PAYMENT_RUN,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("execution_date", ColumnType.DATE, lambda it: it.state.proposed.execution_date),
        Column("message_id", ColumnType.TEXT, lambda it: it.state.proposed.message_id),
        Column("transfer_count", ColumnType.INTEGER, lambda it: len(it.state.transfers)),
        Column("proposed_by", ColumnType.TEXT, lambda it: it.state.proposed.proposed_by),
        Column("approved_by", ColumnType.TEXT, lambda it: it.state.approved_by),
    ),
    shape=ListShape(
        name="payment-runs",
        filters=(
            status_filter("Proposed"),
            equal_filter("proposedBy", "proposed_by", "Collected by this user."),
            equal_filter("approvedBy", "approved_by", "Approved by this user."),
            equal_filter("messageId", "message_id", "With this name at the bank."),
            FilterParameter(
                "executionFrom", "execution_date", FilterKind.FROM, "Paid then or later."
            ),
            FilterParameter("executionUntil", "execution_date", FilterKind.UNTIL, "Paid by then."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "executionDate": "execution_date"},
        default_sort="-createdAt",
    ),
)
