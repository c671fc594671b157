"""How the followers are doing, and what people can do about one that stopped."""

from collections.abc import Sequence

from application.ports.subscribers import Stop, SubscriberStatus
from domain.shared.ids import TenantId
from infrastructure.event_store.partitions import MEMBER, lock_class
from infrastructure.event_store.wake import CHANNEL
from infrastructure.postgres.pool import Pool

_LAG = """
    SELECT s.name, count(b.tenant_id), coalesce(sum(b.events), 0)::bigint,
           coalesce(max(extract(epoch FROM clock_timestamp() - b.recorded_at)), 0)::float8
    FROM unnest(%b::text[]) AS s (name)
    LEFT JOIN LATERAL (
        SELECT h.tenant_id, h.position - coalesce(c.position, 0) AS events, e.recorded_at
        FROM daybook.log_heads AS h
        LEFT JOIN daybook.checkpoints AS c ON c.subscriber = s.name AND c.tenant_id = h.tenant_id
        LEFT JOIN daybook.events AS e
            ON e.tenant_id = h.tenant_id AND e.position = coalesce(c.position, 0) + 1
        WHERE h.position > coalesce(c.position, 0)
    ) AS b ON true
    GROUP BY s.name ORDER BY s.name
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
_WAKE = f"NOTIFY {CHANNEL}"


class FollowedSubscribers:
    """Implements `Subscribers` for the named ones, whichever process leads them."""

    def __init__(self, pool: Pool, names: Sequence[str]) -> None:
        self._pool = pool
        self._names = sorted(names)

    async def status(self) -> list[SubscriberStatus]:
        """Every subscriber, by name."""
        classes = {lock_class(name) & 0xFFFF_FFFF: name for name in self._names}
        async with self._pool.connection() as connection:
            lags = await (await connection.execute(_LAG, (self._names,))).fetchall()
            stops = await (await connection.execute(_STOPS, (self._names,))).fetchall()
            leaders = await (await connection.execute(_LEADERS, (list(classes), MEMBER))).fetchall()
        led = {classes[number]: count for number, count in leaders}
        stopped = [Stop(name, TenantId(tenant), *what) for name, tenant, *what in stops]
        return [
            SubscriberStatus(
                name=name,
                lag_events=events,
                lag_seconds=seconds,
                tenants_behind=tenants,
                partitions_led=led.get(name, 0),
                stops=tuple(each for each in stopped if each.subscriber == name),
            )
            for name, tenants, events, seconds in lags
        ]

    async def retry(self, subscriber: str, tenant: TenantId) -> bool:
        """Try a stopped subscriber again now; False when it is not stopped."""
        async with self._pool.connection() as connection:
            done = await connection.execute(_RETRY, (subscriber, str(tenant)))
            await connection.execute(_WAKE)
            return done.rowcount == 1

    async def skip(self, stop: Stop, reason: str, by: str) -> bool:
        """Go on behind a bad event and record why; False when the stop is no longer there."""
        where = (stop.subscriber, str(stop.tenant))
        async with self._pool.connection() as connection, connection.transaction():
            recorded = await connection.execute(_RECORD_SKIP, (reason, by, *where, stop.position))
            if recorded.rowcount != 1:
                return False
            await connection.execute(_SKIP, where)
            await connection.execute(_WAKE)
            return True
