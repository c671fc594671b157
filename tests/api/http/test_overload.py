"""When the database stands still a few commands wait, the others are told when to come again."""

import asyncio
import gc
import re
from collections.abc import Iterator

import httpx
import pytest

from infrastructure.event_store.encoding import EncodedAppend
from infrastructure.event_store.queue import Limits
from tests.api.http.company import Company, Json, Person, refused
from tests.api.http.house import House
from tests.cluster import TestCluster
from tests.contracts.stores import held

WAITING = 8
KEPT = WAITING * (1 + Limits().lanes)
"""What may be in memory: a full line, and as much of it as each lane has taken to the database."""


@pytest.fixture
def small(cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which few commands may wait."""
    database = cluster.clone()
    settings = {"waiting_commands": WAITING}
    with House(database, tmp_path_factory.mktemp("small"), settings).open() as opened:
        yield opened
    cluster.drop(database)


async def create(client: httpx.AsyncClient, buyer: Person, number: int) -> httpx.Response:
    """Take up a supplier; the same number is the same command."""
    headers = {"Authorization": f"Bearer {buyer.token}", "Idempotency-Key": f"supplier-{number}"}
    body = {"name": f"{number:04}", "country": "DE", "currency": "EUR", "paymentTerms": "NET30"}
    return await client.post("/v1/suppliers", json=body, headers=headers)


def stored(buyer: Person) -> list[str]:
    """The names of the suppliers that the log knows, in its order."""
    query: Json = {"type": "purchasing.supplier.registered", "limit": 200}
    token = buyer.house.token(buyer.tenant, buyer.user, "manager")
    manager = Person(buyer.house, buyer.tenant, buyer.user, token)
    return [event["payload"]["name"] for event in manager.see("/v1/events", **query)["items"]]


async def waiting(client: httpx.AsyncClient) -> int:
    """How many commands wait in line, as the process tells it."""
    metrics = (await client.get("/metrics")).text
    (figure,) = re.findall(r"^daybook_commands_waiting (\d+)", metrics, re.MULTILINE)
    return int(figure)


async def fill(client: httpx.AsyncClient, buyer: Person) -> list["asyncio.Task[httpx.Response]"]:
    """Send more and more until the line is full, and then some who find no room."""
    asked: list[asyncio.Task[httpx.Response]] = []
    full = 0
    while not full or len(asked) < full + WAITING:
        asked += [
            asyncio.create_task(create(client, buyer, len(asked) + n)) for n in range(WAITING)
        ]
        while len(under_way := [each for each in asked if not each.done()]) > KEPT:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        line = await waiting(client)
        assert line <= WAITING
        full = full or len(asked) * (line == WAITING)
    return asked


async def test_a_full_line_is_answered_503_and_everything_that_was_accepted_is_stored(
    small: House,
) -> None:
    company = Company.opened(small)
    buyer = company.person("buyer")
    async with httpx.AsyncClient(base_url=small.url, timeout=30) as client:
        async with held(small.database, company.tenant):
            asked = await fill(client, buyer)
            told = [each.result() for each in asked if each.done()]
            in_memory = [it for it in gc.get_objects() if isinstance(it, EncodedAppend)]
        answers = await asyncio.gather(*asked)
        assert told
        for answer in told:
            problem = refused(answer, 503, "ServiceOverloaded")
            assert problem["type"] == "/problems/service-overloaded"
            assert int(answer.headers["Retry-After"]) >= 1
        assert len(in_memory) <= KEPT
        accepted = [f"{n:04}" for n, answer in enumerate(answers) if answer.status_code == 201]
        assert WAITING < len(accepted) <= KEPT
        assert sorted(stored(buyer)) == accepted
        for n, answer in enumerate(answers):
            again = await create(client, buyer, n)
            assert again.status_code == 201
            assert ("idempotency-replayed" in again.headers) == (answer.status_code == 201)
        assert len(stored(buyer)) == len(answers)
