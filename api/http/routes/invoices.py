"""What suppliers demand: matched with order and receipts, or disputed."""

from api.http.answer import Answer
from api.http.commanding import Commander
from api.http.kinds import INVOICES
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.documents.supplier_invoice import SupplierInvoiceDocument
from application.failures import InvoiceMismatch
from application.invoicing import supplier_invoice as tasks
from application.ports.states import Folded
from domain.invoicing.supplier_invoice.commands import (
    Correct,
    Dispute,
    Register,
    Reject,
    Release,
)
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.shared.ids import SupplierInvoiceId
from projections.invoicing.match_exceptions import MatchException
from projections.invoicing.supplier_invoices import SupplierInvoiceSummary

invoices = Resource("/v1/invoices", "Invoices")
match_exceptions = Resource("/v1/match-exceptions", "Match exceptions")


class SupplierInvoiceAnswer(SupplierInvoiceDocument):
    """An invoice, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


_ANSWER = Gives(SupplierInvoiceAnswer)


@invoices.listing("", "invoices.list", of="invoices", gives=Gives(PageOf[SupplierInvoiceSummary]))
async def list_all(asking: Asking) -> Answer:
    """Invoices, by status, order, supplier, number, amount, date and due date."""
    return await page_of(asking, "invoices")


@invoices.command("POST", "", "invoices.register", Gives(SupplierInvoiceAnswer, 201))
async def register(command: Register, by: Commander) -> Answer:
    """Take up an invoice and match it; one that does not agree is stored as disputed, with 422."""
    return await by.create_or_refuse(INVOICES, tasks.register_invoice(command), mismatch)


@invoices.query("/{invoice_id}", "invoices.read", _ANSWER)
async def show(invoice_id: SupplierInvoiceId, past: PastQuery, asking: Asking) -> Answer:
    """One invoice, today or as it was."""
    return await asking.document(INVOICES, invoice_id, past)


@invoices.command("PATCH", "/{invoice_id}/dispute", "invoices.dispute", _ANSWER)
async def dispute(invoice_id: SupplierInvoiceId, command: Dispute, by: Commander) -> Answer:
    """Stop an invoice that had matched, before the bank has its payment."""
    return await by.change(INVOICES, tasks.dispute_invoice(invoice_id, command))


@invoices.command("PATCH", "/{invoice_id}/correct", "invoices.correct", _ANSWER)
async def correct(invoice_id: SupplierInvoiceId, command: Correct, by: Commander) -> Answer:
    """Match a disputed invoice again with what was agreed on beside the supplier's own figures."""
    task = tasks.correct_invoice(invoice_id, command)
    return await by.change_or_refuse(INVOICES, task, mismatch)


@invoices.command("PATCH", "/{invoice_id}/release", "invoices.release", _ANSWER)
async def release(invoice_id: SupplierInvoiceId, command: Release, by: Commander) -> Answer:
    """Vouch that it is no duplicate; whoever registered it cannot."""
    return await by.change(INVOICES, tasks.release_invoice(invoice_id, command))


@invoices.command("PATCH", "/{invoice_id}/reject", "invoices.reject", _ANSWER)
async def reject(invoice_id: SupplierInvoiceId, command: Reject, by: Commander) -> Answer:
    """Refuse to pay it; its number is free again."""
    return await by.change(INVOICES, tasks.reject_invoice(invoice_id, command))


@match_exceptions.listing(
    "", "match-exceptions.list", of="match-exceptions", gives=Gives(PageOf[MatchException])
)
async def list_exceptions(asking: Asking) -> Answer:
    """Invoices that somebody has to look at, oldest first, with what is off."""
    return await page_of(asking, "match-exceptions")


def mismatch(folded: Folded[SupplierInvoice]) -> InvoiceMismatch | None:
    """What the caller is told of an invoice that does not agree: the figures, and the lines that are off."""
    invoice, match = folded.state, folded.state.match
    if invoice.status is not Status.DISPUTED or match is None:
        return None
    return InvoiceMismatch(
        "the invoice does not agree with what was ordered and accepted; it is stored as disputed",
        invoice_id=folded.stream_id,
        purchase_order_id=invoice.terms.purchase_order_id,
        invoice_status=invoice.status,
        mismatch={
            "expected": match.expected.to_wire(),
            "actual": match.actual.to_wire(),
            "delta": match.delta.to_wire(),
            "verdict": match.document_check.verdict,
            "lines": [line.model_dump(mode="json") for line in match.lines_off],
        },
    )
