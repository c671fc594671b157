"""What must hold for a supplier's bank accounts: a change takes two people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.purchasing.supplier.commands import (
    ChangeBankAccount,
    ConfirmBankAccount,
    RejectBankAccount,
)
from domain.shared.context import Context
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule
from domain.shared.segregation import Separated, separates

if TYPE_CHECKING:
    from domain.purchasing.supplier.machine import Supplier

MOST_ACCOUNTS = 100


class UnknownBankAccount(ContentRefused):
    """The supplier has no account of this number."""


class NoPendingBankAccount(StateRefused):
    """No new or changed account of this number waits for a second person."""


class TooManyBankAccounts(StateRefused):
    """More accounts than a supplier can have a use for."""


def _number(_: Any, command: ConfirmBankAccount, __: Any) -> Mapping[str, Any]:
    return {"bank_account": command.bank_account}


@rule(TooManyBankAccounts)
def accounts_are_not_too_many(state: "Supplier") -> bool:
    """A supplier has at most 100 bank accounts."""
    return len(state.accounts) < MOST_ACCOUNTS


@rule(UnknownBankAccount, _number)
def account_is_known(
    state: "Supplier", command: ChangeBankAccount | ConfirmBankAccount | RejectBankAccount
) -> bool:
    """The number is that of one of the supplier's bank accounts."""
    return command.bank_account in state.accounts


@rule(NoPendingBankAccount, _number)
def account_waits_for_confirmation(
    state: "Supplier", command: ConfirmBankAccount | RejectBankAccount
) -> bool:
    """The account has details that wait for a second person."""
    account = state.accounts.get(command.bank_account)
    return account is None or account.pending is not None


@separates(Separated.CONFIRMS_OWN_BANK_ACCOUNT)
def confirmer_did_not_enter_it(
    state: "Supplier", command: ConfirmBankAccount, context: Context
) -> bool:
    """Nobody confirms bank details that they entered."""
    return context.actor != state.accounts[command.bank_account].pending_by
