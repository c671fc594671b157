"""A tenant with its people, and what they do, all through the public API."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from domain.identity.tenant.machine import PLATFORM
from domain.shared.ids import TenantId, UserId
from tests.api.http.house import House
from tests.contracts import documented

Json = dict[str, Any]
PASSWORD = "correct horse battery staple"


def line(price: str = "12.50", quantity: str = "10", currency: str = "EUR", **more: Any) -> Json:
    """A line of a requisition or an order."""
    return {
        "sku": "CHAIR-ERGO-01",
        "description": "Office chair",
        "quantity": quantity,
        "unit": "EA",
        "unitPrice": {"amount": price, "currency": currency},
        **more,
    }


MOST_WAITS = 15
"""Two seconds each, which the server waits."""


@dataclass
class Person:
    """Somebody with a token; every POST has a key of its own unless one is given."""

    house: House
    tenant: TenantId
    user: UserId
    token: str = field(repr=False)

    def ask(
        self, method: str, path: str, body: Any = None, headers: Json | None = None, **more: Any
    ) -> httpx.Response:
        """Send one request."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid4())
        if body is not None:
            more["json"] = body
        return self.house.http.request(method, path, headers={**sent, **(headers or {})}, **more)

    def get(self, path: str, headers: Json | None = None, **more: Any) -> httpx.Response:
        """Ask a query."""
        return self.ask("GET", path, headers=headers, **more)

    def do(self, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """Carry out a command that must succeed; the answer."""
        return succeeded(self.ask(method, path, body, headers))

    def see(self, path: str, after: httpx.Response | None = None, **parameters: Any) -> Json:
        """Ask a query that must succeed, with what an earlier answer wrote in view.

        Where that takes longer than a request may wait, it is asked again, as the answer says.
        """
        headers = {"Consistency-Token": after.headers["Consistency-Token"]} if after else {}
        for _ in range(MOST_WAITS):
            answer = self.get(path, headers, params=parameters or None)
            if answer.status_code != 503:
                break
        return succeeded(answer)


@dataclass
class Company:
    """A tenant of one test."""

    house: House
    tenant: TenantId
    admin: Person

    @classmethod
    def opened(cls, house: House, **settings: Any) -> "Company":
        """A tenant opened by the platform, with its first administrator."""
        platform = operator(house)
        email = f"admin-{uuid4().hex[:12]}@example.com"
        administrator = {"email": email, "name": "Ada Admin", "password": PASSWORD}
        answer = platform.do(
            "POST",
            "/v1/tenants",
            {"name": "Acme", "baseCurrency": "EUR", "administrator": administrator} | settings,
        )
        tenant = TenantId(answer["tenantId"])
        login = succeeded(
            house.http.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
        )
        me = succeeded(
            house.http.get(
                "/v1/users/me", headers={"Authorization": f"Bearer {login['accessToken']}"}
            )
        )
        admin = Person(house, tenant, UserId(me["userId"]), login["accessToken"])
        return cls(house, tenant, admin)

    def person(self, *roles: str, level: str | None = None) -> Person:
        """Somebody new with these roles, registered by the administrator."""
        body = {
            "email": f"{uuid4().hex[:12]}@example.com",
            "name": f"{roles[0]} of the test",
            "roles": list(roles),
            "approvalLevel": level,
        }
        user = UserId(self.admin.do("POST", "/v1/users", body)["userId"])
        return Person(self.house, self.tenant, user, self.house.token(self.tenant, user, *roles))

    def supplier(self, buyer: Person) -> str:
        """The id of a supplier with which orders may be placed."""
        supplier = buyer.do(
            "POST",
            "/v1/suppliers",
            {
                "name": "Stuhlwerk GmbH",
                "country": "DE",
                "currency": "EUR",
                "paymentTerms": "2/10 NET30",
            },
        )
        buyer.do("PATCH", f"/v1/suppliers/{supplier['supplierId']}/activate", {})
        return str(supplier["supplierId"])

    def order(self, buyer: Person, *lines: Json, supplier: str | None = None) -> Json:
        """A draft order."""
        body = {
            "supplierId": supplier or self.supplier(buyer),
            "currency": "EUR",
            "lines": list(lines or (line(),)),
        }
        return buyer.do("POST", "/v1/purchase-orders", body)

    def submitted_order(self, buyer: Person, *lines: Json) -> str:
        """The id of an order that waits for approval."""
        order = self.order(buyer, *lines)["purchaseOrderId"]
        buyer.do("PATCH", f"/v1/purchase-orders/{order}/submit", {})
        return str(order)


def operator(house: House) -> Person:
    """Somebody of the platform, who opens tenants."""
    assert house.platform
    token = house.token(PLATFORM, house.platform, "platform_admin")
    return Person(house, PLATFORM, house.platform, token)


def succeeded(response: httpx.Response) -> Json:
    """The body of an answer that is a success."""
    assert response.is_success, f"{response.status_code} {response.text}"
    return dict(response.json()) if response.content else {}


def refused(response: httpx.Response, status: int, error: str) -> Json:
    """The body of an answer that is this problem and no other, and one that the document names."""
    assert response.status_code == status, f"{response.status_code} {response.text}"
    assert response.headers["content-type"] == "application/problem+json"
    problem = dict(response.json())
    assert problem["error"] == error, problem
    assert problem["status"] == status
    asked = response.request
    named = documented.statuses(asked.method, asked.url.path)
    assert named is None or str(status) in named, f"{asked.method} {asked.url.path} {status}"
    return problem
