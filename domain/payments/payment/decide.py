"""What is recorded of a payment once its rules hold."""

from collections.abc import Mapping
from typing import Any

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
from domain.payments.payment.state import Payment
from domain.shared.context import Context
from domain.shared.machine import Decision
from domain.shared.message import Command, Event


def _schedule(_: Payment, command: Schedule, context: Context) -> tuple[Event, ...]:
    return (PaymentScheduled(payable=command.payable, scheduled_by=context.actor),)


def _reduce(state: Payment, command: Reduce, _: Context) -> tuple[Event, ...]:
    return (
        PaymentReduced(
            credit_note_id=command.credit_note_id,
            reduced_by=command.by,
            amount=(state.owed - command.by).money(),
            reason=command.reason,
        ),
    )


def _cancel(_: Payment, command: Cancel, context: Context) -> tuple[Event, ...]:
    return (PaymentCancelled(**dict(command), cancelled_by=context.actor),)


def _collect(state: Payment, command: Collect, _: Context) -> tuple[Event, ...]:
    return (PaymentCollected(**dict(command), attempt=state.attempts + 1),)


def _let_go(_: Payment, command: LetGo, __: Context) -> tuple[Event, ...]:
    return (PaymentLetGo(**dict(command)),)


def _disburse(state: Payment, _: Disburse, __: Context) -> tuple[Event, ...]:
    return (PaymentDisbursed(**_moved(state)),)


def _remit(state: Payment, command: Remit, _: Context) -> tuple[Event, ...]:
    return (PaymentRemitted(**{**_moved(state), **dict(command)}),)


def _fail(state: Payment, command: Fail, _: Context) -> tuple[Event, ...]:
    return (PaymentFailed(**{**_moved(state), **dict(command)}),)


def _return(state: Payment, command: Return, _: Context) -> tuple[Event, ...]:
    return (PaymentReturned(**{**_moved(state), **dict(command)}),)


def _moved(state: Payment) -> dict[str, Any]:
    debt, attempt = state.debt, state.collection
    assert attempt is not None
    return {
        "invoice_id": debt.invoice_id,
        "murabaha_id": debt.murabaha_id,
        "instalment": debt.instalment,
        "purchase_order_id": debt.purchase_order_id,
        "supplier_id": debt.supplier_id,
        "payment_run_id": attempt.run,
        "end_to_end_id": attempt.end_to_end_id,
        "attempt": attempt.attempt,
        "amount": attempt.pays,
        "discount": attempt.discount,
    }


DECISIONS: Mapping[type[Command], Decision] = {
    Schedule: _schedule,
    Reduce: _reduce,
    Cancel: _cancel,
    Collect: _collect,
    LetGo: _let_go,
    Disburse: _disburse,
    Remit: _remit,
    Fail: _fail,
    Return: _return,
}
