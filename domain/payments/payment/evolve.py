"""What each event changes in what we know of a payment."""

from collections.abc import Mapping
from dataclasses import replace

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
from domain.payments.payment.state import Collection, Failure, Payment
from domain.shared.machine import Application
from domain.shared.message import Event


def _scheduled(state: Payment, event: PaymentScheduled) -> Payment:
    return Payment(payable=event.payable, amount=event.payable.amount, attempts=state.attempts)


def _reduced(state: Payment, event: PaymentReduced) -> Payment:
    return replace(state, amount=event.amount)


def _cancelled(state: Payment, event: PaymentCancelled) -> Payment:
    return replace(state, cancelled_because=event.reason)


def _collected(state: Payment, event: PaymentCollected) -> Payment:
    collection = Collection(
        run=event.payment_run_id,
        transfer=event.transfer,
        end_to_end_id=event.end_to_end_id,
        attempt=event.attempt,
        execution_date=event.execution_date,
        pays=event.pays,
        discount=event.discount,
    )
    return replace(state, collection=collection, attempts=event.attempt)


def _let_go(state: Payment, _: PaymentLetGo) -> Payment:
    return replace(state, collection=None)


def _disbursed(state: Payment, _: Event) -> Payment:
    return state


def _remitted(state: Payment, _: PaymentRemitted) -> Payment:
    return replace(state, failure=None)


def _failed(state: Payment, event: PaymentFailed | PaymentReturned) -> Payment:
    return replace(state, failure=Failure(event.reason_code, event.reason, event.reported_at))


APPLICATIONS: Mapping[type[Event], Application] = {
    PaymentScheduled: _scheduled,
    PaymentReduced: _reduced,
    PaymentCancelled: _cancelled,
    PaymentCollected: _collected,
    PaymentLetGo: _let_go,
    PaymentDisbursed: _disbursed,
    PaymentRemitted: _remitted,
    PaymentFailed: _failed,
    PaymentReturned: _failed,
}
