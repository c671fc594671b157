"""Invoices that are taken, those that are not, and those that somebody else has to release."""

import pytest

from tests.api.http.company import Company, refused, succeeded
from tests.api.http.payables import Payables, billed, money, ordered


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def registered(ap: Payables, order: str) -> int:
    """How many invoices of an order there are."""
    events = ap.company.admin.see("/v1/events", type="invoicing.supplier-invoice.registered")
    return sum(one["payload"]["purchaseOrderId"] == order for one in events["items"])


def test_an_invoice_that_agrees_is_matched_and_says_how(ap: Payables) -> None:
    order = ap.delivered()
    answer = ap.post(order, supplierInvoiceNumber="RE-7", invoiceDate="2026-03-01")
    invoice = succeeded(answer)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/invoices/{invoice['invoiceId']}"
    assert (invoice["status"], invoice["purchaseOrderId"]) == ("Matched", order)
    assert (invoice["paymentTerms"], invoice["dueDate"]) == ("2/10 NET30", "2026-03-31")
    assert invoice["leftToPay"] == money("1000.00")
    (line,) = invoice["match"]["lines"]
    assert line["quantityCheck"] == {
        "expected": "100",
        "actual": "100",
        "limit": "102",
        "worth": "0",
        "verdict": "within",
    }
    (listed,) = ap.clerk.see("/v1/invoices", answer, purchaseOrderId=order)["items"]
    assert (listed["invoiceId"], listed["amount"]) == (invoice["invoiceId"], money("1000.00"))


def test_a_mismatch_is_stored_and_told_with_the_address_of_the_invoice(ap: Payables) -> None:
    order = ap.delivered()
    answer = ap.post(order, billed(price="11"))
    problem = refused(answer, 422, "InvoiceMismatch")
    assert answer.headers["Location"] == f"/v1/invoices/{problem['invoiceId']}"
    assert answer.headers["ETag"] == '"2"'
    assert ap.see(problem["invoiceId"])["lines"][0]["unitPrice"] == money("11.00")
    (listed,) = ap.clerk.see("/v1/match-exceptions", answer, purchaseOrderId=order)["items"]
    assert (listed["kind"], listed["poLines"]) == ("mismatch", [1])
    assert listed["delta"] == money("100.00")


def test_a_mismatch_is_told_the_same_way_when_it_is_asked_for_again(ap: Payables) -> None:
    order = ap.delivered()
    body, key = ap.invoice(order, billed(price="11")), {"Idempotency-Key": "once-only"}
    first = ap.clerk.ask("POST", "/v1/invoices", body, key)
    again = ap.clerk.ask("POST", "/v1/invoices", body, key)
    assert (again.status_code, again.content) == (422, first.content)
    assert again.headers["content-type"] == "application/problem+json"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert registered(ap, order) == 1


class TestNotTaken:
    """Nothing of these is stored."""

    def test_before_anything_is_received(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        refused(ap.post(order), 409, "GoodsNotYetReceived")
        assert registered(ap, order) == 0

    def test_after_everything_went_back(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        note = ap.receive(order, _1="40")
        lines = [{"poLine": 1, "quantity": "40"}]
        back = {"reason": "rusty", "lines": lines}
        ap.warehouse.do("POST", f"/v1/grn/{note['grnId']}/returns", back)
        refused(ap.post(order, billed("40")), 409, "GoodsNotYetReceived")

    def test_while_a_delivery_waits_for_a_decision(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        ap.receive(order, _1="40")
        lines = [{"poLine": 1, "sku": "NUT-M8", "receivedQuantity": "60"}]
        wrong = ap.warehouse.ask("POST", "/v1/grn", ap.note(order, lines))
        grn = refused(wrong, 422, "GoodsReceiptDiscrepancy")["grnId"]
        problem = refused(ap.post(order, billed("40")), 409, "MatchingBlocked")
        assert problem["discrepancies"] == [grn]
        assert registered(ap, order) == 0
        ap.buyer.do("PATCH", f"/v1/grn/{grn}/return", {})
        ap.matched(order, billed("40"))

    def test_for_a_cancelled_order(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        succeeded(ap.buyer.ask("DELETE", f"/v1/purchase-orders/{order}?reason=moved"))
        problem = refused(ap.post(order), 409, "OrderNotBillable")
        assert problem["orderStatus"] == "Cancelled"

    def test_for_an_order_that_was_never_issued(self, ap: Payables) -> None:
        order = ap.company.order(ap.buyer, ordered())["purchaseOrderId"]
        refused(ap.post(order), 409, "OrderNotBillable")

    def test_for_an_order_that_does_not_exist(self, ap: Payables) -> None:
        refused(ap.post(f"po_{ap.company.tenant.uuid}"), 404, "DocumentNotFound")

    @pytest.mark.parametrize("amount", ["999.99", "1000.01", "1190.00"])
    def test_when_the_amount_is_not_lines_and_tax(self, ap: Payables, amount: str) -> None:
        order = ap.delivered()
        problem = refused(ap.post(order, amount=money(amount)), 422, "InvoiceTotalsDisagree")
        assert (problem["net"], problem["tax"]) == (money("1000.00"), money("0.00"))
        assert registered(ap, order) == 0
        assert ap.order(order)["status"] == "Received"

    def test_in_another_currency_than_the_order(self, ap: Payables) -> None:
        order = ap.delivered()
        refused(ap.post(order, billed(currency="USD")), 422, "InvoiceNotInOrderCurrency")

    def test_without_lines_for_nothing_or_due_before_its_date(self, ap: Payables) -> None:
        order = ap.delivered()
        empty = ap.post(order, lines=[], amount=money("1.00"))
        refused(empty, 422, "InvoiceHasNoLines")
        refused(ap.post(order, billed(price="0")), 422, "InvoiceOfNothing")
        early = ap.post(order, invoiceDate="2026-03-02", dueDate="2026-03-01")
        refused(early, 422, "DueBeforeInvoice")

    def test_by_somebody_who_may_not(self, ap: Payables) -> None:
        order = ap.delivered()
        refused(ap.post(order, by=ap.buyer), 403, "PermissionDenied")


class TestDuplicates:
    """One invoice is not taken twice, and one that looks like another is not paid unseen."""

    @pytest.mark.parametrize("again", ["re-0042", "RE 42", "Re.42", "RE/042"])
    def test_the_same_number_however_it_is_written(self, ap: Payables, again: str) -> None:
        order = ap.delivered()
        first = ap.matched(order, billed("40"), supplierInvoiceNumber="RE-42")
        answer = ap.post(order, billed("41"), supplierInvoiceNumber=again)
        problem = refused(answer, 409, "DuplicateInvoice")
        assert problem["invoiceId"] == first["invoiceId"]
        assert registered(ap, order) == 1

    def test_the_same_number_of_another_supplier_is_another_invoice(self, ap: Payables) -> None:
        ap.matched(ap.delivered(), supplierInvoiceNumber="RE-42")
        ap.supplier = ap.company.supplier(ap.buyer)
        invoice = ap.matched(ap.delivered(), supplierInvoiceNumber="RE-42")
        assert not invoice["held"]

    def test_same_amount_and_date_under_another_number_is_held(self, ap: Payables) -> None:
        first = ap.matched(ap.delivered(), invoiceDate="2026-03-01")
        answer = ap.post(ap.delivered(), invoiceDate="2026-03-01")
        second = succeeded(answer)
        assert (second["status"], second["held"]) == ("Matched", True)
        assert second["possibleDuplicateOf"] == first["invoiceId"]
        path = f"/v1/invoices/{second['invoiceId']}"
        waiting = ap.clerk.see("/v1/match-exceptions", answer)["items"]
        assert [one["kind"] for one in waiting] == ["possible-duplicate"]
        refused(ap.clerk.ask("PATCH", f"{path}/release", {}), 403, "SegregationOfDutiesViolation")
        assert ap.see(second["invoiceId"])["held"]
        released = ap.colleague.ask("PATCH", f"{path}/release", {"comment": "two orders"})
        document = succeeded(released)
        assert (document["held"], document["releasedBy"]) == (False, ap.colleague.user)
        assert ap.clerk.see("/v1/match-exceptions", released)["items"] == []
        assert ap.colleague.ask("PATCH", f"{path}/release", {}).status_code == 409

    def test_another_date_is_another_invoice(self, ap: Payables) -> None:
        ap.matched(ap.delivered(), invoiceDate="2026-03-01")
        assert not ap.matched(ap.delivered(), invoiceDate="2026-03-02")["held"]

    def test_a_rejected_duplicate_counts_for_nothing_and_frees_its_number(
        self, ap: Payables
    ) -> None:
        ap.matched(ap.delivered(), invoiceDate="2026-03-01")
        order = ap.delivered()
        held = ap.matched(order, invoiceDate="2026-03-01", supplierInvoiceNumber="RE-99")
        assert ap.order(order)["status"] == "Invoiced"
        path = f"/v1/invoices/{held['invoiceId']}/reject"
        rejected = ap.colleague.do("PATCH", path, {"reason": "sent twice"})
        assert rejected["status"] == "Rejected"
        document = ap.order(order)
        assert (document["status"], document["lines"][0]["invoicedQuantity"]) == ("Received", "0")
        assert document["invoices"] == []
        ap.matched(order, supplierInvoiceNumber="RE-99", invoiceDate="2026-04-01")
        assert ap.order(order)["status"] == "Invoiced"

    def test_an_invoice_that_nothing_holds_back_cannot_be_rejected(self, ap: Payables) -> None:
        order = ap.delivered()
        problem = ap.disputed(order, billed(price="11"))
        path = f"/v1/invoices/{problem['invoiceId']}/reject"
        ap.clerk.do("PATCH", path, {"reason": "never agreed"})
        assert ap.order(order)["status"] == "Received"
        answer = ap.clerk.ask("PATCH", path, {"reason": "again"})
        refused(answer, 409, "InvalidStateTransition")
