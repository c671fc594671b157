"""What was true of suppliers' invoices, what did they bill, and what about them did not agree?"""

from collections.abc import Iterator, Sequence

from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice import events
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.shared.tolerance import Judgement
from projections.columns import ColumnType
from projections.reporting.fact_table import Fact, FactTable, Step, Values

INVOICE_FACTS = FactTable(
    "invoice_facts",
    {
        "purchase_order_id": ColumnType.TEXT,
        "supplier_id": ColumnType.TEXT,
        "supplier_invoice_number": ColumnType.TEXT,
        "invoice_date": ColumnType.DATE,
        "due_date": ColumnType.DATE,
        "currency": ColumnType.TEXT,
        "net": ColumnType.NUMERIC,
        "gross": ColumnType.NUMERIC,
        "owed": ColumnType.NUMERIC,
        "status": ColumnType.TEXT,
        "held": ColumnType.BOOLEAN,
    },
)
INVOICE_LINE_FACTS = FactTable(
    "invoice_line_facts",
    {
        "invoice_id": ColumnType.TEXT,
        "purchase_order_id": ColumnType.TEXT,
        "po_line": ColumnType.INTEGER,
        "supplier_id": ColumnType.TEXT,
        "invoice_date": ColumnType.DATE,
        "currency": ColumnType.TEXT,
        "quantity": ColumnType.NUMERIC,
        "net": ColumnType.NUMERIC,
    },
)
MATCH_FACTS = FactTable(
    "match_facts",
    {
        "invoice_id": ColumnType.TEXT,
        "supplier_id": ColumnType.TEXT,
        "cause": ColumnType.TEXT,
    },
)
_OVER = frozenset({Status.PAID, Status.REJECTED})
_COUNTS = frozenset({Status.MATCHED, Status.SCHEDULED, Status.PAID})


def invoice_facts(step: Step[SupplierInvoice]) -> Iterator[Fact]:
    """What an event makes true of its invoice and of the lines, and what it says does not agree."""
    before, after = step.before, step.after
    was = {before.stream_id: _invoice(before.state)} if before.version else {}
    yield from step.changed(INVOICE_FACTS, was, {after.stream_id: _invoice(after.state)})
    known, now = (dict(_lines(each.stream_id, each.state)) for each in (before, after))
    gone = {name: _none(known[name]) for name in known if name not in now}
    yield from step.changed(INVOICE_LINE_FACTS, known, {**gone, **now})
    yield from _disagreements(step)


def _invoice(invoice: SupplierInvoice) -> Values:
    terms, totals = invoice.terms, invoice.figures.totals
    return {
        "purchase_order_id": terms.purchase_order_id,
        "supplier_id": terms.supplier_id,
        "supplier_invoice_number": terms.supplier_invoice_number,
        "invoice_date": terms.invoice_date,
        "due_date": terms.due_date,
        "currency": totals.gross.currency,
        "net": totals.net.text,
        "gross": totals.gross.text,
        "owed": "0" if invoice.status in _OVER else invoice.left_to_pay.text,
        "status": invoice.status,
        "held": invoice.held,
    }


def _lines(invoice_id: str, invoice: SupplierInvoice) -> Iterator[tuple[str, Values]]:
    if invoice.status not in _COUNTS:
        return
    terms, currency = invoice.terms, invoice.figures.totals.gross.currency
    for po_line, counted in invoice.counts().items():
        yield (
            f"{invoice_id}:{po_line}",
            {
                "invoice_id": invoice_id,
                "purchase_order_id": terms.purchase_order_id,
                "po_line": po_line,
                "supplier_id": terms.supplier_id,
                "invoice_date": terms.invoice_date,
                "currency": currency,
                "quantity": f"{counted.quantity:f}",
                "net": f"{counted.net:f}",
            },
        )


def _none(line: Values) -> Values:
    """A line that counted and no longer does."""
    return {**line, "quantity": "0", "net": "0"}


def _disagreements(step: Step[SupplierInvoice]) -> Iterator[Fact]:
    for cause in _causes(step.recorded.event):
        said = {
            "invoice_id": step.after.stream_id,
            "supplier_id": step.after.state.terms.supplier_id,
            "cause": cause,
        }
        yield step.happened(MATCH_FACTS, said, f":{cause}")


def _causes(event: object) -> Sequence[str]:
    if isinstance(event, events.SupplierInvoiceHeld):
        return ("possible-duplicate",)
    if isinstance(event, events.SupplierInvoiceCorrectionRefused):
        return _mismatches(event.match)
    if isinstance(event, events.SupplierInvoiceDisputed):
        return ("dispute",) if event.match is None else _mismatches(event.match)
    return ()


def _mismatches(match: MatchResult) -> Sequence[str]:
    """Which checks failed on some line; only the total is off when none did."""
    checks = {
        "quantity": [line.quantity_check for line in match.lines],
        "price": [line.price_check for line in match.lines],
        "value": [line.value_check for line in match.lines],
    }
    found = [
        name
        for name, of_lines in checks.items()
        if any(check.verdict is Judgement.DISPUTE for check in of_lines)
    ]
    return found or ("total",)
