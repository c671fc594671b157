"""What an order keeps of its invoices, deliveries and financing, and what stands in its way."""

from decimal import Decimal

from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.fulfilment.rules import (
    contract_finances_it,
    discrepancy_is_pending,
    every_invoice_is_settled,
    invoice_counts,
    invoice_is_disputed,
    order_is_not_financed,
    order_was_never_issued,
)
from domain.purchasing.purchase_order.state import Status
from domain.shared.ids import MurabahaId, SupplierInvoiceId
from domain.shared.money import Money
from domain.shared.tolerance import Tolerance
from tests.domain.purchasing.order_events import (
    CREDIT_NOTE,
    GRN,
    INVOICE,
    acknowledged,
    amend,
    amended,
    approved,
    billed,
    changed,
    invoiced,
    issued,
    paid_for,
    quantities,
    received,
)
from tests.domain.purchasing.people import ACME, ANN, CLEO, DAN, EVE, of, policy, uuid


def test_what_invoices_come_to_is_kept_by_line() -> None:
    assert invoiced().state.fulfilment.invoiced_net == {1: Money("500.00", "USD")}


def test_an_order_is_not_paid_while_one_of_its_invoices_is_not() -> None:
    order = invoiced()
    order.when(c.Pay(), by=EVE).refused(every_invoice_is_settled, invoices=[INVOICE])
    taken_back = paid_for(order).when(c.RecordInvoiceUnpaid(invoice_id=INVOICE), by=EVE)
    taken_back.when(c.Pay(), by=EVE).refused(every_invoice_is_settled)
    paid_for(taken_back).when(c.Pay(), by=EVE).leads_to(Status.PAID)


def test_an_invoice_that_is_credited_in_full_needs_no_payment() -> None:
    credit = c.RecordCredit(
        credit_note_id=CREDIT_NOTE, invoice_id=INVOICE, invoiced=billed(_1="0"), settles=True
    )
    invoiced().when(credit, by=EVE).when(c.Pay(), by=EVE).leads_to(Status.PAID)


def test_an_invoice_that_is_withdrawn_counts_no_longer() -> None:
    withdraw = c.WithdrawInvoice(invoice_id=INVOICE, invoiced=billed(_1="0"))
    outcome = invoiced().when(withdraw, by=EVE).leads_to(Status.INVOICED)
    assert not outcome.state.fulfilment.invoices
    assert not outcome.state.fulfilment.invoiced_in_full
    outcome.when(withdraw, by=EVE).refused(invoice_counts)
    received().when(withdraw, by=EVE).refused(invoice_counts)


def test_deliveries_that_do_not_agree_are_remembered_until_somebody_decides() -> None:
    record, settle = c.RecordDiscrepancy(grn_id=GRN), c.SettleDiscrepancy(grn_id=GRN)
    waiting = acknowledged().when(record, by=DAN).leads_to(Status.ACKNOWLEDGED)
    assert waiting.state.fulfilment.discrepancies == {GRN}
    settled = waiting.when(settle, by=EVE)
    assert not settled.state.fulfilment.discrepancies
    settled.when(settle, by=EVE).refused(discrepancy_is_pending)


def test_a_disputed_order_waits_for_every_invoice_and_every_person() -> None:
    other = SupplierInvoiceId.of(uuid(2))
    disputed = received().when(c.Dispute(reason="too dear", invoice_id=INVOICE), by=EVE)
    both = disputed.when(c.RecordDisputedInvoice(invoice_id=other), by=EVE)
    assert both.state.disputed_invoices == {INVOICE, other}
    one = both.when(c.SettleDisputedInvoice(invoice_id=INVOICE), by=EVE)
    assert one.state.disputed_by_anything
    one.when(c.SettleDisputedInvoice(invoice_id=INVOICE), by=EVE).refused(invoice_is_disputed)
    none = one.when(c.SettleDisputedInvoice(invoice_id=other), by=EVE).leads_to(Status.DISPUTED)
    assert not none.state.disputed_by_anything
    by_hand = received().when(c.Dispute(reason="scratched"), by=EVE)
    assert by_hand.state.disputed_by_anything
    assert not by_hand.when(c.ResolveApprove(), by=CLEO).state.disputed_by_anything


def test_a_bank_finances_an_order_that_was_never_issued_and_only_one_bank() -> None:
    contract, other = MurabahaId.of(uuid(1)), MurabahaId.of(uuid(2))
    elected = approved().when(c.ElectFinancing(murabaha_id=contract), by=ANN)
    assert elected.state.financing == contract
    elected.when(c.ElectFinancing(murabaha_id=other), by=ANN).refused(order_is_not_financed)
    elected.when(c.CancelFinancing(murabaha_id=other), by=ANN).refused(contract_finances_it)
    assert elected.when(c.CancelFinancing(murabaha_id=contract), by=ANN).state.financing is None
    amended_since = amended(issued(), changed("20")).when(c.Approve(), **of(CLEO, "L3"))
    elect = c.ElectFinancing(murabaha_id=contract)
    amended_since.when(elect, by=ANN).refused(order_was_never_issued)


def test_the_contract_stands_for_the_invoices_of_a_financed_order() -> None:
    contract = MurabahaId.of(uuid(1))
    elected = approved().when(c.ElectFinancing(murabaha_id=contract), by=ANN)
    sent = elected.when(c.Issue(), by=ANN, supplier=ACME).when(c.Acknowledge(), by=ANN)
    came = sent.when(c.FullReceive(grn_id=GRN, accepted=quantities(_1="10")), by=DAN)
    financed = came.when(c.InvoiceFinanced(murabaha_id=contract), by=EVE)
    financed.leads_to(Status.INVOICED).when(c.Pay(), by=EVE).leads_to(Status.PAID)
    received().when(c.InvoiceFinanced(murabaha_id=contract), by=EVE).refused(contract_finances_it)


def test_a_financed_order_stays_as_the_bank_knows_it() -> None:
    contract = MurabahaId.of(uuid(1))
    elected = approved().when(c.ElectFinancing(murabaha_id=contract), by=ANN)
    sent = elected.when(c.Issue(), by=ANN, supplier=ACME)
    amending = sent.when(amend(changed("20")), by=DAN, policy=policy(), supplier=ACME)
    amending.refused(order_is_not_financed, murabaha_id=contract)


def test_an_order_is_billed_when_what_was_received_is_invoiced_to_the_tolerance() -> None:
    order, tolerance = received().state, Tolerance(percent=Decimal(10))
    (line,) = [one for one in order.current.lines if order.fulfilment.accepted.get(one.po_line)]
    whole = order.fulfilment.accepted[line.po_line]
    for share, billed_enough in (("1", True), ("0.9", True), ("0.89", False), ("0", False)):
        invoiced_so_far = {line.po_line: whole * Decimal(share)}
        assert order.is_billed(invoiced_so_far, tolerance) is billed_enough
    assert not invoiced().state.is_billed({line.po_line: whole}, tolerance)  # it is past that
