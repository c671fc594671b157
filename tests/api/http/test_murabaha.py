"""Murabaha over HTTP: who may have it, in which order, and what it comes to in the end."""

from decimal import Decimal

import pytest

from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.financing import STEPS, Financing
from tests.api.http.payables import money


@pytest.fixture
def financing(company: Company) -> Financing:
    return Financing(company)


@pytest.mark.parametrize("price", ["49999.99", "50000.00"])
def test_an_order_of_fifty_thousand_or_less_is_not_financed(
    financing: Financing, price: str
) -> None:
    order = financing.draft(price)
    problem = refused(financing.elect(order), 422, "OrderBelowFinancingThreshold")
    assert problem["threshold"] == money("50000.00")
    assert problem["baseTotal"] == money(price)
    seen = financing.payables.order(order)
    assert (seen["version"], seen["murabahaId"]) == (1, None)
    assert financing.treasurer.see("/v1/murabaha")["items"] == []


def test_an_order_of_a_cent_more_is_financed(financing: Financing) -> None:
    order = financing.draft("50000.01")
    answer = financing.elect(order)
    contract = succeeded(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/murabaha/{contract['murabahaId']}"
    assert answer.headers["ETag"] == '"1"'
    assert (contract["id"], contract["status"]) == (contract["murabahaId"], "Requested")
    assert contract["purchaseOrderId"] == order
    financing.when_order(order, murabahaId=contract["id"])
    assert [one["name"] for one in contract["allowedCommands"]] == ["contract", "cancel"]


def test_a_foreign_total_is_held_against_the_threshold_at_the_orders_rate(
    financing: Financing,
) -> None:
    lines = [
        {"sku": "ROBOT-1", "quantity": "1", "unit": "EA", "unitPrice": money("8000000", "JPY")}
    ]
    exactly = financing.draft(currency="JPY", lines=lines, exchangeRate="0.00625")
    refused(financing.elect(exactly), 422, "OrderBelowFinancingThreshold")
    more = financing.draft(currency="JPY", lines=lines, exchangeRate="0.0062500013")
    contract = succeeded(financing.elect(more))
    assert contract["baseTotal"] == money("50000.01")
    assert contract["exchangeRate"]["rate"] == "0.0062500013"
    unknown = financing.draft(currency="JPY", lines=lines)
    refused(financing.elect(unknown), 422, "FinancingRateMissing")


def test_a_contract_from_the_election_to_the_last_instalment(financing: Financing) -> None:
    order = financing.draft("50000.01")
    contract = financing.elected(order, markup=money("1000.00"))
    financing.approved(order)
    signed = financing.step(contract, "contract", {"comment": "signed by both"})
    assert (signed["cost"], signed["price"]) == (money("50000.01"), money("51000.01"))
    amounts = [Decimal(one["amount"]["amount"]) for one in signed["instalments"]]
    assert amounts == [Decimal("17000.01"), Decimal("17000.00"), Decimal("17000.00")]
    assert [one["dueOn"] for one in signed["instalments"]] == [
        financing.due(number) for number in (1, 2, 3)
    ]
    financing.issue(order)
    assert financing.step(contract, "acquire")["status"] == "AssetAcquired"
    financing.when_order(order, status="Acknowledged")
    financing.payables.receive(order, _1="1")
    assert financing.step(contract, "transfer")["status"] == "AssetTransferred"
    financing.when_order(order, status="Invoiced")
    financing.when(contract, "Active", outstanding=money("51000.01"))
    left = {1: money("34000.00"), 2: money("17000.00"), 3: money("0.00")}
    for number in (1, 2, 3):
        run = financing.collected(financing.due(number))
        assert run["transfers"][0]["supplierId"] == financing.bank
        financing.pay(run)
        status = "Settled" if number == 3 else "Active"
        financing.when(contract, status, outstanding=left[number])
    financing.when_order(order, status="Closed")
    assert financing.types(contract) == [
        "requested", "contracted", "asset-acquired", "asset-transferred", "activated",
        "instalment-paid", "instalment-paid", "instalment-paid", "settled",
    ]  # fmt: skip
    assert financing.types(order)[-3:] == ["financed", "paid", "closed"]


def test_no_step_can_be_taken_in_another_order(financing: Financing) -> None:
    order = financing.draft()
    contract = financing.elected(order)
    refused(financing.ask(contract, "contract"), 409, "OrderNotApproved")
    for step in ("acquire", "transfer", "settle"):
        problem = refused(financing.ask(contract, step), 409, "InvalidStateTransition")
        assert problem["currentState"] == "Requested"
    financing.approved(order)
    financing.step(contract, "contract")
    refused(financing.ask(contract, "acquire"), 409, "OrderNotIssued")
    for step in ("contract", "transfer", "settle"):
        refused(financing.ask(contract, step), 409, "InvalidStateTransition")
    financing.issue(order)
    financing.step(contract, "acquire")
    refused(financing.ask(contract, "transfer"), 409, "OrderNotReceived")
    for step in ("contract", "acquire", "settle", "cancel"):
        refused(financing.ask(contract, step), 409, "InvalidStateTransition")
    financing.payables.receive(order, _1="1")
    financing.step(contract, "transfer")
    financing.when(contract, "Active")
    for step in ("contract", "acquire", "transfer", "cancel"):
        refused(financing.ask(contract, step), 409, "InvalidStateTransition")


def test_financing_is_elected_before_the_order_is_issued_and_once(financing: Financing) -> None:
    order = financing.draft()
    financing.elected(order)
    refused(financing.elect(order), 409, "OrderAlreadyFinanced")
    other = financing.approved(financing.draft())
    financing.issue(other)
    refused(financing.elect(other), 409, "InvalidStateTransition")


@pytest.mark.parametrize(
    "wrong",
    [
        {"markup": money("1.00"), "markupPercent": "2"},
        {"markupPercent": None},
        {"instalments": 0},
        {"instalments": "12"},
        {"firstDueDate": "2020-13-01"},
        {"bankId": "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"},
        {"interest": "5"},
    ],
)
def test_terms_that_make_no_sense_are_refused(financing: Financing, wrong: Json) -> None:
    refused(financing.elect(financing.draft(), **wrong), 422, "InvalidRequest")


def test_terms_are_held_against_order_and_bank(financing: Financing) -> None:
    order = financing.draft()
    other = "sup_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    refused(financing.elect(order, bankId=other), 422, "UnknownBank")
    supplier = financing.payables.supplier
    refused(financing.elect(order, bankId=supplier), 422, "BankIsTheSupplier")
    refused(financing.elect(order, firstDueDate="2020-01-01"), 422, "FirstDueDateOutOfRange")
    refused(financing.elect(order, markup=money("1", "JPY")), 422, "MarkupInOtherCurrency")
    refused(financing.elect(order, markup=money("60000.01")), 422, "MarkupTooHigh")
    reason = {"reason": "no licence"}
    financing.buyer.do("PATCH", f"/v1/suppliers/{financing.bank}/block", reason)
    refused(financing.elect(order), 409, "BankNotActive")


def test_a_financed_order_takes_no_invoice_of_its_supplier(financing: Financing) -> None:
    order, _ = financing.acquired()
    financing.payables.receive(order, _1="1")
    line = {"poLine": 1, "sku": "BOLT-M8", "quantity": "1", "unitPrice": money("60000.00")}
    refused(financing.payables.post(order, line), 409, "OrderIsFinanced")


def test_an_early_settlement_pays_the_rest_less_the_rebate(financing: Financing) -> None:
    order, contract = financing.active()
    financing.pay(financing.collected(financing.due(1)))
    financing.when(contract, "Active", outstanding=money("44000.00"))
    too_much = {"rebate": money("4000.01")}
    problem = refused(financing.ask(contract, "settle", too_much), 422, "RebateExceedsMarkup")
    assert problem["remainingMarkup"] == money("4000.00")
    agreed = financing.step(contract, "settle", {"rebate": money("4000.00")})
    assert agreed["settlement"]["amount"] == money("40000.00")
    assert [one["status"] for one in agreed["instalments"]] == ["Paid", "Replaced", "Replaced"]
    refused(financing.ask(contract, "settle"), 409, "SettlementAlreadyAgreed")
    run = financing.collected(financing.due(3))
    assert run["transfers"][0]["amount"] == money("40000.00")
    financing.pay(run)
    settled = financing.when(contract, "Settled")
    assert settled["paid"] == money("62000.00")
    financing.when_order(order, status="Closed")


def test_what_a_run_has_taken_up_is_not_settled_a_second_time(financing: Financing) -> None:
    order, contract = financing.active()
    run = financing.collected(financing.due(2))
    agreed = financing.step(contract, "settle")
    assert agreed["settlement"]["replaces"] == [3]
    financing.pay(run)
    financing.when(contract, "Active", outstanding=money("22000.00"))
    financing.pay(financing.collected(financing.due(3)))
    financing.when(contract, "Settled", paid=money("66000.00"))
    financing.when_order(order, status="Closed")


def test_a_late_or_rejected_instalment_costs_nothing_more(financing: Financing) -> None:
    _, contract = financing.active()
    financing.pay(financing.collected(financing.due(1)), status="RJCT")
    run = financing.collected(financing.due(3))
    assert run["transfers"][0]["amount"] == money("66000.00")
    financing.pay(run)
    assert financing.when(contract, "Settled")["paid"] == money("66000.00")


def test_nobody_who_signed_approves_the_payment(financing: Financing) -> None:
    _, contract = financing.active()
    run = financing.collected(financing.due(1))
    problem = refused(
        financing.paying.approve(run, by=financing.treasurer),
        403,
        "SegregationOfDutiesViolation",
    )
    assert problem["rule"]
    assert financing.see(contract)["status"] == "Active"


def test_cancelling_the_order_cancels_the_contract(financing: Financing) -> None:
    order, contract = financing.signed()
    path = f"/v1/purchase-orders/{order}"
    succeeded(financing.buyer.ask("DELETE", path, params={"reason": "we moved"}))
    ended = financing.when(contract, "Cancelled")
    assert ended["cancelReason"] == "we moved"
    for step in STEPS:
        refused(financing.ask(contract, step), 409, "InvalidStateTransition")


def test_cancelling_the_contract_frees_the_order(financing: Financing) -> None:
    order, contract = financing.signed()
    financing.step(contract, "cancel")
    financing.when_order(order, murabahaId=None)
    again = financing.elected(order, markupPercent="8")
    assert again != contract
    assert financing.step(again, "contract")["markup"] == money("4800.00")


def test_contracts_are_listed_and_told_as_they_were(financing: Financing) -> None:
    order, contract = financing.signed()
    dearer = financing.draft("70000.00")
    other = financing.elected(dearer)
    financing.approved(dearer)
    last = financing.ask(other, "contract")
    rows = financing.treasurer.see("/v1/murabaha", last, status="Contracted")["items"]
    assert [row["id"] for row in rows] == [other, contract]
    assert rows[1]["outstanding"] == money("66000.00")
    assert rows[1]["nextDueOn"] == financing.due(1)
    by_order = financing.treasurer.see("/v1/murabaha", purchaseOrderId=order)["items"]
    assert [row["id"] for row in by_order] == [contract]
    due = financing.treasurer.see("/v1/murabaha", dueUntil="2020-01-01")["items"]
    assert due == []
    first = financing.treasurer.see(f"/v1/murabaha/{contract}?version=1")
    assert (first["status"], first["price"], first["instalments"]) == ("Requested", None, [])
