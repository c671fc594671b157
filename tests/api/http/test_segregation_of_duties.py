"""What somebody did stays with them over HTTP too, and auditors see who joined which duties."""

import pytest

from domain.audit.segregation.conflicts import BY_NAME
from tests.api.http.company import Company, Json, Person, refused, succeeded
from tests.api.http.deliveries import Yard, came
from tests.api.http.test_guards import order_path

PATH = "/v1/audit/segregation-of-duties"


@pytest.fixture
def auditor(company: Company) -> Person:
    return company.person("auditor")


def test_whoever_ordered_as_a_buyer_does_not_approve_as_an_approver(company: Company) -> None:
    ann = company.person("buyer")
    order = company.submitted_order(ann)
    path = f"/v1/users/{ann.user}"
    company.admin.do("PATCH", f"{path}/change-roles", {"roles": ["approver"]})
    company.admin.do("PATCH", f"{path}/change-approval-level", {"approvalLevel": "L3"})
    now = Person(
        company.house,
        company.tenant,
        ann.user,
        company.house.token(company.tenant, ann.user, "approver"),
    )
    problem = refused(
        now.ask("PATCH", order_path(order, "approve"), {}), 403, "SegregationOfDutiesViolation"
    )
    assert problem["conflicts"] == ["approves-own-order"]
    assert problem["duties"] == ["created", "submitted"]


def test_an_auditor_sees_who_joined_duties_with_the_events_that_show_it(
    company: Company, auditor: Person
) -> None:
    yard = Yard(company)
    both = company.person("buyer", "warehouse")
    yard.buyer = both
    order = yard.issued("10")
    answer = yard.post(order, came("10"), by=both)
    succeeded(answer)
    used = auditor.see(
        PATH, after=answer, kind="used", person=both.user, rule="orders-and-receives"
    )
    (row,) = used["items"]
    first, second = row["first"]["evidence"], row["second"]["evidence"]
    assert (row["subject"], row["control"], row["link"]) == (order, "detective", "chain")
    assert row["risk"] == BY_NAME["orders-and-receives"].risk
    assert (row["first"]["duty"], first["documentId"]) == ("raise-order", order)
    assert (row["second"]["duty"], second["documentId"]) == (
        "receive-goods",
        answer.json()["grnId"],
    )
    for duty, event_type in (("first", "created"), ("second", "received")):
        at = row[duty]["evidence"]["position"]
        page = auditor.get("/v1/events", params={"after": at - 1, "limit": 1})
        (event,) = succeeded(page)["items"]
        assert event["type"].endswith(event_type)
        assert event["metadata"]["actor"] == both.user
    prevented = auditor.see(PATH, kind="used", control="preventive")
    assert prevented["items"] == []


def test_roles_that_join_duties_are_held_until_they_are_taken(
    company: Company, auditor: Person
) -> None:
    both = company.person("warehouse")
    path = f"/v1/users/{both.user}/change-roles"

    def held_as(*roles: str) -> list[Json]:
        changed = company.admin.ask("PATCH", path, {"roles": roles})
        succeeded(changed)
        asked = {"kind": "held", "person": both.user, "limit": "200"}
        return list(auditor.see(PATH, after=changed, **asked)["items"])

    found = {row["rule"]: row for row in held_as("buyer", "warehouse")}
    row = found["orders-and-receives"]
    assert (row["first"]["roles"], row["second"]["roles"]) == (["buyer"], ["warehouse"])
    assert row["first"].get("evidence") is None
    assert "orders-and-receives" not in {row["rule"] for row in held_as("warehouse")}


def test_the_list_is_for_auditors_and_those_who_oversee_page_by_page_and_as_csv(
    company: Company, auditor: Person
) -> None:
    refused(company.person("buyer").get(PATH), 403, "PermissionDenied")
    refused(auditor.get(PATH, params={"kind": "x", "colour": "red"}), 422, "InvalidRequest")
    path = f"/v1/users/{auditor.user}/change-roles"
    last = company.admin.ask("PATCH", path, {"roles": ["auditor"]})
    whole = auditor.see(PATH, after=last, kind="held", limit="200")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        after = {"cursor": cursor} if cursor else {}
        asked = {"kind": "held", "limit": "40", **after}
        page = succeeded(auditor.get(PATH, params=asked))
        seen += [row["id"] for row in page["items"]]
        cursor = page.get("nextCursor")
        if cursor is None:
            break
    assert len(seen) > 40
    assert seen == [row["id"] for row in whole["items"]]
    csv = auditor.get(PATH, {"Accept": "text/csv"}, params={"limit": "1"})
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.text.splitlines()[0].startswith("id,kind,person,rule,control,link,")
