"""How the followers are doing, and what people can do about one that stopped."""

from collections.abc import Sequence

from application.ports.subscribers import Stop, SubscriberStatus
from domain.shared.ids import TenantId
from infrastructure.event_store.checkpoints import Lagging, lagging
from infrastructure.event_store.partitions import MEMBER, lock_class
from infrastructure.event_store.wake import CHANNEL
from infrastructure.postgres.pool import Pool

_LAG_SECONDS = """
    SELECT waits.name, max(extract(epoch FROM clock_timestamp() - e.recorded_at))::float8
    FROM unnest(%b::text[], %b::text[], %b::bigint[]) AS waits (name, tenant, position)
    JOIN daybook.events AS e ON e.tenant_id = waits.tenant AND e.position = waits.position
    GROUP BY waits.name
"""
_STOPS = """
    SELECT subscriber, tenant_id, stopped_position, stopped_event_id, stopped_error, stopped_since,
           attempts, retry_at
    FROM daybook.checkpoints WHERE stopped_position IS NOT NULL AND subscriber = ANY (%b)
    ORDER BY subscriber, tenant_id
"""
_LEADERS = """
    SELECT classid::bigint, count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = ANY (%b)
      AND objid::bigint <> %b
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    GROUP BY 1
"""
_RETRY = """
    UPDATE daybook.checkpoints SET retry_at = clock_timestamp()
    WHERE subscriber = %b AND tenant_id = %b AND stopped_position IS NOT NULL
"""
_RECORD_SKIP = """
    INSERT INTO daybook.skipped_events
        (subscriber, tenant_id, position, event_id, error, reason, skipped_by)
    SELECT subscriber, tenant_id, stopped_position, stopped_event_id, stopped_error, %b, %b
    FROM daybook.checkpoints WHERE subscriber = %b AND tenant_id = %b AND stopped_position = %b
    FOR UPDATE
"""
_SKIP = """
    UPDATE daybook.checkpoints
    SET position = stopped_position, moved_at = clock_timestamp(), stopped_position = NULL,
        stopped_event_id = NULL, stopped_error = NULL, stopped_since = NULL, attempts = 0, retry_at = NULL
    WHERE subscriber = %b AND tenant_id = %b
"""
_WAKE = "SELECT daybook.tell(%b, '')"


class FollowedSubscribers:
    """Implements `Subscribers` for the named ones, whichever process leads them."""

    def __init__(self, pool: Pool, names: Sequence[str]) -> None:
        self._pool = pool
        self._names = sorted(names)

    async def status(self) -> list[SubscriberStatus]:
        """Every subscriber, by name."""
        classes = {lock_class(name) & 0xFFFF_FFFF: name for name in self._names}
        behind = await lagging(self._pool, self._names)
        seconds = await self._lag_seconds(behind)
        stops = await self._pool.ask(_STOPS, (self._names,), door="log")
        leaders = await self._pool.ask(_LEADERS, (list(classes), MEMBER))
        led = {classes[number]: count for number, count in leaders}
        stopped = [Stop(name, TenantId(tenant), *what) for name, tenant, *what in stops]
        return [
            SubscriberStatus(
                name=name,
                lag_events=sum(it.head - it.position for it in behind if it.subscriber == name),
                lag_seconds=seconds.get(name, 0.0),
                tenants_behind=sum(it.subscriber == name for it in behind),
                partitions_led=led.get(name, 0),
                stops=tuple(each for each in stopped if each.subscriber == name),
            )
            for name in self._names
        ]

    async def _lag_seconds(self, behind: Sequence[Lagging]) -> dict[str, float]:
        """How long the oldest event that each subscriber has yet to take has been in the log."""
        if not behind:
            return {}
        tenants = [str(each.tenant) for each in behind]
        waits = ([each.subscriber for each in behind], tenants, [it.position + 1 for it in behind])
        return dict(await self._pool.ask(_LAG_SECONDS, waits, *tenants))

    async def retry(self, subscriber: str, tenant: TenantId) -> bool:
        """Try a stopped subscriber again now; False when it is not stopped."""
        async with self._pool.reaching(tenant) as connection:
            done = await connection.execute(_RETRY, (subscriber, str(tenant)))
            await connection.execute(_WAKE, (CHANNEL,))
            return done.rowcount == 1

    async def skip(self, stop: Stop, reason: str, by: str) -> bool:
        """Go on behind a bad event and record why; False when the stop is no longer there."""
        where = (stop.subscriber, str(stop.tenant))
        async with self._pool.reaching(stop.tenant) as connection:
            recorded = await connection.execute(_RECORD_SKIP, (reason, by, *where, stop.position))
            if recorded.rowcount != 1:
                return False
            await connection.execute(_SKIP, where)
            await connection.execute(_WAKE, (CHANNEL,))
            return True
