"""Many addresses reserved with one statement, and found with another where somebody has them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.credentials import Credential
from application.ports.job_queue import LeaseLost, Turn
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId
from infrastructure.identity.credentials import credential_of
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

# In the order of addresses, so that two files with the same people never wait for each other.
_RESERVE = """
    INSERT INTO daybook.credentials AS c (email, tenant_id, user_id, reserved_at)
    SELECT w.email, %s, w.user_id, %s
    FROM unnest(%s::text[], %s::text[]) AS w (email, user_id) ORDER BY w.email
    ON CONFLICT (email) DO UPDATE SET reserved_at = excluded.reserved_at
    WHERE c.tenant_id = excluded.tenant_id AND c.password_hash IS NULL
    RETURNING email, tenant_id, user_id, password_hash, reserved_at
"""
# Locked until what was reserved is there, so that whoever takes the turn away comes wholly before or after.
_STILL_OURS = """
    SELECT FROM daybook.jobs
    WHERE tenant_id = %s AND job_id = %s AND term = %s AND stage = 'open' FOR SHARE
"""
_FIND = """
    SELECT email, tenant_id, user_id, password_hash, reserved_at
    FROM daybook.credentials WHERE email = ANY (%s)
"""


class PostgresReservations:
    """Implements `Reservations`."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now

    async def reserve_all(
        self, turn: Turn, wanted: Mapping[EmailAddress, UserId]
    ) -> Mapping[EmailAddress, Credential]:
        """Who has each address after the call: the job's tenant under the wanted id, or whoever had it.

        Raises `LeaseLost`, and reserves nothing then.
        """
        held: dict[EmailAddress, Credential] = {}
        while missing := {email: wanted[email] for email in wanted if email not in held}:
            held |= await self._reserve(turn, missing)
            taken = [email for email in missing if email not in held]
            if taken:
                async with connected(self._pool, door="people") as connection:
                    held |= await _credentials(connection, _FIND, (taken,))
        return held

    async def _reserve(
        self, turn: Turn, missing: Mapping[EmailAddress, UserId]
    ) -> Mapping[EmailAddress, Credential]:
        tenant, job = str(turn.name.tenant), str(turn.name.job)
        emails, users = list(missing), [str(user) for user in missing.values()]
        async with connected(self._pool, tenant, door="people") as connection:
            ours = await connection.execute(_STILL_OURS, (tenant, job, turn.term))
            if ours.rowcount == 0:
                raise LeaseLost
            values = (tenant, self._now(), emails, users)
            return await _credentials(connection, _RESERVE, values)


async def _credentials(
    connection: AsyncConnection[TupleRow], statement: str, values: tuple[Any, ...]
) -> Mapping[EmailAddress, Credential]:
    rows = await (await connection.execute(statement, values)).fetchall()
    return {held.email: held for held in map(credential_of, rows)}
