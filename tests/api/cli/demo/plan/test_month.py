"""The month is the same on every machine, and its orders could have happened."""

from collections import Counter
from decimal import Decimal

import pytest

from api.cli.demo.plan.month import ORDERS, planned
from api.cli.demo.plan.orders import LAST_DAY, Bill, OrderPlan
from api.cli.demo.plan.planted import PLANTED
from api.cli.demo.plan.routine import routine
from api.cli.demo.plan.trade import VENDORS, Vendor
from domain.shared.bank_account import BankAccount

ROUTINE = [plan for plan in planned() if not plan.name]


def test_sixty_orders_go_to_at_least_six_suppliers_in_three_currencies() -> None:
    plans = planned()
    assert len(plans) == ORDERS == 60
    assert [plan.number for plan in plans] == list(range(1, ORDERS + 1))
    assert len({plan.vendor.name for plan in plans}) >= 6
    assert {plan.vendor.currency for plan in plans} == {"EUR", "USD", "JPY"}


def test_the_month_is_drawn_alike_each_time() -> None:
    assert planned() == planned()
    assert len({repr(routine(5, 1, VENDORS[:first])) for first in (2, 3, 4)}) == 3


def test_every_scene_can_name_its_order() -> None:
    assert len({plan.name for plan in PLANTED}) == len(PLANTED)
    assert all(plan.name for plan in PLANTED)


@pytest.mark.parametrize("plan", ROUTINE, ids=lambda plan: plan.number)
def test_an_ordinary_order_is_delivered_in_full_and_billed_for_what_came(plan: OrderPlan) -> None:
    assert total(plan, [one.quantities for one in plan.deliveries]) == plan.ordered
    assert total(plan, [one.quantities for one in plan.bills]) == plan.ordered
    assert 0 <= plan.day <= LAST_DAY
    days = [plan.day, *(one.day for one in plan.deliveries)]
    assert days == sorted(set(days))
    for bill in plan.bills:
        before = [one.quantities for one in plan.deliveries if one.day < bill.day]
        assert all(map(Decimal.__le__, bill.quantities, total(plan, before)))


def total(plan: OrderPlan, parts: list[tuple[Decimal, ...]]) -> tuple[Decimal, ...]:
    """What parts come to, line by line."""
    return tuple(sum((part[line] for part in parts), Decimal(0)) for line in range(len(plan.lines)))


def test_no_two_documents_of_a_supplier_have_one_number() -> None:
    bills = Counter((plan.number, bill.day) for plan in planned() for bill in plan.bills)
    assert set(bills.values()) == {1}


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.letters)
def test_every_supplier_can_be_paid(vendor: Vendor) -> None:
    BankAccount.model_validate(vendor.bank_account)


def test_a_supplier_rounds_each_line_and_taxes_the_sum_once() -> None:
    plan = next(plan for plan in planned() if plan.name == "microscopes")
    billed = plan.billed(plan.bills[0])
    assert billed["amount"] == {"amount": "13949.18", "currency": "EUR"}
    assert [line["quantity"] for line in billed["lines"]] == ["6", "4"]


def test_another_price_is_asked_for_the_first_line_only() -> None:
    plan = next(plan for plan in planned() if plan.name == "price beyond the limit")
    dearer = plan.billed(Bill(7, plan.ordered, price=Decimal("1020.01")))
    assert dearer["amount"]["amount"] == "1213.81"
    assert plan.paper[0]["unitPrice"]["amount"] == "1000.00"


def test_what_is_nothing_of_a_line_is_on_no_paper() -> None:
    plan = planned()[0]
    second = plan.deliveries[1]
    assert [line["poLine"] for line in plan.delivered(second.quantities)] == [1]
