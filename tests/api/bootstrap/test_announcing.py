"""Whoever changes something does not wait to hear of it, and what is stored counts whatever comes after."""

from collections.abc import Mapping

from api.bootstrap.announcing import AnnouncingStore
from application.ports.event_store import StoreUnavailable
from domain.shared.ids import TenantId
from tests.cluster import Database
from tests.contracts.notes import appending, notes, on, pad, tenant
from tests.contracts.stores import postgres_store


async def test_an_append_is_told_before_its_caller_goes_on(database: Database) -> None:
    ours, first, second = tenant(), pad(), pad()
    told: list[tuple[TenantId, Mapping[str, int]]] = []
    moved: list[TenantId] = []
    wrote: list[tuple[object, ...]] = []

    async def note(of: TenantId) -> None:
        moved.append(of)

    async with postgres_store(database) as (store, _):
        announcing = AnnouncingStore(
            store,
            [lambda of, grown: told.append((of, grown))],
            note,
            lambda *all: wrote.append(all),
        )
        await announcing.append(appending(ours, on(first, 0, *notes("a", "b")), on(second, 0)))
        assert told == [(ours, {first: 2})]
        assert wrote == [(ours, 0, 2, {first: 2})]
        assert moved == []
        await announcing.append(appending(ours, on(ours, 0, *notes("x"))))
        assert moved == [ours]


async def test_a_clock_that_cannot_be_read_does_not_undo_what_is_stored(database: Database) -> None:
    ours = tenant()

    async def fail(_: TenantId) -> None:
        raise StoreUnavailable

    async with postgres_store(database) as (store, _):
        announcing = AnnouncingStore(store, [lambda *_: None], fail, lambda *_: None)
        appended = await announcing.append(appending(ours, on(ours, 0, *notes("x"))))
        assert appended.position == await announcing.head(ours) == 1
