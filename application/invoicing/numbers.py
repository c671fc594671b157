"""Which names an invoice or a credit note claims, so that the same one is not paid twice."""

from collections.abc import Iterable

from application.claims import (
    ClaimKey,
    NumberClaims,
    claim,
    first_holder,
    former_holders,
    number_claims,
    release,
)
from application.work import Work
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.shared.ids import CreditNoteId, Id, SupplierId, SupplierInvoiceId, UserId


def invoice_number(supplier: SupplierId, number: str) -> NumberClaims:
    """The number of an invoice, whatever its case, spaces, leading zeros and punctuation."""
    return number_claims("supplier-invoice-number", supplier, number)


def credit_note_number(supplier: SupplierId, number: str) -> NumberClaims:
    """The number of a credit note, in the same way."""
    return number_claims("credit-note-number", supplier, number)


def look(supplier: SupplierId, amount: object, invoice_date: object) -> ClaimKey:
    """What two invoices have in common that may be one: supplier, amount and date."""
    return ClaimKey("supplier-invoice-look", supplier, f"{amount} {invoice_date}")


def of_invoice(invoice: SupplierInvoice) -> tuple[ClaimKey, ...]:
    """Everything that a registered invoice claims: its number, and how it looks."""
    terms, stated = invoice.terms, invoice.stated
    assert stated is not None
    return (
        *invoice_number(terms.supplier_id, terms.supplier_invoice_number).lays,
        look(terms.supplier_id, stated.totals.gross, terms.invoice_date),
    )


async def first_invoice(work: Work, keys: Iterable[ClaimKey]) -> SupplierInvoiceId | None:
    """The invoice that uses one of the names, the first one if there are several."""
    found = await first_holder(work, keys)
    return None if found is None else SupplierInvoiceId(found)


async def first_credit_note(work: Work, keys: Iterable[ClaimKey]) -> CreditNoteId | None:
    """The credit note that uses one of the names."""
    found = await first_holder(work, keys)
    return None if found is None else CreditNoteId(found)


async def former_hands(work: Work, keys: Iterable[ClaimKey]) -> tuple[UserId, ...]:
    """Everybody who handled a rejected invoice that had one of the names."""
    former = [
        (await work.load(SUPPLIER_INVOICE, invoice)).state
        for invoice in await former_holders(work, keys)
    ]
    return tuple(sorted({user for invoice in former for user in invoice.handled_by}))


async def take(work: Work, keys: tuple[ClaimKey, ...], holder: Id) -> None:
    """Claim all of them."""
    for key in keys:
        await claim(work, key, holder)


async def give_up(work: Work, keys: tuple[ClaimKey, ...], holder: Id) -> None:
    """Let others use them."""
    for key in keys:
        await release(work, key, holder)
