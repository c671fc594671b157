"""Each guard answers with its own status and error name, and a refused command changes nothing."""

import httpx
import pytest

from tests.api.http.company import Company, Json, Person, line, refused


def order_path(order: str, command: str = "") -> str:
    return f"/v1/purchase-orders/{order}" + (f"/{command}" if command else "")


@pytest.fixture
def buyer(company: Company) -> Person:
    return company.person("buyer")


def test_a_command_that_the_state_does_not_have_is_told_with_those_it_has(
    company: Company, buyer: Person
) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    problem = refused(
        buyer.ask("PATCH", order_path(order, "issue"), {}), 409, "InvalidStateTransition"
    )
    assert problem["currentState"] == "Draft"
    assert problem["allowedCommands"] == ["edit", "submit", "cancel"]
    assert buyer.see(order_path(order))["version"] == 1


def test_an_order_without_lines_is_not_approved(company: Company, buyer: Person) -> None:
    body = {"supplierId": company.supplier(buyer), "currency": "EUR", "lines": []}
    order = buyer.do("POST", "/v1/purchase-orders", body)["purchaseOrderId"]
    buyer.do("PATCH", order_path(order, "submit"), {})
    manager = company.person("manager", level="L3")
    problem = refused(
        manager.ask("PATCH", order_path(order, "approve"), {}), 422, "PurchaseOrderHasNoLines"
    )
    assert problem["rule"] == "order_has_lines"


@pytest.mark.parametrize(
    ("price", "required"),
    [("1000.00", "L1"), ("1000.01", "L2"), ("10000.00", "L2"), ("10000.01", "L3")],
)
def test_the_level_that_an_approval_takes_follows_the_total_to_the_cent(
    company: Company, buyer: Person, price: str, required: str
) -> None:
    order = company.submitted_order(buyer, line(price, quantity="1"))
    levels = ["L1", "L2", "L3"]
    for level in levels[: levels.index(required)]:
        problem = refused(
            company.person("approver", level=level).ask("PATCH", order_path(order, "approve"), {}),
            403,
            "InsufficientApprovalAuthority",
        )
        assert (problem["requiredLevel"], problem["level"]) == (required, level)
    approver = company.person("approver", level=required)
    assert approver.do("PATCH", order_path(order, "approve"), {})["status"] == "Approved"


def test_nobody_approves_what_they_ordered_not_even_an_administrator(company: Company) -> None:
    admin = company.person("admin", level="L3")
    order = company.submitted_order(admin)
    refused(
        admin.ask("PATCH", order_path(order, "approve"), {}), 403, "SegregationOfDutiesViolation"
    )


def test_whoever_asked_for_it_does_not_approve_the_order_that_was_made_of_it(
    company: Company, buyer: Person
) -> None:
    requester = company.person("requester", "approver", level="L3")
    manager = company.person("manager", level="L3")
    requisition = requester.do(
        "POST", "/v1/requisitions", {"justification": "For me.", "lines": [line()]}
    )["requisitionId"]
    path = f"/v1/requisitions/{requisition}"
    requester.do("PATCH", f"{path}/submit", {})
    _approve_when_routed(manager, path)
    body = {"supplierId": company.supplier(buyer)}
    order = buyer.do("PATCH", f"{path}/convert", body)["purchaseOrderId"]
    buyer.do("PATCH", order_path(order, "submit"), {})
    refused(
        requester.ask("PATCH", order_path(order, "approve"), {}),
        403,
        "SegregationOfDutiesViolation",
    )
    assert manager.do("PATCH", order_path(order, "approve"), {})["status"] == "Approved"


def _approve_when_routed(manager: Person, path: str) -> None:
    """Routing is a reaction: a few milliseconds after the submission it is there."""
    while manager.see(path)["status"] == "Submitted":
        pass
    assert manager.do("PATCH", f"{path}/approve", {})["status"] == "Approved"


def test_no_order_goes_to_a_supplier_that_is_not_active(company: Company, buyer: Person) -> None:
    supplier = company.supplier(buyer)
    order = company.order(buyer, supplier=supplier)["purchaseOrderId"]
    buyer.do("PATCH", f"/v1/suppliers/{supplier}/block", {"reason": "Late."})
    refused(buyer.ask("PATCH", order_path(order, "submit"), {}), 409, "SupplierNotActive")
    body = {"supplierId": supplier, "currency": "EUR", "lines": [line()]}
    refused(buyer.ask("POST", "/v1/purchase-orders", body), 409, "SupplierNotActive")
    buyer.do("PATCH", f"/v1/suppliers/{supplier}/unblock", {})
    assert buyer.do("PATCH", order_path(order, "submit"), {})["status"] == "AwaitingApproval"


def test_every_line_of_an_order_is_in_its_currency(company: Company, buyer: Person) -> None:
    body = {
        "supplierId": company.supplier(buyer),
        "currency": "EUR",
        "lines": [line(), line(currency="USD")],
    }
    refused(buyer.ask("POST", "/v1/purchase-orders", body), 422, "CurrencyMismatch")


def test_a_total_in_a_foreign_currency_needs_a_rate(company: Company, buyer: Person) -> None:
    body = {
        "supplierId": company.supplier(buyer),
        "currency": "USD",
        "lines": [line(currency="USD")],
    }
    order = buyer.do("POST", "/v1/purchase-orders", body)["purchaseOrderId"]
    problem = refused(
        buyer.ask("PATCH", order_path(order, "submit"), {}), 422, "ExchangeRateMissing"
    )
    assert (problem["currency"], problem["baseCurrency"]) == ("USD", "EUR")
    submitted = buyer.do("PATCH", order_path(order, "submit"), {"exchangeRate": "0.9"})
    assert submitted["approval"]["baseTotal"] == {"amount": "112.50", "currency": "EUR"}


def test_in_sequence_each_level_is_another_person(company: Company, buyer: Person) -> None:
    company.admin.do("PUT", "/v1/policies/approval-mode", {"mode": "sequential"})
    order = company.submitted_order(buyer, line("5000.00", quantity="1"))
    first = company.person("approver", level="L2")
    second = company.person("approver", level="L2")
    assert first.do("PATCH", order_path(order, "approve"), {})["status"] == "AwaitingApproval"
    refused(
        first.ask("PATCH", order_path(order, "approve"), {}), 403, "SegregationOfDutiesViolation"
    )
    assert second.do("PATCH", order_path(order, "approve"), {})["status"] == "Approved"


def test_a_bank_account_takes_two_people(company: Company, buyer: Person) -> None:
    supplier = company.supplier(buyer)
    clerk = company.person("ap_clerk")
    account = {"iban": "DE89370400440532013000", "holder": "Stuhlwerk GmbH", "currency": "EUR"}
    accounts = f"/v1/suppliers/{supplier}/bank-accounts"
    added = clerk.do("POST", accounts, account)
    assert (added["bankAccount"], added["status"]) == (1, "PendingConfirmation")
    confirm = f"{accounts}/1/confirm"
    refused(clerk.ask("PATCH", confirm, {}), 403, "SegregationOfDutiesViolation")
    treasurer = company.person("treasurer")
    refused(treasurer.ask("PATCH", f"{accounts}/2/confirm", {}), 404, "UnknownBankAccount")
    confirmed = treasurer.do("PATCH", confirm, {})
    assert confirmed["bankAccounts"][0]["status"] == "Confirmed"


def test_a_cancelled_order_stays_cancelled(company: Company, buyer: Person) -> None:
    order = company.order(buyer)["purchaseOrderId"]
    answer = buyer.ask("DELETE", order_path(order), params={"reason": "Not needed."})
    cancelled: Json = answer.json()
    assert (cancelled["status"], cancelled["reason"]) == ("Cancelled", "Not needed.")
    assert cancelled["allowedCommands"] == []
    refused(buyer.ask("PATCH", order_path(order, "submit"), {}), 409, "InvalidStateTransition")
    problem = refused(buyer.ask("DELETE", order_path(order)), 422, "InvalidRequest")
    assert problem["errors"] == [{"pointer": "/reason", "message": "Field required", "in": "query"}]


def test_authority_is_lent_for_days_and_named_in_the_approval(
    company: Company, buyer: Person
) -> None:
    manager = company.person("manager", level="L2")
    deputy = company.person("approver")
    order = company.submitted_order(buyer, line("5000.00", quantity="1"))
    refused(
        deputy.ask("PATCH", order_path(order, "approve"), {}), 403, "InsufficientApprovalAuthority"
    )
    days = {"firstDay": "2020-01-01", "lastDay": "2999-12-31"}
    manager.do("POST", "/v1/delegations", {"delegate": deputy.user, **days})
    approved = deputy.do("PATCH", order_path(order, "approve"), {})
    (signature,) = approved["approval"]["approvals"]
    assert (signature["approver"], signature["onBehalfOf"]) == (deputy.user, manager.user)


def test_whoever_chooses_an_approver_is_told_what_is_wrong_with_the_choice(
    company: Company,
) -> None:
    manager, clerk = company.person("manager"), company.person("approver", level="L1")
    gone = company.person("approver", level="L1")
    company.admin.do("PATCH", f"/v1/users/{gone.user}/deactivate", {})
    body = {"justification": "x", "submit": True, "lines": [line("5000.00", quantity="1")]}
    raised = manager.do("POST", "/v1/requisitions", body)["id"]

    def choose(user: str) -> httpx.Response:
        path = f"/v1/requisitions/{raised}/route-for-approval"
        return manager.ask("PATCH", path, {"approver": user})

    for nobody in (gone.user, "usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301"):
        problem = refused(choose(nobody), 422, "UnknownApprover")
        assert (problem["approver"], problem["rule"]) == (nobody, "chosen_approver_is_active")
    for unfit, held in ((clerk, "L1"), (manager, None)):
        problem = refused(choose(unfit.user), 403, "InsufficientApprovalAuthority")
        assert problem["approver"] == unfit.user
        assert (problem["requiredLevel"], problem.get("level")) == ("L2", held)
    assert manager.see(f"/v1/requisitions/{raised}")["status"] == "Submitted"


def test_every_refusal_is_on_record_for_the_auditor(company: Company, buyer: Person) -> None:
    order = company.submitted_order(buyer)
    buyer.ask("PATCH", order_path(order, "approve"), {})
    auditor = company.person("auditor")
    seen = auditor.ask("GET", "/v1/events", params={"type": "audit.command-refused"}).json()
    (event,) = seen["items"]
    assert event["payload"]["actor"] == buyer.user
    token = str(event["position"])
    rows = auditor.get("/v1/audit/refusals", {"Consistency-Token": token}).json()["items"]
    assert [(row["actor"], row["command"], row["documentId"]) for row in rows] == [
        (buyer.user, "approve", order)
    ]
