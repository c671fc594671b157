"""Credentials in PostgreSQL; every method is one statement, so none of them can be half done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from psycopg.rows import TupleRow

from application.ports.credentials import Credential
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_RESERVE = """
    INSERT INTO daybook.credentials AS c (email, tenant_id, user_id, reserved_at)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (email) DO UPDATE SET reserved_at = excluded.reserved_at
    WHERE c.tenant_id = excluded.tenant_id AND c.password_hash IS NULL
    RETURNING email, tenant_id, user_id, password_hash, reserved_at
"""
_FIND = """
    SELECT email, tenant_id, user_id, password_hash, reserved_at
    FROM daybook.credentials WHERE email = %s
"""
_RELEASE = """
    DELETE FROM daybook.credentials
    WHERE email = %s AND user_id = %s AND reserved_at = %s AND password_hash IS NULL
"""
_SET_FIRST = """
    UPDATE daybook.credentials SET password_hash = %s, changed_at = %s
    WHERE user_id = %s AND password_hash IS NULL
"""
_SET = """
    UPDATE daybook.credentials SET password_hash = %s, changed_at = %s
    WHERE user_id = %s AND (%s::text IS NULL OR password_hash = %s)
"""


class PostgresCredentials:
    """Implements `Credentials`."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now

    async def reserve(self, email: EmailAddress, tenant: TenantId, user: UserId) -> Credential:
        """Take the address for a user to come; when somebody holds it, theirs is the answer."""
        while True:
            taken = await self._row(_RESERVE, (email, tenant, user, self._now()))
            if taken is not None:
                return taken
            held = await self.find(email)
            if held is not None:
                return held

    async def release(self, reservation: Credential, older_than: timedelta) -> None:
        """Clear an old reservation away, unless it was renewed or got a password since it was read."""
        if reservation.reserved_at <= self._now() - older_than:
            await self._count(
                _RELEASE, (reservation.email, reservation.user, reservation.reserved_at)
            )

    async def find(self, email: EmailAddress) -> Credential | None:
        """Whose address it is."""
        return await self._row(_FIND, (email,))

    async def set_first_password(self, user: UserId, password_hash: str) -> bool:
        """Give the user a password if they have none; True when this call did."""
        return await self._count(_SET_FIRST, (password_hash, self._now(), user)) == 1

    async def set_password(
        self, user: UserId, password_hash: str, *, replacing: str | None = None
    ) -> bool:
        """Replace the user's password, if its hash is still `replacing` where that is given."""
        values = (password_hash, self._now(), user, replacing, replacing)
        return await self._count(_SET, values) == 1

    async def _row(self, statement: str, values: tuple[Any, ...]) -> Credential | None:
        async with connected(self._pool, door="people") as connection:
            cursor = await connection.execute(statement, values)
            row = await cursor.fetchone()
        return credential_of(row) if row is not None else None

    async def _count(self, statement: str, values: tuple[Any, ...]) -> int:
        async with connected(self._pool, door="people") as connection:
            cursor = await connection.execute(statement, values)
        return cursor.rowcount


def credential_of(row: TupleRow) -> Credential:
    """A row of address, tenant, user, hash of the password, and when it was reserved."""
    email, tenant, user, password_hash, reserved_at = row
    return Credential(
        EmailAddress(email), TenantId(tenant), UserId(user), password_hash, reserved_at
    )
