"""Things are bought for branches that are there and open; what was begun for one that closes goes on."""

from uuid import uuid4

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, Person, line, refused


@pytest.fixture
def manager(company: Company) -> Person:
    """Who opens and closes branches."""
    return company.person("manager", level="L3")


def opened(by: Person, **more: str) -> Json:
    """A new branch."""
    return by.do("POST", "/v1/branches", {"name": "Hamburg", "code": uuid4().hex[:8], **more})


def order_for(company: Company, branch: str) -> Json:
    """The body of an order for a branch."""
    supplier = company.supplier(company.person("buyer"))
    return {"supplierId": supplier, "currency": "EUR", "branchId": branch, "lines": [line()]}


def wish_for(branch: str) -> Json:
    """The body of a requisition for a branch."""
    return {"justification": "Chairs.", "branchId": branch, "lines": [line()]}


def test_a_branch_is_opened_renamed_closed_and_reopened(company: Company, manager: Person) -> None:
    branch = opened(manager, code="HH-2")
    assert (branch["status"], branch["code"]) == ("Open", "HH-2")
    path = f"/v1/branches/{branch['branchId']}"
    assert manager.do("PATCH", f"{path}/rename", {"name": "Altona"})["name"] == "Altona"
    assert manager.do("PATCH", f"{path}/close", {"reason": "Moved."})["status"] == "Closed"
    assert manager.do("PATCH", f"{path}/reopen", {})["closeReason"] is None
    answer = manager.ask("PATCH", f"{path}/close", {})
    (row,) = company.person("requester").see("/v1/branches", answer, code="HH-2")["items"]
    assert (row["name"], row["status"]) == ("Altona", "Closed")
    assert [each["name"] for each in row.get("allowedCommands", ())] == []


def test_a_code_is_one_branch_in_a_tenant(company: Company, manager: Person) -> None:
    opened(manager, code="north")
    body = {"name": "Kiel", "code": "NORTH"}
    refused(manager.ask("POST", "/v1/branches", body), 409, "BranchCodeTaken")
    opened(Company.opened(company.house).admin, code="north")


def test_buyers_see_branches_and_open_none(company: Company, manager: Person) -> None:
    branch, buyer = opened(manager), company.person("buyer")
    assert buyer.see(f"/v1/branches/{branch['id']}")["name"] == "Hamburg"
    body = {"name": "Kiel", "code": "K"}
    refused(buyer.ask("POST", "/v1/branches", body), 403, "PermissionDenied")


def test_nothing_is_bought_for_a_branch_that_is_not_there(
    company: Company, manager: Person
) -> None:
    foreign = opened(Company.opened(company.house).admin)["id"]
    missing, problems = f"br_{uuid4()}", []
    buyer = company.person("buyer")
    for branch in (foreign, missing):
        answer = buyer.ask("POST", "/v1/purchase-orders", order_for(company, branch))
        problem = refused(answer, 422, "UnknownBranch")
        assert problem["branchId"] == branch
        problems.append(
            {name: problem[name] for name in problem.keys() - {"requestId", "branchId"}}
        )
        answer = buyer.ask("POST", "/v1/requisitions", wish_for(branch))
        refused(answer, 422, "UnknownBranch")
    assert problems[0] == problems[1]
    refused(buyer.get(f"/v1/branches/{foreign}"), 404, "DocumentNotFound")


def test_nothing_new_is_bought_for_a_closed_branch_and_what_was_begun_goes_on(
    company: Company, manager: Person
) -> None:
    branch, buyer = opened(manager)["id"], company.person("buyer")
    wish = buyer.do("POST", "/v1/requisitions", {**wish_for(branch), "submit": True})
    order = buyer.ask("POST", "/v1/purchase-orders", order_for(company, branch))
    manager.do("PATCH", f"/v1/branches/{branch}/close", {})
    answer = buyer.ask("POST", "/v1/requisitions", wish_for(branch))
    refused(answer, 422, "BranchNotOpen")
    answer = buyer.ask("POST", "/v1/purchase-orders", order_for(company, branch))
    refused(answer, 422, "BranchNotOpen")
    path = f"/v1/requisitions/{wish['id']}"
    until(lambda: buyer.see(path)["status"] == "ManagerReview")
    manager.do("PATCH", f"{path}/approve", {})
    supplier = company.supplier(buyer)
    converted = buyer.ask("PATCH", f"{path}/convert", {"supplierId": supplier})
    made = converted.json()["purchaseOrderId"]
    assert buyer.see(f"/v1/purchase-orders/{made}")["branchId"] == branch
    orders = buyer.see("/v1/purchase-orders", converted, branchId=branch)["items"]
    assert {each["id"] for each in orders} == {order.json()["id"], made}
    assert [
        each["id"] for each in buyer.see("/v1/requisitions", converted, branchId=branch)["items"]
    ]
