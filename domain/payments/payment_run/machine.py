"""The life of a payment run: proposed, approved, sent as one file, and settled transfer by transfer."""

from dataclasses import replace
from datetime import datetime

from domain.payments.payment_run.commands import (
    Approve,
    BeginSubmission,
    Cancel,
    Propose,
    RecordFileRefused,
    RecordReport,
    RecordSent,
)
from domain.payments.payment_run.events import (
    PaymentRunApproved,
    PaymentRunCancelled,
    PaymentRunFileRefused,
    PaymentRunProposed,
    PaymentRunSent,
    PaymentRunSettled,
    PaymentRunSubmissionBegun,
    PaymentRunTransfersReported,
)
from domain.payments.payment_run.rules import (
    accounts_are_still_confirmed,
    approver_had_no_hand_in_it,
    bank_cannot_have_it,
    something_can_be_paid,
)
from domain.payments.payment_run.state import PaymentRun, Status
from domain.payments.payment_run.transfers import RunTransfer, TransferOutcome, Verdict
from domain.shared.context import Context
from domain.shared.ids import PaymentRunId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event
from domain.shared.money import Money

_PROPOSED, _APPROVED, _SENT = Status.PROPOSED, Status.APPROVED, Status.SENT
_SETTLED, _CANCELLED = Status.SETTLED, Status.CANCELLED

MACHINE = Machine(
    "payment-run",
    (
        Row(None, Propose, PaymentRunProposed, _PROPOSED, (something_can_be_paid,)),
        Row(
            _PROPOSED,
            Approve,
            PaymentRunApproved,
            _APPROVED,
            (accounts_are_still_confirmed, approver_had_no_hand_in_it),
        ),
        Row(_PROPOSED, Cancel, PaymentRunCancelled, _CANCELLED),
        Row(_APPROVED, Cancel, PaymentRunCancelled, _CANCELLED, (bank_cannot_have_it,)),
        Row(_APPROVED, BeginSubmission, PaymentRunSubmissionBegun, None),
        Row(_APPROVED, RecordSent, PaymentRunSent, _SENT),
        Row(_APPROVED, RecordFileRefused, PaymentRunFileRefused, _SETTLED),
        Row(_SENT, RecordReport, PaymentRunTransfersReported, None),
        Row(_SENT, RecordReport, PaymentRunSettled, _SETTLED),
        Row(_SETTLED, RecordReport, PaymentRunTransfersReported, None),
    ),
)


def totals(transfers: tuple[RunTransfer, ...]) -> tuple[Money, ...]:
    """What transfers come to, in each of their currencies."""
    sums: dict[str, Money] = {}
    for transfer in transfers:
        currency = transfer.amount.currency
        sums[currency] = sums.get(currency, Money.zero(currency)) + transfer.amount
    return tuple(sums.values())


def proposed(command: Propose, context: Context) -> PaymentRunProposed:
    """What would be recorded of a proposal, whether or not there is anything to pay."""
    return PaymentRunProposed(
        **dict(command),
        totals=totals(command.transfers),
        proposed_by=context.actor,
        proposed_at=context.at,
    )


def _propose(_: PaymentRun, command: Propose, context: Context) -> tuple[Event, ...]:
    return (proposed(command, context),)


def _approve(_: PaymentRun, command: Approve, context: Context) -> tuple[Event, ...]:
    return (PaymentRunApproved(approved_by=context.actor, comment=command.comment),)


def _cancel(_: PaymentRun, command: Cancel, context: Context) -> tuple[Event, ...]:
    return (PaymentRunCancelled(reason=command.reason, cancelled_by=context.actor),)


def _begin(state: PaymentRun, _: BeginSubmission, __: Context) -> tuple[Event, ...]:
    return (PaymentRunSubmissionBegun(message_id=state.proposed.message_id),)


def _record_sent(state: PaymentRun, command: RecordSent, _: Context) -> tuple[Event, ...]:
    return (PaymentRunSent(**dict(command), message_id=state.proposed.message_id),)


def _refuse_file(
    state: PaymentRun, command: RecordFileRefused, context: Context
) -> tuple[Event, ...]:
    return (
        PaymentRunFileRefused(
            message_id=state.proposed.message_id, reason=command.reason, refused_at=context.at
        ),
    )


def _record_report(state: PaymentRun, command: RecordReport, _: Context) -> tuple[Event, ...]:
    reported = PaymentRunTransfersReported(**dict(command))
    after = _transfers_reported(state, reported)
    accepted, rejected = after.count(Verdict.ACCEPTED), after.count(Verdict.REJECTED)
    if state.status is _SETTLED or accepted + rejected < len(state.transfers):
        return (reported,)
    return (reported, PaymentRunSettled(accepted=accepted, rejected=rejected))


def _proposed(state: PaymentRun, event: PaymentRunProposed) -> PaymentRun:
    return replace(state, proposal=event)


def _approved(state: PaymentRun, event: PaymentRunApproved) -> PaymentRun:
    return replace(state, approved_by=event.approved_by)


def _begun(state: PaymentRun, _: PaymentRunSubmissionBegun) -> PaymentRun:
    return replace(state, submission_begun=True)


def _sent(state: PaymentRun, event: PaymentRunSent) -> PaymentRun:
    return replace(state, sent_at=event.received_at)


def _file_refused(state: PaymentRun, event: PaymentRunFileRefused) -> PaymentRun:
    rejected = {
        transfer.number: _rejected(transfer.number, event.reason, event.refused_at)
        for transfer in state.transfers
    }
    return replace(state, refused_because=event.reason, outcomes=rejected)


def _rejected(number: int, reason: str, at: datetime) -> TransferOutcome:
    return TransferOutcome(transfer=number, verdict=Verdict.REJECTED, reason=reason, reported_at=at)


def _transfers_reported(state: PaymentRun, event: PaymentRunTransfersReported) -> PaymentRun:
    newest = {outcome.transfer: outcome for outcome in event.outcomes}
    return replace(state, outcomes={**state.outcomes, **newest})


def _settled(state: PaymentRun, _: PaymentRunSettled) -> PaymentRun:
    return state


def _cancelled(state: PaymentRun, event: PaymentRunCancelled) -> PaymentRun:
    return replace(state, cancelled_because=event.reason)


PAYMENT_RUN = Decider(
    machine=MACHINE,
    stream_type="payments.payment-run",
    id_type=PaymentRunId,
    initial=PaymentRun(),
    decisions={
        Propose: _propose,
        Approve: _approve,
        Cancel: _cancel,
        BeginSubmission: _begin,
        RecordSent: _record_sent,
        RecordFileRefused: _refuse_file,
        RecordReport: _record_report,
    },
    applications={
        PaymentRunProposed: _proposed,
        PaymentRunApproved: _approved,
        PaymentRunSubmissionBegun: _begun,
        PaymentRunSent: _sent,
        PaymentRunFileRefused: _file_refused,
        PaymentRunTransfersReported: _transfers_reported,
        PaymentRunSettled: _settled,
        PaymentRunCancelled: _cancelled,
    },
)
