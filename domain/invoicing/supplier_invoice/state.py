"""A supplier's invoice as its history tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.invoicing.lines import InvoiceLine, InvoiceTotals
from domain.invoicing.matching.claim import UNCOUNTED, Claim, Counted, claimed
from domain.invoicing.matching.result import MatchResult
from domain.shared.ids import (
    CreditNoteId,
    PaymentId,
    PurchaseOrderId,
    SupplierId,
    SupplierInvoiceId,
    UserId,
)
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms


class Status(StrEnum):
    """Where an invoice stands."""

    REGISTERED = "Registered"
    MATCHED = "Matched"
    DISPUTED = "Disputed"
    SCHEDULED = "Scheduled"
    PAID = "Paid"
    REJECTED = "Rejected"


@dataclass(frozen=True, slots=True)
class Bill:
    """What the invoice says of itself, which nothing ever alters."""

    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    supplier_invoice_number: str
    invoice_date: date
    due_date: date
    payment_terms: PaymentTerms
    registered_by: UserId


@dataclass(frozen=True, slots=True)
class Figures:
    """Lines with what they come to: the supplier's own, or those that were agreed on instead.

    `by_amount` says that only the amount was agreed on, and spread over the lines.
    """

    lines: tuple[InvoiceLine, ...]
    totals: InvoiceTotals
    by_amount: bool = False
    corrected_by: UserId | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What credit notes took off: by order line, in all, and what no payment could be reduced by."""

    notes: tuple[CreditNoteId, ...]
    lines: Mapping[int, Counted]
    amount: Money
    open_credit: Money


@dataclass(frozen=True, slots=True)
class SupplierInvoice:
    """The invoice. `stated` is what the supplier says, `revision` what was agreed on beside it.

    `hands` are all who had one in it, or in rejected ones of its number. `held` says that it may be a
    duplicate and nobody has released it; `reason` why it was disputed or rejected, while that matters, or
    why its payment failed.
    """

    status: Status | None = None
    bill: Bill | None = None
    stated: Figures | None = None
    revision: Figures | None = None
    match: MatchResult | None = None
    credits: Credits | None = None
    possible_duplicate_of: SupplierInvoiceId | None = None
    held: bool = False
    released_by: UserId | None = None
    disputed_by: UserId | None = None
    reason: str | None = None
    payment_id: PaymentId | None = None
    hands: frozenset[UserId] = field(default_factory=frozenset)

    @property
    def terms(self) -> Bill:
        """What it says of itself; asked only of an invoice that exists."""
        assert self.bill is not None
        return self.bill

    @property
    def handled_by(self) -> frozenset[UserId]:
        """Everybody whose word it rests on, with whoever released it."""
        return self.hands.union(filter(None, (self.released_by,)))

    @property
    def figures(self) -> Figures:
        """The figures that hold: the agreed ones where there are any, else the supplier's own."""
        figures = self.revision or self.stated
        assert figures is not None
        return figures

    @property
    def credited(self) -> Credits:
        """What was credited so far, if anything."""
        nothing = Money.zero(self.figures.totals.gross.currency)
        return self.credits or Credits((), {}, nothing, nothing)

    @property
    def left_to_pay(self) -> Money:
        """The gross amount that holds, less what credit notes took off it."""
        gross, credited = self.figures.totals.gross, self.credited
        left = gross - credited.amount + credited.open_credit
        return left.money() if left.amount > 0 else Money.zero(gross.currency)

    def claim(self, figures: Figures) -> Claim:
        """What the invoice claims with these figures."""
        lines = claimed(figures.lines, by_amount=figures.by_amount)
        return Claim(figures.totals.net.currency, lines, self.credited.lines)

    def billed(self) -> Mapping[int, Counted]:
        """What it bills with the figures that hold, by order line."""
        found: dict[int, Counted] = {}
        for line in self.figures.lines:
            before = found.get(line.po_line, UNCOUNTED)
            found[line.po_line] = before.more(line.quantity, line.net.amount)
        return found

    def counts(self) -> Mapping[int, Counted]:
        """What it counts for on the order, by order line: what it bills less what was credited."""
        credited = self.credited.lines
        return {
            number: of_line.less(*credited.get(number, UNCOUNTED))
            for number, of_line in self.billed().items()
        }
