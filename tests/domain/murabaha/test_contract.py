"""A murabaha: worth it, signed once, owned before it is resold, paid in parts, and nothing on top."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.murabaha.contract import commands as c
from domain.murabaha.contract import events as e
from domain.murabaha.contract import rules as r
from domain.murabaha.contract.machine import payment_of
from domain.murabaha.contract.state import Status
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.money import Money
from tests.domain.murabaha.contracts import (
    APPROVED,
    BANK,
    CONTRACT,
    DRAFT,
    ISSUED,
    RECEIVED,
    acquired,
    active,
    contracted,
    costing,
    given,
    paid,
    request,
    requested,
    returned,
    settled,
    transferred,
    usd,
)
from tests.domain.purchasing.people import ANN, BEN, CLEO
from tests.given_when_then import NOON


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


def test_nothing_is_paid_before_the_goods_changed_hands():
    acquired().when(c.Activate(), by=BEN).impossible()
    transferred().when(paid(1), by=BEN).impossible()
    active().then(e.MurabahaActivated(outstanding=usd("66000.00"))).leads_to(Status.ACTIVE)


def test_each_instalment_is_paid_once():
    once = active().when(paid(2), by=BEN)
    once.then_only(
        e.MurabahaInstalmentPaid,
        number=2,
        payment_id=payment_of(CONTRACT, 2),
        amount=usd("22000.00"),
        outstanding=usd("44000.00"),
    ).leads_to(Status.ACTIVE)
    once.when(paid(2), by=BEN).refused(r.instalment_is_owed, number=2)
    once.when(paid(4), by=BEN).refused(r.instalment_is_owed, number=4)


def test_the_last_instalment_settles_the_contract_whichever_it_is():
    last = active().when(paid(3), by=BEN).when(paid(1), by=BEN).when(paid(2), by=BEN)
    assert [type(event) for event in last.events] == [
        e.MurabahaInstalmentPaid,
        e.MurabahaSettled,
    ]
    assert last.events[1].paid == usd("66000.00")  # type: ignore[attr-defined]
    last.leads_to(Status.SETTLED)


def test_being_late_costs_nothing():
    years_later = NOON + timedelta(days=2000)
    late = active().when(paid(1), by=BEN, at=years_later)
    late.then_only(e.MurabahaInstalmentPaid, amount=usd("22000.00"), outstanding=usd("44000.00"))
    rest = late.when(paid(2), by=BEN, at=years_later).when(paid(3), by=BEN, at=years_later)
    assert rest.leads_to(Status.SETTLED).state.total_paid == usd("66000.00")


def test_a_payment_that_comes_back_is_owed_again_and_nothing_more():
    back = active().when(paid(1), by=BEN).when(returned(1), by=BEN)
    back.then_only(
        e.MurabahaInstalmentReturned, number=1, amount=usd("22000.00"), outstanding=usd("66000.00")
    ).leads_to(Status.ACTIVE)
    back.when(returned(1), by=BEN).refused(r.instalment_is_paid)
    assert back.when(paid(1), by=BEN).state.unpaid == (2, 3)


def test_a_payment_that_comes_back_after_the_end_opens_the_contract_again():
    back = settled().when(returned(2), by=BEN)
    back.then_only(e.MurabahaReopened, number=2, outstanding=usd("22000.00"))
    back.leads_to(Status.ACTIVE).when(paid(2), by=BEN).leads_to(Status.SETTLED)


def test_the_rest_can_be_paid_at_once_less_a_rebate_on_its_markup():
    one_paid = active().when(paid(1), by=BEN)
    early = one_paid.when(c.Settle(rebate=usd("1500.00"), comment="agreed"), by=CLEO)
    early.then(
        e.MurabahaSettlementAgreed(
            number=4,
            replaces=(2, 3),
            remaining=usd("44000.00"),
            remaining_markup=usd("4000.00"),
            rebate=usd("1500.00"),
            amount=usd("42500.00"),
            due_on=date(2026, 3, 31),
            agreed_by=CLEO,
            comment="agreed",
        )
    ).leads_to(Status.ACTIVE)
    early.when(paid(2), by=BEN).refused(r.instalment_is_owed)
    end = early.when(paid(4), by=BEN).leads_to(Status.SETTLED)
    assert end.events[1] == e.MurabahaSettled(
        purchase_order_id=DRAFT.order_id,
        bank_id=BANK.bank_id,
        paid=usd("64500.00"),
        rebate=usd("1500.00"),
    )


def test_a_rebate_is_at_most_the_markup_that_remains():
    one_paid = active().when(paid(1), by=BEN)
    one_paid.when(c.Settle(rebate=usd("4000.00")), by=CLEO).then_only(
        e.MurabahaSettlementAgreed, amount=usd("40000.00")
    )
    one_paid.when(c.Settle(rebate=usd("4000.01")), by=CLEO).refused(
        r.rebate_is_at_most_the_remaining_markup,
        remaining_markup={"amount": "4000.00", "currency": "USD"},
    )
    one_paid.when(c.Settle(rebate=Money("1.00", "EUR")), by=CLEO).refused(
        r.rebate_is_in_the_contracts_currency
    )
    one_paid.when(c.Settle(), by=CLEO).then_only(
        e.MurabahaSettlementAgreed, rebate=usd("0.00"), amount=usd("44000.00")
    )


def test_what_is_on_its_way_to_the_bank_is_not_settled_a_second_time():
    under_way = frozenset({1, 2})
    early = active().when(c.Settle(), by=CLEO, under_way=under_way)
    early.then_only(e.MurabahaSettlementAgreed, replaces=(3,), amount=usd("22000.00"))
    both = early.when(paid(4), by=BEN).leads_to(Status.ACTIVE).when(paid(1), by=BEN)
    both.leads_to(Status.ACTIVE).when(paid(2), by=BEN).leads_to(Status.SETTLED)
    everything = frozenset({1, 2, 3})
    active().when(c.Settle(), by=CLEO, under_way=everything).refused(r.something_is_left_to_settle)


def test_a_contract_is_settled_early_once():
    early = active().when(c.Settle(), by=CLEO)
    early.when(c.Settle(), by=CLEO).refused(r.no_settlement_is_agreed)


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
