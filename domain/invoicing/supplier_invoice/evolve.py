"""What each event changes in a supplier's invoice; nothing here refuses."""

from collections.abc import Mapping
from dataclasses import replace

from domain.invoicing.matching.claim import UNCOUNTED, Counted
from domain.invoicing.supplier_invoice import events
from domain.invoicing.supplier_invoice.state import Bill, Credits, Figures, SupplierInvoice
from domain.shared.money import Money


def registered(state: SupplierInvoice, event: events.SupplierInvoiceRegistered) -> SupplierInvoice:
    """The supplier's figures, for good."""
    said = {name: getattr(event, name) for name in Bill.__dataclass_fields__}
    return replace(
        state,
        bill=Bill(**said),
        stated=Figures(event.lines, event.totals),
        hands=frozenset({event.registered_by, *event.formerly_handled_by}),
    )


def held(state: SupplierInvoice, event: events.SupplierInvoiceHeld) -> SupplierInvoice:
    """It waits for somebody else to look at it."""
    return replace(state, held=True, possible_duplicate_of=event.possible_duplicate_of)


def released(state: SupplierInvoice, event: events.SupplierInvoiceReleased) -> SupplierInvoice:
    """Nothing holds it back any more."""
    return replace(state, held=False, released_by=event.released_by)


def matched(state: SupplierInvoice, event: events.SupplierInvoiceMatched) -> SupplierInvoice:
    """It agrees; an earlier dispute is over."""
    return replace(state, match=event.match, reason=None, disputed_by=None)


def disputed(state: SupplierInvoice, event: events.SupplierInvoiceDisputed) -> SupplierInvoice:
    """It is stopped; a match that led to it is kept, one before it as well."""
    return replace(
        state,
        match=event.match or state.match,
        reason=event.reason,
        disputed_by=event.disputed_by,
        payment_id=None,
    )


def corrected(state: SupplierInvoice, event: events.SupplierInvoiceCorrected) -> SupplierInvoice:
    """Other figures hold, beside the supplier's own."""
    revision = Figures(event.lines, event.totals, event.by_amount, event.corrected_by)
    return replace(state, revision=revision, hands=state.hands | {event.corrected_by})


def correction_refused(
    state: SupplierInvoice, event: events.SupplierInvoiceCorrectionRefused
) -> SupplierInvoice:
    """The newest match says what is still off; the figures stay as they were."""
    return replace(state, match=event.match)


def scheduled(state: SupplierInvoice, event: events.SupplierInvoiceScheduled) -> SupplierInvoice:
    """It has a payment, of all that is left: no credit is too late for that."""
    nothing = Money.zero(state.figures.totals.gross.currency)
    off = state.credits and replace(state.credits, open_credit=nothing)
    return replace(state, payment_id=event.payment_id, reason=None, credits=off)


def paid(state: SupplierInvoice, event: events.SupplierInvoicePaid) -> SupplierInvoice:
    """Nothing is left to pay."""
    return replace(state, payment_id=event.payment_id, reason=None)


def payment_failed(
    state: SupplierInvoice, event: events.SupplierInvoicePaymentFailed
) -> SupplierInvoice:
    """It is to be paid again; the bank said why."""
    return replace(state, payment_id=event.payment_id, reason=event.reason)


def credited(state: SupplierInvoice, event: events.SupplierInvoiceCredited) -> SupplierInvoice:
    """Less is claimed, line by line and in all."""
    before = state.credited
    credits_now = Credits(
        notes=(*before.notes, event.credit_note_id),
        lines=_added(before.lines, event.lines),
        amount=before.amount + event.amount,
        open_credit=before.open_credit + event.open_credit,
    )
    return replace(state, credits=credits_now)


def rejected(state: SupplierInvoice, event: events.SupplierInvoiceRejected) -> SupplierInvoice:
    """It will not be paid, and why."""
    return replace(state, reason=event.reason, held=False)


def _added(
    before: Mapping[int, Counted], lines: tuple[events.InvoiceCredit, ...]
) -> Mapping[int, Counted]:
    found = dict(before)
    for line in lines:
        known = found.get(line.po_line, UNCOUNTED)
        found[line.po_line] = known.more(line.quantity, line.net.amount)
    return found
