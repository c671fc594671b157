"""What every walk over one order has: the company, the oracle, and how the two are held together."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from application.failures import Failure
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.payments.payment.events import PaymentRemitted, PaymentReturned
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment.state import payment_of
from domain.payments.payment_run.machine import PAYMENT_RUN
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.context import SYSTEM
from domain.shared.currency import Currency
from domain.shared.ids import (
    GoodsReceiptId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierInvoiceId,
)
from domain.shared.refusal import Refused
from tests.machines.company import NOON, Company
from tests.machines.one_order import DEALS, USERS, Deal, issued_order
from tests.machines.oracle.figures import NOTHING, Line
from tests.machines.oracle.whole import Oracle

TODAY = NOON.date()


def the_oracle_of(deal: Deal) -> Oracle:
    """What the oracle knows when the order was issued."""
    scale = Currency(deal.currency).scale
    lines = {
        number: Line(Decimal(one.quantity), Decimal(one.price), Decimal(one.tax), scale)
        for number, one in enumerate(deal.lines, 1)
    }
    return Oracle(lines, scale)


class OrderWalk(RuleBasedStateMachine):
    """Asks the product and the oracle the same, and compares what both say and how both stand."""

    company: Company
    order_id: PurchaseOrderId

    def __init__(self) -> None:
        super().__init__()
        self.deal = DEALS[0]
        self.oracle = the_oracle_of(self.deal)
        self.grns: list[GoodsReceiptId] = []
        self.invoices: list[SupplierInvoiceId] = []
        self.runs: list[PaymentRunId] = []
        self.read: dict[str, int] = defaultdict(int)
        self.asked = 0
        self._counted_until = 0
        self.times_paid: dict[SupplierInvoiceId, int] = defaultdict(int)
        self.paid: dict[SupplierInvoiceId, Decimal] = defaultdict(Decimal)

    def start(self, deal: Deal) -> None:
        """The order was issued a moment ago."""
        made = issued_order(deal)
        self.company, self.order_id = made.company, made.order_id
        self.deal, self.oracle = deal, the_oracle_of(deal)

    def ask(self, by: str, task: Any, foretold: str | None) -> Any:
        """The product says what the oracle foretold; the document that somebody made or changed."""
        refusal, folded = "", None
        self.asked += 1
        try:
            folded = self.company.do(USERS.get(by, SYSTEM), task).folded
        except (Refused, Failure) as refused:
            refusal = refused.name
        assert refusal == (foretold or ""), (refusal, foretold)
        return folded

    @property
    def place_of(self) -> dict[str, int]:
        """Which of the oracle's invoices a document is, or is the payment of."""
        of_invoices = {str(one): place for place, one in enumerate(self.invoices)}
        of_payments = {str(payment_of(one)): place for place, one in enumerate(self.invoices)}
        return {**of_invoices, **of_payments}

    @invariant()
    def order_agrees(self) -> None:
        """The order stands where the oracle says, line by line."""
        if not hasattr(self, "company"):
            return
        order = self.company.state(PURCHASE_ORDER, self.order_id)
        told, fulfilment = self.oracle, order.fulfilment
        if order.status is None:
            return
        assert order.status == told.status
        assert order.disputed_by_hand == told.by_hand
        assert order.disputed_invoices == {self.invoices[place] for place in told.disputed}
        assert fulfilment.discrepancies == {self.grns[place] for place in told.undecided}
        assert fulfilment.invoices == {
            self.invoices[place]: settled for place, settled in told.counted.items()
        }
        for number, line in told.lines.items():
            net = fulfilment.invoiced_net.get(number)
            assert fulfilment.accepted.get(number, NOTHING) == line.accepted
            assert fulfilment.invoiced.get(number, NOTHING) == line.invoiced
            assert (NOTHING if net is None else net.amount) == line.invoiced_net

    @invariant()
    def documents_agree(self) -> None:
        """Deliveries, invoices, payments and runs stand where the oracle says."""
        for grn, note in zip(self.grns, self.oracle.notes, strict=True):
            receipt = self.company.state(GOODS_RECEIPT, grn)
            assert receipt.status == note.status
            for number in self.oracle.lines:
                assert receipt.holds(number) == note.holds(number)
        for place in range(len(self.invoices)):
            self._invoice_agrees(place)
        for run_id, run in zip(self.runs, self.oracle.runs, strict=True):
            assert self.company.state(PAYMENT_RUN, run_id).status == run.status

    def _invoice_agrees(self, place: int) -> None:
        bill = self.oracle.bills[place]
        invoice = self.company.state(SUPPLIER_INVOICE, self.invoices[place])
        payment = self.company.state(PAYMENT, payment_of(self.invoices[place]))
        assert (invoice.status, invoice.held) == (bill.status, bill.held)
        assert invoice.figures.totals.gross.amount == bill.gross
        assert invoice.left_to_pay.amount == bill.left
        assert invoice.credited.open_credit.amount == bill.too_late
        assert payment.status == bill.pay.status
        if bill.pay.status not in (None, "Cancelled"):
            assert payment.owed.amount == bill.pay.owed
            run = None if bill.pay.run is None else self.runs[bill.pay.run]
            assert (payment.collection and payment.collection.run) == run
        if payment.collection is not None and bill.pay.taken_up:
            assert payment.collection.pays.amount == bill.pay.pays

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        """Of every invoice at most one payment stands, and that pays no more than is owed."""
        if not hasattr(self, "company"):
            return
        log = self.company.store.events
        for recorded in log[self._counted_until :]:
            event = recorded.event
            if isinstance(event, PaymentRemitted | PaymentReturned):
                assert event.invoice_id is not None
                sign = 1 if isinstance(event, PaymentRemitted) else -1
                self.times_paid[event.invoice_id] += sign
                self.paid[event.invoice_id] += sign * (event.amount + event.discount).amount
        self._counted_until = len(log)
        for place, invoice_id in enumerate(self.invoices):
            bill = self.oracle.bills[place]
            assert self.times_paid[invoice_id] in (0, 1)
            owed = bill.gross - bill.credited + bill.too_late + bill.pay.overtaken
            assert self.paid[invoice_id] <= owed

    def teardown(self) -> None:
        """Replayed from what was stored as JSON, the history gives the same documents."""
        if not hasattr(self, "company"):
            return
        try:
            replayed = self.company.replayed()
            for stream_id, folded in self.company.states.kept.items():
                assert replayed[stream_id] == folded.state, stream_id
        finally:
            self.company.close()
