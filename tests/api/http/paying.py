"""A company that pays: who proposes, who approves, where it pays from, and what the bank says of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from tests.api.cli.command_line import until
from tests.api.http.company import MOST_WAITS, Company, Json, Person, succeeded
from tests.api.http.payables import Payables

TODAY = date(2099, 3, 1)
"""Far enough ahead that no test meets a date which is past already."""

OURS = {
    "EUR": {"iban": "FR1420041010050500013M02606", "holder": "Acme", "currency": "EUR"},
    "USD": {
        "iban": "GB29NWBK60161331926819",
        "bic": "NWBKGB2L",
        "holder": "Acme",
        "currency": "USD",
    },
}
THEIRS = {"iban": "DE89370400440532013000", "holder": "Stuhlwerk GmbH", "currency": "EUR"}


def day(offset: int = 0) -> str:
    """A day as it is on the wire, counted from `TODAY`."""
    return (TODAY + timedelta(days=offset)).isoformat()


@dataclass
class Paying:
    """A treasurer proposes, another person approves; the clerks of `payables` register invoices."""

    company: Company
    messages: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.payables = Payables(self.company)
        self.treasurer = self.company.person("treasurer")
        self.manager = self.company.person("manager")
        self.teller = self.company.person("bank")
        self.supplier = self.payables.supplier
        self.account(self.supplier)
        self.company.admin.do("PUT", "/v1/policies/paying-accounts", {"accounts": [OURS["EUR"]]})

    def account(self, supplier: str, **details: Any) -> None:
        """The supplier has an account: the buyer enters it and a clerk confirms it."""
        path = f"/v1/suppliers/{supplier}/bank-accounts"
        entered = self.payables.buyer.do("POST", path, {**THEIRS, **details})
        number = entered["bankAccount"]
        self.payables.colleague.do("PATCH", f"{path}/{number}/confirm", {})

    def another_supplier(self, **details: Any) -> str:
        """One more supplier who can be paid."""
        supplier = self.company.supplier(self.payables.buyer)
        self.account(supplier, **details)
        return supplier

    def owed(self, *lines: Json, **more: Any) -> Json:
        """The payment of an invoice for a whole order: of the first of March, by 2/10 NET30."""
        order = self.payables.delivered(*lines, **more.pop("order", {}))
        invoice = self.payables.matched(
            order, *more.pop("billed", ()), **{"invoiceDate": day(), **more}
        )
        return self.payment(invoice["invoiceId"])

    def payment(self, invoice: str, status: str | None = None) -> Json:
        """The payment of an invoice, as soon as there is one, or as soon as it has this status."""
        found: list[Json] = []

        def there() -> bool:
            response = self.treasurer.get(f"/v1/payments/pay_{invoice.removeprefix('inv_')}")
            found.append(response.json())
            return response.is_success and status in (None, found[-1]["status"])

        until(there)
        return found[-1]

    def invoice(self, payment: Json, status: str) -> Json:
        """The invoice of a payment, as soon as it has this status."""
        return self._when(f"/v1/invoices/{payment['invoiceId']}", status)

    def order(self, payment: Json, status: str) -> Json:
        """The order of a payment, as soon as it has this status."""
        return self._when(f"/v1/purchase-orders/{payment['purchaseOrderId']}", status)

    def run(self, offset: int = 30, by: Person | None = None, **more: Any) -> httpx.Response:
        """Ask for a run on a day, counted from the first of March."""
        body = {"executionDate": day(offset), **more}
        return (by or self.treasurer).ask("POST", "/v1/payment-runs", body)

    def proposed(self, offset: int = 30, **more: Any) -> Json:
        """A run that must come about, as soon as it is known what is due."""
        for _ in range(MOST_WAITS):
            answer = self.run(offset, **more)
            if answer.status_code != 503:
                break
        return succeeded(answer)

    def approve(self, run: Json, by: Person | None = None) -> httpx.Response:
        """Ask for the approval of a run."""
        path = f"/v1/payment-runs/{run['id']}/approve"
        return (by or self.manager).ask("PATCH", path, {}, {"Idempotency-Key": str(uuid4())})

    def when_run(self, run: Json, status: str) -> Json:
        """The run, as soon as it has this status."""
        return self._when(f"/v1/payment-runs/{run['id']}", status)

    def file(self, run: Json) -> bytes:
        """The file of a run."""
        response = self.treasurer.get(f"/v1/payment-runs/{run['id']}/pain001")
        assert response.is_success, response.text
        return response.content

    def tell(
        self, xml: bytes, by: Person | None = None, media_type: str = "application/xml"
    ) -> httpx.Response:
        """The bank says something."""
        sent = {"content-type": media_type}
        return (by or self.teller).ask("POST", "/v1/bank/pain002", headers=sent, content=xml)

    def status(self, run: Json, *said: Json, **more: Any) -> bytes:
        """A status report on a run, by default with a name of its own."""
        more.setdefault("message", f"STATUS-{next(self.messages)}-{run['messageId'][:8]}")
        return status_report(run["messageId"], said, **more)

    def _when(self, path: str, status: str) -> Json:
        found: list[Json] = []

        def there() -> bool:
            found.append(self.treasurer.see(path))
            return bool(found[-1]["status"] == status)

        until(there)
        return found[-1]


def of_transfer(run: Json, number: int, status: str, reason: str | None = None) -> Json:
    """What the bank says of one transfer."""
    return {"name": run["transfers"][number - 1]["endToEndId"], "status": status, "reason": reason}


def status_report(
    about: str,
    said: Sequence[Json],
    *,
    message: str,
    at: str = "2099-03-31T10:00:00Z",
    version: str = "12",
    group: str = "",
    batch: Json | None = None,
) -> bytes:
    """A pain.002 with entries of transfers, and of the file and a batch where they are given."""
    transactions = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one['name']}</OrgnlEndToEndId>"
        f"<TxSts>{one['status']}</TxSts>{_reason(one.get('reason'))}</TxInfAndSts>"
        for one in said
    )
    group_status = f"<GrpSts>{group}</GrpSts>" if group else ""
    named = batch or {"name": f"{about}001"[:35], "status": ""}
    batch_status = f"<PmtInfSts>{named['status']}</PmtInfSts>" if named["status"] else ""
    batch_part = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{named['name']}</OrgnlPmtInfId>{batch_status}"
        f"{transactions}</OrgnlPmtInfAndSts>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{at}</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{about}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{group_status}</OrgnlGrpInfAndSts>"
        f"{batch_part if transactions or batch_status else ''}</CstmrPmtStsRpt></Document>"
    ).encode()


def _reason(code: str | None) -> str:
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""
