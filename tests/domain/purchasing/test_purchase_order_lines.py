"""What an order's lines come to, and what lines it refuses."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.purchasing.branch_rules import branch_is_known, branch_is_open
from domain.purchasing.context import BranchFacts
from domain.purchasing.lines import MOST_LINES
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order import events as e
from domain.purchasing.purchase_order.rules import (
    lines_are_in_order_currency,
    new_lines_are_in_order_currency,
)
from domain.purchasing.purchase_order.state import Status
from domain.purchasing.rules import (
    lines_are_countable,
    lines_are_not_too_many,
    supplier_is_active,
    supplier_is_known,
)
from domain.shared.ids import BranchId
from domain.shared.money import Money
from domain.shared.payment_terms import PaymentTerms
from tests.domain.purchasing.order_events import create, draft, given, line, submitted
from tests.domain.purchasing.people import ACME, ANN, BEN, GLOBEX, uuid


def test_lines_are_numbered_from_one_and_a_sku_may_be_on_several() -> None:
    lines = draft(line("1"), line("2"), line("3")).state.current.lines
    assert [(one.po_line, str(one.quantity)) for one in lines] == [(1, "1"), (2, "2"), (3, "3")]
    assert len({one.sku for one in lines}) == 1


def test_a_net_is_rounded_once_after_the_discount() -> None:
    outcome = draft(line("16", "348.35", discount_percent=Decimal(4), tax_rate=Decimal(22)))
    totals = outcome.state.current.totals
    assert outcome.state.current.lines[0].net == Money("5350.66", "USD")
    assert (totals.tax, totals.gross) == (Money("1177.15", "USD"), Money("6527.81", "USD"))


def test_tax_is_computed_once_per_rate_and_not_per_line() -> None:
    cents = [line("1", "0.33", tax_rate=Decimal(10)) for _ in range(5)]
    totals = draft(*cents, line("1", "100", tax_rate=Decimal("5.5"))).state.current.totals
    assert [(t.rate, t.base, t.tax) for t in totals.taxes] == [
        (Decimal("5.5"), Money("100.00", "USD"), Money("5.50", "USD")),
        (Decimal(10), Money("1.65", "USD"), Money("0.17", "USD")),
    ]
    assert totals.net + totals.tax == totals.gross == Money("107.32", "USD")


@pytest.mark.parametrize(
    ("currency", "price", "net"), [("JPY", "33.5", "34"), ("KWD", "0.3335", "0.334")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, price: str, net: str) -> None:
    outcome = draft(line("1", price, currency), currency=currency)
    assert outcome.state.total == Money(net, currency)


def test_every_line_is_in_the_orders_currency() -> None:
    mixed = create(line(), line(currency="EUR"))
    given().when(mixed, by=ANN, supplier=ACME).refused(
        new_lines_are_in_order_currency, currencies=("USD", "EUR")
    )
    edit = c.Edit(lines=(line(currency="EUR"),))
    draft().when(edit, by=ANN).refused(lines_are_in_order_currency)


def test_an_order_has_ten_thousand_lines_at_most() -> None:
    one = line("1", "1")
    full = given().when(create(*[one] * MOST_LINES), by=ANN, supplier=ACME)
    assert full.state.total == Money("10000.00", "USD")
    too_long = create(*[one] * (MOST_LINES + 1))
    given().when(too_long, by=ANN, supplier=ACME).refused(lines_are_not_too_many, lines=10_001)


def test_a_line_that_nobody_could_count_is_refused_and_not_computed() -> None:
    huge = create(line("999999999999", "1"))
    given().when(huge, by=ANN, supplier=ACME).leads_to(Status.DRAFT)
    too_huge = create(line("999999999999.999999", "1.000001"))
    given().when(too_huge, by=ANN, supplier=ACME).refused(lines_are_countable)


def test_the_largest_order_of_the_largest_lines_still_adds_up() -> None:
    largest = line("999999999999", "1", tax_rate=Decimal("999.9999"))
    outcome = given().when(create(*[largest] * MOST_LINES), by=ANN, supplier=ACME)
    assert outcome.state.total == Money("109999989999890000.01", "USD")


def test_the_terms_are_the_suppliers_unless_the_buyer_states_others() -> None:
    assert draft().state.agreed.payment_terms == "NET30"
    stated = draft(payment_terms=PaymentTerms("1/7 NET14"))
    assert stated.state.agreed.payment_terms == "1/7 NET14"


def test_an_order_is_not_placed_with_a_supplier_who_is_not_active() -> None:
    onboarding = replace(ACME, active=False)
    given().when(create(), by=ANN, supplier=onboarding).refused(supplier_is_active)


@pytest.mark.parametrize("supplier", [None, GLOBEX])
def test_an_order_names_a_supplier_that_exists(supplier: object) -> None:
    given().when(create(), by=ANN, supplier=supplier).refused(
        supplier_is_known, supplier_id=ACME.supplier_id
    )


def test_a_draft_keeps_what_it_was_created_with() -> None:
    branch = BranchFacts(BranchId.of(uuid(7)), active=True)
    command = create(cost_center="CC-7", branch_id=branch.branch_id)
    outcome = given().when(command, by=ANN, supplier=ACME, branch=branch)
    outcome.then_only(
        e.PurchaseOrderCreated,
        supplier_id=ACME.supplier_id,
        cost_center="CC-7",
        created_by=ANN,
        requisition_id=None,
        requisitioned_by=(),
    ).leads_to(Status.DRAFT)


def test_an_order_is_for_a_branch_that_is_known_and_open() -> None:
    branch = BranchFacts(BranchId.of(uuid(7)), active=False)
    command = create(branch_id=branch.branch_id)
    for found, because in ((None, branch_is_known), (branch, branch_is_open)):
        outcome = given().when(command, by=ANN, supplier=ACME, branch=found)
        outcome.refused(because, branch_id=branch.branch_id)


def test_lines_are_edited_in_a_draft_only() -> None:
    outcome = draft(line("1"), line("2")).when(c.Edit(lines=(line("7"),)), by=BEN)
    outcome.then_only(e.PurchaseOrderLinesReplaced, replaced_by=BEN).leads_to(Status.DRAFT)
    assert [(one.po_line, str(one.quantity)) for one in outcome.state.current.lines] == [(1, "7")]
    submitted().when(c.Edit(lines=(line("7"),)), by=BEN).impossible()
