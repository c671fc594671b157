"""The life of a supplier's invoice."""

from decimal import Decimal
from typing import Any

import pytest

from domain.invoicing.supplier_invoice import commands as c
from domain.invoicing.supplier_invoice import events as e
from domain.invoicing.supplier_invoice import rules
from domain.invoicing.supplier_invoice.decide import MISMATCH
from domain.shared.ids import GoodsReceiptId
from domain.shared.money import Money
from domain.shared.refusal import InvalidStateTransition
from domain.shared.tolerance import Judgement
from tests.domain.invoicing.billing import (
    CREDIT_NOTE,
    FIRST,
    PAYMENT,
    agreed,
    billed,
    disputed,
    invoices,
    known,
    matched,
    order,
    register,
    registered,
)
from tests.domain.purchasing.people import ANN, BEN, uuid

EUR = "EUR"


def euros(amount: str) -> Money:
    return Money(amount, EUR)


def credit(quantity: str, net: str, gross: str | None = None) -> c.Credit:
    line = e.InvoiceCredit(po_line=1, quantity=Decimal(quantity), net=euros(net))
    return c.Credit(credit_note_id=CREDIT_NOTE, lines=(line,), amount=euros(gross or net))


class TestRegister:
    """Taken up as the supplier states it."""

    def test_the_suppliers_figures_and_the_terms_of_the_order(self) -> None:
        outcome = registered()
        outcome.then_only(e.SupplierInvoiceRegistered, registered_by=ANN).leads_to("Registered")
        bill = outcome.state.terms
        assert (str(bill.due_date), bill.payment_terms) == ("2026-03-31", "2/10 NET30")
        assert outcome.state.left_to_pay == euros("1000.00")

    def test_a_due_date_of_its_own(self) -> None:
        command = register(due_date="2026-03-15")
        outcome = invoices.given().when(command, by=ANN, **known())
        assert str(outcome.state.terms.due_date) == "2026-03-15"

    def test_a_look_alike_is_held(self) -> None:
        outcome = registered(possible_duplicate_of=FIRST).leads_to("Registered")
        assert [type(event) for event in outcome.events] == [
            e.SupplierInvoiceRegistered,
            e.SupplierInvoiceHeld,
        ]
        assert (outcome.state.held, outcome.state.possible_duplicate_of) == (True, FIRST)

    @pytest.mark.parametrize(
        ("facts", "because"),
        [
            ({"number_taken_by": FIRST}, rules.number_is_new),
            ({"facts": order(billable=False, status="Cancelled")}, rules.order_is_billable),
            ({"facts": order(financed=True)}, rules.order_is_not_financed),
            (
                {"facts": order(discrepancies=(GoodsReceiptId.of(uuid(1)),))},
                rules.matching_is_not_blocked,
            ),
            ({"facts": order(agreed(accepted="0"))}, rules.goods_were_received),
        ],
    )
    def test_not_when_the_order_does_not_let_it(self, facts: dict[str, Any], because: Any) -> None:
        registered(**facts).refused(because)

    def test_a_number_that_is_taken_is_told_before_anything_else(self) -> None:
        facts = order(billable=False, status="Paid")
        registered(facts=facts, number_taken_by=FIRST).refused(
            rules.number_is_new, invoice_id=FIRST
        )

    def test_a_blocked_order_says_so_also_when_nothing_counts_yet(self) -> None:
        waiting = (GoodsReceiptId.of(uuid(1)),)
        facts = order(agreed(accepted="0"), discrepancies=waiting)
        registered(facts=facts).refused(rules.matching_is_not_blocked, discrepancies=waiting)

    @pytest.mark.parametrize(
        ("command", "because"),
        [
            (register(amount="999.99"), rules.amount_is_lines_and_tax),
            (register(amount="1000.01"), rules.amount_is_lines_and_tax),
            (register(billed(tax_rate="19")), rules.amount_is_lines_and_tax),
            (register(billed(price="0")), rules.invoice_demands_something),
            (register(due_date="2026-02-28"), rules.due_date_follows_invoice_date),
            (register(billed(currency="USD")), rules.invoice_is_in_order_currency),
            (register(billed("1000000", "1000000")), rules.invoice_is_countable),
        ],
    )
    def test_not_when_its_figures_do_not_hold(self, command: c.Register, because: Any) -> None:
        invoices.given().when(command, by=ANN, **known()).refused(because)

    def test_a_stated_tax_counts_as_it_is(self) -> None:
        taxed = billed(tax_rate="19")
        command = register(taxed, amount="1190.01", tax_total=euros("190.01"))
        totals = invoices.given().when(command, by=ANN, **known()).state.figures.totals
        assert (totals.tax, totals.computed_tax) == (euros("190.01"), euros("190.00"))
        command = register(taxed, amount="1190.02", tax_total=euros("190.02"))
        invoices.given().when(command, by=ANN, **known()).refused(rules.amount_is_lines_and_tax)

    def test_a_rate_of_zero_has_no_tolerance(self) -> None:
        command = register(amount="1000.01", tax_total=euros("0.01"))
        invoices.given().when(command, by=ANN, **known()).refused(rules.amount_is_lines_and_tax)


class TestMatch:
    """Matched or disputed, and the event says all that others need."""

    def test_it_says_what_is_to_be_paid_and_until_when_less_would_do(self) -> None:
        outcome = registered().when(c.Match(), by=ANN, **known())
        (event,) = outcome.leads_to("Matched").events
        assert isinstance(event, e.SupplierInvoiceMatched)
        demand = event.demand
        assert (demand.amount, demand.gross) == (euros("1000.00"), euros("1000.00"))
        assert (demand.discount_percent, str(demand.discount_until)) == (Decimal(2), "2026-03-11")
        assert (str(demand.due_date), event.held) == ("2026-03-31", False)

    def test_it_says_that_it_is_held(self) -> None:
        held = registered(possible_duplicate_of=FIRST).when(c.Match(), by=ANN, **known())
        held.then_only(e.SupplierInvoiceMatched, held=True)

    def test_what_does_not_agree_is_disputed_with_the_match(self) -> None:
        outcome = registered(billed(price="11")).when(c.Match(), by=ANN, **known())
        outcome.then_only(e.SupplierInvoiceDisputed, reason=MISMATCH).leads_to("Disputed")
        assert outcome.state.match is not None
        assert outcome.state.match.verdict is Judgement.DISPUTE


class TestCorrect:
    """The same match with what was agreed on; the supplier's own figures stay."""

    def test_an_amount_is_spread_over_the_lines(self) -> None:
        story = disputed(billed("60", "11"), billed("40", "11"))
        outcome = story.when(c.Correct(revised_amount=euros("1000.00")), by=BEN, **known())
        outcome.leads_to("Matched")
        state = outcome.state
        assert [line.net.text for line in state.figures.lines] == ["600.00", "400.00"]
        assert state.left_to_pay == euros("1000.00")
        assert state.stated is not None
        assert state.stated.totals.gross == euros("1100.00")
        assert state.revision is not None
        assert state.revision.corrected_by == BEN

    def test_still_off_it_says_so_and_changes_no_figure(self) -> None:
        outcome = disputed().when(c.Correct(revised_amount=euros("1020.01")), by=BEN, **known())
        outcome.then_only(e.SupplierInvoiceCorrectionRefused, corrected_by=BEN)
        assert outcome.leads_to("Disputed").state.revision is None

    def test_as_it_is_once_more_was_accepted(self) -> None:
        story = disputed(billed(), facts=order(agreed(accepted="50")))
        story.when(c.Correct(), by=BEN, **known(order(agreed(accepted="50")))).leads_to("Disputed")
        outcome = story.when(c.Correct(), by=BEN, **known())
        assert [type(event) for event in outcome.events] == [e.SupplierInvoiceMatched]

    def test_a_second_correction_starts_from_the_suppliers_figures(self) -> None:
        story = disputed().when(c.Correct(revised_amount=euros("1000.00")), by=BEN, **known()).story
        again = story.when(c.Dispute(reason="after all"), by=ANN).story
        outcome = again.when(c.Correct(revised_amount=euros("990.00")), by=BEN, **known())
        assert outcome.state.figures.totals.gross == euros("990.00")

    @pytest.mark.parametrize(
        ("command", "because"),
        [
            (c.Correct(revised_amount=euros("0")), rules.correction_demands_something),
            (
                c.Correct(revised_amount=Money("1", "USD")),
                rules.correction_is_in_order_currency,
            ),
            (c.Correct(lines=()), rules.invoice_has_lines),
            (
                c.Correct(lines=(billed(),), revised_amount=euros("999")),
                rules.revised_amount_is_lines_and_tax,
            ),
            (c.Correct(tax_total=euros("1")), rules.revised_amount_is_lines_and_tax),
        ],
    )
    def test_not_with_figures_that_do_not_hold(self, command: c.Correct, because: Any) -> None:
        disputed().when(command, by=BEN, **known()).refused(because)

    def test_not_for_an_order_that_was_cancelled_meanwhile(self) -> None:
        facts = order(billable=False, status="Cancelled")
        disputed().when(c.Correct(), by=BEN, **known(facts)).refused(rules.order_is_billable)


class TestRelease:
    """A possible duplicate takes a second person."""

    def test_by_another_person(self) -> None:
        outcome = matched(possible_duplicate_of=FIRST).when(c.Release(), by=BEN)
        outcome.then_only(e.SupplierInvoiceReleased, matched=True, released_by=BEN)
        assert not outcome.leads_to("Matched").state.held

    def test_not_by_whoever_registered_it(self) -> None:
        story = matched(possible_duplicate_of=FIRST)
        story.when(c.Release(), by=ANN).refused(rules.releaser_did_not_register_it)

    def test_not_when_nothing_holds_it_back(self) -> None:
        matched().when(c.Release(), by=BEN).refused(rules.invoice_is_held)

    def test_what_is_held_is_not_scheduled(self) -> None:
        story = matched(possible_duplicate_of=FIRST)
        schedule = c.Schedule(payment_id=PAYMENT)
        story.when(schedule, by=BEN).refused(rules.invoice_is_not_held)
        story.when(c.Release(), by=BEN).when(schedule, by=BEN).leads_to("Scheduled")


class TestReject:
    """What nobody will pay."""

    def test_a_disputed_one(self) -> None:
        outcome = disputed().when(c.Reject(reason="never ordered"), by=BEN)
        outcome.leads_to("Rejected")
        assert outcome.state.reason == "never ordered"

    def test_one_that_agrees_only_while_it_is_held(self) -> None:
        matched().when(c.Reject(reason="no"), by=BEN).refused(rules.invoice_is_held)
        story = matched(possible_duplicate_of=FIRST)
        story.when(c.Reject(reason="twice"), by=BEN).leads_to("Rejected")


class TestCredit:
    """Never below zero, and settled when nothing is left."""

    def test_it_leaves_less_to_pay_and_counts_for_less(self) -> None:
        outcome = matched().when(credit("3", "30"), by=BEN)
        outcome.then_only(e.SupplierInvoiceCredited, left_to_pay=euros("970.00"))
        assert outcome.state.counts()[1] == (Decimal(97), Decimal(970))

    def test_not_more_than_is_left(self) -> None:
        story = matched().when(credit("60", "600"), by=BEN).story
        story.when(credit("40.1", "400"), by=BEN).refused(rules.credit_is_within_the_invoice)
        story.when(credit("40", "400.01"), by=BEN).refused(rules.credit_is_within_the_invoice)
        story.when(credit("40", "400", "400.01"), by=BEN).refused(
            rules.credit_is_within_the_invoice, left=euros("400.00").to_wire()
        )
        story.when(credit("40", "400"), by=BEN).leads_to("Paid")

    def test_what_comes_too_late_for_the_payment_stays_open(self) -> None:
        story = matched().when(c.Schedule(payment_id=PAYMENT), by=BEN).story
        outcome = story.when(credit("3", "30"), by=BEN, payment_under_way=True)
        outcome.then_only(e.SupplierInvoiceCredited, open_credit=euros("30.00"))
        assert outcome.leads_to("Scheduled").state.left_to_pay == euros("1000.00")

    def test_after_the_payment_it_is_the_supplier_who_owes(self) -> None:
        scheduled = matched().when(c.Schedule(payment_id=PAYMENT), by=BEN)
        paid = scheduled.when(c.RecordPaid(payment_id=PAYMENT), by=BEN)
        outcome = paid.when(credit("100", "1000"), by=BEN)
        outcome.then_only(e.SupplierInvoiceCredited, open_credit=euros("1000.00")).leads_to("Paid")

    def test_a_correction_of_what_was_credited_in_full_settles_it(self) -> None:
        story = matched().when(c.Dispute(reason="all of it"), by=BEN).story
        credited = story.when(credit("100", "1000"), by=BEN).leads_to("Disputed").story
        outcome = credited.when(c.Correct(), by=BEN, **known(order(agreed(accepted="0"))))
        outcome.leads_to("Paid")
        assert outcome.state.payment_id is None


class TestPayment:
    """What payments report."""

    def test_scheduled_paid_taken_back_and_paid_again(self) -> None:
        outcome = matched().when(c.Schedule(payment_id=PAYMENT), by=BEN).leads_to("Scheduled")
        failed = c.RecordPaymentFailed(payment_id=PAYMENT, reason="AC04 the account is closed")
        outcome = outcome.when(failed, by=BEN).leads_to("Scheduled")
        assert outcome.state.reason == "AC04 the account is closed"
        outcome = outcome.when(c.RecordPaid(payment_id=PAYMENT), by=BEN).leads_to("Paid")
        outcome = outcome.when(failed, by=BEN).leads_to("Scheduled")
        assert outcome.when(c.RecordPaid(payment_id=PAYMENT), by=BEN).state.reason is None

    def test_a_disputed_invoice_has_no_payment(self) -> None:
        outcome = matched().when(c.Schedule(payment_id=PAYMENT), by=BEN)
        outcome = outcome.when(c.Dispute(reason="the colour"), by=BEN).leads_to("Disputed")
        assert outcome.state.payment_id is None
        outcome.when(c.Schedule(payment_id=PAYMENT), by=BEN).refused(InvalidStateTransition)
