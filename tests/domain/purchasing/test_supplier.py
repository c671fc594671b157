"""A supplier's life, and the two people it takes to change where it is paid."""

from collections.abc import Callable

import pytest

from domain.purchasing.supplier import commands as c
from domain.purchasing.supplier import events as e
from domain.purchasing.supplier.machine import (
    AccountStatus,
    Status,
    Supplier,
    usable_account,
)
from domain.purchasing.supplier.rules import (
    MOST_ACCOUNTS,
    account_is_known,
    account_waits_for_confirmation,
    accounts_are_not_too_many,
    confirmer_did_not_enter_it,
)
from tests.domain.purchasing.people import ANN, BEN, CLEO
from tests.domain.purchasing.supplier_events import (
    CONFIRM,
    EURO_ACCOUNT,
    OTHER_ACCOUNT,
    active,
    blocked,
    confirmed,
    given,
    registered,
    with_account,
)
from tests.given_when_then import Outcome


def test_a_supplier_is_registered_then_activated() -> None:
    outcome = registered()
    outcome.then_only(e.SupplierRegistered, name="Acme GmbH", registered_by=ANN)
    assert not outcome.leads_to(Status.ONBOARDING).state.active
    outcome = outcome.when(c.Activate(comment="checked"), by=BEN)
    outcome.then(e.SupplierActivated(activated_by=BEN, comment="checked"))
    assert outcome.leads_to(Status.ACTIVE).state.active


def test_a_blocked_supplier_says_why_until_it_is_unblocked() -> None:
    outcome = blocked()
    outcome.then(e.SupplierBlocked(reason="late again", blocked_by=BEN))
    assert outcome.leads_to(Status.BLOCKED).state.block_reason == "late again"
    again = outcome.when(c.Unblock(), by=CLEO).leads_to(Status.ACTIVE)
    assert again.state.block_reason is None


def test_only_an_active_supplier_is_blocked() -> None:
    registered().when(c.Block(reason="late"), by=BEN).impossible()
    blocked().when(c.Block(reason="late"), by=BEN).impossible()


@pytest.mark.parametrize("before", [registered, active, blocked], ids=lambda made: made.__name__)
def test_an_account_can_be_entered_in_every_state_and_moves_none(
    before: Callable[[], Outcome[Supplier]],
) -> None:

    order = before()
    outcome = order.when(c.AddBankAccount(account=EURO_ACCOUNT), by=ANN)
    outcome.then(
        e.SupplierBankAccountAdded(bank_account=1, account=EURO_ACCOUNT, added_by=ANN)
    ).leads_to(order.state.status)
    assert outcome.state.accounts[1].status is AccountStatus.PENDING_CONFIRMATION


def test_an_account_is_not_paid_to_before_a_second_person_confirmed_it() -> None:
    assert usable_account(with_account().state, "EUR") is None
    outcome = confirmed()
    outcome.then(
        e.SupplierBankAccountConfirmed(
            bank_account=1, account=EURO_ACCOUNT, entered_by=ANN, confirmed_by=BEN
        )
    )
    assert usable_account(outcome.state, "EUR") == (1, EURO_ACCOUNT)
    assert usable_account(outcome.state, "USD") is None


def test_nobody_confirms_what_they_entered() -> None:
    with_account().when(CONFIRM, by=ANN).refused(confirmer_did_not_enter_it)
    change = c.ChangeBankAccount(bank_account=1, account=OTHER_ACCOUNT)
    confirmed().when(change, by=BEN).when(CONFIRM, by=BEN).refused(confirmer_did_not_enter_it)


def test_payments_are_held_while_a_change_waits() -> None:
    change = c.ChangeBankAccount(bank_account=1, account=OTHER_ACCOUNT)
    waiting = confirmed().when(change, by=CLEO)
    waiting.then_only(e.SupplierBankAccountChanged, changed_by=CLEO)
    assert waiting.state.accounts[1].status is AccountStatus.PENDING_CONFIRMATION
    assert usable_account(waiting.state, "EUR") is None
    settled = waiting.when(CONFIRM, by=ANN)
    assert usable_account(settled.state, "EUR") == (1, OTHER_ACCOUNT)


def test_a_rejected_change_leaves_the_account_as_it_was() -> None:
    change = c.ChangeBankAccount(bank_account=1, account=OTHER_ACCOUNT)
    reject = c.RejectBankAccount(bank_account=1, reason="the letter was forged")
    outcome = confirmed().when(change, by=CLEO).when(reject, by=BEN)
    outcome.then_only(e.SupplierBankAccountRejected, entered_by=CLEO, rejected_by=BEN)
    assert outcome.state.accounts == confirmed().state.accounts
    assert usable_account(outcome.state, "EUR") == (1, EURO_ACCOUNT)


def test_a_rejected_new_account_is_never_used() -> None:
    reject = c.RejectBankAccount(bank_account=1, reason="a typing error")
    outcome = with_account().when(reject, by=ANN)
    assert outcome.state.accounts[1].status is AccountStatus.REJECTED
    assert usable_account(outcome.state, "EUR") is None


def test_a_second_account_does_not_touch_the_first() -> None:
    outcome = confirmed().when(c.AddBankAccount(account=OTHER_ACCOUNT), by=CLEO)
    outcome.then_only(e.SupplierBankAccountAdded, bank_account=2)
    assert usable_account(outcome.state, "EUR") == (1, EURO_ACCOUNT)


def test_an_account_is_confirmed_once() -> None:
    confirmed().when(CONFIRM, by=CLEO).refused(account_waits_for_confirmation, bank_account=1)


@pytest.mark.parametrize(
    "command",
    [
        c.ChangeBankAccount(bank_account=2, account=OTHER_ACCOUNT),
        c.ConfirmBankAccount(bank_account=2),
        c.RejectBankAccount(bank_account=2, reason="which?"),
    ],
    ids=lambda command: command.command_name(),
)
def test_an_account_that_is_not_there_is_unknown(command: c.ConfirmBankAccount) -> None:
    with_account().when(command, by=BEN).refused(account_is_known, bank_account=2)


def test_a_supplier_has_a_hundred_accounts_at_most() -> None:
    added = tuple(
        e.SupplierBankAccountAdded(bank_account=number, account=EURO_ACCOUNT, added_by=ANN)
        for number in range(1, MOST_ACCOUNTS + 1)
    )
    full = given(*active().story.events, *added)
    full.when(c.AddBankAccount(account=OTHER_ACCOUNT), by=ANN).refused(accounts_are_not_too_many)
