"""A supplier as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.purchasing.supplier.machine import Account, AccountStatus, Status, Supplier
from domain.shared.bank_account import BankAccount
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import SupplierId, UserId
from domain.shared.message import Message
from domain.shared.payment_terms import PaymentTerms


class BankAccountDocument(Message):
    """One account: what payments use, and what waits for a second person to confirm it."""

    bank_account: int
    status: AccountStatus
    confirmed: BankAccount | None
    entered_by: UserId | None
    confirmed_by: UserId | None
    pending: BankAccount | None
    pending_by: UserId | None


class SupplierDocument(Message):
    """Whom we buy from, on which terms, and where it wants to be paid."""

    id: SupplierId
    supplier_id: SupplierId
    status: Status
    version: int
    name: str
    email: EmailAddress | None
    country: Country
    tax_id: str | None
    currency: Currency
    payment_terms: PaymentTerms
    bank_accounts: tuple[BankAccountDocument, ...]
    block_reason: str | None
    registered_by: UserId
    erased: bool
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Supplier]) -> SupplierDocument:
    """What a folded supplier looks like to others."""
    supplier, supplier_id = folded.state, SupplierId(folded.stream_id)
    assert supplier.status
    assert supplier.profile
    assert folded.created_at
    assert folded.updated_at
    profile = supplier.profile
    return SupplierDocument(
        id=supplier_id,
        supplier_id=supplier_id,
        status=supplier.status,
        version=folded.version,
        name=profile.name,
        email=profile.email,
        country=profile.country,
        tax_id=profile.tax_id,
        currency=profile.currency,
        payment_terms=profile.payment_terms,
        bank_accounts=tuple(
            _account_document(number, account) for number, account in supplier.accounts.items()
        ),
        block_reason=supplier.block_reason,
        registered_by=profile.registered_by,
        erased=supplier.status is Status.ERASED,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Supplier]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _account_document(number: int, account: Account) -> BankAccountDocument:
    return BankAccountDocument(
        bank_account=number,
        status=account.status,
        confirmed=account.confirmed,
        entered_by=account.entered_by,
        confirmed_by=account.confirmed_by,
        pending=account.pending,
        pending_by=account.pending_by,
    )
