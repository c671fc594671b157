"""Whoever reads or writes while projections are made anew notices nothing of it."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import httpx
import psycopg
import pytest

from api.bootstrap.following import list_names, subscriber_names
from domain.identity.role import Role
from tests.api.cli.command_line import PATIENCE, begun, execute, surroundings, until
from tests.api.http.company import Company, Person, line
from tests.api.http.house import House
from tests.api.http.rebuilding import rebuilt
from tests.cluster import TestCluster
from tests.infrastructure.rebuilding.history import stand_at, write_history
from tests.machines.company import OURS
from tests.machines.one_order import USERS

PATHS = ("purchase-orders", "invoices", "payments", "requisitions", "suppliers", "grn")
ORDERS = "purchase-orders"


@pytest.fixture
def busy(cluster: TestCluster, tmp_path: Path) -> Iterator[House]:
    """A house of the test's own."""
    database = cluster.clone()
    with House(database, tmp_path).open() as opened:
        yield opened
    cluster.drop(database)


@dataclass
class Traffic:
    """What people do meanwhile, and how they were answered."""

    answers: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def note(self, answer: httpx.Response) -> None:
        """An answer; anything but a success is a failure."""
        self.answers[answer.status_code] += 1
        if not answer.is_success:
            self.failures.append(f"{answer.request.url} {answer.status_code} {answer.text}")


@contextmanager
def under_traffic(house: House) -> Iterator[Traffic]:
    """Two people read lists of a long history, one writes and reads what they wrote; until the end."""
    traffic, over = Traffic(), Event()
    reader = Person(house, OURS, USERS["ann"], house.token(OURS, USERS["ann"], *Role))
    company = Company.opened(house)
    buyer = company.person("buyer")
    supplier = company.supplier(buyer)

    def read() -> None:
        for path in cycle(PATHS):
            page = reader.get(f"/v1/{path}", params={"limit": 5, "include": "total"})
            traffic.note(page)
            if path == ORDERS:
                traffic.sizes.append(page.json()["total"])
            if over.is_set():
                return

    def write() -> None:
        while not over.is_set():
            body = {"supplierId": supplier, "currency": "EUR", "lines": [line()]}
            made = buyer.ask("POST", "/v1/purchase-orders", body)
            traffic.note(made)
            token = {"Consistency-Token": made.headers["Consistency-Token"]}
            traffic.note(buyer.get("/v1/purchase-orders", token, params={"limit": 1}))

    threads = [Thread(target=each) for each in (read, read, write)]
    for thread in threads:
        thread.start()
    try:
        yield traffic
    finally:
        over.set()
        for thread in threads:
            thread.join()


def remembered(house: House, events: int) -> None:
    """A log of so many events, which nobody reacts to any more, and lists that show all of it.

    The followers of the house have made them, a batch at a time, as they do every day.
    """
    dsn = house.database.administrator_dsn
    write_history(dsn, events)
    lists = list_names()
    stand_at(dsn, [name for name in subscriber_names() if name not in lists], events)

    until(lambda: all(at == events for at in stands(house, lists)), _patience(events))


def _patience(events: int) -> float:
    """Seconds, of a machine that does much else."""
    return PATIENCE + events / 200


def stands(house: House, names: Sequence[str]) -> list[int]:
    """Where followers are in the long log."""
    where = (
        "SELECT position FROM daybook.checkpoints WHERE tenant_id = %s AND subscriber = ANY (%s)"
    )
    with psycopg.connect(house.database.administrator_dsn) as connection:
        found = [row[0] for row in connection.execute(where, (OURS, list(names)))]
    return found if len(found) == len(names) else [0]


def within(house: House) -> dict[str, bool]:
    """Which projections were rebuilt by the process of the house itself, and whether they were swapped."""
    return {each.projection: each.swapped for each in rebuilt(house)}


def beside(house: House) -> dict[str, bool]:
    """The same by a process of its own, as an operator does it."""
    environment = surroundings(house.home, house.database)
    with begun(environment, "projections", "rebuild", "--all", "-o", "json") as process:
        told, _ = process.communicate()
    return {each["name"]: each["swapped"] for each in json.loads(told)}


def rebuilt_under_traffic(
    house: House, events: int, rebuild: Callable[[House], dict[str, bool]] = within
) -> None:
    """Nobody who reads or writes meanwhile is refused anything, or shown less than before."""
    began = time.perf_counter()
    remembered(house, events)
    followed = time.perf_counter()
    with under_traffic(house) as traffic:
        until(lambda: len(traffic.sizes) > 1)
        started = time.perf_counter()
        anew = rebuild(house)
        ended = time.perf_counter()
        again = rebuilt(house, [ORDERS], patience=_patience(events))
        enough = len(traffic.sizes) + 4
        until(lambda: len(traffic.sizes) > enough)
    sys.stderr.write(
        f"{events} events: followed in {followed - began:.0f} s, all lists made anew in"
        f" {ended - started:.0f} s under {traffic.answers.total()} requests\n"
    )
    assert traffic.failures == []
    assert set(traffic.sizes) == {traffic.sizes[0]}, "no list was ever shorter"
    assert traffic.answers[201] > 5
    assert anew == dict.fromkeys(list_names(), True)
    assert [done.swapped for done in again] == [True]
    assert {each.projection: each.rows for each in again}[ORDERS] > traffic.sizes[0]


def test_lists_are_made_anew_under_traffic_and_nobody_is_refused_or_shown_less(busy: House) -> None:
    rebuilt_under_traffic(busy, 600)


@pytest.mark.long
def test_a_million_events_are_made_anew_under_traffic(busy: House) -> None:
    rebuilt_under_traffic(busy, 1_000_000, beside)


def test_a_page_that_was_kept_does_not_outlive_the_table_it_was_read_from(company: Company) -> None:
    house, buyer = company.house, company.person("buyer")
    company.order(buyer)
    orders = "/v1/purchase-orders"
    until(lambda: len(buyer.see(orders)["items"]) == 1)
    (row,) = buyer.see(orders)["items"]
    execute(
        house.database,
        "UPDATE projections.purchase_orders SET summary = '{}' WHERE tenant_id = %s",
        company.tenant,
    )
    assert buyer.see(orders)["items"] == [row], "it was kept"
    (told,) = rebuilt(house, [ORDERS], accept=True)
    assert [each.tenant for each in told.differences] == [company.tenant]
    execute(
        house.database,
        "UPDATE projections.purchase_orders SET summary = '{}' WHERE tenant_id = %s",
        company.tenant,
    )
    until(lambda: buyer.see(orders)["items"] == [{}])
    rebuilt(house, [ORDERS], accept=True)
    until(lambda: buyer.see(orders)["items"] == [row])
