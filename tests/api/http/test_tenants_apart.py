"""What another tenant has cannot be told from what does not exist."""

import json
import time
from uuid import uuid4

from api.http.examples import EXAMPLES
from tests.api.http.company import Company, Person, operator, refused


def listed_tenants(platform: Person) -> list[str]:
    """All tenants, page by page; a list across tenants has no position to wait for."""
    page = platform.see("/v1/tenants", limit=200)
    found = [row["id"] for row in page["items"]]
    while cursor := page.get("nextCursor"):
        page = platform.see("/v1/tenants", limit=200, cursor=cursor)
        found += [row["id"] for row in page["items"]]
    return found


class TestTenants:
    """What another tenant has cannot be told from what does not exist."""

    def test_a_document_of_another_tenant_is_not_found_in_the_same_words(
        self, company: Company
    ) -> None:
        other = Company.opened(company.house)
        buyer, stranger = company.person("buyer", "auditor"), other.person("buyer", "auditor")
        order = company.order(buyer)["id"]
        supplier = buyer.see(f"/v1/purchase-orders/{order}")["supplierId"]
        missing = f"po_{uuid4()}"
        for method, path, body in (
            ("GET", "/v1/purchase-orders/{}", None),
            ("GET", "/v1/purchase-orders/{}?version=1", None),
            ("GET", "/v1/streams/{}/events", None),
            ("GET", "/v1/streams/{}/diff?from=0&to=1", None),
            ("PATCH", "/v1/purchase-orders/{}/submit", {}),
            ("DELETE", "/v1/purchase-orders/{}?reason=x", None),
        ):
            theirs = stranger.ask(method, path.format(order), body)
            none = stranger.ask(method, path.format(missing), body)
            problem, other_problem = theirs.json(), none.json()
            assert theirs.status_code == none.status_code == 404, path
            for name in ("requestId",):
                del problem[name], other_problem[name]
            assert json.dumps(problem).replace(order, "") == json.dumps(other_problem).replace(
                missing, ""
            )
        assert stranger.see("/v1/purchase-orders")["items"] == []
        assert stranger.see("/v1/suppliers")["items"] == []
        body = EXAMPLES["purchase_orders.create"] | {"supplierId": supplier}
        assert stranger.ask("POST", "/v1/purchase-orders", body).status_code in (404, 409, 422)
        assert buyer.see(f"/v1/purchase-orders/{order}")["version"] == 1

    def test_the_platform_lists_tenants_and_sees_nothing_of_them(self, company: Company) -> None:
        platform = operator(company.house)
        give_up = time.monotonic() + 30
        while company.tenant not in listed_tenants(platform):
            assert time.monotonic() < give_up, "the list never got there"
        for path in ("/v1/purchase-orders", "/v1/users", "/v1/events", "/v1/suppliers"):
            refused(platform.get(path), 403, "PermissionDenied")
        refused(company.admin.get("/v1/tenants"), 403, "PermissionDenied")

    def test_a_sandbox_clock_moves_forward_only_and_moves_the_documents(
        self, company: Company
    ) -> None:
        real = company.admin.ask("POST", "/v1/sandbox/clock", {"advanceTo": "2090-01-01T00:00:00Z"})
        assert refused(real, 409, real.json()["error"])
        sandbox = Company.opened(company.house, sandbox=True)
        moved = sandbox.admin.do("POST", "/v1/sandbox/clock", {"advanceTo": "2090-01-01T00:00:00Z"})
        assert moved["clockLeadSeconds"] > 0
        order = sandbox.order(sandbox.person("buyer"))
        assert order["createdAt"].startswith("2090-01-01T00:")
        back = sandbox.admin.ask("POST", "/v1/sandbox/clock", {"advanceTo": "2089-12-31T00:00:00Z"})
        assert back.status_code in (409, 422)
        auditor = sandbox.person("auditor")
        *_, event = auditor.see(f"/v1/streams/{order['id']}/events")["items"]
        assert event["occurredAt"].startswith("2090")
        assert not event["recordedAt"].startswith("2090")
