"""Two processes on one database are one product: what one writes the other shows, and neither is stale."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.bootstrap import Daybook
from application.identity.machine_bearers import MachineBearers
from application.momentary import A_MOMENT, Momentary
from application.ports.api_keys import KeptKey
from application.ports.tokens import Bearer
from tests.api.http.company import Company, Person, line, refused, succeeded
from tests.api.http.house import House
from tests.cluster import TestCluster

SLOW_MACHINE = 2.0
"""What a machine that does other things may take beside a moment."""


@dataclass
class Pair:
    """Two processes that share a database and the keys that sign tokens."""

    here: House
    there: House

    def across(self, person: Person) -> Person:
        """The same person at the other process."""
        return replace(person, house=self.there)


@dataclass(frozen=True)
class Key:
    """A key with which a machine acts for its owner."""

    account: str
    id: str
    text: str

    @classmethod
    def of(cls, company: Company, owner: Person) -> "Key":
        """A key of a new service account."""
        asked = {"name": "Webshop", "owner": owner.user, "roles": ["buyer"]}
        account = company.admin.do("POST", "/v1/service-accounts", asked)["serviceAccountId"]
        ends = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        body = {"name": "A key", "scopes": ["users.read-self"], "expiresAt": ends}
        issued = owner.do("POST", f"/v1/service-accounts/{account}/keys", body)
        return cls(account, issued["keyId"], issued["key"])


class Deaf(Momentary[KeptKey, Bearer | None]):
    """The answers of a process that no news reach; they age all the same."""

    def __init__(self, answers: Momentary[KeptKey, Bearer | None]) -> None:
        super().__init__(answers._ask)

    def changed(self, streams: Iterable[str]) -> None:
        """Not heard."""


async def _machines(daybook: Daybook) -> MachineBearers:
    return daybook.machines.bearers


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


End = Callable[[Person, Person, Key], None]


def _revoke(admin: Person, owner: Person, key: Key) -> None:
    owner.do("DELETE", f"/v1/service-accounts/{key.account}/keys/{key.id}")


def _disable(admin: Person, owner: Person, key: Key) -> None:
    admin.do("PATCH", f"/v1/service-accounts/{key.account}/disable", {"reason": "Odd."})


def _keep_the_owner_out(admin: Person, owner: Person, key: Key) -> None:
    admin.do("PATCH", f"/v1/users/{owner.user}/deactivate", {})


@pytest.mark.parametrize(
    ("end", "hears"),
    [(_revoke, True), (_disable, True), (_keep_the_owner_out, True), (_revoke, False)],
)
def test_an_api_key_that_ends_in_one_process_ends_in_the_other_within_a_second(
    pair: Pair, end: End, hears: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = Company.opened(pair.here)
    owner = company.person("buyer")
    key = Key.of(company, owner)
    here, there = replace(owner, token=key.text), pair.across(replace(owner, token=key.text))
    if not hears:
        machines = pair.there.inside(_machines)
        monkeypatch.setattr(machines, "_standing", Deaf(machines._standing))
    for process in (here, there):
        assert process.see("/v1/users/me")["userId"] == owner.user
    end(company.admin, owner, key)
    ended = time.monotonic()
    for process in (there, here):
        while process.get("/v1/users/me").status_code != 401:
            assert time.monotonic() < ended + A_MOMENT + SLOW_MACHINE, "still let in"
        refused(process.get("/v1/users/me"), 401, "InvalidToken")


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
