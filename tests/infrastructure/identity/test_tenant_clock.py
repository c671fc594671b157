"""A sandbox's clock is ahead by what it was moved, in every process; everybody else has the real time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from application.ports.event_store import Append, StreamAppend
from domain.identity.tenant.events import SandboxClockAdvanced
from domain.shared.ids import TenantId
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.identity.tenant_clock import TenantClock
from tests.cluster import Database
from tests.contracts.stores import postgres_store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@asynccontextmanager
async def clock_on(database: Database) -> AsyncIterator[tuple[TenantClock, PostgresEventStore]]:
    async with postgres_store(database, domain_events()) as (store, pool):
        clock = TenantClock(pool, now=lambda: NOON)
        yield clock, store
        await clock.close()


async def advance(store: PostgresEventStore, tenant: TenantId, version: int, by: timedelta) -> None:
    stood_at = NOON + timedelta(days=version)
    event = SandboxClockAdvanced(stood_at=stood_at, advanced_to=stood_at + by)
    stream = StreamAppend(tenant, "identity.tenant", version, (event,))
    await store.append(Append(tenant, (stream,), {}, stood_at))


async def test_without_a_lead_it_is_the_real_time(database: Database) -> None:
    async with clock_on(database) as (clock, _):
        await clock.learn()
        assert clock.now(TenantId.of(uuid4())) == NOON


async def test_leads_add_up_and_are_learned_for_one_tenant_or_all(database: Database) -> None:
    ours, theirs = TenantId.of(uuid4()), TenantId.of(uuid4())
    async with clock_on(database) as (clock, store):
        await advance(store, ours, 0, timedelta(days=3))
        await advance(store, ours, 1, timedelta(hours=5, microseconds=7))
        await advance(store, theirs, 0, timedelta(days=1))
        await clock.learn(ours)
        assert clock.now(ours) == NOON + timedelta(days=3, hours=5, microseconds=7)
        assert clock.now(theirs) == NOON
        await clock.learn()
        assert clock.now(theirs) == NOON + timedelta(days=1)


async def test_it_looks_again_when_the_tenants_own_stream_grew(database: Database) -> None:
    ours = TenantId.of(uuid4())
    async with clock_on(database) as (clock, store):
        await advance(store, ours, 0, timedelta(days=3))
        clock.heard(ours, {"po_1": 5})
        clock.heard(ours, {ours: 1})
        await asyncio.gather(*clock._tasks)
        assert clock.now(ours) == NOON + timedelta(days=3)
