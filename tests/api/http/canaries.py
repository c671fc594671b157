"""A supplier and a buyer with canaries for names, who were in everything and whose work is done."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.api.cli.command_line import until
from tests.api.http.company import PASSWORD, Company, Json, Person, line, succeeded
from tests.api.http.house import House
from tests.api.http.paying import Paying, of_transfer

CANARIES = ("canary", "DE75512108001245126199")
"""In the name of everybody who is erased, and in the account."""


@dataclass
class Story:
    """A supplier and a buyer who were in everything, and whose work is done."""

    paying: Paying
    supplier: str
    user: str
    order: Json
    run: Json
    keys: list[tuple[str, str, Json]]

    @property
    def admin(self) -> Person:
        """Who may erase."""
        return self.paying.company.admin

    def erase(self, subject: str) -> Json:
        """Have somebody erased, and wait until it is done."""
        asked = self.admin.do(
            "POST", "/v1/privacy/erasures", {"subjectId": subject, "reason": "They asked for it."}
        )
        found: list[Json] = [asked]

        def done() -> bool:
            found.append(self.admin.see(f"/v1/privacy/erasures/{asked['erasureId']}"))
            return bool(found[-1]["status"] == "Completed")

        until(done)
        return found[-1]


def told(company: Company) -> Story:
    """The supplier is paid, blocked; the buyer has left."""
    admin, paying = company.admin, Paying(company)
    keys: list[tuple[str, str, Json]] = []

    def once(by: Person, path: str, body: Json) -> Json:
        key = str(uuid4())
        keys.append((path, key, body))
        return succeeded(by.ask("POST", path, body, {"Idempotency-Key": key}))

    email = f"canary-{uuid4().hex[:8]}@example.com"
    registered = {"email": email, "name": "Cara Canary", "roles": ["buyer"], "password": PASSWORD}
    user = once(admin, "/v1/users", registered)["userId"]
    session = succeeded(
        company.house.http.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    )
    buyer = Person(company.house, company.tenant, user, session["accessToken"])
    supplier = once(
        paying.payables.buyer,
        "/v1/suppliers",
        {
            "name": "Konrad Canary",
            "email": "konrad.canary@example.com",
            "country": "DE",
            "taxId": "CANARY-815",
            "currency": "EUR",
            "paymentTerms": "NET30",
        },
    )["supplierId"]
    paying.payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/activate", {})
    paying.account(supplier, iban=CANARIES[1], holder="Konrad Canary")
    paying.payables.supplier = supplier
    requisition = {"justification": "Chairs.", "submit": True, "lines": [line()]}
    buyer.do("POST", "/v1/requisitions", requisition)
    payment = paying.owed()
    run = paying.proposed()
    succeeded(paying.approve(run))
    assert paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"))).is_success
    paying.when_run(run, "Settled")
    order = paying.order(payment, "Closed")
    until(lambda: len(admin.see("/v1/notices")["items"]) >= 1)
    paying.payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/block", {"reason": "Retired."})
    admin.do("PATCH", f"/v1/users/{user}/set-password", {"password": f"{PASSWORD} anew"})
    until(lambda: mails_to(email, company.house) != [])
    admin.do("PATCH", f"/v1/users/{user}/deactivate", {})
    return Story(paying, supplier, user, order, run, keys)


def mails_to(email: str, house: House) -> list[Path]:
    """The mails to an address that lie in the house and wait for somebody to fetch them."""
    return [each for each in (house.home / "mail").glob("*.eml") if email in each.read_text()]
