"""What caused what is told as a tree, to each caller without what is not theirs to see."""

from collections.abc import Iterator

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, line, refused, succeeded
from tests.api.http.payables import Payables

TRACE = "7af92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def types(deed: Json) -> list[str]:
    return [event["type"].rpartition(".")[2] for event in deed["events"]]


def all_events(deeds: list[Json]) -> Iterator[Json]:
    """Every event of the trees."""
    for deed in deeds:
        for event in deed["events"]:
            yield event
            yield from all_events(event["ledTo"])


def test_a_reaction_stands_below_its_cause_and_so_on(ap: Payables) -> None:
    order = ap.delivered()
    invoice = succeeded(ap.post(order))["invoiceId"]
    auditor = ap.company.person("auditor")

    def told() -> Json:
        return auditor.see(f"/v1/streams/{invoice}/causation")

    until(lambda: "scheduled" in str(told()))
    (story,) = told()["stories"]
    (request,) = story["deeds"]
    assert request["actor"] == ap.clerk.user
    assert request["requestId"] == story["correlationId"]
    assert types(request)[-2:] == ["registered", "matched"]
    matched = request["events"][-1]
    scheduling = next(deed for deed in matched["ledTo"] if "scheduled" in types(deed))
    assert scheduling["causationId"] == matched["eventId"]
    assert "requestId" not in scheduling
    assert told()["complete"] is True
    (of_payment,) = [
        event["streamId"] for event in scheduling["events"] if event["streamId"][:4] == "pay_"
    ]
    deep = auditor.see(f"/v1/streams/{of_payment}/causation")
    assert deep["stories"][0]["correlationId"] == story["correlationId"], (
        "seen from its end as well"
    )
    at = scheduling["events"][0]["position"]
    assert auditor.see(f"/v1/events/{at}/causation") == told()


def test_a_document_has_all_of_its_stories_and_each_event_stands_once(ap: Payables) -> None:
    order = ap.delivered()
    ap.matched(order)
    auditor = ap.company.person("auditor")
    told = auditor.see(f"/v1/streams/{order}/causation")
    deeds = [deed for story in told["stories"] for deed in story["deeds"]]
    positions = [event["position"] for event in all_events(deeds)]
    assert len(positions) == len(set(positions))
    first = [deed["events"][0]["position"] for deed in deeds]
    assert first == sorted(first)
    history = auditor.see(f"/v1/streams/{order}/events")["items"]
    assert {event["position"] for event in history} <= set(positions)
    received = next(deed for deed in deeds if "received" in types(deed))
    assert {event["streamId"][:3] for event in received["events"]} >= {"po_", "grn"}


def test_requests_of_one_trace_are_one_story_for_whoever_may_see_them(company: Company) -> None:
    buyer, auditor, analyst = map(company.person, ("buyer", "auditor", "analyst"))
    order = company.order(buyer, line())["id"]
    path = f"/v1/purchase-orders/{order}"
    trace = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    refused(buyer.ask("PATCH", f"{path}/approve", {}, trace), 409, "InvalidStateTransition")
    succeeded(buyer.ask("PATCH", f"{path}/submit", {}, trace))

    def seen(by: Person) -> list[list[str]]:
        told = by.see(f"/v1/streams/{order}/causation")
        story = next(one for one in told["stories"] if one["correlationId"] == TRACE)
        return [types(deed) for deed in story["deeds"]]

    assert seen(auditor) == [["command-refused"], ["submitted"]]
    assert seen(analyst) == [["submitted"]]
    (refusal,) = auditor.see("/v1/events", type="audit.command-refused")["items"]
    hidden = analyst.get(f"/v1/events/{refusal['position']}/causation")
    refused(hidden, 404, "DocumentNotFound")


def test_what_does_not_exist_or_is_not_theirs_has_no_causes(company: Company) -> None:
    auditor, buyer = company.person("auditor"), company.person("buyer")
    refused(auditor.get("/v1/events/999999/causation"), 404, "DocumentNotFound")
    refused(auditor.get("/v1/events/0/causation"), 422, "InvalidRequest")
    nothing = "/v1/streams/po_3f2504e0-4f89-41d3-9a0c-0305e82c3301/causation"
    refused(auditor.get(nothing), 404, "DocumentNotFound")
    refused(buyer.get(nothing), 403, "PermissionDenied")
