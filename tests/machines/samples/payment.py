"""Asks of a payment."""

from collections.abc import Hashable

from domain.payments.payment import commands as c
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import Payment
from domain.shared.context import Context
from tests.domain.payments.payment_events import (
    RUN,
    collect,
    euros,
    fail,
    payable,
    remit,
    returned,
)
from tests.domain.purchasing.people import ANN
from tests.given_when_then import NOON
from tests.machines.walk import Samples

ANNS = Context(ANN, NOON)


def kind(state: Payment) -> Hashable:
    """Whether a run has it, and what is owed, makes a difference."""
    return state.status, state.collected, state.collection is None, state.amount


PAYMENTS = Samples(
    PAYMENT,
    tuple(
        (command, ANNS)
        for command in (
            c.Schedule(payable=payable()),
            c.Reduce(by=euros("30.00")),
            c.Cancel(reason="disputed"),
            collect(),
            collect(pays="70.00"),
            c.LetGo(payment_run_id=RUN, reason="wrong day"),
            c.Disburse(payment_run_id=RUN),
            remit(),
            fail(),
            returned(),
        )
    ),
    kind,
)
