"""What is due is collected into a run, shown before, approved by somebody else, and paid once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.payables import billed, money, ordered
from tests.api.http.paying import OURS, THEIRS, Paying, day


@pytest.fixture
def paying(company: Company) -> Paying:
    return Paying(company)


def runs(paying: Paying) -> list[Json]:
    """The runs of the company."""
    return list(paying.treasurer.see("/v1/payment-runs")["items"])


def happened(paying: Paying) -> list[Json]:
    """Everything about payments that the log has."""
    events = paying.company.admin.see("/v1/events", limit=200)["items"]
    return [one for one in events if one["type"].startswith("payments.")]


class TestScheduling:
    """A matched invoice has one payment, on the day that the terms say."""

    def test_a_matched_invoice_is_scheduled_on_its_due_date(self, paying: Paying) -> None:
        payment = paying.owed()
        assert (payment["status"], payment["dueOn"]) == ("Scheduled", day(30))
        assert (payment["amount"], payment["discountUntil"]) == (money("1000.00"), day(10))
        assert payment["payableNow"] is True
        invoice = paying.invoice(payment, "Scheduled")
        assert invoice["paymentId"] == payment["id"]

    def test_an_invoice_that_may_be_a_duplicate_has_no_payment_until_somebody_releases_it(
        self, paying: Paying
    ) -> None:
        ap = paying.payables
        paying.owed()
        order = ap.delivered()
        twin = ap.matched(order, invoiceDate=day())
        assert twin["possibleDuplicateOf"]
        (held,) = paying.proposed(dryRun=True)["heldBack"]
        assert (held["reason"], held["invoiceId"]) == ("InvoiceHeld", twin["invoiceId"])
        ap.colleague.do("PATCH", f"/v1/invoices/{twin['invoiceId']}/release", {})
        assert paying.payment(twin["invoiceId"])["status"] == "Scheduled"

    def test_the_list_of_payments_shows_what_is_due_first(self, paying: Paying) -> None:
        later = paying.owed(invoiceDate=day(5))
        sooner = paying.owed(invoiceDate=day(1))
        answer = paying.run(dryRun=True)
        listed = paying.treasurer.see("/v1/payments", answer)["items"]
        assert [one["id"] for one in listed] == [sooner["id"], later["id"]]
        due = paying.treasurer.see("/v1/payments", answer, dueUntil=day(31), payableNow="true")
        assert [one["id"] for one in due["items"]] == [sooner["id"]]


class TestCollecting:
    """A run takes what may be paid on its day, once, and says what it leaves out and why."""

    def test_on_the_due_date_all_of_it_is_paid_without_a_discount(self, paying: Paying) -> None:
        payment = paying.owed()
        run = paying.proposed(30)
        (transfer,) = run["transfers"]
        (paid,) = transfer["payments"]
        assert (paid["paymentId"], paid["pays"]) == (payment["id"], money("1000.00"))
        assert paid["discount"] == money("0.00")
        assert run["totals"] == [money("1000.00")]

    def test_the_discount_is_taken_until_its_last_day_and_recorded(self, paying: Paying) -> None:
        payment = paying.owed()
        assert paying.proposed(10, dryRun=True)["totals"] == [money("980.00")]
        refused(paying.run(11), 409, "NothingToPay")
        run = paying.proposed(10)
        (paid,) = run["transfers"][0]["payments"]
        assert (paid["discount"], paid["pays"]) == (money("20.00"), money("980.00"))
        taken = paying.payment(payment["invoiceId"])["attempt"]
        assert (taken["discount"], taken["pays"]) == (money("20.00"), money("980.00"))
        assert taken["paymentRunId"] == run["id"]

    def test_a_preview_stores_nothing_and_keeps_nothing_from_a_run(self, paying: Paying) -> None:
        payment = paying.owed()
        paying.invoice(payment, "Scheduled")
        before = happened(paying)
        answer = paying.run(dryRun=True)
        assert answer.status_code == 200
        shown = succeeded(answer)
        assert (shown["dryRun"], shown["version"], shown["allowedCommands"]) == (True, 0, [])
        assert "Location" not in answer.headers
        refused(paying.treasurer.get(f"/v1/payment-runs/{shown['id']}"), 404, "DocumentNotFound")
        assert happened(paying) == before
        run = paying.proposed()
        for different in ("id", "paymentRunId", "messageId", "version", "dryRun", "createdAt"):
            shown.pop(different), run.pop(different)
        assert [one["payments"] for one in shown["transfers"]] == [
            one["payments"] for one in run["transfers"]
        ]

    def test_what_goes_to_one_account_is_one_transfer(self, paying: Paying) -> None:
        other = paying.another_supplier(iban="FR7630006000011234567890189", holder="Chaises SA")
        paying.owed()
        paying.owed(invoiceDate=day(1))
        paying.payables.supplier = other
        paying.owed()
        run = paying.proposed(31)
        amounts = [(len(one["payments"]), one["amount"]) for one in run["transfers"]]
        assert sorted(amounts, key=lambda each: each[0]) == [
            (1, money("1000.00")),
            (2, money("2000.00")),
        ]
        assert (run["transferCount"], run["paymentCount"]) == (2, 3)
        names = [one["endToEndId"] for one in run["transfers"]]
        assert len({*names}) == 2
        assert all(len(name) <= 35 for name in names)

    def test_a_payment_is_in_one_run_only(self, paying: Paying) -> None:
        paying.owed()
        paying.proposed()
        problem = refused(paying.run(), 409, "NothingToPay")
        assert problem["heldBack"] == []

    def test_two_runs_at_the_same_instant_never_share_a_payment(self, paying: Paying) -> None:
        for at in range(4):
            paying.owed(invoiceDate=day(at))
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: paying.run(60), range(8)))
        assert sorted(each.status_code for each in answers) == [201] + [409] * 7
        (run,) = (each.json() for each in answers if each.status_code == 201)
        collected = [one["paymentId"] for each in run["transfers"] for one in each["payments"]]
        assert len(collected) == len({*collected}) == 4

    def test_the_same_request_again_is_the_same_run(self, paying: Paying) -> None:
        paying.owed()
        key = {"Idempotency-Key": "run-of-march"}
        body = {"executionDate": day(30)}
        first = paying.treasurer.ask("POST", "/v1/payment-runs", body, key)
        again = paying.treasurer.ask("POST", "/v1/payment-runs", body, key)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_a_run_does_not_come_without_an_idempotency_key(self, paying: Paying) -> None:
        bare = {"Authorization": f"Bearer {paying.treasurer.token}"}
        answer = paying.company.house.http.post(
            "/v1/payment-runs", json={"executionDate": day(30)}, headers=bare
        )
        refused(answer, 428, "IdempotencyKeyMissing")

    def test_a_day_that_is_past_is_today(self, paying: Paying) -> None:
        paying.payables.matched(paying.payables.delivered(), invoiceDate="2020-01-01")
        run = paying.run(executionDate="2020-01-05", dryRun=True).json()
        assert run["executionDate"] > "2025-01-01"


class TestHeldBack:
    """What cannot be paid is listed with the reason, and is not collected."""

    def test_a_changed_account_holds_the_payment_until_somebody_confirms_it(
        self, paying: Paying
    ) -> None:
        payment = paying.owed()
        path = f"/v1/suppliers/{paying.supplier}/bank-accounts/1"
        change = {**THEIRS, "iban": "FR7630006000011234567890189"}
        paying.payables.buyer.do("PATCH", f"{path}/change", change)
        problem = refused(paying.run(), 409, "NothingToPay")
        (held,) = problem["heldBack"]
        assert (held["reason"], held["paymentId"]) == ("BankAccountPending", payment["id"])
        paying.payables.colleague.do("PATCH", f"{path}/confirm", {})
        (transfer,) = paying.proposed()["transfers"]
        assert transfer["account"]["iban"] == "FR7630006000011234567890189"

    def test_an_account_that_one_person_entered_is_not_paid_to(self, paying: Paying) -> None:
        paying.payables.supplier = paying.company.supplier(paying.payables.buyer)
        paying.owed()
        (held,) = refused(paying.run(), 409, "NothingToPay")["heldBack"]
        assert held["reason"] == "NoBankAccount"
        path = f"/v1/suppliers/{paying.payables.supplier}/bank-accounts"
        paying.payables.buyer.do("POST", path, THEIRS)
        (held,) = refused(paying.run(), 409, "NothingToPay")["heldBack"]
        assert held["reason"] == "BankAccountPending"

    def test_a_blocked_supplier_is_not_paid(self, paying: Paying) -> None:
        paying.owed()
        block = {"reason": "We look into something."}
        paying.payables.buyer.do("PATCH", f"/v1/suppliers/{paying.supplier}/block", block)
        (held,) = refused(paying.run(), 409, "NothingToPay")["heldBack"]
        assert held["reason"] == "SupplierBlocked"

    def test_a_disputed_invoice_is_not_paid(self, paying: Paying) -> None:
        payment = paying.owed()
        paying.invoice(payment, "Scheduled")
        path = f"/v1/invoices/{payment['invoiceId']}/dispute"
        paying.payables.clerk.do("PATCH", path, {"reason": "Half of it is rusty."})
        (held,) = refused(paying.run(), 409, "NothingToPay")["heldBack"]
        assert (held["reason"], held["invoiceId"]) == ("InvoiceDisputed", payment["invoiceId"])
        assert paying.payment(payment["invoiceId"])["status"] == "Cancelled"

    def test_a_collected_payment_keeps_its_invoice_from_being_disputed(
        self, paying: Paying
    ) -> None:
        payment = paying.owed()
        paying.proposed()
        path = f"/v1/invoices/{payment['invoiceId']}/dispute"
        answer = paying.payables.clerk.ask("PATCH", path, {"reason": "Too late."})
        refused(answer, 409, "PaymentUnderWay")

    def test_a_currency_without_an_account_of_ours_cannot_be_paid(self, paying: Paying) -> None:
        paying.account(paying.supplier, currency="USD", iban="GB33BUKB20201555555555")
        dollars = billed(currency="USD")
        paying.owed(ordered(currency="USD"), order={"currency": "USD"}, billed=(dollars,))
        problem = refused(paying.run(currency="USD"), 409, "NoPayingAccount")
        assert problem["currencies"] == ["USD"]
        accounts = {"accounts": [*OURS.values()]}
        paying.company.admin.do("PUT", "/v1/policies/paying-accounts", accounts)
        paying.owed()
        assert paying.proposed(currency="USD", dryRun=True)["totals"] == [money("1000.00", "USD")]
        both = paying.proposed(dryRun=True)["totals"]
        assert {one["currency"] for one in both} == {"USD", "EUR"}


@pytest.mark.parametrize("body", [{}, None])
def test_nobody_takes_all_paying_accounts_away_by_sending_nothing(
    paying: Paying, body: Json | None
) -> None:
    path = "/v1/policies/paying-accounts"
    refused(paying.company.admin.ask("PUT", path, body), 422, "InvalidRequest")
    paying.owed()
    assert paying.proposed()["totals"] == [money("1000.00")]


def test_a_run_is_listed_with_what_it_comes_to(paying: Paying) -> None:
    paying.owed()
    run = paying.proposed()
    until(lambda: len(runs(paying)) == 1)
    (listed,) = runs(paying)
    assert (listed["id"], listed["status"]) == (run["id"], "Proposed")
    assert (listed["totals"], listed["transferCount"]) == ([money("1000.00")], 1)
