"""Two processes on one database are one product: what one writes the other shows, and neither is stale."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx
import pytest

from tests.api.http.company import Company, Person, line, succeeded
from tests.api.http.house import House
from tests.cluster import TestCluster


@dataclass
class Pair:
    """Two processes that share a database and the keys that sign tokens."""

    here: House
    there: House

    def across(self, person: Person) -> Person:
        """The same person at the other process."""
        return replace(person, house=self.there)


@pytest.fixture(scope="module")
def pair(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    database, home = cluster.clone(), tmp_path_factory.mktemp("pair")
    with House(database, home).open() as here, House(database, home).open() as there:
        yield Pair(here, there)
    cluster.drop(database)


def test_what_one_process_keeps_in_memory_follows_what_the_other_writes(pair: Pair) -> None:
    company = Company.opened(pair.here)
    buyer = company.person("buyer")
    other = pair.across(buyer)
    order = company.order(buyer)["id"]
    path = f"/v1/purchase-orders/{order}"
    for quantity in range(1, 21):
        body = {"lines": [line(quantity=str(quantity))]}
        writer, reader = (buyer, other) if quantity % 2 else (other, buyer)
        written = writer.ask("PATCH", f"{path}/edit", body)
        token = {"Consistency-Token": succeeded(written) and written.headers["Consistency-Token"]}
        for _ in range(2):  # the second answer comes from memory
            seen = reader.get(path, token)
            assert succeeded(seen) == written.json()
            assert seen.headers["ETag"] == written.headers["ETag"]


def test_without_a_token_the_other_process_is_a_moment_behind_at_most(pair: Pair) -> None:
    company = Company.opened(pair.here)
    buyer = company.person("buyer")
    other = pair.across(buyer)
    order = company.order(buyer)["id"]
    path = f"/v1/purchase-orders/{order}"
    while other.get(path).status_code == 404:
        pass
    buyer.do("PATCH", f"{path}/submit", {})
    while other.see(path)["status"] != "AwaitingApproval":
        pass


def test_a_key_counts_in_both_processes(pair: Pair) -> None:
    company = Company.opened(pair.here)
    buyer = company.person("buyer")
    body = {"supplierId": company.supplier(buyer), "currency": "EUR", "lines": [line()]}
    key = {"Idempotency-Key": "once-and-for-all"}
    first = buyer.ask("POST", "/v1/purchase-orders", body, key)
    again = pair.across(buyer).ask("POST", "/v1/purchase-orders", body, key)
    assert again.content == first.content
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_sandbox_has_one_time_in_both_processes(pair: Pair) -> None:
    company = Company.opened(pair.here, sandbox=True)
    buyer = company.person("buyer")
    supplier = company.supplier(buyer)
    company.admin.do("POST", "/v1/sandbox/clock", {"advanceTo": "2090-01-01T00:00:00Z"})
    body = {"supplierId": supplier, "currency": "EUR", "lines": [line()]}
    assert buyer.do("POST", "/v1/purchase-orders", body)["createdAt"] >= "2090-01-01"
    other = pair.across(buyer)
    while other.do("POST", "/v1/purchase-orders", body)["createdAt"] < "2090-01-01":
        pass


def test_a_delegation_that_one_process_knows_of_counts_in_the_other(pair: Pair) -> None:
    company = Company.opened(pair.here)
    buyer = company.person("buyer")
    manager, deputy = company.person("manager", level="L3"), company.person("approver")
    order = company.submitted_order(buyer)
    path = f"/v1/purchase-orders/{order}/approve"
    there = pair.across(deputy)
    assert there.ask("PATCH", path, {}).status_code in (403, 404)
    days = {"firstDay": "2020-01-01", "lastDay": "2999-12-31"}
    granted = manager.ask("POST", "/v1/delegations", {"delegate": deputy.user, **days})
    there.see(
        f"/v1/purchase-orders/{order}", after=granted
    )  # from here on the other process has heard of it
    assert succeeded(there.ask("PATCH", path, {}))["status"] == "Approved"


def test_a_process_that_stops_ends_its_live_streams_and_finishes_what_it_accepted(
    cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = cluster.clone()
    ended = threading.Event()
    with House(database, tmp_path_factory.mktemp("stopping")).open() as house:
        company = Company.opened(house)
        auditor = company.person("auditor")
        started = threading.Event()

        def read() -> None:
            headers = {"Authorization": f"Bearer {auditor.token}"}
            url = f"{house.url}/v1/events/stream"
            with httpx.stream("GET", url, headers=headers, timeout=60) as response:
                for _ in response.iter_bytes():
                    started.set()
            ended.set()

        threading.Thread(target=read, daemon=True).start()
        assert started.wait(20)
    assert ended.wait(10)
    cluster.drop(database)
