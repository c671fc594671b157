"""Figures of invoices as the API shows them."""

from domain.invoicing.lines import InvoiceLine, InvoiceTotals
from domain.invoicing.supplier_invoice.state import Figures
from domain.shared.ids import UserId
from domain.shared.message import Message


class RevisionDocument(Message):
    """What was agreed on beside the supplier's own figures; `byAmount` when only the amount was."""

    lines: tuple[InvoiceLine, ...]
    totals: InvoiceTotals
    by_amount: bool
    corrected_by: UserId | None


def revision_document(figures: Figures) -> RevisionDocument:
    """The agreed figures."""
    return RevisionDocument(
        lines=figures.lines,
        totals=figures.totals,
        by_amount=figures.by_amount,
        corrected_by=figures.corrected_by,
    )
