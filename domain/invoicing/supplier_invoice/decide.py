"""What each command leads to once its rules hold: pure functions of state, command and context."""

from dataclasses import replace

from domain.invoicing.context import InvoicingContext
from domain.invoicing.lines import document_totals, invoice_lines
from domain.invoicing.matching.match import match
from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice import commands, events
from domain.invoicing.supplier_invoice.revision import revised
from domain.invoicing.supplier_invoice.state import (
    Credits,
    Figures,
    Status,
    SupplierInvoice,
)
from domain.shared.message import Event
from domain.shared.money import Money
from domain.shared.tolerance import Judgement

Happened = tuple[Event, ...]

MISMATCH = "The invoice does not agree with what was ordered and accepted."


def register(_: SupplierInvoice, command: commands.Register, context: InvoicingContext) -> Happened:
    """The supplier's figures are kept as they are; a look-alike of another invoice is held."""
    order = context.order
    assert order is not None
    lines = invoice_lines(command.lines)
    terms = order.payment_terms
    registered = events.SupplierInvoiceRegistered(
        purchase_order_id=order.purchase_order_id,
        supplier_id=order.supplier_id,
        supplier_name=order.supplier_name,
        supplier_invoice_number=command.supplier_invoice_number,
        invoice_date=command.invoice_date,
        due_date=command.due_date or terms.due_on(command.invoice_date),
        payment_terms=terms,
        lines=lines,
        totals=document_totals(lines, order.currency, command.tax_total),
        registered_by=context.actor,
        formerly_handled_by=context.former_hands,
    )
    if context.possible_duplicate_of is None:
        return (registered,)
    held = events.SupplierInvoiceHeld(possible_duplicate_of=context.possible_duplicate_of)
    return (registered, held)


def match_it(state: SupplierInvoice, _: commands.Match, context: InvoicingContext) -> Happened:
    """Matched when the three-way match lets it pass, disputed otherwise."""
    result = _matched(state, state.figures, context)
    if result.verdict is not Judgement.DISPUTE:
        return (_agreed(state, result),)
    disputed = events.SupplierInvoiceDisputed(
        demand=demand(state), reason=MISMATCH, match=result, disputed_by=context.actor
    )
    return (disputed,)


def dispute(
    state: SupplierInvoice, command: commands.Dispute, context: InvoicingContext
) -> Happened:
    """Stopped by a person, who says why."""
    disputed = events.SupplierInvoiceDisputed(
        demand=demand(state), reason=command.reason, disputed_by=context.actor
    )
    return (disputed,)


def correct(
    state: SupplierInvoice, command: commands.Correct, context: InvoicingContext
) -> Happened:
    """The same match again with the figures that were agreed on, or with those that hold."""
    wanted = revised(state, command, context)
    figures = wanted or state.figures
    result = _matched(state, figures, context)
    if result.verdict is Judgement.DISPUTE:
        refused = events.SupplierInvoiceCorrectionRefused(
            totals=figures.totals,
            match=result,
            corrected_by=context.actor,
            comment=command.comment,
        )
        return (refused,)
    after = replace(state, revision=wanted or state.revision)
    corrected = events.SupplierInvoiceCorrected(
        lines=figures.lines,
        totals=figures.totals,
        by_amount=figures.by_amount,
        corrected_by=context.actor,
        comment=command.comment,
    )
    agreed = (_agreed(after, result), *_settled(after))
    return (corrected, *agreed) if wanted else agreed


def release(
    state: SupplierInvoice, command: commands.Release, context: InvoicingContext
) -> Happened:
    """No duplicate, says somebody else; payable now if it has matched."""
    released = events.SupplierInvoiceReleased(
        demand=demand(state),
        matched=state.status is Status.MATCHED,
        released_by=context.actor,
        comment=command.comment,
    )
    return (released,)


def reject(state: SupplierInvoice, command: commands.Reject, context: InvoicingContext) -> Happened:
    """Not to be paid."""
    terms = state.terms
    rejected = events.SupplierInvoiceRejected(
        purchase_order_id=terms.purchase_order_id,
        supplier_id=terms.supplier_id,
        supplier_name=terms.supplier_name,
        supplier_invoice_number=terms.supplier_invoice_number,
        reason=command.reason,
        rejected_by=context.actor,
    )
    return (rejected,)


def credit(state: SupplierInvoice, command: commands.Credit, context: InvoicingContext) -> Happened:
    """Less is invoiced; what comes too late for the payment stays open, for the supplier to return."""
    nothing = Money.zero(command.amount.currency)
    too_late = state.status is Status.PAID or context.payment_under_way
    unpaid = command.amount if too_late else nothing
    before = state.credited
    after = Credits(
        before.notes, before.lines, before.amount + command.amount, before.open_credit + unpaid
    )
    left = replace(state, credits=after).left_to_pay
    credited = events.SupplierInvoiceCredited(
        credit_note_id=command.credit_note_id,
        lines=command.lines,
        amount=command.amount,
        open_credit=unpaid,
        left_to_pay=left,
    )
    payable = state.status in (Status.MATCHED, Status.SCHEDULED) and not too_late
    return (credited,) if left or not payable else (credited, _paid(state))


def schedule(_: SupplierInvoice, command: commands.Schedule, __: InvoicingContext) -> Happened:
    """There is a payment for it."""
    return (events.SupplierInvoiceScheduled(payment_id=command.payment_id),)


def record_paid(
    state: SupplierInvoice, command: commands.RecordPaid, _: InvoicingContext
) -> Happened:
    """The bank paid it."""
    paid = events.SupplierInvoicePaid(
        purchase_order_id=state.terms.purchase_order_id, payment_id=command.payment_id
    )
    return (paid,)


def record_payment_failed(
    _: SupplierInvoice, command: commands.RecordPaymentFailed, __: InvoicingContext
) -> Happened:
    """It is to be paid again."""
    return (events.SupplierInvoicePaymentFailed(**dict(command)),)


def demand(state: SupplierInvoice) -> events.Demand:
    """What is to be paid, in full, so that nobody has to ask back."""
    terms = state.terms
    conditions = terms.payment_terms
    discounted = conditions.discount_days is not None
    return events.Demand(
        purchase_order_id=terms.purchase_order_id,
        supplier_id=terms.supplier_id,
        supplier_name=terms.supplier_name,
        supplier_invoice_number=terms.supplier_invoice_number,
        invoice_date=terms.invoice_date,
        due_date=terms.due_date,
        payment_terms=conditions,
        discount_percent=conditions.discount_percent if discounted else None,
        discount_until=conditions.discount_until(terms.invoice_date),
        gross=state.figures.totals.gross,
        amount=state.left_to_pay,
        registered_by=terms.registered_by,
    )


def _matched(state: SupplierInvoice, figures: Figures, context: InvoicingContext) -> MatchResult:
    assert context.order is not None
    assert context.policy is not None
    return match(state.claim(figures), context.order.lines, context.policy)


def _agreed(state: SupplierInvoice, result: MatchResult) -> Event:
    return events.SupplierInvoiceMatched(demand=demand(state), held=state.held, match=result)


def _settled(state: SupplierInvoice) -> Happened:
    return () if state.left_to_pay else (_paid(state),)


def _paid(state: SupplierInvoice) -> Event:
    return events.SupplierInvoicePaid(purchase_order_id=state.terms.purchase_order_id)
