"""What the follower's tests share: a log written by hand, a projection that notes all it sees, waiting."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg

from application.ports.event_store import RecordedEvent
from application.ports.projection import Projection
from application.ports.reactor import Reactor
from domain.shared.ids import TenantId
from domain.shared.message import Event
from infrastructure.background import background
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.wake import Listener
from infrastructure.postgres.pool import open_pool
from tests.cluster import Database

PATIENCE = 20.0


class Noted(Event):
    """Something that the tests' projections want to see."""

    event_type: ClassVar[str] = "test.noted"
    text: str


class Whispered(Event):
    """Something that nobody wants to see."""

    event_type: ClassVar[str] = "test.whispered"


REGISTRY = EventRegistry([Noted, Whispered])
NOTED = frozenset({Noted.event_type})
NOTES_TABLE = """
    CREATE SCHEMA IF NOT EXISTS notes;
    CREATE TABLE notes.seen (
        id bigserial, subscriber text, tenant_id text, position bigint, text text, by text
    );
    GRANT USAGE ON SCHEMA notes TO daybook_app;
    GRANT ALL ON ALL TABLES IN SCHEMA notes TO daybook_app;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA notes TO daybook_app;
"""


def new_tenant() -> TenantId:
    """A tenant that no other test knows."""
    return TenantId.of(uuid4())


class WrittenLog:
    """Writes rows of the log directly, also such as the store would never write."""

    def __init__(self, database: Database) -> None:
        self.dsn = database.dsn
        self.owner_dsn = database.owner_dsn
        self.administrator_dsn = database.administrator_dsn
        with psycopg.connect(self.owner_dsn, autocommit=True) as connection:
            connection.execute(NOTES_TABLE)

    def write(
        self, tenant: TenantId, events: Sequence[Event], *, stream: str = "one", skip: int = 0
    ) -> int:
        """Append; `skip` positions stay empty in front. Returns the new head."""
        with psycopg.connect(self.administrator_dsn) as connection:
            connection.execute(
                "INSERT INTO daybook.log_heads VALUES (%s, 0) ON CONFLICT DO NOTHING", (tenant,)
            )
            row = connection.execute(
                "SELECT position FROM daybook.log_heads WHERE tenant_id = %s FOR UPDATE", (tenant,)
            ).fetchone()
            assert row is not None
            first = row[0] + skip + 1
            version = connection.execute(
                "SELECT coalesce(max(version), 0) FROM daybook.events"
                " WHERE tenant_id = %s AND stream_id = %s",
                (tenant, stream),
            ).fetchone()
            assert version is not None
            rows = [
                (tenant, first + n, stream, version[0] + n + 1, uuid4(), *_named(event))
                for n, event in enumerate(events)
            ]
            connection.cursor().executemany(
                "INSERT INTO daybook.events VALUES (%s, %s, %s, 'test', %s, %s, %s, 1, %s,"
                " '{}', now(), now(), sha256('leaf'))",
                rows,
            )
            head: int = first + len(events) - 1
            connection.execute(
                "UPDATE daybook.log_heads SET position = %s WHERE tenant_id = %s", (head, tenant)
            )
        return head

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of all tenants."""
        with psycopg.connect(self.administrator_dsn, autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def seen(self, subscriber: str, tenant: TenantId) -> list[int]:
        """The positions that a projection has noted, in the order in which it noted them."""
        return [
            position
            for (position,) in self.query(
                "SELECT position FROM notes.seen WHERE subscriber = %s AND tenant_id = %s"
                " ORDER BY id",
                subscriber,
                tenant,
            )
        ]

    def checkpoint(self, subscriber: str, tenant: TenantId) -> int:
        """Where a subscriber stands."""
        rows = self.query(
            "SELECT position FROM daybook.checkpoints WHERE subscriber = %s AND tenant_id = %s",
            subscriber,
            tenant,
        )
        return rows[0][0] if rows else 0


def _named(event: Event) -> tuple[str, str]:
    return event.event_type, event.model_dump_json(warnings=False)


Before = Callable[[Sequence[RecordedEvent]], Awaitable[None]]


async def nothing(_: Sequence[RecordedEvent]) -> None:
    """The hook that does nothing."""


@dataclass
class Notes:
    """A projection that appends a row per event, so that a second delivery would show."""

    name: str = "notes"
    by: str = ""
    event_types: frozenset[str] = NOTED
    before: Before = nothing
    after: Before = nothing
    batches: list[int] = field(default_factory=list)

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Note every event."""
        await self.before(events)
        self.batches.append(len(events))
        for each in events:
            assert isinstance(each.event, Noted)
            await connection.execute(
                "INSERT INTO notes.seen (subscriber, tenant_id, position, text, by)"
                " VALUES (%s, %s, %s, %s, %s)",
                (self.name, each.tenant, each.position, each.event.text, self.by),
            )
        await self.after(events)


@dataclass(frozen=True)
class Running:
    """A follower at work with what belongs to it."""

    follower: Follower
    heads: Heads
    progress: CheckpointProgress


@asynccontextmanager
async def following(
    log: WrittenLog,
    projections: Sequence[Projection],
    reactors: Sequence[Reactor] = (),
    outside: Sequence[Reactor] = (),
) -> AsyncIterator[Running]:
    """A follower as a process of the product would run it."""
    async with open_pool(log.dsn, size=2) as pool:
        heads, progress = Heads(), CheckpointProgress(pool)
        sources = Sources(log.dsn, REGISTRY, heads, progress)
        follower = Follower(sources, projections, reactors, outside)
        async with follower.following(), background(Listener(log.dsn, heads).run()):
            yield Running(follower, heads, progress)
        await progress.close()


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Returns as soon as the condition holds; fails when it does not in time."""
    end = time.monotonic() + seconds
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < end, "it did not become true in time"
        await asyncio.sleep(0.01)


def notes(count: int, start: int = 1) -> list[Noted]:
    """Events with different texts."""
    return [Noted(text=f"note {n}") for n in range(start, start + count)]


def event_id_at(log: WrittenLog, tenant: TenantId, position: int) -> UUID:
    """The id of an event."""
    rows = log.query(
        "SELECT event_id FROM daybook.events WHERE tenant_id = %s AND position = %s",
        tenant,
        position,
    )
    event_id: UUID = rows[0][0]
    return event_id
