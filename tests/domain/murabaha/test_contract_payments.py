"""What a contract is paid: each part once, nothing on top, and the rest at once for a rebate."""

from datetime import date, timedelta

from domain.murabaha.contract import commands as c
from domain.murabaha.contract import events as e
from domain.murabaha.contract import rules as r
from domain.murabaha.contract.machine import payment_of
from domain.murabaha.contract.state import Status
from domain.shared.money import Money
from tests.domain.murabaha.contracts import (
    BANK,
    CONTRACT,
    DRAFT,
    acquired,
    active,
    paid,
    returned,
    settled,
    transferred,
    usd,
)
from tests.domain.purchasing.people import BEN, CLEO
from tests.given_when_then import NOON


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
