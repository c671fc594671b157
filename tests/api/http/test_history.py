"""The history tells who did what, when, why and caused by what; the live stream tells it as it happens."""

import threading
from contextlib import ExitStack

import pytest

from api.http.live_stream import MOST_PER_USER
from tests.api.http.company import Company, Json, Person, line, refused, succeeded
from tests.api.http.listening import listening

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def auditor(company: Company) -> Person:
    return company.person("auditor")


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def test_an_event_says_who_when_and_caused_by_what(
    company: Company, buyer: Person, auditor: Person
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    answer = buyer.ask(
        "PATCH",
        f"/v1/purchase-orders/{order}/submit",
        {},
        {
            "X-Request-Id": "request-7",
            "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
            "Idempotency-Key": "key-7",
            "User-Agent": "test/1.0",
        },
    )
    succeeded(answer)
    *_, event = auditor.see(f"/v1/streams/{order}/events")["items"]
    assert event["type"] == "purchasing.purchase-order.submitted"
    assert (event["version"], event["streamId"]) == (2, order)
    assert event["position"] == int(answer.headers["Consistency-Token"])
    assert event["metadata"] == {
        "actor": buyer.user,
        "requestId": "request-7",
        "correlationId": TRACE,
        "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01",
        "idempotencyKey": "key-7",
        "client": "test/1.0",
    }
    assert len(event["leafHash"]) == 64


def test_a_reaction_names_the_event_that_caused_it(company: Company, auditor: Person) -> None:
    company.person("manager", level="L3")
    requester = company.person("requester")
    body = {"justification": "x", "submit": True, "lines": [line()]}
    raised = requester.ask("POST", "/v1/requisitions", body, {"X-Request-Id": "the-cause"})
    requisition = succeeded(raised)["id"]
    while len(found := auditor.see(f"/v1/streams/{requisition}/events")["items"]) < 3:
        pass
    _, submitted, routed = found
    assert routed["metadata"]["causationId"] == submitted["eventId"]
    assert routed["metadata"]["correlationId"] == "the-cause"


def test_the_whole_history_comes_in_pages_and_by_type_actor_and_time(
    company: Company, buyer: Person, auditor: Person
) -> None:
    for _ in range(3):
        company.order(buyer)
    everything: list[Json] = []
    path = "/v1/events?limit=4"
    while path:
        page = auditor.get(path)
        everything += succeeded(page)["items"]
        path = page.links.get("next", {}).get("url", "")
    assert [event["position"] for event in everything] == list(range(1, len(everything) + 1))

    created = "purchasing.purchase-order.created"
    orders = auditor.see("/v1/events", type=created)["items"]
    assert [event["type"] for event in orders] == [created] * 3
    both = auditor.see("/v1/events", type=f"{created},purchasing.supplier.registered")["items"]
    assert len(both) == 6
    mine = auditor.see("/v1/events", actor=buyer.user)["items"]
    assert {event["metadata"]["actor"] for event in mine} == {buyer.user}
    later = auditor.see("/v1/events", **{"from": orders[1]["occurredAt"], "type": created})
    assert [event["position"] for event in later["items"]] == [e["position"] for e in orders[1:]]
    earlier = auditor.see("/v1/events", to=orders[1]["occurredAt"], type=created)["items"]
    assert [event["position"] for event in earlier] == [orders[0]["position"]]
    assert auditor.see(f"/v1/events?after={orders[-1]['position']}")["items"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "after=-1", "from=yesterday", "actor=ann", "colour=red"]
)
def test_what_the_history_cannot_be_asked_is_refused(auditor: Person, query: str) -> None:
    refused(auditor.get(f"/v1/events?{query}"), 422, "InvalidRequest")


def test_the_history_of_nothing_is_not_found(auditor: Person) -> None:
    missing = "po_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    refused(auditor.get(f"/v1/streams/{missing}/events"), 404, "DocumentNotFound")
    refused(auditor.get("/v1/streams/xyz/events"), 422, "InvalidRequest")


def test_who_may_not_see_a_document_does_not_see_its_history(
    company: Company, buyer: Person, auditor: Person
) -> None:
    order = company.order(buyer)["id"]
    attempt = buyer.ask("PATCH", f"/v1/purchase-orders/{order}/approve", {})
    refused(attempt, 409, "InvalidStateTransition")
    [refusal] = [
        event
        for event in auditor.see("/v1/events?type=audit.command-refused")["items"]
        if event["payload"]["documentId"] == order
    ]
    for path in (
        f"/v1/streams/{auditor.user}/events",
        f"/v1/streams/{auditor.user}/diff?from=0&to=1",
        f"/v1/streams/{refusal['streamId']}/events",
    ):
        refused(buyer.get(path), 403, "PermissionDenied")
        succeeded(auditor.get(path))


def test_the_live_stream_tells_what_happens_from_now_on(
    company: Company, buyer: Person, auditor: Person
) -> None:
    before = company.order(buyer)["id"]
    with listening(auditor) as events:
        order = company.order(buyer)["id"]
        seen = [next(events) for _ in range(3)]
    assert [event["event"].rpartition(".")[2] for event in seen] == [
        "registered",
        "activated",
        "created",
    ]
    assert seen[-1]["data"]["streamId"] == order != before
    assert [int(event["id"]) for event in seen] == [event["data"]["position"] for event in seen]


def test_a_reader_that_lost_its_line_goes_on_where_it_was(
    company: Company, buyer: Person, auditor: Person
) -> None:
    orders = [company.order(buyer)["id"] for _ in range(4)]
    created = "purchasing.purchase-order.created"
    path = f"/v1/events/stream?type={created}"
    with listening(auditor, path, **{"Last-Event-ID": "0"}) as events:
        first = [next(events) for _ in range(2)]
    with listening(auditor, path, **{"Last-Event-ID": first[-1]["id"]}) as events:
        rest = [next(events) for _ in range(2)]
        another = company.order(buyer)["id"]
        rest.append(next(events))
    assert [event["data"]["streamId"] for event in first + rest] == [*orders, another]


def test_many_readers_hear_every_event_once_while_many_write(
    company: Company, buyer: Person, auditor: Person
) -> None:
    supplier = company.supplier(buyer)
    body = {"supplierId": supplier, "currency": "EUR", "lines": [line()]}
    heard: list[list[int]] = []

    def read() -> None:
        path = "/v1/events/stream?type=purchasing.purchase-order.created"
        with listening(auditor, path, **{"Last-Event-ID": "0"}) as events:
            heard.append([int(next(events)["id"]) for _ in range(40)])

    readers = [threading.Thread(target=read) for _ in range(4)]
    writers = [
        threading.Thread(
            target=lambda: [buyer.do("POST", "/v1/purchase-orders", body) for _ in range(10)]
        )
        for _ in range(4)
    ]
    for thread in (*readers, *writers):
        thread.start()
    for thread in (*readers, *writers):
        thread.join(60)
    assert len(heard) == 4
    assert all(one == sorted(set(one)) == heard[0] for one in heard)


def test_a_live_stream_is_for_those_who_may_read_everything(buyer: Person) -> None:
    refused(buyer.get("/v1/events/stream"), 403, "PermissionDenied")


@pytest.mark.parametrize("last", ["", "x", "-1", "1.0"])
def test_a_last_event_id_that_is_none_is_refused(auditor: Person, last: str) -> None:
    refused(auditor.get("/v1/events/stream", {"Last-Event-ID": last}), 400, "MalformedRequest")


def test_nobody_holds_more_live_streams_than_they_could_read(auditor: Person) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_PER_USER):
            stack.enter_context(listening(auditor))
        answer = auditor.get("/v1/events/stream")
        refused(answer, 429, "TooManyRequests")
    while auditor.get("/v1/events/stream", {"Last-Event-ID": "x"}).status_code == 429:
        pass
    with listening(auditor, "/v1/events/stream", **{"Last-Event-ID": "0"}) as events:
        assert next(events)["id"] == "1"


def test_the_head_of_a_live_stream_is_an_answer_too(auditor: Person) -> None:
    answer = auditor.ask("HEAD", "/v1/events/stream")
    assert (answer.status_code, answer.content) == (200, b"")
