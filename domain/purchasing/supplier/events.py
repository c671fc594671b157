"""What happens to a supplier. Each event names who did it, because duties are separated by it."""

from typing import Annotated, ClassVar

from domain.purchasing.lines import PayableCurrency
from domain.shared.bank_account import BankAccount
from domain.shared.country import Country
from domain.shared.email_address import EmailAddress
from domain.shared.ids import ErasureId, UserId
from domain.shared.message import Event
from domain.shared.payment_terms import PaymentTerms
from domain.shared.personal import ACCOUNT, CODE, EMAIL, NAME
from domain.shared.text import Code, LongText, PartyName, Reason


class SupplierRegistered(Event):
    """We know a new supplier; nothing is ordered from it before it is activated."""

    event_type: ClassVar[str] = "purchasing.supplier.registered"

    name: Annotated[PartyName, NAME]
    email: Annotated[EmailAddress | None, EMAIL] = None
    country: Country
    tax_id: Annotated[Code | None, CODE] = None
    currency: PayableCurrency
    payment_terms: PaymentTerms
    registered_by: UserId


class SupplierActivated(Event):
    """Orders may be placed with it."""

    event_type: ClassVar[str] = "purchasing.supplier.activated"

    activated_by: UserId
    comment: LongText | None = None


class SupplierBlocked(Event):
    """No new business with it; what is under way can be finished."""

    event_type: ClassVar[str] = "purchasing.supplier.blocked"

    reason: Reason
    blocked_by: UserId


class SupplierUnblocked(Event):
    """Orders may be placed with it again."""

    event_type: ClassVar[str] = "purchasing.supplier.unblocked"

    unblocked_by: UserId
    comment: LongText | None = None


class SupplierErased(Event):
    """Nobody knows any more who the supplier was; its orders and payments stay, by its id."""

    event_type: ClassVar[str] = "purchasing.supplier.erased"

    erasure_id: ErasureId


class SupplierBankAccountAdded(Event):
    """Somebody entered an account; it is not used before another person confirms it."""

    event_type: ClassVar[str] = "purchasing.supplier.bank-account-added"

    bank_account: int
    account: Annotated[BankAccount, ACCOUNT]
    added_by: UserId


class SupplierBankAccountChanged(Event):
    """Somebody entered other details for an account; it is not used before another person confirms them."""

    event_type: ClassVar[str] = "purchasing.supplier.bank-account-changed"

    bank_account: int
    account: Annotated[BankAccount, ACCOUNT]
    changed_by: UserId


class SupplierBankAccountConfirmed(Event):
    """A second person vouched for the details, and payments may use them from now on."""

    event_type: ClassVar[str] = "purchasing.supplier.bank-account-confirmed"

    bank_account: int
    account: Annotated[BankAccount, ACCOUNT]
    entered_by: UserId
    confirmed_by: UserId


class SupplierBankAccountRejected(Event):
    """The details that waited were wrong; those confirmed before, if any, hold again."""

    event_type: ClassVar[str] = "purchasing.supplier.bank-account-rejected"

    bank_account: int
    reason: Reason
    entered_by: UserId
    rejected_by: UserId
