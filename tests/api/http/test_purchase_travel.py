"""A purchase travels from the wish to the supplier's yes, over HTTP, each step by whoever may take it."""

import httpx

from tests.api.http.company import Company, Person, line, succeeded


def wait_for_review(approver: Person, raised: httpx.Response) -> httpx.Response:
    """The requisition once the routing has found its approver; a condition, not a time."""
    position = int(raised.headers["Consistency-Token"])
    while True:
        position += 1
        response = approver.get(raised.headers["Location"], {"Consistency-Token": str(position)})
        if succeeded(response)["status"] != "Submitted":
            return response


def test_a_purchase_goes_from_requisition_to_acknowledged_order(company: Company) -> None:
    requester = company.person("requester")
    buyer = company.person("buyer")
    manager = company.person("manager", level="L2")
    supplier = company.supplier(buyer)

    raised = requester.ask(
        "POST",
        "/v1/requisitions",
        {"justification": "Two new colleagues.", "submit": True, "lines": [line()]},
    )
    requisition = succeeded(raised)["requisitionId"]
    assert raised.headers["Location"] == f"/v1/requisitions/{requisition}"
    routed = wait_for_review(manager, raised)
    assert routed.json()["status"] == "ManagerReview"
    assert routed.json()["approval"]["approver"] == manager.user

    inbox = manager.see("/v1/approvals", after=routed)
    assert [row["id"] for row in inbox["items"]] == [requisition]
    approved = manager.do("PATCH", f"/v1/requisitions/{requisition}/approve", {"comment": "Yes."})
    assert approved["status"] == "Approved"

    converted = buyer.do(
        "PATCH", f"/v1/requisitions/{requisition}/convert", {"supplierId": supplier}
    )
    assert converted["status"] == "ConvertedToPO"
    order = f"/v1/purchase-orders/{converted['purchaseOrderId']}"
    drafted = buyer.see(order)
    assert (drafted["status"], drafted["requisitionId"]) == ("Draft", requisition)

    assert buyer.do("PATCH", f"{order}/submit", {})["status"] == "AwaitingApproval"
    assert manager.do("PATCH", f"{order}/approve", {})["status"] == "Approved"
    assert buyer.do("PATCH", f"{order}/issue", {})["status"] == "Issued"
    answer = buyer.ask("PATCH", f"{order}/acknowledge", {})
    assert succeeded(answer)["status"] == "Acknowledged"

    listed = buyer.see("/v1/purchase-orders", after=answer, status="Acknowledged")
    assert [row["id"] for row in listed["items"]] == [converted["purchaseOrderId"]]
    history = buyer.see(f"/v1/streams/{converted['purchaseOrderId']}/events")
    assert [event["type"].rpartition(".")[2] for event in history["items"]] == [
        "created",
        "submitted",
        "approved",
        "issued",
        "acknowledged",
    ]
