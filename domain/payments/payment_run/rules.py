"""What must hold for a payment run: two pairs of eyes, accounts that still hold, and one file only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.payments.payment_run.commands import Propose
from domain.payments.payment_run.state import PaymentRun, RunContext
from domain.payments.payment_run.transfers import RunTransfer
from domain.shared.refusal import StateRefused
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates


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


@dataclass(frozen=True, slots=True)
class Hands:
    """What of a run rests on somebody's word: payments, and suppliers whose accounts they ever saw to."""

    invoices: tuple[str, ...]
    instalments: tuple[str, ...]
    entered: tuple[str, ...]
    confirmed: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """What a refusal says of it."""
        why = (
            (Separated.PAYS_INVOICE_THEY_HANDLED, self.invoices),
            (Separated.PAYS_FINANCING_THEY_HANDLED, self.instalments),
            (Separated.PAYS_TO_ACCOUNT_THEY_ENTERED, self.entered),
            (Separated.PAYS_TO_ACCOUNT_THEY_CONFIRMED, self.confirmed),
        )
        return {
            "payments": [*self.invoices, *self.instalments],
            "bank_accounts_of": list(dict.fromkeys((*self.entered, *self.confirmed))),
            "conflicts": tuple(conflict for conflict, found in why if found),
        }


def hands_in(state: PaymentRun, context: RunContext) -> Hands:
    """The payments and the suppliers' accounts of a run that rest on the word of who asks."""
    user, transfers = context.actor, state.transfers
    handled = [
        payment
        for transfer in transfers
        for payment in transfer.payments
        if user in payment.handled_by
    ]
    return Hands(
        tuple(str(one.payment_id) for one in handled if one.invoice_id is not None),
        tuple(str(one.payment_id) for one in handled if one.invoice_id is None),
        tuple(str(one.supplier_id) for one in transfers if _entered(one, context)),
        tuple(str(one.supplier_id) for one in transfers if _confirmed(one, context)),
    )


def _entered(transfer: RunTransfer, context: RunContext) -> bool:
    enterers = context.enterers.get(transfer.supplier_id, frozenset())
    return context.actor == transfer.entered_by or context.actor in enterers


def _confirmed(transfer: RunTransfer, context: RunContext) -> bool:
    confirmers = context.confirmers.get(transfer.supplier_id, frozenset())
    return context.actor == transfer.confirmed_by or context.actor in confirmers


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


@separates(
    Separated.PAYS_INVOICE_THEY_HANDLED,
    Separated.PAYS_FINANCING_THEY_HANDLED,
    Separated.PAYS_TO_ACCOUNT_THEY_ENTERED,
    Separated.PAYS_TO_ACCOUNT_THEY_CONFIRMED,
    facts=lambda state, _, context: hands_in(state, context).facts(),
)
def approver_had_no_hand_in_it(state: PaymentRun, context: RunContext) -> bool:
    """Nobody approves the payment of what they handled, or to suppliers whose accounts they saw to."""
    return not hands_in(state, context).facts()["conflicts"]
