"""The life of a payment: scheduled, taken up by a run, sent, and accepted or turned down by the bank."""

from domain.payments.payment.commands import (
    Cancel,
    Collect,
    Disburse,
    Fail,
    LetGo,
    Reduce,
    Remit,
    Return,
    Schedule,
)
from domain.payments.payment.decide import DECISIONS
from domain.payments.payment.events import (
    PaymentCancelled,
    PaymentCollected,
    PaymentDisbursed,
    PaymentFailed,
    PaymentLetGo,
    PaymentReduced,
    PaymentRemitted,
    PaymentReturned,
    PaymentScheduled,
)
from domain.payments.payment.evolve import APPLICATIONS
from domain.payments.payment.rules import (
    no_run_has_it,
    run_has_it,
    something_is_left,
    something_is_owed,
    transfer_is_what_is_owed,
)
from domain.payments.payment.state import Payment, Status
from domain.shared.ids import PaymentId
from domain.shared.machine import Decider, Machine, Row

_SCHEDULED, _FAILED = Status.SCHEDULED, Status.FAILED
_DISBURSED, _REMITTED = Status.DISBURSED, Status.REMITTED

_WAITING_ROWS = tuple(
    row
    for waiting in (_SCHEDULED, _FAILED)
    for row in (
        Row(waiting, Reduce, PaymentReduced, None, (no_run_has_it, something_is_left)),
        Row(waiting, Cancel, PaymentCancelled, Status.CANCELLED, (no_run_has_it,)),
        Row(
            waiting,
            Collect,
            PaymentCollected,
            _SCHEDULED,
            (no_run_has_it, transfer_is_what_is_owed),
        ),
    )
)

MACHINE = Machine(
    "payment",
    (
        Row(None, Schedule, PaymentScheduled, _SCHEDULED, (something_is_owed,)),
        Row(Status.CANCELLED, Schedule, PaymentScheduled, _SCHEDULED, (something_is_owed,)),
        *_WAITING_ROWS,
        Row(_SCHEDULED, LetGo, PaymentLetGo, _SCHEDULED, (run_has_it,)),
        Row(_SCHEDULED, Disburse, PaymentDisbursed, _DISBURSED, (run_has_it,)),
        Row(_SCHEDULED, Fail, PaymentFailed, _FAILED, (run_has_it,)),
        Row(_DISBURSED, Remit, PaymentRemitted, _REMITTED, (run_has_it,)),
        Row(_DISBURSED, Fail, PaymentFailed, _FAILED, (run_has_it,)),
        Row(_REMITTED, Return, PaymentReturned, _FAILED, (run_has_it,)),
        Row(_FAILED, Remit, PaymentRemitted, _REMITTED, (run_has_it,)),
    ),
)

PAYMENT = Decider(
    machine=MACHINE,
    stream_type="payments.payment",
    id_type=PaymentId,
    initial=Payment(),
    decisions=DECISIONS,
    applications=APPLICATIONS,
)
