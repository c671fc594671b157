"""Counted attempts in PostgreSQL, one row for each subject, under a hash."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from application.ports.attempts import Pace
from infrastructure.identity.hashed import hashed
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_TAKE = """
    INSERT INTO daybook.attempts AS a (subject, count, last_at, again_at)
    VALUES (%(subject)s, 1, %(now)s, %(now)s + CASE WHEN 1 < %(free)s THEN interval '0'
            ELSE %(first)s END)
    ON CONFLICT (subject) DO UPDATE SET (count, last_at, again_at) = (
        SELECT n, %(now)s, %(now)s + CASE WHEN n < %(free)s THEN interval '0'
            ELSE least(%(longest)s, %(first)s * power(2, least(n - %(free)s, 30))) END
        FROM (SELECT CASE WHEN a.last_at <= %(now)s - %(forgotten_after)s
                     THEN 1 ELSE a.count + 1 END) AS _ (n)
    )
    WHERE a.again_at <= %(now)s
    RETURNING true
"""
_WAIT = "SELECT again_at FROM daybook.attempts WHERE subject = %s AND again_at > %s"
_CLEAR = "DELETE FROM daybook.attempts WHERE subject = %s"
_TIDY = "DELETE FROM daybook.attempts WHERE last_at <= %s AND again_at <= %s"

_KEPT_FOR = timedelta(days=1)
_TIDY_EVERY = timedelta(hours=1)


class PostgresAttempts:
    """Implements `Attempts`; what was not tried for a day is removed now and then."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now
        self._tidied_at = now()

    async def take(self, subject: str, pace: Pace) -> timedelta | None:
        """Count an attempt that may go on now; how long it has to wait when it comes too early."""
        if not pace.free:
            return None
        assert pace.forgotten_after <= _KEPT_FOR
        now = self._now()
        values: dict[str, Any] = {
            "subject": hashed(subject),
            "now": now,
            "free": pace.free,
            "first": pace.first,
            "longest": pace.longest,
            "forgotten_after": pace.forgotten_after,
        }
        async with connected(self._pool) as connection:
            if now >= self._tidied_at + _TIDY_EVERY:
                self._tidied_at = now
                await connection.execute(_TIDY, (now - _KEPT_FOR, now))
            taken = await (await connection.execute(_TAKE, values)).fetchone()
        return None if taken else await self.wait(subject)

    async def wait(self, subject: str) -> timedelta | None:
        """How long the next attempt would have to wait; None when it would not."""
        now = self._now()
        async with connected(self._pool) as connection:
            row = await (await connection.execute(_WAIT, (hashed(subject), now))).fetchone()
        return row[0] - now if row else None

    async def clear(self, subject: str) -> None:
        """Hold nothing against the subject any more."""
        async with connected(self._pool) as connection:
            await connection.execute(_CLEAR, (hashed(subject),))
