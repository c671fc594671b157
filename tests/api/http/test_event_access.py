"""The log shows nobody what the documents behind it would not."""

import threading

import httpx
import pytest

from api.http import live_stream
from api.http.event_access import EventAccess
from api.http.kinds import KINDS
from application.permissions import PERMISSIONS
from tests.api.http.company import Company, Json, Person, refused
from tests.api.http.listening import listening

USERS = "identity.user."
REFUSED = "audit.command-refused"


@pytest.fixture
def busy(company: Company) -> Company:
    """A company in whose log users, orders and a refused attempt follow each other."""
    buyer = company.person("buyer")
    for _ in range(2):
        order = company.order(buyer)["id"]
        attempt = buyer.ask("PATCH", f"/v1/purchase-orders/{order}/approve", {})
        refused(attempt, 409, "InvalidStateTransition")
        company.person("requester")
    return company


@pytest.fixture
def analyst(busy: Company) -> Person:
    return busy.person("analyst")


@pytest.fixture
def auditor(busy: Company) -> Person:
    return busy.person("auditor")


def of_others(event: Json) -> bool:
    """Whether an analyst may not see the document that the event is a part of."""
    return str(event["type"]).startswith((USERS, "audit."))


def test_an_analyst_reads_the_log_without_people_and_refusals_but_with_its_positions(
    analyst: Person, auditor: Person
) -> None:
    everything = auditor.see("/v1/events", limit=200)["items"]
    assert {USERS + "registered", REFUSED} <= {event["type"] for event in everything}
    theirs = [event for event in everything if not of_others(event)]
    assert analyst.see("/v1/events", limit=200)["items"] == theirs
    position = theirs[1]["position"]
    assert analyst.see(f"/v1/events?after={position}&limit=200")["items"] == theirs[2:]
    paged: list[Json] = []
    path = "/v1/events?limit=2"
    while path:
        page = analyst.get(path)
        paged += page.json()["items"]
        path = page.links.get("next", {}).get("url", "")
    assert paged == theirs


def test_who_names_events_that_are_not_theirs_is_told_so(analyst: Person, auditor: Person) -> None:
    orders = "purchasing.purchase-order.created"
    for named in (REFUSED, USERS + "registered", f"{orders},{REFUSED}"):
        for path in ("/v1/events", "/v1/events/stream"):
            problem = refused(analyst.get(f"{path}?type={named}"), 403, "PermissionDenied")
            assert problem["operation"] in ("refusals.list", "users.read")
        assert auditor.see("/v1/events", type=named)["items"]
    assert len(analyst.see("/v1/events", type=orders)["items"]) == 2


def test_an_analyst_hears_of_orders_live_and_not_of_people_and_refusals(
    busy: Company, analyst: Person, auditor: Person
) -> None:
    known = auditor.see("/v1/events", limit=200)["items"]
    theirs = [event for event in known if not of_others(event)]
    with listening(analyst, **{"Last-Event-ID": "0"}) as events:
        seen = [next(events) for _ in theirs]
        buyer = busy.person("buyer")
        order = busy.order(buyer)["id"]
        while seen[-1]["data"]["streamId"] != order:
            seen.append(next(events))
    assert [event["data"] for event in seen[: len(theirs)]] == theirs
    assert not any(of_others(event["data"]) for event in seen)
    assert int(seen[len(theirs)]["id"]) > int(seen[len(theirs) - 1]["id"]) + 1


def test_a_reader_to_whom_nothing_is_shown_hears_that_the_line_is_alive(
    busy: Company, analyst: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_stream, "_HEARTBEAT_SECONDS", 0.5)
    heard = threading.Event()

    def write() -> None:
        while not heard.is_set():
            busy.person("requester")

    writer = threading.Thread(target=write)
    headers = {"Authorization": f"Bearer {analyst.token}"}
    url = f"{analyst.house.url}/v1/events/stream"
    with httpx.stream("GET", url, headers=headers, timeout=20) as response:
        writer.start()
        try:
            lines = response.iter_lines()
            assert ": still here" in (next(lines) for _ in range(4))
        finally:
            heard.set()
            writer.join()


def test_every_kind_of_document_has_a_permission_that_its_events_take() -> None:
    assert [kind.collection for kind in KINDS if f"{kind.collection}.read" not in PERMISSIONS] == []


def test_those_who_may_read_every_document_read_the_log_as_it_is() -> None:
    access = EventAccess(KINDS)
    assert [access.hidden({role}) for role in ("admin", "auditor")] == [()] * 2
    assert set(access.hidden({"analyst"})) > {REFUSED, USERS + "registered"}
    assert access.hidden({"analyst", "auditor"}) == ()
