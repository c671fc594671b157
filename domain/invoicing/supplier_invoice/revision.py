"""What a correction makes of an invoice: other lines, or another amount spread over the lines."""

from domain.invoicing.lines import document_totals, invoice_lines
from domain.invoicing.supplier_invoice.commands import Correct
from domain.invoicing.supplier_invoice.state import Figures, SupplierInvoice
from domain.shared.allocation import allocate
from domain.shared.context import Context
from domain.shared.money import Money


def revised(state: SupplierInvoice, command: Correct, context: Context) -> Figures | None:
    """The figures that the correction asks for; None when it asks for those that hold already."""
    if command.lines is not None:
        lines = invoice_lines(command.lines)
        currency = state.figures.totals.gross.currency
        totals = document_totals(lines, currency, command.tax_total)
        return Figures(lines, totals, corrected_by=context.actor)
    if command.revised_amount is not None:
        return _spread(state, command.revised_amount, context)
    return None


def _spread(state: SupplierInvoice, amount: Money, context: Context) -> Figures:
    """The amount in the proportions of the supplier's figures, first net and tax, then line by line.

    Splits are by largest remainder, so that lines and tax sum to the amount exactly.
    """
    assert state.stated is not None
    stated = state.stated
    totals = stated.totals
    net, tax = allocate(amount, (totals.net.amount, totals.tax.amount))
    nets = allocate(net, [line.net.amount for line in stated.lines]) if net else None
    lines = tuple(
        line.model_copy(update={"net": nets[place] if nets else Money.zero(net.currency)})
        for place, line in enumerate(stated.lines)
    )
    computed = document_totals(lines, net.currency, tax)
    return Figures(lines, computed, by_amount=True, corrected_by=context.actor)
