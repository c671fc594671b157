"""A second person decides about a discrepancy, and goods go back to the supplier."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from api.bootstrap import Daybook
from application.ports.event_store import Append, StreamAppend
from domain.purchasing.lines import LineQuantity
from domain.purchasing.purchase_order.fulfilment.events import PurchaseOrderReturnRecorded
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.shared.ids import GoodsReceiptId, TenantId
from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.deliveries import SKUS, Yard, came


@pytest.fixture
def yard(company: Company) -> Yard:
    return Yard(company)


def lines_of(order: Json) -> list[str]:
    """What was accepted on each line."""
    return [line["receivedQuantity"] for line in order["lines"]]


@pytest.mark.parametrize("decision", ["accept", "return"])
def test_the_receiver_does_not_decide_and_somebody_else_does(yard: Yard, decision: str) -> None:
    both = yard.company.person("warehouse", "buyer")
    order = yard.issued("100")
    answer = yard.post(order, came("110"), by=both)
    path = f"/v1/grn/{answer.json()['grnId']}"
    refused(both.ask("PATCH", f"{path}/{decision}", {}), 403, "SegregationOfDutiesViolation")
    refused(yard.clerk.ask("PATCH", f"{path}/{decision}", {}), 403, "PermissionDenied")
    shown = {one["name"]: one["refusedBy"] for one in both.see(path)["allowedCommands"]}
    assert shown[decision] == ["receiver_does_not_resolve"]
    decided = yard.decider.ask("PATCH", f"{path}/{decision}", {"comment": "agreed by phone"})
    assert decided.status_code == 200
    document = succeeded(decided)
    assert document["status"] == {"accept": "Accepted", "return": "Returned"}[decision]
    assert document["resolution"]["resolvedBy"] == yard.decider.user
    refused(yard.decider.ask("PATCH", f"{path}/{decision}", {}), 409, "InvalidStateTransition")


def test_accepted_everything_counts(yard: Yard) -> None:
    order = yard.issued("100", "10")
    problem = yard.hold(order, came("110"), came("2", 2, SKUS[0]))
    yard.decider.do("PATCH", f"/v1/grn/{problem['grnId']}/accept", {})
    document = yard.order(order)
    assert (document["status"], lines_of(document)) == ("PartiallyReceived", ["110", "2"])
    yard.hold(order, came("0.001"))


def test_returned_only_what_was_open_counts(yard: Yard) -> None:
    order = yard.issued("100", "10")
    yard.receive(order, came("40"))
    problem = yard.hold(order, came("70"), came("10", 2), came("3", 2, SKUS[0]))
    path = f"/v1/grn/{problem['grnId']}"
    document = yard.decider.do("PATCH", f"{path}/return", {})
    assert document["resolution"]["sentBack"] == [
        {"poLine": 1, "quantity": "10", "sku": SKUS[0]},
        {"poLine": 2, "quantity": "3", "sku": SKUS[0]},
    ]
    assert (yard.status(order), lines_of(yard.order(order))) == ("Received", ["100", "10"])


def test_a_short_last_delivery_that_is_not_accepted_leaves_the_order_open(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("50"), final=True)
    document = yard.decider.do("PATCH", f"/v1/grn/{problem['grnId']}/return", {})
    assert document["resolution"]["sentBack"] == []
    assert (yard.status(order), lines_of(yard.order(order))) == ("PartiallyReceived", ["50"])
    yard.receive(order, came("50"))
    assert yard.status(order) == "Received"


def test_what_the_order_does_not_have_is_amended_before_it_is_accepted(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("5", 2, SKUS[1]))
    path = f"/v1/grn/{problem['grnId']}/accept"
    unknown = refused(yard.decider.ask("PATCH", path, {}), 422, "LineNotOnOrder")
    assert unknown["poLines"] == [2]
    assert yard.decider.do("PATCH", path.replace("accept", "return"), {})["acceptedLines"] == []
    assert yard.status(order) == "Acknowledged"


def test_while_a_discrepancy_waits_others_may_be_received(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("110"))
    yard.receive(order, came("60"))
    yard.decider.do("PATCH", f"/v1/grn/{problem['grnId']}/return", {})
    assert (yard.status(order), lines_of(yard.order(order))) == ("Received", ["100"])


def test_a_delivery_accepted_after_the_order_was_complete_is_a_late_one(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("110"))
    yard.receive(order, came("100"))
    yard.decider.do("PATCH", f"/v1/grn/{problem['grnId']}/accept", {})
    assert (yard.status(order), lines_of(yard.order(order))) == ("Received", ["210"])


def test_of_a_cancelled_order_everything_held_goes_back(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("110"))
    path = f"/v1/purchase-orders/{order}"
    yard.buyer.do("PATCH", f"{path}/dispute", {"reason": "not what we meant"})
    yard.buyer.do("PATCH", f"{path}/resolve-cancel", {"reason": "no agreement"})
    note = f"/v1/grn/{problem['grnId']}"
    refused(yard.decider.ask("PATCH", f"{note}/accept", {}), 409, "InvalidStateTransition")
    document = yard.decider.do("PATCH", f"{note}/return", {})
    assert document["acceptedLines"] == []
    assert document["resolution"]["sentBack"][0]["quantity"] == "110"
    assert yard.status(order) == "Cancelled"


def test_goods_go_back_to_the_supplier(yard: Yard) -> None:
    order = yard.issued("100")
    note = yard.receive(order, came("100"))
    path = f"/v1/grn/{note['grnId']}/returns"
    body = {"reason": "rusty", "lines": [{"poLine": 1, "quantity": "30"}]}
    answer = yard.clerk.ask("POST", path, body)
    assert answer.status_code == 201
    (line,) = answer.json()["acceptedLines"]
    assert (line["acceptedQuantity"], line["returnedQuantity"]) == ("100", "30")
    (gone,) = answer.json()["returns"]
    assert (gone["reason"], gone["returnedBy"]) == ("rusty", yard.clerk.user)
    assert (yard.status(order), lines_of(yard.order(order))) == ("Received", ["70"])
    too_much = {"reason": "rusty", "lines": [{"poLine": 1, "quantity": "70.001"}]}
    problem = refused(yard.clerk.ask("POST", path, too_much), 422, "ReturnExceedsReceipt")
    assert problem["lines"] == [{"poLine": 1, "quantity": "70.001", "held": "70"}]
    yard.receive(order, came("30"))
    assert lines_of(yard.order(order)) == ["100"]


def test_a_return_is_not_taken_twice_for_the_same_key(yard: Yard) -> None:
    order = yard.issued("100")
    note = yard.receive(order, came("100"))
    body = {"reason": "rusty", "lines": [{"poLine": 1, "quantity": "60"}]}
    key = {"Idempotency-Key": "return-1"}
    path = f"/v1/grn/{note['grnId']}/returns"
    first = yard.clerk.ask("POST", path, body, key)
    again = yard.clerk.ask("POST", path, body, key)
    assert (again.content, again.status_code) == (first.content, 201)
    assert lines_of(yard.order(order)) == ["40"]


def test_if_match_holds_a_decision_to_what_was_seen(yard: Yard) -> None:
    order = yard.issued("100")
    problem = yard.hold(order, came("110"))
    path = f"/v1/grn/{problem['grnId']}/accept"
    stale = yard.decider.ask("PATCH", path, {}, {"If-Match": '"2"'})
    refused(stale, 412, "PreconditionFailed")
    succeeded(yard.decider.ask("PATCH", path, {}, {"If-Match": '"1"'}))


def test_what_is_still_to_come_is_listed_until_it_came(yard: Yard) -> None:
    order = yard.issued("100", "10")
    answer = yard.post(order, came("40"))

    def expected() -> list[tuple[int, str]]:
        items = yard.buyer.see("/v1/expected-deliveries", answer, purchaseOrderId=order)["items"]
        return sorted((one["poLine"], one["openQuantity"]) for one in items)

    assert expected() == [(1, "60"), (2, "10")]
    answer = yard.post(order, came("58"))
    assert expected() == [(2, "10")]
    answer = yard.post(order, came("10", 2))
    assert expected() == []


def test_a_log_that_contradicts_itself_is_told_by_name(yard: Yard) -> None:
    order = yard.issued("100")
    received = yard.receive(order, came("40"))
    version = yard.order(order)["version"]
    grn, tenant = GoodsReceiptId(received["grnId"]), TenantId(yard.company.tenant)
    emptied = PurchaseOrderReturnRecorded(
        grn_id=grn, accepted=(LineQuantity(po_line=1, quantity=Decimal(0)),)
    )

    async def written(daybook: Daybook) -> None:
        stream = StreamAppend(order, PURCHASE_ORDER.stream_type, version, (emptied,))
        metadata = {"actor": str(yard.clerk.user)}
        append = Append(tenant, (stream,), metadata, datetime.now(UTC))
        await daybook.storage.store.append(append)

    yard.company.house.inside(written)
    body = {"reason": "They are bent.", "lines": [{"poLine": 1, "quantity": "1"}]}
    problem = refused(
        yard.clerk.ask("POST", f"/v1/grn/{grn}/returns", body), 409, "HistoriesDisagree"
    )
    assert problem["lines"] == [{"poLine": 1, "counted": "0", "held": "40"}]
