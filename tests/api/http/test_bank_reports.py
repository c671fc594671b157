"""What the bank says is taken in any order, in parts, twice, and never believed beyond what it can know."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from tests.api.http.company import Company, Json, refused, succeeded
from tests.api.http.paying import Paying, of_transfer, status_report

EARLY, NOON, LATE = ("2099-03-31T09:00:00Z", "2099-03-31T12:00:00Z", "2099-03-31T18:00:00Z")


@pytest.fixture
def paying(company: Company) -> Paying:
    return Paying(company)


def approved(paying: Paying, invoices: int = 1) -> tuple[Json, list[Json]]:
    """A run that may be at the bank, with one transfer for each invoice, and its payments."""
    payments = []
    for at in range(invoices):
        if at:
            paying.payables.supplier = paying.another_supplier()
        payments.append(paying.owed())
    run = paying.proposed()
    succeeded(paying.approve(run))
    return run, payments


def resolutions(report: Json) -> list[str]:
    """What the entries of a report came to."""
    return [entry["resolution"] for entry in report["entries"]]


def at(paying: Paying, payment: Json) -> str:
    """The status of a payment now."""
    return str(paying.treasurer.see(f"/v1/payments/{payment['id']}")["status"])


class TestOutcomes:
    """Accepted is paid, rejected is payable again."""

    def test_an_accepted_transfer_pays_invoice_and_order_and_closes_it(
        self, paying: Paying
    ) -> None:
        run, (payment,) = approved(paying)
        answer = paying.tell(paying.status(run, of_transfer(run, 1, "ACSC")))
        report = succeeded(answer)
        assert (answer.status_code, report["status"]) == (201, "Recorded")
        assert answer.headers["Location"] == f"/v1/bank/reports/{report['id']}"
        assert resolutions(report) == ["Noted", "Noted", "Remitted"]
        assert at(paying, payment) == "Remitted"
        assert paying.invoice(payment, "Paid")["leftToPay"]
        assert paying.order(payment, "Closed")
        settled = paying.when_run(run, "Settled")
        assert settled["transfers"][0]["outcome"]["status"] == "ACSC"
        assert settled["sentAt"], "that the bank speaks of a run proves that it has the file"

    def test_a_rejected_transfer_fails_with_the_reason_and_is_paid_by_the_next_run(
        self, paying: Paying
    ) -> None:
        run, (payment,) = approved(paying)
        succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "RJCT", "AC04"))))
        failed = paying.payment(payment["invoiceId"], "Failed")
        assert (failed["failure"]["reasonCode"], failed["payableNow"]) == ("AC04", True)
        paying.order(payment, "Invoiced")
        again = paying.proposed(40)
        assert again["transfers"][0]["payments"][0]["paymentId"] == payment["id"]
        assert again["messageId"] != run["messageId"]
        succeeded(paying.approve(again))
        succeeded(paying.tell(paying.status(again, of_transfer(again, 1, "ACCP"))))
        assert at(paying, payment) == "Remitted"
        paying.order(payment, "Closed")

    @pytest.mark.parametrize("status", ["ACCP", "ACWC", "ACSP", "ACSC", "ACCC"])
    @pytest.mark.parametrize("version", ["03", "12"])
    def test_every_status_of_acceptance_remits_in_both_versions(
        self, paying: Paying, status: str, version: str
    ) -> None:
        run, (payment,) = approved(paying)
        said = of_transfer(run, 1, status)
        answer = paying.tell(paying.status(run, said, version=version))
        if version == "03" and status in ("ACWC", "ACCC"):
            assert answer.status_code in (201, 400), "the old code list may not have it"
            return
        succeeded(answer)
        assert at(paying, payment) == "Remitted"

    @pytest.mark.parametrize("status", ["RCVD", "PDNG", "ACTC"])
    def test_what_is_pending_is_noted_and_moves_nothing(self, paying: Paying, status: str) -> None:
        run, (payment,) = approved(paying)
        report = succeeded(paying.tell(paying.status(run, of_transfer(run, 1, status))))
        assert resolutions(report)[-1] == "Noted"
        assert at(paying, payment) == "Disbursed"
        assert paying.when_run(run, "Sent")["transfers"][0]["outcome"]["verdict"] == "Pending"

    def test_a_transfer_that_comes_back_is_payable_again(self, paying: Paying) -> None:
        run, (payment,) = approved(paying)
        succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"), at=EARLY)))
        paying.invoice(payment, "Paid")
        back = paying.tell(paying.status(run, of_transfer(run, 1, "RJCT", "AC04"), at=LATE))
        assert resolutions(succeeded(back))[-1] == "Returned"
        assert paying.payment(payment["invoiceId"], "Failed")["payableNow"]
        paying.invoice(payment, "Scheduled")


class TestLevels:
    """What is said of the file or of a batch holds for its transfers unless one is named."""

    def test_the_file_as_a_whole_is_accepted(self, paying: Paying) -> None:
        run, payments = approved(paying, 2)
        succeeded(paying.tell(paying.status(run, group="ACSC")))
        assert [at(paying, each) for each in payments] == ["Remitted", "Remitted"]

    def test_a_part_of_the_file_is_told_and_the_rest_later(self, paying: Paying) -> None:
        run, _ = approved(paying, 2)
        succeeded(paying.tell(paying.status(run, of_transfer(run, 2, "ACSC"), group="PART")))
        half = paying.when_run(run, "Sent")
        assert [bool(each["outcome"]) for each in half["transfers"]] == [False, True]
        succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "RJCT", "AM04"))))
        whole = paying.when_run(run, "Settled")
        verdicts = [each["outcome"]["verdict"] for each in whole["transfers"]]
        assert verdicts == ["Rejected", "Accepted"]

    def test_a_transfer_is_an_exception_to_its_batch_and_the_batch_to_its_file(
        self, paying: Paying
    ) -> None:
        run, payments = approved(paying, 3)
        batch = {"name": f"{run['messageId']}001", "status": "RJCT"}
        xml = paying.status(run, of_transfer(run, 2, "ACSC"), group="ACSC", batch=batch)
        report = succeeded(paying.tell(xml))
        assert resolutions(report) == ["Noted", "Failed", "Remitted"]
        by_transfer = {
            each["payments"][0]["paymentId"]: each["number"] for each in run["transfers"]
        }
        found = {by_transfer[each["id"]]: at(paying, each) for each in payments}
        assert found == {1: "Failed", 2: "Remitted", 3: "Failed"}


class TestRepetition:
    """A message counts once, whenever and however often it comes."""

    def test_the_same_message_again_is_the_same_document(self, paying: Paying) -> None:
        run, (payment,) = approved(paying)
        xml = paying.status(run, of_transfer(run, 1, "ACSC"))
        first, again = paying.tell(xml), paying.tell(xml)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["id"] == again.json()["id"]
        assert again.json()["version"] == 1
        history = paying.company.admin.see(f"/v1/streams/{payment['id']}/events")["items"]
        assert [one["type"] for one in history].count("payments.payment.remitted") == 1

    def test_the_same_message_many_times_at_once_counts_once(self, paying: Paying) -> None:
        run, (payment,) = approved(paying)
        xml = paying.status(run, of_transfer(run, 1, "ACSC"))
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: paying.tell(xml), range(6)))
        assert sorted(each.status_code for each in answers) == [200] * 5 + [201]
        assert at(paying, payment) == "Remitted"

    @pytest.mark.parametrize("order", [*permutations(range(3))])
    def test_the_newest_word_counts_in_whichever_order_messages_come(
        self, paying: Paying, order: tuple[int, ...]
    ) -> None:
        run, (payment,) = approved(paying)
        said = [
            paying.status(run, of_transfer(run, 1, "PDNG"), at=EARLY),
            paying.status(run, of_transfer(run, 1, "ACSP"), at=NOON),
            paying.status(run, of_transfer(run, 1, "RJCT", "AC06"), at=LATE),
        ]
        for each in order:
            succeeded(paying.tell(said[each]))
        assert at(paying, payment) == "Failed"
        assert paying.invoice(payment, "Scheduled")

    def test_at_the_same_moment_a_rejection_counts(self, paying: Paying) -> None:
        run, (payment,) = approved(paying)
        for status, reason in (("RJCT", "AC04"), ("ACSC", None)):
            succeeded(paying.tell(paying.status(run, of_transfer(run, 1, status, reason))))
        assert at(paying, payment) == "Failed"


class TestUnknown:
    """What is none of ours, or of another attempt, is kept for somebody to look at."""

    def test_an_unknown_reference_is_kept_and_found_until_it_is_reviewed(
        self, paying: Paying
    ) -> None:
        run, (payment,) = approved(paying)
        stranger = {"name": "NOT-ONE-OF-OURS", "status": "RJCT", "reason": "AC04"}
        answer = paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"), stranger))
        report = succeeded(answer)
        assert (report["status"], report["puzzling"]) == ("NeedsReview", 1)
        assert report["entries"][-1]["endToEndId"] == "NOT-ONE-OF-OURS"
        assert at(paying, payment) == "Remitted"
        (listed,) = paying.treasurer.see("/v1/bank/reports", answer, unknown="true")["items"]
        assert listed["id"] == report["id"]
        path = f"/v1/bank/reports/{report['id']}/review"
        done = paying.treasurer.do("PATCH", path, {"comment": "Of our sister company."})
        assert done["status"] == "Reviewed"

    def test_a_report_on_a_file_that_was_never_ours_is_kept(self, paying: Paying) -> None:
        xml = status_report("f" * 32, [], message="STATUS-X", group="ACSC")
        assert succeeded(paying.tell(xml))["status"] == "NeedsReview"

    def test_a_run_of_another_company_is_unknown_here(self, paying: Paying) -> None:
        run, (payment,) = approved(paying)
        stranger = Paying(Company.opened(paying.company.house))
        report = succeeded(stranger.tell(paying.status(run, of_transfer(run, 1, "RJCT", "AC04"))))
        assert resolutions(report)[-1] == "Unknown"
        assert at(paying, payment) == "Scheduled"

    def test_a_run_that_nobody_approved_cannot_have_been_paid(self, paying: Paying) -> None:
        payment = paying.owed()
        run = paying.proposed()
        report = succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"))))
        assert report["status"] == "NeedsReview"
        assert at(paying, payment) == "Scheduled"

    def test_a_late_acceptance_of_an_attempt_that_was_replaced_is_kept_for_review(
        self, paying: Paying
    ) -> None:
        run, (payment,) = approved(paying)
        succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "RJCT", "AC04"), at=EARLY)))
        again = paying.proposed(40)
        succeeded(paying.approve(again))
        late = succeeded(paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"), at=LATE)))
        assert (resolutions(late)[-1], late["status"]) == ("FormerAttempt", "NeedsReview")
        assert at(paying, payment) == "Scheduled"


_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><Document>&c;</Document>'
)
_FILE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Document>&f;</Document>'
_NET = b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><Document/>'
_WRONG = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><Other/></Document>'


class TestHostile:
    """What is no report, or could do harm, is refused, and nothing of it is stored."""

    @pytest.mark.parametrize(
        "xml",
        [_BOMB, _FILE, _NET, _WRONG, b"", b"{}", b"<a>" * 100_000, b"\xff\xfe<", b"<x/>"],
        ids=["bomb", "file", "net", "wrong", "empty", "json", "deep", "bytes", "other"],
    )
    def test_it_is_refused_and_nothing_is_stored(self, paying: Paying, xml: bytes) -> None:
        refused(paying.tell(xml), 400, "MalformedReport")
        types = [one["type"] for one in paying.company.admin.see("/v1/events", limit=200)["items"]]
        assert not [one for one in types if one.startswith("payments.")]

    def test_another_media_type_is_refused(self, paying: Paying) -> None:
        answer = paying.tell(b"<x/>", media_type="text/plain")
        refused(answer, 415, "UnsupportedMediaType")

    def test_a_report_of_endless_length_is_refused(self, paying: Paying) -> None:
        refused(paying.tell(b"<x>" + b" " * (8 * 1024 * 1024)), 413, "RequestTooLarge")

    def test_only_the_bank_and_the_treasury_tell_what_the_bank_says(self, paying: Paying) -> None:
        refused(paying.tell(b"<x/>", by=paying.payables.clerk), 403, "PermissionDenied")

    def test_the_user_of_the_bank_can_do_nothing_else(self, paying: Paying) -> None:
        for path in ("payments", "payment-runs", "bank/reports", "suppliers", "events"):
            refused(paying.teller.get(f"/v1/{path}"), 403, "PermissionDenied")
        refused(paying.run(by=paying.teller), 403, "PermissionDenied")


def test_thousands_of_entries_are_taken_at_once(paying: Paying) -> None:
    said = [{"name": f"STRANGER-{at}", "status": "ACSC"} for at in range(2_000)]
    xml = status_report("e" * 32, said, message="STATUS-MANY")
    report = succeeded(paying.tell(xml))
    assert report["puzzling"] == 2_002
