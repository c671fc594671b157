"""What suppliers are told about their invoices, in plain English."""

from application.communication.notice import Wording
from domain.invoicing.matching.result import LineMatch, MatchResult
from domain.invoicing.supplier_invoice.events import SupplierInvoiceDisputed
from domain.shared.tolerance import Judgement

MOST_LINES = 40
"""More lines that do not agree are counted; the invoice itself says all of them."""


def invoice_disputed(event: SupplierInvoiceDisputed, us: str) -> Wording:
    """Why an invoice is not paid as it is."""
    bill = event.demand
    found = f"\n{_mismatch(event.match)}\n" if event.match else ""
    return Wording(
        subject=f"Your invoice {bill.supplier_invoice_number} is disputed",
        text=f"Dear {bill.supplier_name},\n\n"
        f"{us} does not agree with your invoice {bill.supplier_invoice_number} of "
        f"{bill.invoice_date} over {bill.gross} for purchase order {bill.purchase_order_id}.\n"
        f"Reason: {event.reason}\n{found}\n"
        f"Nothing is paid on it before that is settled. Please send a credit note, or tell us "
        f"what we have overlooked.\n\n{us}\n",
    )


def _mismatch(match: MatchResult) -> str:
    wrong = [_line(line) for line in match.lines if line.verdict is Judgement.DISPUTE]
    shown = wrong[:MOST_LINES]
    if len(wrong) > MOST_LINES:
        shown.append(f"and {len(wrong) - MOST_LINES} more lines.")
    whole = f"By what was ordered and received, the net amount would be {match.expected}; it is "
    return "\n".join((f"{whole}{match.actual}.", *shown))


def _line(line: LineMatch) -> str:
    accepted, before = f"{line.accepted:f} accepted", f"{line.invoiced_before:f} billed before"
    objections = (
        (line.quantity_check, f"{line.quantity:f} billed, of {accepted} and {before}"),
        (line.price_check, f"the ordered price is {line.ordered_price:f}"),
        (line.value_check, "the value is more than was ordered"),
    )
    said = [words for check, words in objections if check.verdict is Judgement.DISPUTE]
    if line.ordered_sku != line.sku:
        said.append("this article is not on that line of the order")
    return f"Line {line.po_line}, {line.sku}: {'; '.join(said)}."
