"""Credit notes: what a supplier takes back is invoiced no more, and never more than was."""

from typing import Any

import httpx
import pytest

from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.payables import Payables, billed, gross, money, ordered
from tests.api.http.paying import Paying, day, of_transfer


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def credited(quantity: str, price: str = "10", **more: Any) -> Json:
    return {"poLine": 1, "quantity": quantity, "unitPrice": money(price), **more}


def credit(ap: Payables, invoice: str, *lines: Json, **more: Any) -> httpx.Response:
    usual = {
        "invoiceId": invoice,
        "creditNoteNumber": f"GS-{next(ap.numbers)}",
        "date": "2026-03-09",
        "amount": gross(list(lines)),
        "lines": list(lines),
    }
    return ap.clerk.ask("POST", "/v1/credit-notes", {**usual, **more})


def test_ten_billed_three_returned_and_credited_is_seven_invoiced_and_nothing_to_bill(
    ap: Payables,
) -> None:
    order = ap.issued(ordered("10"))
    note = ap.receive(order, _1="10")
    invoice = ap.matched(order, billed("10"))["invoiceId"]
    back = {"reason": "rusty", "lines": [{"poLine": 1, "quantity": "3"}]}
    ap.warehouse.do("POST", f"/v1/grn/{note['grnId']}/returns", back)
    answer = credit(ap, invoice, credited("3"))
    document = succeeded(answer)
    assert (answer.status_code, document["status"]) == (201, "Registered")
    assert answer.headers["Location"] == f"/v1/credit-notes/{document['creditNoteId']}"
    line = ap.order(order)["lines"][0]
    assert (line["receivedQuantity"], line["invoicedQuantity"]) == ("7", "7")
    assert line["invoicedNet"] == money("70.00")
    shown = ap.see(invoice)
    assert (shown["credited"], shown["leftToPay"]) == (money("30.00"), money("70.00"))
    assert shown["creditNotes"] == [document["creditNoteId"]]
    problem = ap.disputed(order, billed("1"))
    assert problem["mismatch"]["expected"] == money("0.00")
    (listed,) = ap.clerk.see("/v1/credit-notes", answer, invoiceId=invoice)["items"]
    assert listed["amount"] == money("30.00")


def test_never_below_zero_by_quantity_value_or_in_all(ap: Payables) -> None:
    order = ap.delivered(ordered("10"), ordered("5", "2"))
    invoice = ap.matched(order, billed("10"), billed("5", "2", poLine=2))["invoiceId"]
    succeeded(credit(ap, invoice, credited("4")))
    problem = refused(credit(ap, invoice, credited("6.000001")), 422, "CreditExceedsInvoice")
    assert (problem["poLines"], problem["left"]) == ([1], money("70.00"))
    refused(credit(ap, invoice, credited("6", "10.01")), 422, "CreditExceedsInvoice")
    refused(credit(ap, invoice, credited("1", poLine=3)), 422, "CreditExceedsInvoice")
    taxed = credit(ap, invoice, credited("6", taxRate="19"))
    refused(taxed, 422, "CreditExceedsInvoice")  # 71.40 of the 70.00 that are left
    assert ap.order(order)["lines"][0]["invoicedQuantity"] == "6"
    succeeded(credit(ap, invoice, credited("6")))
    assert ap.order(order)["lines"][0]["invoicedQuantity"] == "0"


def test_an_invoice_that_is_credited_in_full_is_settled(ap: Payables) -> None:
    order = ap.delivered(ordered("10"))
    invoice = ap.matched(order, billed("10"))["invoiceId"]
    succeeded(credit(ap, invoice, credited("10")))
    shown = ap.see(invoice)
    assert (shown["status"], shown["leftToPay"]) == ("Paid", money("0.00"))
    assert {one["invoiceId"]: one["settled"] for one in ap.order(order)["invoices"]} == {
        invoice: True
    }


def test_the_amount_is_lines_and_tax(ap: Payables) -> None:
    invoice = ap.matched(ap.delivered(), billed(taxRate="19"))["invoiceId"]
    wrong = credit(ap, invoice, credited("3", taxRate="19"), amount=money("30.00"))
    problem = refused(wrong, 422, "CreditNoteTotalsDisagree")
    assert (problem["net"], problem["tax"]) == (money("30.00"), money("5.70"))
    succeeded(credit(ap, invoice, credited("3", taxRate="19")))
    assert ap.see(invoice)["leftToPay"] == money("1154.30")


def test_the_same_number_twice_from_one_supplier(ap: Payables) -> None:
    invoice = ap.matched(ap.delivered())["invoiceId"]
    first = succeeded(credit(ap, invoice, credited("1"), creditNoteNumber="GS-007"))
    again = credit(ap, invoice, credited("2"), creditNoteNumber="gs 7")
    problem = refused(again, 409, "DuplicateCreditNote")
    assert problem["creditNoteId"] == first["creditNoteId"]
    assert ap.order(first["purchaseOrderId"])["lines"][0]["invoicedQuantity"] == "99"


def test_a_credit_note_can_make_a_disputed_invoice_agree(ap: Payables) -> None:
    order = ap.issued(ordered())
    ap.receive(order, _1="50")
    invoice = ap.disputed(order)["invoiceId"]
    succeeded(credit(ap, invoice, credited("50")))
    assert ap.order(order)["lines"][0]["invoicedQuantity"] == "0"
    corrected = ap.clerk.do("PATCH", f"/v1/invoices/{invoice}/correct", {})
    assert (corrected["status"], corrected["leftToPay"]) == ("Matched", money("500.00"))
    shown = ap.order(order)
    assert (shown["status"], shown["lines"][0]["invoicedQuantity"]) == ("PartiallyReceived", "50")


def test_in_another_currency_for_a_rejected_invoice_or_by_somebody_who_may_not(
    ap: Payables,
) -> None:
    invoice = ap.disputed(ap.delivered(), billed(price="11"))["invoiceId"]
    dollars = {**credited("1"), "unitPrice": money("10.00", "USD")}
    refused(credit(ap, invoice, dollars), 422, "CreditNoteNotInInvoiceCurrency")
    ap.clerk.do("PATCH", f"/v1/invoices/{invoice}/reject", {"reason": "no"})
    refused(credit(ap, invoice, credited("1")), 409, "InvalidStateTransition")
    path = "/v1/credit-notes"
    refused(ap.warehouse.ask("POST", path, {}), 403, "PermissionDenied")


class TestWhileTheBankCouldHaveTheMoney:
    """What is credited then is taken off as soon as the money comes back, so that no run pays it."""

    @pytest.fixture
    def paying(self, company: Company) -> Paying:
        return Paying(company)

    def test_a_run_that_is_called_off_leaves_less_to_pay(self, paying: Paying) -> None:
        invoice = paying.owed()["invoiceId"]
        run = paying.proposed()
        succeeded(credit(paying.payables, invoice, credited("30")))
        path = f"/v1/payment-runs/{run['id']}/cancel"
        paying.treasurer.do("PATCH", path, {"reason": "not today"})
        assert paying.payables.see(invoice)["openCredit"] == money("0.00")
        assert paying.proposed()["totals"] == [money("700.00")]

    @pytest.mark.parametrize("remitted", [False, True])
    def test_a_rejected_or_returned_transfer_leaves_less_to_pay(
        self, paying: Paying, *, remitted: bool
    ) -> None:
        invoice = paying.owed()["invoiceId"]
        run = paying.proposed()
        succeeded(paying.approve(run))
        if remitted:
            succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"))))
        succeeded(credit(paying.payables, invoice, credited("30")))
        said = paying.status(run, of_transfer(run, 1, "RJCT", "AC04"), at="2099-04-05T10:00:00Z")
        succeeded(paying.tell(said))
        assert paying.payment(invoice)["amount"] == money("700.00")
        assert paying.proposed(40)["totals"] == [money("700.00")]

    def test_what_was_credited_in_full_is_not_paid_again_when_it_was_returned(
        self, paying: Paying
    ) -> None:
        payment = paying.owed()
        run = paying.proposed()
        succeeded(paying.approve(run))
        succeeded(credit(paying.payables, payment["invoiceId"], credited("100")))
        said = paying.status(run, of_transfer(run, 1, "RJCT", "AC04"))
        succeeded(paying.tell(said))
        assert paying.payment(payment["invoiceId"])["status"] == "Cancelled"
        refused(paying.run(40), 409, "NothingToPay")
        assert paying.invoice(payment, "Paid")["leftToPay"] == money("0.00")
        assert paying.order(payment, "Closed")


class TestOfAnOrderThatWasCalledOff:
    """What was delivered and billed before may still go back, be credited or be stopped."""

    @pytest.fixture
    def paying(self, company: Company) -> Paying:
        return Paying(company)

    def called_off(self, paying: Paying) -> tuple[str, str, str]:
        ap = paying.payables
        order = ap.issued(ordered())
        delivery = ap.receive(order, _1="50")["grnId"]
        invoice = ap.matched(order, billed("50"), invoiceDate=day())["invoiceId"]
        paying.payment(invoice)
        path = f"/v1/purchase-orders/{order}"
        ap.buyer.do("PATCH", f"{path}/dispute", {"reason": "counterfeit"})
        ap.buyer.do("PATCH", f"{path}/resolve-cancel", {"reason": "counterfeit"})
        return order, delivery, invoice

    def test_goods_go_back_and_are_credited(self, paying: Paying) -> None:
        order, delivery, invoice = self.called_off(paying)
        back = {"reason": "counterfeit", "lines": [{"poLine": 1, "quantity": "50"}]}
        paying.payables.warehouse.do("POST", f"/v1/grn/{delivery}/returns", back)
        succeeded(credit(paying.payables, invoice, credited("20")))
        assert paying.proposed()["totals"] == [money("300.00")]
        shown = paying.payables.order(order)
        line = shown["lines"][0]
        assert (line["receivedQuantity"], line["invoicedQuantity"]) == ("0", "30")
        assert shown["status"] == "Cancelled"

    def test_an_invoice_is_stopped_and_rejected(self, paying: Paying) -> None:
        order, _, invoice = self.called_off(paying)
        clerk, path = paying.payables.clerk, f"/v1/invoices/{invoice}"
        clerk.do("PATCH", f"{path}/dispute", {"reason": "counterfeit"})
        refused(paying.run(), 409, "NothingToPay")
        refused(clerk.ask("PATCH", f"{path}/correct", {}), 409, "OrderNotBillable")
        assert (
            clerk.do("PATCH", f"{path}/reject", {"reason": "counterfeit"})["status"] == "Rejected"
        )
        assert paying.payables.order(order)["lines"][0]["invoicedQuantity"] == "0"
