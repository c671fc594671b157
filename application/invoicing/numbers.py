"""Which names an invoice or a credit note claims, so that the same one is not paid twice."""

from application.claims import ClaimKey, claim, holders, release
from application.work import Work
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.shared.document_number import folded
from domain.shared.ids import CreditNoteId, Id, SupplierId, SupplierInvoiceId


def invoice_number(supplier: SupplierId, number: str) -> ClaimKey:
    """The number of an invoice, whatever its case, spaces, leading zeros and punctuation."""
    return ClaimKey("supplier-invoice-number", supplier, folded(number))


def credit_note_number(supplier: SupplierId, number: str) -> ClaimKey:
    """The number of a credit note, in the same way."""
    return ClaimKey("credit-note-number", supplier, folded(number))


def look(supplier: SupplierId, amount: object, invoice_date: object) -> ClaimKey:
    """What two invoices have in common that may be one: supplier, amount and date."""
    return ClaimKey("supplier-invoice-look", supplier, f"{amount} {invoice_date}")


def of_invoice(invoice: SupplierInvoice) -> tuple[ClaimKey, ClaimKey]:
    """Everything that a registered invoice claims: its number, and how it looks."""
    terms, stated = invoice.terms, invoice.stated
    assert stated is not None
    return (
        invoice_number(terms.supplier_id, terms.supplier_invoice_number),
        look(terms.supplier_id, stated.totals.gross, terms.invoice_date),
    )


async def first_invoice(work: Work, key: ClaimKey) -> SupplierInvoiceId | None:
    """The invoice that uses a name, the first one if there are several."""
    return next((SupplierInvoiceId(one) for one in await holders(work, key)), None)


async def first_credit_note(work: Work, key: ClaimKey) -> CreditNoteId | None:
    """The credit note that uses a name."""
    return next((CreditNoteId(one) for one in await holders(work, key)), None)


async def take(work: Work, keys: tuple[ClaimKey, ...], holder: Id) -> None:
    """Claim all of them."""
    for key in keys:
        await claim(work, key, holder)


async def give_up(work: Work, keys: tuple[ClaimKey, ...], holder: Id) -> None:
    """Let others use them."""
    for key in keys:
        await release(work, key, holder)
