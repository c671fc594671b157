"""Letters that wait, in PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from psycopg.types.json import Jsonb

from application.ports.letters import Letter, LetterKind
from domain.shared.email_address import EmailAddress
from infrastructure.nobody_minds import nobody_minds
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_QUEUE = """
    INSERT INTO daybook.letters (letter_id, kind, email, facts, queued_at, due_at)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
_TAKE = """
    UPDATE daybook.letters AS l SET due_at = %(now)s + %(lease)s, attempts = l.attempts + 1
    FROM (
        SELECT letter_id FROM daybook.letters WHERE due_at <= %(now)s
        ORDER BY due_at, letter_id LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE l.letter_id = due.letter_id
    RETURNING l.letter_id, l.kind, l.email, l.facts, l.queued_at, l.attempts
"""
_DONE = "DELETE FROM daybook.letters WHERE letter_id = %s"
_PUT_OFF = "UPDATE daybook.letters SET due_at = %s WHERE letter_id = %s"

_LEASE = timedelta(minutes=1)


class PostgresLetters:
    """Implements `Letters`; `queued` is called when this process has queued one."""

    def __init__(
        self,
        pool: Pool,
        queued: Callable[[], None] = nobody_minds,
        now: Callable[[], datetime] = real_time,
    ) -> None:
        self._pool = pool
        self._queued = queued
        self._now = now

    async def queue(self, kind: LetterKind, email: EmailAddress, facts: Mapping[str, str]) -> None:
        """Have a letter written as soon as can be."""
        now = self._now()
        row = (uuid4(), kind.value, email, Jsonb(dict(facts)), now, now)
        async with connected(self._pool, door="people") as connection:
            await connection.execute(_QUEUE, row)
        self._queued()

    async def take(self, most: int) -> Sequence[Letter]:
        """Letters that are due, the oldest first; nobody else gets them for a minute."""
        asked = {"now": self._now(), "lease": _LEASE, "most": most}
        async with connected(self._pool, door="people") as connection:
            rows = await (await connection.execute(_TAKE, asked)).fetchall()
        letters = [
            Letter(str(name), LetterKind(kind), EmailAddress(email), facts, queued_at, attempts)
            for name, kind, email, facts, queued_at, attempts in rows
        ]
        return sorted(letters, key=lambda letter: letter.queued_at)

    async def done(self, letter: Letter) -> bool:
        """Forget a letter, because it was sent or will not be; False when an erasure was faster."""
        async with connected(self._pool, door="people") as connection:
            return (await connection.execute(_DONE, (letter.id,))).rowcount == 1

    async def put_off(self, letter: Letter, wait: timedelta) -> None:
        """Try again after a while."""
        async with connected(self._pool, door="people") as connection:
            await connection.execute(_PUT_OFF, (self._now() + wait, letter.id))
