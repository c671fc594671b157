"""Exports are made in turn and read within bounds, so that nobody keeps them from everybody else."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, NoReturn

import orjson
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bootstrap import Daybook
from api.bootstrap.serving import services
from api.http import file_answer
from api.http.app import front_door
from api.http.exports import Exports
from api.http.failures import TooManyExports
from api.http.services import Services
from api.http.turns import AT_ONCE, MOST_OF_A_TENANT, Turns
from application.ports.event_store import StoreOverloaded
from application.ports.snapshot import Snapshot
from application.ports.table_snapshots import TableSnapshots
from domain.shared.ids import TenantId
from tests.api.http.asking import Heard, ask
from tests.api.http.company import Company, Person
from tests.api.http.house import PATIENCE, House

EVENTS, LOG, GRAPH = "/v1/exports/events", "/v1/process/log", "/v1/process/directly-follows"


class Watched:
    """Snapshots of which none is taken before so many were asked for; knows how many were at a time."""

    def __init__(self, real: TableSnapshots, askers: int) -> None:
        self._real = real
        self._all = asyncio.Barrier(askers)
        self._now: Counter[TenantId] = Counter()
        self.begun: list[TenantId] = []
        self.most: Counter[TenantId] = Counter()
        self.most_together = 0

    async def names(self) -> Sequence[str]:
        """The names, once everybody has asked."""
        names = await self._real.names()
        await self._all.wait()
        return names

    async def reached(
        self, tenant: TenantId, names: Collection[str], position: int, seconds: float
    ) -> bool:
        """As the real ones say."""
        return await self._real.reached(tenant, names, position, seconds)

    @asynccontextmanager
    async def taken(
        self, tenant: TenantId, names: Sequence[str], without: Collection[str] = ()
    ) -> AsyncIterator[Snapshot]:
        """A real one, counted."""
        self.begun.append(tenant)
        self._now[tenant] += 1
        self.most[tenant] = max(self.most[tenant], self._now[tenant])
        self.most_together = max(self.most_together, self._now.total())
        try:
            async with self._real.taken(tenant, names, without) as snapshot:
                yield snapshot
        finally:
            self._now[tenant] -= 1


class Readers:
    """Those who have the beginning of an answer, and take the rest when they may."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._begun = asyncio.Semaphore(0)
        self.may_read = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._begun.release()
            else:
                await self.may_read.wait()
            await send(message)

        await self._app(scope, receive, take)

    async def are(self, number: int) -> None:
        """Returns when there are so many."""
        for _ in range(number):
            await self._begun.acquire()


class Leavers:
    """Those who wait for an answer until they go, and hear nothing of it; their status is 499."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._waiting = asyncio.Semaphore(0)
        self.go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        heard: list[Message] = []

        async def wait() -> Message:
            self._waiting.release()
            await self.go.wait()
            return {"type": "http.disconnect"}

        async def hear(message: Message) -> None:
            heard.append(message)

        await self._app(scope, wait, hear)
        assert heard == []
        await send({"type": "http.response.start", "status": 499, "headers": []})

    async def are(self, number: int) -> None:
        """Returns when so many wait."""
        for _ in range(number):
            await self._waiting.acquire()


class Unending(Watched):
    """Snapshots that are never there."""

    def __init__(self, real: TableSnapshots) -> None:
        super().__init__(real, 1)
        self.awaited = asyncio.Event()

    @asynccontextmanager
    async def taken(
        self, tenant: TenantId, names: Sequence[str], without: Collection[str] = ()
    ) -> AsyncIterator[Snapshot]:
        """Never one."""
        self.awaited.set()
        await asyncio.Event().wait()
        async with super().taken(tenant, names, without) as snapshot:
            yield snapshot


def asked(app: ASGIApp, by: Person, path: str = EVENTS) -> Awaitable[Heard]:
    return ask(app, "GET", path, {"Authorization": f"Bearer {by.token}"})


def is_full(turns: Turns, tenant: TenantId) -> bool:
    """True while a tenant gets no place."""
    try:
        with turns.place(tenant):
            return False
    except TooManyExports:
        return True


def inside(house: House, test: Callable[[Services], Awaitable[None]]) -> None:
    """Run it with what the routes are given, which is then of the test's own."""

    async def run(daybook: Daybook) -> None:
        made = services(daybook)
        await test(replace(made, exports=Exports(made.exports.snapshots)))

    house.inside(run)


@pytest.fixture(scope="module")
def analysts(house: House) -> list[Person]:
    """Who take something along, each of a company of their own."""
    return [Company.opened(house).person("analyst") for _ in range(3)]


def test_many_who_take_along_at_once_are_served_in_turn(
    house: House, analysts: list[Person]
) -> None:
    greedy, *others = analysts
    takers = [*[greedy] * 5, *others]

    async def test(given: Services) -> None:
        watched = Watched(given.exports.snapshots, len(takers))
        app = front_door(replace(given, exports=Exports(watched)))
        heard = await asyncio.gather(*(asked(app, taker) for taker in takers))
        assert [each.status for each in heard] == [200] * len(takers)
        assert watched.most == {each.tenant: 1 for each in analysts}
        assert watched.most_together == AT_ONCE
        assert set(watched.begun[:3]) == {each.tenant for each in analysts}

    inside(house, test)


@pytest.mark.parametrize("path", [EVENTS, LOG])
def test_a_tenant_whose_exports_are_not_read_gets_no_more_and_the_others_do(
    house: House, analysts: list[Person], path: str
) -> None:
    slow, other, _ = analysts

    async def test(given: Services) -> None:
        app = front_door(given)
        readers = Readers(app)
        reading = [
            asyncio.ensure_future(asked(readers, slow, path)) for _ in range(MOST_OF_A_TENANT)
        ]
        await readers.are(MOST_OF_A_TENANT)
        refused = await asked(app, slow, path)
        assert (refused.status, refused.error) == (429, "TooManyExports")
        assert orjson.loads(refused.body)["limit"] == MOST_OF_A_TENANT
        assert int(refused.headers["retry-after"]) > 0
        assert (await asked(app, slow, GRAPH)).error == "TooManyExports"
        assert (await asked(app, other, path)).status == 200
        readers.may_read.set()
        for heard in await asyncio.gather(*reading):
            assert heard.status == 200
            assert len(heard.body) == int(heard.headers["content-length"]) > 0
        assert (await asked(app, slow, path)).status == 200

    inside(house, test)


def test_a_file_that_is_not_read_in_time_is_taken_away(
    house: House, analysts: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_answer, "LONGEST_SECONDS", 0.05)

    async def test(given: Services) -> None:
        readers = Readers(front_door(given))
        for _ in range(MOST_OF_A_TENANT + 1):
            heard = await asked(readers, analysts[0])
            assert (heard.status, heard.body) == (200, b"")

    inside(house, test)


@pytest.mark.parametrize("path", [EVENTS, LOG, GRAPH])
def test_nothing_is_made_for_those_who_left_while_they_waited(
    house: House, analysts: list[Person], path: str
) -> None:
    async def test(given: Services) -> None:
        app, turns, tenant = front_door(given), given.exports.turns, analysts[0].tenant
        leavers = Leavers(app)
        async with turns.turn(tenant):
            waiting = [
                asyncio.ensure_future(asked(leavers, analysts[0], path))
                for _ in range(MOST_OF_A_TENANT)
            ]
            await asyncio.wait_for(leavers.are(MOST_OF_A_TENANT), PATIENCE)
            assert is_full(turns, tenant)
            leavers.go.set()
            heard = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
            assert {each.status for each in heard} == {499}
            assert not is_full(turns, tenant)
        assert (await asked(app, analysts[0], path)).status == 200

    inside(house, test)


def test_what_is_being_made_for_somebody_who_leaves_is_given_up(
    house: House, analysts: list[Person]
) -> None:
    async def test(given: Services) -> None:
        unending = Unending(given.exports.snapshots)
        exports = Exports(unending)
        leavers = Leavers(front_door(replace(given, exports=exports)))
        leaving = asyncio.ensure_future(asked(leavers, analysts[0]))
        await asyncio.wait_for(unending.awaited.wait(), PATIENCE)
        leavers.go.set()
        assert (await asyncio.wait_for(leaving, PATIENCE)).status == 499
        async with asyncio.timeout(PATIENCE), exports.turns.turn(analysts[0].tenant):
            pass

    inside(house, test)


def test_an_export_that_cannot_be_put_on_record_keeps_no_place(
    house: House, analysts: list[Person]
) -> None:
    class Full:
        async def exported(self, *_: object) -> NoReturn:
            raise StoreOverloaded(1.0)

    async def test(given: Services) -> None:
        full: Any = Full()
        app = front_door(replace(given, access_record=full))
        for _ in range(MOST_OF_A_TENANT + 1):
            assert (await asked(app, analysts[0])).error == "ServiceOverloaded"

    inside(house, test)
