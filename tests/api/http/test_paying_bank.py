"""From the approval to the closed order with a real bank process, which is down, slow, forgetful or dies."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.command_line import until
from tests.api.http.company import Company, Json, succeeded
from tests.api.http.house import House
from tests.api.http.paying import Paying
from tests.cluster import TestCluster
from tests.infrastructure.bank.bank_process import RunningBank, bank

TOKEN = "what-the-bank-knows-us-by"


@dataclass
class Street:
    """A company that pays, and the place where its bank opens and closes."""

    paying: Paying
    port: int
    home: Path

    @contextmanager
    def bank(self, *more: object) -> Iterator[RunningBank]:
        """The bank is open until the end of the block; its books stay."""
        url = f"{self.paying.company.house.url}/v1/bank/pain002"
        where = ("--port", self.port, "--report-to", url, "--report-after", 0)
        teller = {"DAYBOOK_BANK_REPORT_TOKEN": self.paying.teller.token}
        with bank(self.home, *where, *more, DAYBOOK_BANK_TOKEN=TOKEN, **teller) as opened:
            yield opened

    def approved(self) -> tuple[Json, Json]:
        """An approved run of one payment."""
        payment = self.paying.owed()
        run = self.paying.proposed()
        succeeded(self.paying.approve(run))
        return run, payment


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened(cluster: TestCluster, home: Path, **settings: Any) -> Iterator[Street]:
    """The product with a bank in its settings, on a database of its own."""
    database, port = cluster.clone(), free_port()
    chosen = {"bank_url": f"http://127.0.0.1:{port}", "bank_token": TOKEN, **settings}
    with House(database, home / "daybook", settings=chosen).open() as house:
        yield Street(Paying(Company.opened(house)), port, home / "bank")
    cluster.drop(database)


@pytest.fixture
def street(cluster: TestCluster, tmp_path: Path) -> Iterator[Street]:
    with opened(cluster, tmp_path) as made:
        yield made


def booked(open_bank: RunningBank, run: Json) -> list[tuple[str, str]]:
    """End-to-end id and amount of what the bank booked."""
    ours = run["messageId"]
    assert [each["messageId"] for each in open_bank.listed("files")] == [ours]
    return [(name, amount) for name, amount, _ in open_bank.booked()]


def once(run: Json) -> list[tuple[str, str]]:
    """What the bank has to book for a run: each transfer once."""
    return [(each["endToEndId"], each["amount"]["amount"]) for each in run["transfers"]]


def closed(street: Street, run: Json, payment: Json) -> None:
    """Everything has come to its end."""
    street.paying.when_run(run, "Settled")
    street.paying.invoice(payment, "Paid")
    street.paying.order(payment, "Closed")


def test_an_approved_run_is_sent_reported_paid_and_closed(street: Street) -> None:
    with street.bank() as open_bank:
        run, payment = street.approved()
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)
    history = street.paying.company.admin.see(f"/v1/streams/{payment['id']}/events")["items"]
    assert [one["type"].rpartition(".")[2] for one in history] == [
        "scheduled",
        "collected",
        "disbursed",
        "remitted",
    ]


def test_a_run_that_is_approved_by_several_at_once_is_sent_once(street: Street) -> None:
    with street.bank() as open_bank:
        payment = street.paying.owed()
        run = street.paying.proposed()
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: street.paying.approve(run), range(4)))
        assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)


def test_a_rejected_transfer_is_paid_by_the_next_run(street: Street) -> None:
    reject = {"reason": "AC04", "text": "The account is closed", "everyNth": 1}
    with street.bank() as open_bank:
        open_bank.fault(rejectWith=reject)
        run, payment = street.approved()
        failed = street.paying.payment(payment["invoiceId"], "Failed")
        assert failed["failure"]["reasonCode"] == "AC04"
        open_bank.fault()
        again = street.paying.proposed(40)
        succeeded(street.paying.approve(again))
        closed(street, again, payment)
        statuses = [(name, status) for name, _, status in open_bank.booked()]
    assert statuses == [
        (run["transfers"][0]["endToEndId"], "RJCT"),
        (again["transfers"][0]["endToEndId"], "ACSC"),
    ]


def test_a_run_waits_for_a_bank_that_is_down_and_others_do_not_wait_for_it(street: Street) -> None:
    run, payment = street.approved()
    street.paying.owed(invoiceDate="2099-03-02")
    assert street.paying.when_run(run, "Approved")["sentAt"] is None
    assert street.paying.company.house.http.get("/ready").status_code == 200
    with street.bank() as open_bank:
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)


@pytest.mark.parametrize(
    "faults",
    [{"slowSeconds": 1.5}, {"answerTwice": True}, {"reorder": True}, {"unknownReference": True}],
    ids=lambda each: next(iter(each)),
)
def test_a_difficult_bank_pays_once(street: Street, faults: Json) -> None:
    with street.bank() as open_bank:
        open_bank.fault(**faults)
        run, payment = street.approved()
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)


def test_a_bank_that_dies_after_it_took_the_file_pays_once(street: Street) -> None:
    with street.bank() as dying:
        dying.fault(acceptAndDie=True)
        run, payment = street.approved()
        dying.process.wait()
    with street.bank() as open_bank:
        open_bank.fault()
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)


def test_a_file_that_the_bank_refuses_fails_and_can_be_paid_later(street: Street) -> None:
    with street.bank() as open_bank:
        open_bank.fault(refuseWith="there is no mandate")
        run, payment = street.approved()
        failed = street.paying.payment(payment["invoiceId"], "Failed")
        assert failed["failure"]["reason"] == "there is no mandate"
        assert street.paying.when_run(run, "Settled")["refusedBecause"] == "there is no mandate"
        open_bank.fault()
        again = street.paying.proposed(40)
        succeeded(street.paying.approve(again))
        closed(street, again, payment)
        assert booked(open_bank, again) == once(again)


def test_once_the_bank_may_have_the_file_the_run_cannot_be_called_off(street: Street) -> None:
    run, _ = street.approved()
    events = f"/v1/streams/{run['id']}/events"
    until(lambda: len(street.paying.company.admin.see(events)["items"]) == 3)
    path = f"/v1/payment-runs/{run['id']}/cancel"
    answer = street.paying.treasurer.ask("PATCH", path, {"reason": "Stop!"})
    assert (answer.status_code, answer.json()["error"]) == (409, "RunIsBeingSent")


def test_the_older_version_is_sent_where_the_bank_wants_it(
    cluster: TestCluster, tmp_path: Path
) -> None:
    with (
        opened(cluster, tmp_path, pain_version="03") as street,
        street.bank("--report-version", "03") as open_bank,
    ):
        run, payment = street.approved()
        assert run["fileVersion"] == "pain.001.001.03"
        assert b"pain.001.001.03" in street.paying.file(run)
        closed(street, run, payment)
        assert booked(open_bank, run) == once(run)


def test_files_go_over_https_to_a_bank_that_its_authority_vouches_for(
    cluster: TestCluster, tmp_path: Path
) -> None:
    with bank(tmp_path / "bank", "--tls"):
        ca = tmp_path / "bank" / "ca.pem"
        assert ca.exists()
    port = free_port()
    address = {"bank_url": f"https://127.0.0.1:{port}", "bank_ca": ca}
    with opened(cluster, tmp_path, **address) as street:
        street.port = port
        with street.bank("--tls") as open_bank:
            run, payment = street.approved()
            closed(street, run, payment)
            assert booked(open_bank, run) == once(run)
