"""Sessions and refresh tokens in PostgreSQL, which keeps hashes only."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.sessions import OpenSession
from domain.shared.ids import TenantId, UserId
from infrastructure.identity.connected import connected
from infrastructure.postgres.pool import Pool

# One log-in of a user at a time: without it two could both end the old session and both begin a new one.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('session of ' || %s, 0))"
_END_ALL = "UPDATE daybook.sessions SET ended_at = %s WHERE user_id = %s AND ended_at IS NULL"
_END = "UPDATE daybook.sessions SET ended_at = %s WHERE session_id = %s AND ended_at IS NULL"
_FORGET = "DELETE FROM daybook.sessions WHERE user_id = %s AND ends_at <= %s"
_BEGIN = """
    INSERT INTO daybook.sessions (session_id, tenant_id, user_id, begun_at, ends_at)
    VALUES (%s, %s, %s, %s, %s)
"""
_GIVE_OUT = """
    INSERT INTO daybook.refresh_tokens (token_hash, session_id, issued_at, expires_at)
    VALUES (%s, %s, %s, %s)
"""
_USE = """
    UPDATE daybook.refresh_tokens AS t SET used_at = %(now)s
    FROM daybook.sessions AS s
    WHERE t.token_hash = %(hash)s AND t.used_at IS NULL AND t.expires_at > %(now)s
      AND s.session_id = t.session_id AND s.ended_at IS NULL AND s.ends_at > %(now)s
    RETURNING s.session_id, s.tenant_id, s.user_id, s.ends_at
"""
_END_REUSED = """
    UPDATE daybook.sessions AS s SET ended_at = %(now)s
    FROM daybook.refresh_tokens AS t
    WHERE t.token_hash = %(hash)s AND t.used_at IS NOT NULL
      AND s.session_id = t.session_id AND s.ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """A session that is not used ends after `idle`, and one that is after `absolute`."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)


def _real_time() -> datetime:
    return datetime.now(UTC)


class PostgresSessions:
    """Implements `Sessions`."""

    def __init__(
        self,
        pool: Pool,
        limits: SessionLimits = SessionLimits(),
        now: Callable[[], datetime] = _real_time,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._now = now

    async def begin(self, tenant: TenantId, user: UserId) -> OpenSession:
        """A new session, which ends every other one of that user."""
        now, session = self._now(), uuid4()
        ends_at = now + self._limits.absolute
        async with connected(self._pool, tenant) as connection:
            await connection.execute(_TURN, (user,))
            await connection.execute(_FORGET, (user, now))
            await connection.execute(_END_ALL, (now, user))
            await connection.execute(_BEGIN, (session, tenant, user, now, ends_at))
            token = await self._give_out(connection, session, now, ends_at)
        return OpenSession(str(session), tenant, user, token)

    async def carry_on(self, refresh_token: str) -> OpenSession | None:
        """The session with a new refresh token; None when it is over or the token is none of its own."""
        now = self._now()
        values: dict[str, Any] = {"now": now, "hash": _hash(refresh_token)}
        async with connected(self._pool, door="people") as connection:
            cursor = await connection.execute(_USE, values)
            row = await cursor.fetchone()
            if row is None:
                await connection.execute(_END_REUSED, values)
                return None
            session, tenant, user, ends_at = row
            token = await self._give_out(connection, session, now, ends_at)
        return OpenSession(str(session), TenantId(tenant), UserId(user), token)

    async def end(self, session: str) -> None:
        """End a session; it may have ended already."""
        await self._execute(_END, (self._now(), UUID(session)))

    async def end_all(self, user: UserId) -> None:
        """End whatever session the user has."""
        await self._execute(_END_ALL, (self._now(), user))

    async def _give_out(
        self, connection: AsyncConnection[TupleRow], session: UUID, now: datetime, ends_at: datetime
    ) -> str:
        token = secrets.token_urlsafe(32)
        expires_at = min(now + self._limits.idle, ends_at)
        await connection.execute(_GIVE_OUT, (_hash(token), session, now, expires_at))
        return token

    async def _execute(self, statement: str, values: tuple[Any, ...]) -> None:
        async with connected(self._pool, door="people") as connection:
            await connection.execute(statement, values)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
