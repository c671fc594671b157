"""Asks of a payment run."""

from collections.abc import Hashable

from domain.payments.payment_run import commands as c
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.payments.payment_run.state import PaymentRun, RunContext
from domain.payments.payment_run.transfers import Verdict
from tests.domain.payments.payment_events import TEN
from tests.domain.payments.run_events import USABLE, outcome, propose, reported
from tests.domain.purchasing.people import DAN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

DANS = RunContext(DAN, NOON, USABLE)


def kind(state: PaymentRun) -> Hashable:
    """Whether the bank may have it, and what it said, makes a difference."""
    return state.status, state.submission_begun, len(state.outcomes)


PAYMENT_RUNS = Samples(
    PAYMENT_RUN,
    tuple(
        (command, DANS)
        for command in (
            propose(),
            c.Approve(),
            c.Cancel(reason="wrong day"),
            c.BeginSubmission(),
            c.RecordSent(received_at=TEN),
            c.RecordFileRefused(reason="no mandate"),
            reported(outcome(1, Verdict.ACCEPTED)),
            reported(outcome(2, Verdict.REJECTED, reason_code="AC04")),
        )
    ),
    kind,
)
