"""Sessions and refresh tokens in PostgreSQL, which keeps hashes only."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.sessions import (
    SOMEBODY,
    Claim,
    LiveSession,
    OpenSession,
    SeenSession,
    StolenSession,
    UserErased,
    Visitor,
)
from domain.shared.ids import TenantId, UserId
from infrastructure.identity.hashed import hashed
from infrastructure.nobody_minds import nobody_minds
from infrastructure.postgres.connected import connected, told_as_unavailable
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

CHANNEL = "daybook_sessions"
"""Where processes tell each other of whom a session has ended."""

# One log-in of a user at a time: without it two could both end the old session and both begin a new one.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('session of ' || %s, 0))"
# Locked until the session is there, so that an erasure comes wholly before it or finds it and deletes it.
_ERASED = """
    SELECT destroyed_at IS NOT NULL FROM daybook.subject_keys
    WHERE tenant_id = %s AND subject_id = %s FOR SHARE
"""
_END_ALL = """
    WITH ended AS (
        UPDATE daybook.sessions SET ended_at = %(now)s
        WHERE user_id = %(user)s AND ended_at IS NULL RETURNING *
    ) SELECT session_id, ends_at > %(now)s AND last_used_at > %(now)s - %(idle)s,
             daybook.tell(%(channel)s, user_id) FROM ended
"""
_END = """
    WITH ended AS (
        UPDATE daybook.sessions SET ended_at = %(now)s
        WHERE session_id = %(session)s AND user_id = %(user)s
          AND ended_at IS NULL AND ends_at > %(now)s RETURNING user_id
    ) SELECT daybook.tell(%(channel)s, user_id) FROM ended
"""
_FORGET = "DELETE FROM daybook.sessions WHERE user_id = %s AND ends_at <= %s"
_TIDY = "DELETE FROM daybook.sessions WHERE ends_at <= %s"
_BEGIN = """
    INSERT INTO daybook.sessions
        (session_id, tenant_id, user_id, begun_at, last_used_at, ends_at, address, network, client)
    VALUES (%(session)s, %(tenant)s, %(user)s, %(now)s, %(now)s, %(ends_at)s,
            %(address)s, %(network)s, %(client)s)
"""
_GIVE_OUT = """
    INSERT INTO daybook.refresh_tokens (token_hash, session_id, issued_at, expires_at)
    VALUES (%s, %s, %s, %s)
"""
_USE = """
    WITH used AS (
        UPDATE daybook.refresh_tokens AS t SET used_at = %(now)s
        FROM daybook.sessions AS s
        WHERE t.token_hash = %(hash)s AND t.used_at IS NULL AND t.expires_at > %(now)s
          AND s.session_id = t.session_id AND s.ended_at IS NULL AND s.ends_at > %(now)s
          AND s.last_used_at > %(now)s - %(idle)s
        RETURNING s.session_id
    )
    UPDATE daybook.sessions AS s SET last_used_at = greatest(last_used_at, %(now)s)
    FROM used WHERE s.session_id = used.session_id
    RETURNING s.session_id, s.tenant_id, s.user_id, s.ends_at
"""
_END_REUSED = """
    WITH ended AS (
        UPDATE daybook.sessions AS s SET ended_at = %(now)s
        FROM daybook.refresh_tokens AS t
        WHERE t.token_hash = %(hash)s AND t.used_at IS NOT NULL
          AND s.session_id = t.session_id AND s.ended_at IS NULL RETURNING s.*
    ) SELECT session_id, tenant_id, user_id, daybook.tell(%(channel)s, user_id) FROM ended
"""
_LOOK = "SELECT * FROM daybook.look_at_sessions(%b, %b, %b)"
_OPEN = """
    SELECT session_id, begun_at, last_used_at, ends_at, address, network, client
    FROM daybook.sessions
    WHERE user_id = %s AND ended_at IS NULL AND ends_at > %s AND last_used_at > %s
    ORDER BY begun_at DESC
"""

_KNOWS = """
    SELECT EXISTS (SELECT FROM daybook.sessions
                   WHERE user_id = %s AND network = %s AND network <> '' AND last_used_at > %s)
"""

_REMEMBERED_FOR = timedelta(days=30)
"""How long it is known from where somebody used to log in."""

_TIDY_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """A session that is not used ends after `idle`, and one that is after `absolute`."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)


class PostgresSessions:
    """Implements `Sessions`; `ended` is told at once of whom a session ended here, others over CHANNEL."""

    def __init__(
        self,
        pool: Pool,
        limits: SessionLimits = SessionLimits(),
        now: Callable[[], datetime] = real_time,
        ended: Callable[[UserId], None] = nobody_minds,
    ) -> None:
        self._pool = pool
        self._limits = limits
        self._now = now
        self._ended = ended
        self._tidied_at = now()

    async def begin(
        self, tenant: TenantId, user: UserId, visitor: Visitor = SOMEBODY
    ) -> OpenSession:
        """A new session, which ends every other one of that user; raises `UserErased`."""
        now, session = self._now(), uuid4()
        await self._tidy(now)
        values: dict[str, Any] = {
            "session": session,
            "tenant": tenant,
            "user": user,
            "now": now,
            "ends_at": now + self._limits.absolute,
            "idle": self._limits.idle,
            "address": visitor.address,
            "network": visitor.network,
            "client": visitor.client,
            "channel": CHANNEL,
        }
        async with connected(self._pool, tenant) as connection:
            await connection.execute(_TURN, (user,))
            if await _is_erased(connection, tenant, user):
                raise UserErased
            await connection.execute(_FORGET, (user, now - _REMEMBERED_FOR))
            ended = await _end_all(connection, values)
            await connection.execute(_BEGIN, values)
            token = await _give_out(connection, session, now, values["ends_at"])
        self._ended(user)
        return OpenSession(str(session), tenant, user, token, values["ends_at"], ended)

    async def carry_on(self, refresh_token: str) -> OpenSession | StolenSession | None:
        """The session with a new refresh token; None when it is over or the token is none of its own."""
        now = self._now()
        values: dict[str, Any] = {
            "now": now,
            "hash": hashed(refresh_token),
            "idle": self._limits.idle,
            "channel": CHANNEL,
        }
        async with connected(self._pool, door="people") as connection:
            row = await (await connection.execute(_USE, values)).fetchone()
            if row is not None:
                session, tenant, user, ends_at = row
                token = await _give_out(connection, session, now, ends_at)
                return OpenSession(str(session), TenantId(tenant), UserId(user), token, ends_at)
            reused = await (await connection.execute(_END_REUSED, values)).fetchone()
        if reused is None:
            return None
        stolen = StolenSession(str(reused[0]), TenantId(reused[1]), UserId(reused[2]))
        self._ended(stolen.user)
        return stolen

    async def live(self, claims: Collection[Claim]) -> Mapping[Claim, LiveSession]:
        """Those of the sessions that go on, each of which counts as used now."""
        named = {known: claim for claim in claims if (known := _known(claim.session))}
        asked = (list(named), self._now(), self._limits.idle)
        with told_as_unavailable():
            tenants = (claim.tenant for claim in named.values())
            rows = await self._pool.ask(_LOOK, asked, *tenants)
        return {
            named[session]: LiveSession(UserId(user), version)
            for session, tenant, user, version in rows
            if named[session].tenant == tenant
        }

    async def open_to(self, user: UserId) -> Sequence[SeenSession]:
        """The sessions of a user that go on; looking at them does not count as use."""
        now = self._now()
        async with connected(self._pool, door="people") as connection:
            asked = (user, now, now - self._limits.idle)
            rows = await (await connection.execute(_OPEN, asked)).fetchall()
        return [
            SeenSession(str(session), begun, used, ends, Visitor(*(text or "" for text in visitor)))
            for session, begun, used, ends, *visitor in rows
        ]

    async def knows(self, user: UserId | None, network: str) -> bool:
        """Whether the user has logged in from that network within the last month; nobody never has."""
        asked = (user or "", network, self._now() - _REMEMBERED_FOR)
        async with connected(self._pool, door="people") as connection:
            row = await (await connection.execute(_KNOWS, asked)).fetchone()
        return row is not None and bool(row[0])

    async def end(self, session: str, user: UserId) -> bool:
        """End a session of the user; False when they have no such session that goes on."""
        known = _known(session)
        if known is None:
            return False
        async with connected(self._pool, door="people") as connection:
            cursor = await connection.execute(_END, self._ending(user) | {"session": known})
        self._ended(user)
        return cursor.rowcount > 0

    async def end_all(self, user: UserId) -> Sequence[str]:
        """End whatever session the user has, and tell which went on until now."""
        async with connected(self._pool, door="people") as connection:
            ended = await _end_all(connection, self._ending(user))
        self._ended(user)
        return ended

    async def _tidy(self, now: datetime) -> None:
        """Forget now and then from where those logged in who do not come any more."""
        if now >= self._tidied_at + _TIDY_EVERY:
            self._tidied_at = now
            async with connected(self._pool, door="people") as connection:
                await connection.execute(_TIDY, (now - _REMEMBERED_FOR,))

    def _ending(self, user: UserId) -> dict[str, Any]:
        return {"now": self._now(), "user": user, "idle": self._limits.idle, "channel": CHANNEL}


async def _end_all(
    connection: AsyncConnection[TupleRow], values: Mapping[str, Any]
) -> tuple[str, ...]:
    """Those that went on until now; one that nobody could use any more has ended before."""
    ended = await (await connection.execute(_END_ALL, values)).fetchall()
    return tuple(str(session) for session, went_on, _ in ended if went_on)


async def _is_erased(connection: AsyncConnection[TupleRow], tenant: TenantId, user: UserId) -> bool:
    found = await (await connection.execute(_ERASED, (tenant, user))).fetchone()
    return found is not None and bool(found[0])


async def _give_out(
    connection: AsyncConnection[TupleRow], session: UUID, now: datetime, ends_at: datetime
) -> str:
    token = secrets.token_urlsafe(32)
    await connection.execute(_GIVE_OUT, (hashed(token), session, now, ends_at))
    return token


def _known(session: str) -> UUID | None:
    """The id as the table has it; None for what cannot be one."""
    try:
        return UUID(session)
    except ValueError:
        return None
