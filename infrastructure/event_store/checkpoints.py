"""The statements about checkpoints: who lags, how far they moved, where they stopped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection, DatabaseError
from psycopg.rows import TupleRow

from domain.shared.ids import TenantId
from infrastructure.event_store.partitions import partition_of
from infrastructure.postgres.pool import Pool

_LAGGING = """
    SELECT s.name, h.tenant_id, h.position, coalesce(c.position, 0),
           c.stopped_position IS NULL OR c.retry_at <= clock_timestamp()
    FROM unnest(%b::text[]) AS s (name)
    CROSS JOIN daybook.log_heads AS h
    LEFT JOIN daybook.checkpoints AS c ON c.subscriber = s.name AND c.tenant_id = h.tenant_id
    WHERE h.position > coalesce(c.position, 0)
"""
_LAGGING_TENANTS = f"{_LAGGING} AND h.tenant_id = ANY (%b)"
_MOVE = "SELECT daybook.move_checkpoints(%b, %b, %b, %b, %b, %b)"
_ASSERT = "SELECT daybook.assert_leadership(%b, %b, %b)"
_STOP = """
    INSERT INTO daybook.checkpoints AS c
        (subscriber, tenant_id, position, epoch, stopped_position, stopped_event_id, stopped_error,
         stopped_since, attempts, retry_at)
    VALUES (%b, %b, %b, %b, %b, %b, %b, clock_timestamp(), 1, clock_timestamp() + interval '1 second')
    ON CONFLICT (subscriber, tenant_id) DO UPDATE SET
        epoch = excluded.epoch,
        stopped_position = excluded.stopped_position,
        stopped_event_id = excluded.stopped_event_id,
        stopped_error = excluded.stopped_error,
        stopped_since = coalesce(c.stopped_since, excluded.stopped_since),
        attempts = c.attempts + 1,
        retry_at = clock_timestamp() + least(300, power(2, least(c.attempts, 16))) * interval '1 second'
    WHERE c.position = excluded.position
"""


class Outdated(Exception):
    """What we remember is no longer so; nothing was stored."""


class LostLeadership(Outdated):
    """Somebody else leads by now; `under` is what was to be stored, with the terms that it claimed."""

    def __init__(self, said: str, under: "Sequence[Move | Failure]") -> None:
        super().__init__(said)
        self.under = under


class CheckpointMoved(Outdated):
    """A checkpoint is not where we left it."""


@dataclass(frozen=True, slots=True)
class Lagging:
    """A subscriber that is behind in a tenant's log; not `due` while it is stopped."""

    subscriber: str
    tenant: TenantId
    head: int
    position: int
    due: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A checkpoint that goes from `origin` to `goal` under a term of leadership."""

    subscriber: str
    tenant: TenantId
    epoch: int
    origin: int
    goal: int


@dataclass(frozen=True, slots=True)
class Failure:
    """The event that a subscriber did not take, all before it having had their effect."""

    subscriber: str
    tenant: TenantId
    epoch: int
    position: int
    event_id: UUID | None
    error: str


async def lagging(
    pool: Pool, subscribers: Sequence[str], tenants: Iterable[TenantId] | None = None
) -> list[Lagging]:
    """Who is behind whose head; of all tenants or of some."""
    if tenants is None:
        rows = await pool.ask(_LAGGING, (list(subscribers),), door="log")
    else:
        names = [str(tenant) for tenant in tenants]
        rows = await pool.ask(_LAGGING_TENANTS, (list(subscribers), names), *names)
    return [
        Lagging(name, TenantId(tenant), head, position, due)
        for name, tenant, head, position, due in rows
    ]


async def move(connection: AsyncConnection[TupleRow], moves: Sequence[Move]) -> None:
    """Move checkpoints in the open transaction; raises `Outdated`."""
    try:
        await connection.execute(
            _MOVE,
            (
                [each.subscriber for each in moves],
                [str(each.tenant) for each in moves],
                [partition_of(each.tenant) for each in moves],
                [each.epoch for each in moves],
                [each.origin for each in moves],
                [each.goal for each in moves],
            ),
        )
    except DatabaseError as error:
        _raise_outdated(error, moves)
        raise


async def stop(pool: Pool, failure: Failure) -> None:
    """Record that a subscriber stands before an event; raises `Outdated`.

    It is tried again after one second, then two, four and so on, at most five minutes.
    """
    who = (failure.subscriber, str(failure.tenant))
    share = ([failure.subscriber], [partition_of(failure.tenant)], [failure.epoch])
    event = (failure.position, failure.event_id, failure.error)
    try:
        async with pool.reaching(failure.tenant) as connection:
            await connection.execute(_ASSERT, share)
            await connection.execute(_STOP, (*who, failure.position - 1, failure.epoch, *event))
    except DatabaseError as error:
        _raise_outdated(error, [failure])
        raise


def _raise_outdated(error: DatabaseError, under: Sequence[Move | Failure]) -> None:
    said = error.diag.message_primary or ""
    if error.sqlstate == "DB001":
        raise LostLeadership(said, under) from error
    if error.sqlstate == "DB002":
        raise CheckpointMoved(said) from error
