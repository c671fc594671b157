"""A purchase travels from the wish to the supplier's yes, over HTTP, each step by whoever may take it."""

from tests.api.http.company import Company, Json, Person, line, succeeded


def wait_for_review(approver: Person, requisition: str, answer_token: str) -> Json:
    """The requisition once the routing has found its approver; a condition, not a time."""
    position = int(answer_token)
    while True:
        position += 1
        response = approver.get(
            f"/v1/requisitions/{requisition}", {"Consistency-Token": str(position)}
        )
        document = succeeded(response)
        if document["status"] != "Submitted":
            return document


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
    routed = wait_for_review(manager, requisition, raised.headers["Consistency-Token"])
    assert routed["status"] == "ManagerReview"
    assert routed["approval"]["approver"] == manager.user

    inbox = manager.see("/v1/approvals")
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
