"""Disputes: what stops an invoice and its order, and what lets them go on."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.payables import Payables, billed, money, ordered


@pytest.fixture
def ap(company: Company) -> Payables:
    return Payables(company)


def correct(ap: Payables, invoice: str, body: Json) -> httpx.Response:
    return ap.clerk.ask("PATCH", f"/v1/invoices/{invoice}/correct", body)


def steps(ap: Payables, order: str) -> list[str]:
    """What happened to an order, by the last words of the events."""
    events = ap.company.admin.see(f"/v1/streams/{order}/events")["items"]
    return [one["type"].rpartition(".")[2] for one in events]


class TestCorrection:
    """The same match again, with what was agreed on."""

    def test_within_tolerance_the_order_goes_on_where_its_quantities_say(
        self, ap: Payables
    ) -> None:
        order = ap.delivered()
        invoice = ap.disputed(order, billed(price="11"))["invoiceId"]
        answer = correct(ap, invoice, {"revisedAmount": money("1020.00")})
        document = succeeded(answer)
        assert (answer.status_code, document["status"]) == (200, "Matched")
        assert ap.order(order)["status"] == "Invoiced"
        assert steps(ap, order)[-7:] == [
            "disputed",
            "disputed-invoice-settled",
            "dispute-resolved",
            "reissued",
            "acknowledged",
            "received",
            "invoiced",
        ]

    def test_the_suppliers_figures_are_never_altered(self, ap: Payables) -> None:
        order = ap.delivered(ordered(), ordered("3", "10"))
        lines = [
            billed(price="11", taxRate="19"),
            billed("3", "11", poLine=2, taxRate="7"),
        ]
        invoice = ap.disputed(order, *lines)["invoiceId"]
        before = ap.see(invoice)
        revised = {"revisedAmount": money("1222.00")}  # 1,100 and 33, and their tax, make 1,344.31
        document = succeeded(correct(ap, invoice, revised))
        for name in ("lines", "totals", "amount"):
            assert document[name] == before[name]
        assert document["amount"] == money("1344.31")
        revision = document["revision"]
        assert (revision["byAmount"], revision["correctedBy"]) == (True, ap.clerk.user)
        assert revision["totals"]["gross"] == document["leftToPay"] == money("1222.00")
        nets = [line["net"]["amount"] for line in revision["lines"]]
        assert nets == ["999.92", "30.00"]  # by largest remainder, and in sum just the revised net
        assert revision["totals"]["net"] == money("1029.92")

    @pytest.mark.parametrize("amount", ["1020.01", "1050.00", "979.99"])
    def test_still_off_it_stays_disputed(self, ap: Payables, amount: str) -> None:
        order = ap.delivered()
        invoice = ap.disputed(order, billed(price="11"))["invoiceId"]
        problem = refused(
            correct(ap, invoice, {"revisedAmount": money(amount)}), 422, "InvoiceMismatch"
        )
        assert problem["mismatch"]["actual"] == money(amount)
        document = ap.see(invoice)
        assert (document["status"], document["revision"]) == ("Disputed", None)
        assert ap.order(order)["status"] == "Disputed"
        assert succeeded(correct(ap, invoice, {"revisedAmount": money("980.00")}))

    def test_with_other_lines(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        ap.receive(order, _1="50")
        invoice = ap.disputed(order, billed("100", taxRate="19"))["invoiceId"]
        lines = [billed("50", taxRate="19")]
        wrong = {"lines": lines, "revisedAmount": money("500.00")}
        refused(correct(ap, invoice, wrong), 422, "InvoiceTotalsDisagree")
        document = succeeded(correct(ap, invoice, {"lines": lines}))
        assert document["revision"]["totals"]["gross"] == money("595.00")
        shown = ap.order(order)
        assert shown["status"] == "PartiallyReceived"
        assert shown["lines"][0]["invoicedQuantity"] == "50"

    def test_once_the_rest_is_delivered_the_figures_as_billed_agree(self, ap: Payables) -> None:
        order = ap.issued(ordered())
        ap.receive(order, _1="50")
        invoice = ap.disputed(order)["invoiceId"]
        refused(correct(ap, invoice, {}), 422, "InvoiceMismatch")
        path = f"/v1/purchase-orders/{order}/resolve-approve"
        ap.approver.do("PATCH", path, {})
        reached(lambda: ap.order(order)["status"] == "PartiallyReceived")
        ap.receive(order, _1="50")
        assert succeeded(correct(ap, invoice, {}))["status"] == "Matched"
        assert ap.order(order)["status"] == "Invoiced"

    def test_an_invoice_that_agrees_cannot_be_corrected(self, ap: Payables) -> None:
        invoice = ap.matched(ap.delivered())["invoiceId"]
        refused(correct(ap, invoice, {}), 409, "InvalidStateTransition")

    def test_a_revised_amount_in_another_currency_or_of_nothing(self, ap: Payables) -> None:
        invoice = ap.disputed(ap.delivered(), billed(price="11"))["invoiceId"]
        dollars = correct(ap, invoice, {"revisedAmount": money("1000.00", "USD")})
        refused(dollars, 422, "InvoiceNotInOrderCurrency")
        nothing = correct(ap, invoice, {"revisedAmount": money("0.00")})
        refused(nothing, 422, "InvoiceOfNothing")


class TestDispute:
    """People may object to what the figures do not show."""

    def test_a_disputed_invoice_counts_for_nothing_until_it_is_settled(self, ap: Payables) -> None:
        order = ap.delivered()
        invoice = ap.matched(order)["invoiceId"]
        path = f"/v1/invoices/{invoice}/dispute"
        answer = ap.clerk.ask("PATCH", path, {"reason": "the wrong colour"})
        document = succeeded(answer)
        assert (document["status"], document["reason"]) == ("Disputed", "the wrong colour")
        shown = ap.order(order)
        assert (shown["status"], shown["lines"][0]["invoicedQuantity"]) == ("Disputed", "0")
        assert (shown["reason"], shown["disputedInvoices"]) == ("the wrong colour", [invoice])
        (listed,) = ap.clerk.see("/v1/match-exceptions", answer)["items"]
        assert (listed["kind"], listed["reason"]) == ("dispute", "the wrong colour")
        assert succeeded(correct(ap, invoice, {}))["status"] == "Matched"
        shown = ap.order(order)
        assert (shown["status"], shown["lines"][0]["invoicedQuantity"]) == ("Invoiced", "100")

    def test_while_one_invoice_is_disputed_others_may_agree(self, ap: Payables) -> None:
        order = ap.delivered()
        wrong = ap.disputed(order, billed("40", "11"))["invoiceId"]
        ap.matched(order, billed("60"))
        assert ap.order(order)["status"] == "Disputed"
        assert succeeded(correct(ap, wrong, {"revisedAmount": money("400.00")}))
        assert ap.order(order)["status"] == "Invoiced"

    def test_the_order_goes_on_when_the_last_of_its_disputed_invoices_is_settled(
        self, ap: Payables
    ) -> None:
        order = ap.delivered()
        first = ap.disputed(order, billed("40", "11"))["invoiceId"]
        second = ap.disputed(order, billed("60", "11"))["invoiceId"]
        assert ap.order(order)["disputedInvoices"] == sorted([first, second])
        assert succeeded(correct(ap, first, {"revisedAmount": money("400.00")}))
        assert ap.order(order)["status"] == "Disputed"
        path = f"/v1/invoices/{second}/reject"
        ap.clerk.do("PATCH", path, {"reason": "they bill anew"})
        shown = ap.order(order)
        assert (shown["status"], shown["lines"][0]["invoicedQuantity"]) == ("Received", "40")
        ap.matched(order, billed("60"))
        assert ap.order(order)["status"] == "Invoiced"

    def test_an_order_that_a_person_disputed_waits_for_a_person(self, ap: Payables) -> None:
        order = ap.delivered()
        path = f"/v1/purchase-orders/{order}"
        ap.buyer.do("PATCH", f"{path}/dispute", {"reason": "the colour"})
        invoice = ap.disputed(order, billed(price="11"))["invoiceId"]
        assert succeeded(correct(ap, invoice, {"revisedAmount": money("1000.00")}))
        assert ap.order(order)["status"] == "Disputed"
        ap.approver.do("PATCH", f"{path}/resolve-approve", {})
        reached(lambda: ap.order(order)["status"] == "Invoiced")

    def test_only_what_had_matched_can_be_disputed(self, ap: Payables) -> None:
        invoice = ap.disputed(ap.delivered(), billed(price="11"))["invoiceId"]
        path = f"/v1/invoices/{invoice}/dispute"
        refused(ap.clerk.ask("PATCH", path, {"reason": "too"}), 409, "InvalidStateTransition")


def reached(condition: Callable[[], bool]) -> None:
    """Wait until reactions have done what they do."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline


class TestAtOnce:
    """The order's stream decides: the same received quantity is never matched twice."""

    def at_once(self, ap: Payables, bodies: list[Json]) -> list[httpx.Response]:
        start = Barrier(len(bodies))

        def send(body: Json) -> httpx.Response:
            start.wait()
            return ap.clerk.ask("POST", "/v1/invoices", body)

        with ThreadPoolExecutor(len(bodies)) as pool:
            return list(pool.map(send, bodies))

    @pytest.mark.parametrize("invoices", [2, 8])
    def test_of_invoices_for_the_same_goods_one_matches(self, ap: Payables, invoices: int) -> None:
        for _ in range(3):
            order = ap.delivered()
            answers = self.at_once(ap, [ap.invoice(order) for _ in range(invoices)])
            statuses = sorted(answer.status_code for answer in answers)
            assert statuses == [201] + [422] * (invoices - 1)
            shown = ap.order(order)
            assert shown["lines"][0]["invoicedQuantity"] == "100"
            assert len(shown["invoices"]) == 1
            assert len(shown["disputedInvoices"]) == invoices - 1

    def test_of_one_invoice_sent_twice_one_is_taken(self, ap: Payables) -> None:
        order = ap.delivered()
        bodies = [ap.invoice(order, supplierInvoiceNumber=number) for number in ("RE-5", "re 005")]
        answers = self.at_once(ap, bodies)
        assert sorted(answer.status_code for answer in answers) == [201, 409]

    def test_invoices_for_different_parts_all_match(self, ap: Payables) -> None:
        order = ap.delivered()
        answers = self.at_once(ap, [ap.invoice(order, billed("12.5")) for _ in range(8)])
        assert {answer.status_code for answer in answers} == {201}
        assert ap.order(order)["status"] == "Invoiced"
