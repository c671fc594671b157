"""Somebody who is erased, taken out of the files that jobs have not done with."""

from collections.abc import AsyncIterator

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.identity.importing.erased_rows import Blot, NamedLines
from application.identity.importing.user_import import IMPORT_USERS
from application.ports.job_queue import JobName
from domain.shared.email_address import EmailAddress
from domain.shared.ids import JobId, TenantId
from infrastructure.jobs.intake import PostgresJobIntake
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool

_WAITING = """
    SELECT job_id FROM daybook.jobs
    WHERE tenant_id = %s AND kind = %s AND stage IN ('sealed', 'open') ORDER BY job_id
"""
# Piece by piece from the first on, so that of two erasures the second waits and reads what the first left.
_PIECE = """
    SELECT content FROM daybook.job_pieces
    WHERE tenant_id = %s AND job_id = %s AND number = %s FOR UPDATE
"""
_REWRITE = """
    UPDATE daybook.job_pieces SET content = %s WHERE tenant_id = %s AND job_id = %s AND number = %s
"""
# Whoever works on it has read the row perhaps. Their turn ends before the address is free again.
_TAKE_AWAY = """
    UPDATE daybook.jobs SET term = term + 1, leased_until = NULL
    WHERE tenant_id = %s AND job_id = %s AND stage = 'open'
"""


class WaitingFiles:
    """The files of users that were taken in and are not imported to their end."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def erase(self, tenant: TenantId, email: EmailAddress) -> None:
        """Make the rows of an address unreadable; from then on no turn goes on that may know them."""
        async with connected(self._pool, tenant) as connection:
            rows = await (await connection.execute(_WAITING, (tenant, IMPORT_USERS))).fetchall()
        for (job,) in rows:
            name = JobName(tenant, JobId(job))
            if await self._has(name, email):
                async with connected(self._pool, tenant) as connection:
                    await _blot_out(connection, name, email)

    async def _has(self, name: JobName, email: EmailAddress) -> bool:
        """Whether the address is anywhere in the file, which is quickly told."""
        sought, end = email.encode(), b""
        async for piece in PostgresJobIntake(self._pool).pieces(name):
            text = end + piece.lower()
            if sought in text:
                return True
            end = text[-len(sought) :]
        return False


async def _blot_out(
    connection: AsyncConnection[TupleRow], name: JobName, email: EmailAddress
) -> None:
    lines = NamedLines(email)
    async for _, piece in _pieces(connection, name):
        lines.read(piece)
    lines.finish()
    if not lines.found:
        return
    blot = Blot(lines.found)
    async for number, piece in _pieces(connection, name):
        if (covered := blot.over(piece)) != piece:
            await connection.execute(_REWRITE, (covered, name.tenant, name.job, number))
    await connection.execute(_TAKE_AWAY, (name.tenant, name.job))


async def _pieces(
    connection: AsyncConnection[TupleRow], name: JobName
) -> AsyncIterator[tuple[int, bytes]]:
    number = 1
    while True:
        asked = (name.tenant, name.job, number)
        row = await (await connection.execute(_PIECE, asked, binary=True)).fetchone()
        if row is None:
            return
        yield number, row[0]
        number += 1
