"""What must hold for a payment run: two pairs of eyes, accounts that still hold, and one file only."""

from collections.abc import Mapping
from typing import Any

from domain.payments.payment_run.commands import Propose
from domain.payments.payment_run.state import PaymentRun, RunContext
from domain.payments.payment_run.transfers import RunTransfer
from domain.shared.context import Context
from domain.shared.ids import UserId
from domain.shared.refusal import SegregationOfDutiesViolation, StateRefused
from domain.shared.rule import rule


class NothingToPay(StateRefused):
    """Nothing is due, or all that is due is held back."""


class BankAccountChanged(StateRefused):
    """An account of the run is no longer the one that the supplier may be paid to."""


class RunIsBeingSent(StateRefused):
    """The bank may have the file already."""


def _held_back(_: Any, command: Propose, __: Any) -> Mapping[str, Any]:
    """Without names, because refusals are kept on record as they are."""
    without = {"supplier_name"}
    return {
        "held_back": [one.model_dump(mode="json", exclude=without) for one in command.held_back]
    }


def _changed(state: PaymentRun, context: RunContext) -> list[RunTransfer]:
    return [one for one in state.transfers if not _still_usable(one, context)]


def _still_usable(transfer: RunTransfer, context: RunContext) -> bool:
    key = (transfer.supplier_id, str(transfer.account.currency))
    return context.usable.get(key) == (transfer.bank_account, transfer.account)


def hands_in(state: PaymentRun, user: UserId) -> dict[str, list[str]]:
    """The payments and the suppliers' accounts of a run that rest on somebody's word."""
    payments = [
        str(payment.payment_id)
        for transfer in state.transfers
        for payment in transfer.payments
        if user in payment.handled_by
    ]
    accounts = [
        str(transfer.supplier_id)
        for transfer in state.transfers
        if user in (transfer.entered_by, transfer.confirmed_by)
    ]
    return {"payments": payments, "bank_accounts_of": list(dict.fromkeys(accounts))}


@rule(NothingToPay, _held_back)
def something_can_be_paid(command: Propose) -> bool:
    """A run pays something."""
    return bool(command.transfers)


@rule(
    BankAccountChanged,
    lambda state, _, context: {
        "suppliers": [str(one.supplier_id) for one in _changed(state, context)]
    },
)
def accounts_are_still_confirmed(state: PaymentRun, context: RunContext) -> bool:
    """Every supplier of the run may still be paid to the account that was proposed."""
    return not _changed(state, context)


@rule(RunIsBeingSent)
def bank_cannot_have_it(state: PaymentRun) -> bool:
    """A run can be called off only before its file is handed to the bank."""
    return not state.submission_begun


@rule(
    SegregationOfDutiesViolation,
    lambda state, _, context: hands_in(state, context.actor),
)
def approver_had_no_hand_in_it(state: PaymentRun, context: Context) -> bool:
    """Nobody approves the payment of invoices that they handled, or to accounts that they entered."""
    return not any(hands_in(state, context.actor).values())
