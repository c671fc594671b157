"""A murabaha: worth it, signed once, owned before it is resold, paid in parts, and nothing on top."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.murabaha.contract import commands as c
from domain.murabaha.contract import events as e
from domain.murabaha.contract import rules as r
from domain.murabaha.contract.state import Status
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.money import Money
from tests.domain.murabaha.contracts import (
    APPROVED,
    BANK,
    DRAFT,
    ISSUED,
    RECEIVED,
    acquired,
    active,
    contracted,
    costing,
    given,
    request,
    requested,
    settled,
    transferred,
    usd,
)
from tests.domain.purchasing.people import ANN, BEN, CLEO


def test_an_order_above_the_threshold_can_be_financed_and_the_event_says_why():
    requested(costing(DRAFT, "50000.01")).then_only(
        e.MurabahaRequested,
        purchase_order_id=DRAFT.order_id,
        bank_id=BANK.bank_id,
        bank_name="Amanah Bank",
        total=usd("50000.01"),
        base_total=usd("50000.01"),
        threshold=usd("50000.00"),
        requested_by=ANN,
    ).leads_to(Status.REQUESTED)


@pytest.mark.parametrize("total", ["49999.99", "50000.00"])
def test_an_order_of_fifty_thousand_or_less_is_not_financed(total):
    requested(costing(DRAFT, total)).refused(
        r.cost_exceeds_the_threshold, threshold={"amount": "50000.00", "currency": "USD"}
    )


def test_the_threshold_is_held_against_the_total_in_the_base_currency():
    rate = ExchangeRate.model_validate(
        {
            "source": "JPY",
            "target": "USD",
            "rate": "0.0067",
            "date": date(2026, 3, 1),
            "provider": "ECB",
        }
    )
    yen = replace(
        DRAFT, total=Money(7_500_000, "JPY"), base_total=usd("50250.00"), exchange_rate=rate
    )
    requested(yen).then_only(e.MurabahaRequested, exchange_rate=rate, base_total=usd("50250.00"))
    less = replace(yen, base_total=usd("50000.00"))
    requested(less).refused(r.cost_exceeds_the_threshold)
    requested(replace(yen, base_total=None)).refused(r.foreign_cost_has_a_rate)


def test_the_bank_is_an_active_supplier_but_not_the_one_that_delivers():
    ask = given()
    ask.when(request(), by=ANN, order=DRAFT, bank=None).refused(r.bank_is_known)
    blocked = replace(BANK, active=False)
    ask.when(request(), by=ANN, order=DRAFT, bank=blocked).refused(r.bank_is_active)
    itself = replace(DRAFT, supplier_id=BANK.bank_id)
    requested(itself).refused(r.bank_is_not_the_supplier)


@pytest.mark.parametrize(
    "wrong",
    [
        {"markup": usd("100.00"), "markup_percent": Decimal(2)},
        {"markup_percent": None},
        {"instalments": 0},
        {"instalments": 361},
        {"markup_percent": Decimal(101)},
    ],
)
def test_terms_that_say_too_little_or_too_much_are_not_terms(wrong):
    terms = {
        "bank_id": BANK.bank_id,
        "markup_percent": Decimal(5),
        "instalments": 12,
        "first_due_date": date(2026, 5, 1),
    }
    assert c.Request.model_validate(terms).instalments == 12
    with pytest.raises(ValidationError):
        c.Request.model_validate({**terms, **wrong})


def test_a_markup_is_in_the_orders_currency_and_at_most_the_cost():
    requested(markup=Money("1.00", "EUR")).refused(r.markup_is_in_the_orders_currency)
    requested(markup=usd("60000.01")).refused(r.markup_is_at_most_the_cost)
    requested(markup=usd("60000.00")).leads_to(Status.REQUESTED)


def test_the_first_instalment_is_due_between_today_and_ten_years():
    requested(first_due_date=date(2026, 3, 30)).refused(r.first_instalment_is_due_in_time)
    requested(first_due_date=date(2026, 3, 31)).leads_to(Status.REQUESTED)
    requested(first_due_date=date(2036, 4, 1)).refused(r.first_instalment_is_due_in_time)


def test_there_are_no_instalments_of_nothing():
    tiny = replace(DRAFT, total=usd("0.02"), base_total=usd("90000.00"))
    requested(tiny, markup=usd("0.00")).refused(r.every_instalment_is_worth_something)
    requested(tiny, markup=usd("0.01")).leads_to(Status.REQUESTED)


def test_the_price_is_cost_plus_markup_in_equal_instalments():
    signed = contracted(costing(APPROVED, "50000.01"), markup=usd("1000.00"))
    signed.then_only(
        e.MurabahaContracted,
        cost=usd("50000.01"),
        markup=usd("1000.00"),
        price=usd("51000.01"),
        contracted_by=BEN,
    ).leads_to(Status.CONTRACTED)
    parts = signed.state.signed.instalments
    assert [str(one.amount.amount) for one in parts] == ["17000.01", "17000.00", "17000.00"]
    assert [str(one.markup.amount) for one in parts] == ["333.34", "333.33", "333.33"]
    assert [one.due_on for one in parts] == [
        date(2026, 4, 30),
        date(2026, 5, 30),
        date(2026, 6, 30),
    ]


def test_instalments_from_the_last_day_of_a_month_fall_due_on_last_days():
    signed = contracted(instalments=4, first_due_date=date(2027, 12, 31))
    due = [one.due_on for one in signed.state.signed.instalments]
    assert due == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


def test_a_percentage_is_rounded_once_for_the_whole_price():
    signed = contracted(costing(APPROVED, "50000.07"), markup_percent=Decimal("3.333333"))
    assert signed.state.signed.markup == usd("1666.67")


def test_nothing_is_signed_on_an_order_that_may_still_change():
    for order in (DRAFT, replace(DRAFT, status="AwaitingApproval")):
        requested().when(c.Contract(), by=BEN, order=order, bank=BANK).refused(
            r.order_is_approved, order_status=order.status
        )


def test_what_is_signed_is_what_the_order_costs_then():
    cheaper = costing(APPROVED, "55000.00")
    signed = requested().when(c.Contract(), by=BEN, order=cheaper, bank=BANK)
    signed.then_only(e.MurabahaContracted, cost=usd("55000.00"), markup=usd("5500.00"))
    too_cheap = costing(APPROVED, "50000.00")
    requested().when(c.Contract(), by=BEN, order=too_cheap, bank=BANK).refused(
        r.cost_exceeds_the_threshold
    )
    below_the_markup = costing(APPROVED, "59999.99")
    requested(markup=usd("60000.00")).when(
        c.Contract(), by=BEN, order=below_the_markup, bank=BANK
    ).refused(r.markup_is_at_most_the_cost)


def test_the_bank_buys_what_is_ordered_for_what_was_signed():
    contracted().when(c.Acquire(), by=BEN, order=APPROVED).refused(
        r.order_is_issued, order_status="Approved"
    )
    contracted().when(c.Acquire(), by=BEN, order=costing(ISSUED, "60000.01")).refused(
        r.order_costs_what_was_signed, cost={"amount": "60000.00", "currency": "USD"}
    )
    acquired().then_only(e.MurabahaAssetAcquired, cost=usd("60000.00"), acquired_by=BEN)


def test_the_bank_owns_the_goods_before_it_sells_them():
    for before in (requested(), contracted()):
        before.when(c.Transfer(), by=BEN, order=RECEIVED).impossible()


def test_the_goods_are_there_before_they_change_hands():
    acquired().when(c.Transfer(), by=BEN, order=ISSUED).refused(
        r.order_is_received, order_status="Issued"
    )
    transferred().then_only(e.MurabahaAssetTransferred, price=usd("66000.00"), transferred_by=BEN)


def test_financing_is_called_off_before_the_bank_owns_anything():
    for begun in (requested(), contracted()):
        begun.when(c.Cancel(reason="too dear"), by=ANN).then_only(
            e.MurabahaCancelled, order_cancelled=False, asset_was_acquired=False, cancelled_by=ANN
        ).leads_to(Status.CANCELLED)
    for owned in (acquired(), transferred(), active(), settled()):
        owned.when(c.Cancel(reason="too dear"), by=ANN).impossible()


def test_financing_ends_with_its_order_until_the_goods_changed_hands():
    for begun, owned in ((requested(), False), (contracted(), False), (acquired(), True)):
        begun.when(c.EndWithOrder(reason="order off"), by=BEN).then_only(
            e.MurabahaCancelled, order_cancelled=True, asset_was_acquired=owned
        )
    for bought in (transferred(), active(), settled()):
        bought.when(c.EndWithOrder(reason="order off"), by=BEN).impossible()


def test_everybody_whose_word_it_rests_on_is_known():
    assert active().state.handled_by == (ANN, BEN)
    assert active().when(c.Settle(), by=CLEO).state.handled_by == (ANN, BEN, CLEO)
