"""Notices over HTTP: whoever has to be told is told once, and whoever tells them reports it."""

from typing import Any

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, line, refused
from tests.api.http.payables import Payables, billed, ordered


@pytest.fixture
def payables(company: Company) -> Payables:
    return Payables(company)


def notices(payables: Payables, count: int, **filters: Any) -> list[Json]:
    """The notices, as soon as there are so many."""
    found: list[list[Json]] = []

    def there() -> bool:
        found.append(payables.clerk.see("/v1/notices", **filters)["items"])
        return len(found[-1]) == count

    until(there)
    return found[-1]


def test_the_supplier_is_told_of_an_order_and_of_its_end(payables: Payables) -> None:
    order = payables.issued(ordered())
    (issued,) = notices(payables, 1, documentId=order)
    assert issued["recipient"] == {
        "kind": "supplier",
        "id": payables.supplier,
        "name": "Stuhlwerk GmbH",
        "email": None,
    }
    assert (issued["status"], issued["subject"]) == ("Queued", f"Purchase order {order}")
    payables.buyer.ask("DELETE", f"/v1/purchase-orders/{order}", params={"reason": "we moved"})
    _, cancelled = notices(payables, 2, recipientId=payables.supplier)
    shown = payables.clerk.see(f"/v1/notices/{cancelled['id']}")
    assert "Reason: we moved" in shown["text"]
    assert shown["about"] == {"documentId": order, "version": 5}


def test_the_supplier_is_told_of_a_dispute(payables: Payables) -> None:
    order = payables.delivered()
    problem = payables.disputed(order, billed("150"))
    _, dispute = notices(payables, 2, recipientId=payables.supplier)
    assert dispute["about"]["documentId"] == problem["invoiceId"]
    assert (
        "150 billed, of 100 accepted" in payables.clerk.see(f"/v1/notices/{dispute['id']}")["text"]
    )


def test_the_approver_is_told_when_a_requisition_is_routed_to_them(
    company: Company, payables: Payables
) -> None:
    requester = company.person("requester")
    body = {"justification": "Two colleagues start.", "lines": [line()], "submit": True}
    requisition = requester.do("POST", "/v1/requisitions", body)["requisitionId"]
    (told,) = notices(payables, 1, documentId=requisition)
    assert told["recipient"]["kind"] == "user"
    assert told["recipient"]["id"] == payables.approver.user


def test_whoever_delivers_a_notice_reports_it(payables: Payables) -> None:
    order = payables.issued(ordered())
    (queued,) = notices(payables, 1, documentId=order)
    path = f"/v1/notices/{queued['id']}"
    failed = payables.clerk.do("PATCH", f"{path}/failed", {"reason": "no address"})
    assert (failed["status"], failed["failure"]) == ("Failed", "no address")
    assert [one["name"] for one in failed["allowedCommands"]] == ["mark-delivered", "mark-failed"]
    told = payables.clerk.do("PATCH", f"{path}/delivered", {"comment": "on the phone"})
    assert (told["status"], told["reportedBy"]) == ("Delivered", payables.clerk.user)
    refused(
        payables.clerk.ask("PATCH", f"{path}/failed", {"reason": "?"}),
        409,
        "InvalidStateTransition",
    )
    assert notices(payables, 0, documentId=order, status="Queued") == []
    (row,) = notices(payables, 1, q="PURCHASE ORDER", documentId=order, status="Delivered")
    assert row["status"] == "Delivered"


def test_a_warehouse_clerk_reports_nothing(payables: Payables) -> None:
    (queued,) = notices(payables, 1, documentId=payables.issued(ordered()))
    asked = payables.warehouse.ask("PATCH", f"/v1/notices/{queued['id']}/delivered", {})
    refused(asked, 403, "PermissionDenied")
