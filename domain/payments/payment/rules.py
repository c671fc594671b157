"""What must hold for a payment: nobody changes one that is on its way, and nothing is paid twice."""

from collections.abc import Mapping
from typing import Any

from domain.payments.payment.commands import (
    Collect,
    Disburse,
    Fail,
    LetGo,
    Reduce,
    Remit,
    Return,
    Schedule,
)
from domain.payments.payment.state import Payment
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule

OfRun = Collect | LetGo | Disburse | Remit | Fail | Return


class PaymentOfNothing(ContentRefused):
    """The amount is zero, which no bank transfers."""


class PaymentUnderWay(StateRefused):
    """A run has the payment, and the bank may pay it at any time."""


class PaymentNotOfThisRun(StateRefused):
    """Another run has it by now, or none; what is said of an earlier attempt changes nothing."""


class CreditExceedsPayment(ContentRefused):
    """More would be taken off than there is to pay, or all of it, which is a cancellation."""


class WrongPaymentAmount(ContentRefused):
    """What would be transferred is not what is owed less the discount."""


def _collection(state: Payment, _: Any, __: Any) -> Mapping[str, Any]:
    held = state.collection
    return {"payment_run_id": held and held.run, "status": state.status}


def _amount(state: Payment, _: Any, __: Any) -> Mapping[str, Any]:
    return {"amount": state.amount and state.amount.to_wire()}


@rule(PaymentOfNothing)
def something_is_owed(command: Schedule) -> bool:
    """A payment is of more than zero."""
    return bool(command.payable.amount)


@rule(PaymentUnderWay, _collection)
def no_run_has_it(state: Payment) -> bool:
    """A payment that a run has taken up cannot be changed before the run is done with it."""
    return not state.collected


@rule(PaymentNotOfThisRun, _collection)
def run_has_it(state: Payment, command: OfRun) -> bool:
    """The last attempt to pay it was that of this run."""
    return state.attempt_of(command.payment_run_id) is not None


@rule(CreditExceedsPayment, _amount)
def something_is_left(state: Payment, command: Reduce) -> bool:
    """A credit takes off less than there is to pay."""
    return command.by.currency == state.owed.currency and command.by < state.owed


@rule(WrongPaymentAmount, _amount)
def transfer_is_what_is_owed(state: Payment, command: Collect) -> bool:
    """What is transferred is more than zero, and with the discount it is what is owed."""
    if {command.pays.currency, command.discount.currency} != {state.owed.currency}:
        return False
    return bool(command.pays) and command.pays + command.discount == state.owed
