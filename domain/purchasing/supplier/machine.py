"""The life of a supplier, and of the accounts that it is paid to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.purchasing.supplier.commands import (
    Activate,
    AddBankAccount,
    Block,
    ChangeBankAccount,
    ConfirmBankAccount,
    Erase,
    Register,
    RejectBankAccount,
    Unblock,
)
from domain.purchasing.supplier.events import (
    SupplierActivated,
    SupplierBankAccountAdded,
    SupplierBankAccountChanged,
    SupplierBankAccountConfirmed,
    SupplierBankAccountRejected,
    SupplierBlocked,
    SupplierErased,
    SupplierRegistered,
    SupplierUnblocked,
)
from domain.purchasing.supplier.rules import (
    account_is_known,
    account_waits_for_confirmation,
    accounts_are_not_too_many,
    confirmer_did_not_enter_it,
)
from domain.shared.bank_account import BankAccount
from domain.shared.context import Context
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import SupplierId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event
from domain.shared.payment_terms import PaymentTerms
from domain.shared.personal import ERASED_NAME


class Status(StrEnum):
    """Whether orders may be placed with the supplier."""

    ONBOARDING = "Onboarding"
    ACTIVE = "Active"
    BLOCKED = "Blocked"
    ERASED = "Erased"


class AccountStatus(StrEnum):
    """Whether payments may use an account."""

    PENDING_CONFIRMATION = "PendingConfirmation"
    CONFIRMED = "Confirmed"
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True)
class Account:
    """One account by its number: what two people vouched for, and what still waits for the second."""

    confirmed: BankAccount | None = None
    entered_by: UserId | None = None
    confirmed_by: UserId | None = None
    pending: BankAccount | None = None
    pending_by: UserId | None = None

    @property
    def status(self) -> AccountStatus:
        """Details that wait keep the account from being used, also when others were confirmed before."""
        if self.pending is not None:
            return AccountStatus.PENDING_CONFIRMATION
        return AccountStatus.REJECTED if self.confirmed is None else AccountStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the supplier is and on which terms it delivers."""

    name: str
    email: EmailAddress | None
    country: Country
    tax_id: str | None
    currency: Currency
    payment_terms: PaymentTerms
    registered_by: UserId


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as the history tells it; accounts are keyed by their number, from 1.

    `enterers` and `confirmers` are all who ever entered or vouched for details of any of them.
    """

    status: Status | None = None
    profile: Profile | None = None
    accounts: Mapping[int, Account] = field(default_factory=dict)
    block_reason: str | None = None
    enterers: frozenset[UserId] = frozenset()
    confirmers: frozenset[UserId] = frozenset()

    @property
    def active(self) -> bool:
        """True when orders may be placed with it."""
        return self.status is Status.ACTIVE


def usable_account(state: Supplier, currency: str) -> tuple[int, BankAccount] | None:
    """The account that a payment in a currency may use; None holds the payment.

    Only details that two people vouched for are used, the oldest account of that currency first, and
    none for which a change waits.
    """
    return next(
        (
            (number, account.confirmed)
            for number, account in state.accounts.items()
            if account.confirmed is not None
            and account.confirmed.currency == currency
            and account.pending is None
        ),
        None,
    )


_CONFIRMING = (account_waits_for_confirmation, account_is_known, confirmer_did_not_enter_it)

_ACCOUNT_ROWS = tuple(
    row
    for status in Status
    if status is not Status.ERASED
    for row in (
        Row(status, AddBankAccount, SupplierBankAccountAdded, None, (accounts_are_not_too_many,)),
        Row(status, ChangeBankAccount, SupplierBankAccountChanged, None, (account_is_known,)),
        Row(status, ConfirmBankAccount, SupplierBankAccountConfirmed, None, _CONFIRMING),
        Row(status, RejectBankAccount, SupplierBankAccountRejected, None, _CONFIRMING[:2]),
    )
)

_AT_REST = (Status.ONBOARDING, Status.BLOCKED)

MACHINE = Machine(
    "supplier",
    (
        Row(None, Register, SupplierRegistered, Status.ONBOARDING),
        Row(Status.ONBOARDING, Activate, SupplierActivated, Status.ACTIVE),
        Row(Status.ACTIVE, Block, SupplierBlocked, Status.BLOCKED),
        Row(Status.BLOCKED, Unblock, SupplierUnblocked, Status.ACTIVE),
        *(Row(status, Erase, SupplierErased, Status.ERASED) for status in _AT_REST),
        *_ACCOUNT_ROWS,
    ),
)


def _register(_: Supplier, command: Register, context: Context) -> tuple[Event, ...]:
    return (SupplierRegistered(**dict(command), registered_by=context.actor),)


def _activate(_: Supplier, command: Activate, context: Context) -> tuple[Event, ...]:
    return (SupplierActivated(activated_by=context.actor, comment=command.comment),)


def _block(_: Supplier, command: Block, context: Context) -> tuple[Event, ...]:
    return (SupplierBlocked(reason=command.reason, blocked_by=context.actor),)


def _unblock(_: Supplier, command: Unblock, context: Context) -> tuple[Event, ...]:
    return (SupplierUnblocked(unblocked_by=context.actor, comment=command.comment),)


def _erase(_: Supplier, command: Erase, __: Context) -> tuple[Event, ...]:
    return (SupplierErased(erasure_id=command.erasure_id),)


def _add_account(state: Supplier, command: AddBankAccount, context: Context) -> tuple[Event, ...]:
    return (
        SupplierBankAccountAdded(
            bank_account=len(state.accounts) + 1, account=command.account, added_by=context.actor
        ),
    )


def _change_account(_: Supplier, command: ChangeBankAccount, context: Context) -> tuple[Event, ...]:
    return (SupplierBankAccountChanged(**dict(command), changed_by=context.actor),)


def _confirm_account(
    state: Supplier, command: ConfirmBankAccount, context: Context
) -> tuple[Event, ...]:
    account = state.accounts[command.bank_account]
    assert account.pending is not None
    assert account.pending_by is not None
    return (
        SupplierBankAccountConfirmed(
            bank_account=command.bank_account,
            account=account.pending,
            entered_by=account.pending_by,
            confirmed_by=context.actor,
        ),
    )


def _reject_account(
    state: Supplier, command: RejectBankAccount, context: Context
) -> tuple[Event, ...]:
    entered_by = state.accounts[command.bank_account].pending_by
    assert entered_by is not None
    return (
        SupplierBankAccountRejected(
            **dict(command), entered_by=entered_by, rejected_by=context.actor
        ),
    )


def _registered(state: Supplier, event: SupplierRegistered) -> Supplier:
    return replace(state, profile=Profile(**dict(event)))


def _blocked(state: Supplier, event: SupplierBlocked) -> Supplier:
    return replace(state, block_reason=event.reason)


def _opened(state: Supplier, _: Event) -> Supplier:
    return replace(state, block_reason=None)


def _erased(state: Supplier, _: SupplierErased) -> Supplier:
    """Without accounts, so that nothing can be paid to it, whatever becomes due by a return."""
    assert state.profile is not None
    profile = replace(state.profile, name=ERASED_NAME, email=None, tax_id=None)
    return replace(state, profile=profile, accounts={})


def _with_account(state: Supplier, number: int, account: Account) -> Supplier:
    return replace(state, accounts={**state.accounts, number: account})


def _entered(state: Supplier, by: UserId) -> Supplier:
    return replace(state, enterers=state.enterers | {by})


def _account_added(state: Supplier, event: SupplierBankAccountAdded) -> Supplier:
    account = Account(pending=event.account, pending_by=event.added_by)
    return _entered(_with_account(state, event.bank_account, account), event.added_by)


def _account_changed(state: Supplier, event: SupplierBankAccountChanged) -> Supplier:
    known = state.accounts[event.bank_account]
    changed = replace(known, pending=event.account, pending_by=event.changed_by)
    return _entered(_with_account(state, event.bank_account, changed), event.changed_by)


def _account_confirmed(state: Supplier, event: SupplierBankAccountConfirmed) -> Supplier:
    account = Account(event.account, event.entered_by, event.confirmed_by)
    confirmed = _with_account(state, event.bank_account, account)
    return replace(confirmed, confirmers=confirmed.confirmers | {event.confirmed_by})


def _account_rejected(state: Supplier, event: SupplierBankAccountRejected) -> Supplier:
    known = state.accounts[event.bank_account]
    return _with_account(state, event.bank_account, replace(known, pending=None, pending_by=None))


SUPPLIER = Decider(
    machine=MACHINE,
    stream_type="purchasing.supplier",
    id_type=SupplierId,
    initial=Supplier(),
    decisions={
        Register: _register,
        Activate: _activate,
        Block: _block,
        Unblock: _unblock,
        Erase: _erase,
        AddBankAccount: _add_account,
        ChangeBankAccount: _change_account,
        ConfirmBankAccount: _confirm_account,
        RejectBankAccount: _reject_account,
    },
    applications={
        SupplierRegistered: _registered,
        SupplierActivated: _opened,
        SupplierBlocked: _blocked,
        SupplierUnblocked: _opened,
        SupplierErased: _erased,
        SupplierBankAccountAdded: _account_added,
        SupplierBankAccountChanged: _account_changed,
        SupplierBankAccountConfirmed: _account_confirmed,
        SupplierBankAccountRejected: _account_rejected,
    },
)
"""The aggregate `supplier`."""
