"""Deliveries over HTTP, at every boundary and one step beyond it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from tests.api.http.company import Company, refused, succeeded
from tests.api.http.deliveries import SKUS, Yard, came


@pytest.fixture
def yard(company: Company) -> Yard:
    return Yard(company)


def test_a_delivery_is_answered_with_its_document(yard: Yard) -> None:
    order = yard.issued("100")
    answer = yard.post(order, came("40", lot="L-7"), deliveryNote="LS 0815")
    note = succeeded(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/grn/{note['grnId']}"
    assert answer.headers["ETag"] == '"1"'
    assert (note["id"], note["status"]) == (note["grnId"], "Received")
    assert note["lines"][0]["lot"] == "L-7"
    assert note["acceptedLines"] == [
        {
            "poLine": 1,
            "sku": SKUS[0],
            "unit": "EA",
            "acceptedQuantity": "40",
            "returnedQuantity": "0",
        }
    ]
    shown = yard.clerk.see(f"/v1/grn/{note['grnId']}")
    assert shown == note
    assert [one["name"] for one in shown["allowedCommands"]] == ["return-to-supplier"]


def test_a_delivery_acknowledges_an_order_that_nobody_acknowledged(yard: Yard) -> None:
    order = yard.issued("100")
    yard.receive(order, came("40"))
    history = yard.buyer.see(f"/v1/streams/{order}/events")["items"]
    assert [event["type"].rpartition(".")[2] for event in history[-2:]] == [
        "acknowledged",
        "partially-received",
    ]
    (first,) = yard.order(order)["lines"]
    assert (yard.status(order), first["receivedQuantity"]) == ("PartiallyReceived", "40")


@pytest.mark.parametrize(
    ("ordered", "takes", "refuses", "beyond"),
    [("100", "102", "102.001", "2.001"), ("3", "3.06", "3.060001", "0.060001")],
)
def test_two_percent_too_much_is_taken_and_not_a_digit_more(
    yard: Yard, ordered: str, takes: str, refuses: str, beyond: str
) -> None:
    order = yard.issued(ordered)
    problem = yard.hold(order, came(refuses))
    assert problem["discrepantLines"] == [
        {
            "poLine": 1,
            "sku": SKUS[0],
            "expected": ordered,
            "received": refuses,
            "deviation": beyond,
            "tolerance": "2",
            "cause": "too-much",
        }
    ]
    other = yard.issued(ordered)
    yard.receive(other, came(takes))
    assert yard.status(other) == "Received"


def test_98_of_100_complete_an_order_and_97_999_do_not(yard: Yard) -> None:
    complete, open_still = yard.issued("100"), yard.issued("100")
    assert yard.receive(complete, came("98"))["completesOrder"]
    assert yard.status(complete) == "Received"
    assert not yard.receive(open_still, came("97.999"))["completesOrder"]
    assert yard.status(open_still) == "PartiallyReceived"
    yard.receive(open_still, came("0.001"))
    assert yard.status(open_still) == "Received"


def test_twenty_deliveries_then_two_percent_more_and_then_nothing(yard: Yard) -> None:
    order = yard.issued("10000", price="0.01")
    for _ in range(20):
        yard.receive(order, came("500"))
    assert yard.status(order) == "Received"
    late = yard.post(order, came("200"))
    assert succeeded(late)["status"] == "Received"
    (first,) = yard.order(order)["lines"]
    assert (yard.status(order), first["receivedQuantity"]) == ("Received", "10200")
    listed = {"purchaseOrderId": order, "include": "total"}
    before = yard.clerk.see("/v1/grn", late, **listed)["total"]
    problem = refused(yard.post(order, came("0.001")), 409, "DeliveryBeyondTolerance")
    assert problem["discrepantLines"][0]["deviation"] == "0.001"
    after = yard.clerk.see("/v1/grn", late, **listed)["total"]
    assert (before, after) == (21, 21)


def test_of_two_clerks_at_the_same_instant_one_is_taken(yard: Yard) -> None:
    other = yard.company.person("warehouse")
    for _ in range(5):
        order = yard.issued("10")
        start = Barrier(2)

        def send(clerk, order=order, start=start) -> httpx.Response:
            start.wait()
            return yard.post(order, came("6"), by=clerk)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, (yard.clerk, other)))
        assert sorted(answer.status_code for answer in answers) == [201, 422]
        (lost,) = (answer for answer in answers if answer.status_code == 422)
        (beyond,) = refused(lost, 422, "GoodsReceiptDiscrepancy")["discrepantLines"]
        assert (beyond["expected"], beyond["deviation"]) == ("4", "2")
        (first,) = yard.order(order)["lines"]
        assert first["receivedQuantity"] == "6"


def test_swapped_articles_are_caught_though_the_total_fits(yard: Yard) -> None:
    order = yard.issued("10", "10")
    problem = yard.hold(order, came("10", 1, SKUS[1]), came("10", 2, SKUS[0]))
    assert [(one["poLine"], one["sku"], one["cause"]) for one in problem["discrepantLines"]] == [
        (1, SKUS[1], "wrong-sku"),
        (2, SKUS[0], "wrong-sku"),
    ]
    assert yard.status(order) == "Acknowledged"


def test_each_line_is_judged_on_its_own(yard: Yard) -> None:
    order = yard.issued("50", "50")
    problem = yard.hold(order, came("52", 1), came("48", 2))
    assert [one["poLine"] for one in problem["discrepantLines"]] == [1]


def test_a_discrepancy_is_stored_and_counts_nothing(yard: Yard) -> None:
    order = yard.issued("100")
    answer = yard.post(order, came("110"))
    problem = refused(answer, 422, "GoodsReceiptDiscrepancy")
    assert answer.headers["Location"] == f"/v1/grn/{problem['grnId']}"
    assert answer.headers["ETag"] == '"1"'
    assert problem["type"] == "/problems/goods-receipt-discrepancy"
    note = yard.clerk.see(f"/v1/grn/{problem['grnId']}")
    assert (note["status"], note["acceptedLines"]) == ("Discrepancy", [])
    assert note["discrepantLines"] == problem["discrepantLines"]
    held = yard.order(order)
    assert held["lines"][0]["receivedQuantity"] == "0"
    (listed,) = yard.clerk.see("/v1/grn", answer, status="Discrepancy")["items"]
    assert listed["grnId"] == problem["grnId"]


def test_the_same_key_gives_the_same_problem_to_the_byte(yard: Yard) -> None:
    order = yard.issued("100")
    key = {"Idempotency-Key": "delivery-1"}
    first = yard.post(order, came("110"), deliveryNote="DN-A", headers=key)
    again = yard.post(order, came("110"), deliveryNote="DN-A", headers=key)
    assert (first.status_code, again.status_code) == (422, 422)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"
    for name in ("Content-Type", "Location", "ETag"):
        assert again.headers[name] == first.headers[name]
    total = yard.clerk.see("/v1/grn", first, purchaseOrderId=order, include="total")["total"]
    assert total == 1


def test_what_is_rejected_at_the_door_does_not_count(yard: Yard) -> None:
    order = yard.issued("100")
    bent = came("110", rejectedQuantity="10", rejectionReason="bent")
    note = yard.receive(order, bent)
    assert note["acceptedLines"][0]["acceptedQuantity"] == "100"
    assert note["lines"][0]["rejectionReason"] == "bent"
    assert yard.status(order) == "Received"
    other = yard.issued("100")
    assert yard.receive(other, came("5", rejectedQuantity="5"))["acceptedLines"] == []
    assert yard.status(other) == "Acknowledged"
    wrong = yard.post(other, came("5", rejectedQuantity="6"))
    (fault,) = refused(wrong, 422, "InvalidRequest")["errors"]
    assert fault["pointer"] == "/lines/0"


def test_a_line_may_come_in_lots_that_can_be_found_again(yard: Yard) -> None:
    order = yard.issued("100")
    answer = yard.post(order, came("60", lot="A-1"), came("40", lot="B-2"))
    note = succeeded(answer)
    assert yard.status(order) == "Received"
    for lot, found in (("A-1", [note["id"]]), ("B-2", [note["id"]]), ("C-3", [])):
        items = yard.clerk.see("/v1/grn", answer, lot=lot)["items"]
        assert [one["id"] for one in items] == found


def test_the_last_delivery_must_not_be_short(yard: Yard) -> None:
    order = yard.issued("100", "10")
    problem = yard.hold(order, came("97.999"), final=True)
    assert [
        (one["poLine"], one["expected"], one["deviation"], one["cause"])
        for one in problem["discrepantLines"]
    ] == [(1, "100", "-2.001", "too-little"), (2, "10", "-10", "too-little")]
    yard.decider.do("PATCH", f"/v1/grn/{problem['grnId']}/accept", {})
    assert yard.status(order) == "Received"


@pytest.mark.parametrize("number", ["DN-0042", "dn 42", "Dn.42"])
def test_a_delivery_note_comes_once_from_one_supplier(yard: Yard, number: str) -> None:
    order = yard.issued("100")
    first = yard.receive(order, came("1"), deliveryNote="DN-0042")
    problem = refused(
        yard.post(order, came("1"), deliveryNote=number), 409, "DuplicateDeliveryNote"
    )
    assert problem["grnId"] == first["grnId"]
    other = yard.issued("100", supplier=yard.company.supplier(yard.buyer))
    yard.receive(other, came("1"), deliveryNote=number)


def test_of_two_entries_of_one_note_at_the_same_instant_one_is_taken(yard: Yard) -> None:
    order = yard.issued("100")
    start = Barrier(3)

    def send(_: int) -> httpx.Response:
        start.wait()
        return yard.post(order, came("1"), deliveryNote="DN-7")

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(send, range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


def test_an_order_that_is_not_under_way_takes_no_delivery(yard: Yard) -> None:
    draft = yard.company.order(yard.buyer, supplier=yard.supplier)["purchaseOrderId"]
    refused(yard.post(draft, came("1")), 409, "InvalidStateTransition")
    cancelled = yard.issued("100")
    yard.buyer.do("DELETE", f"/v1/purchase-orders/{cancelled}?reason=not+needed")
    problem = refused(yard.post(cancelled, came("1")), 409, "InvalidStateTransition")
    assert problem["currentState"] == "Cancelled"
    refused(yard.post(cancelled, came("999")), 409, "InvalidStateTransition")
    absent = "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    refused(yard.post(absent, came("1")), 404, "DocumentNotFound")


def test_a_delivery_is_not_entered_before_it_came(yard: Yard) -> None:
    order = yard.issued("100")
    early = yard.post(order, came("1"), receivedAt="2998-01-01T00:00:00Z")
    refused(early, 422, "DeliveryInTheFuture")
    far = yard.post(order, came("1"), receivedAt="0001-01-01T00:00:00+14:00")
    refused(far, 422, "InvalidRequest")


def test_the_tolerance_is_the_tenants(yard: Yard) -> None:
    order = yard.issued("100")
    yard.company.admin.do("PUT", "/v1/policies/receipt-tolerance", {"percent": "0"})
    yard.hold(order, came("100.000001"))
    yard.company.admin.do("PUT", "/v1/policies/receipt-tolerance", {"percent": "10"})
    note = yard.receive(order, came("110"))
    assert (note["tolerance"]["percent"], note["toleranceVersion"]) == ("10", 3)


def test_who_may_not_receive_does_not(yard: Yard) -> None:
    order = yard.issued("100")
    refused(yard.post(order, came("1"), by=yard.buyer), 403, "PermissionDenied")


def test_a_delivery_of_nothing_is_none(yard: Yard) -> None:
    (fault,) = refused(yard.post(yard.issued("100")), 422, "InvalidRequest")["errors"]
    assert fault["pointer"] == "/lines"
