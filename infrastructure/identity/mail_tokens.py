"""Tokens of mails in PostgreSQL, which keeps hashes only."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from application.ports.mail_tokens import Addressee, Purpose
from domain.shared.email_address import EmailAddress
from domain.shared.ids import UserId
from infrastructure.identity.hashed import hashed
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_ISSUE = """
    INSERT INTO daybook.mail_tokens (token_hash, purpose, email, user_id, issued_at, expires_at)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT mail_tokens_newest DO UPDATE
    SET token_hash = excluded.token_hash, email = excluded.email,
        issued_at = excluded.issued_at, expires_at = excluded.expires_at
"""
_FIND = """
    SELECT email, user_id FROM daybook.mail_tokens
    WHERE token_hash = %s AND purpose = %s AND expires_at > %s
"""
_USE = "DELETE FROM daybook.mail_tokens WHERE token_hash = %s AND purpose = %s AND expires_at > %s"
_TIDY = "DELETE FROM daybook.mail_tokens WHERE expires_at <= %s"


class PostgresMailTokens:
    """Implements `MailTokens`; tokens that can no longer be used are removed with the next one."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now

    async def issue(self, purpose: Purpose, to: Addressee, life: timedelta) -> str:
        """A new token, which puts an end to the user's older one of that purpose."""
        token, now = secrets.token_urlsafe(32), self._now()
        row = (hashed(token), purpose.value, to.email, to.user, now, now + life)
        async with connected(self._pool, door="people") as connection:
            await connection.execute(_TIDY, (now,))
            await connection.execute(_ISSUE, row)
        return token

    async def find(self, purpose: Purpose, token: str) -> Addressee | None:
        """Whose the token is, while it can be used."""
        asked = (hashed(token), purpose.value, self._now())
        async with connected(self._pool, door="people") as connection:
            row = await (await connection.execute(_FIND, asked)).fetchone()
        return Addressee(EmailAddress(row[0]), UserId(row[1])) if row else None

    async def use(self, purpose: Purpose, token: str) -> bool:
        """Use the token up; False when it cannot be used, or somebody else was faster."""
        asked = (hashed(token), purpose.value, self._now())
        async with connected(self._pool, door="people") as connection:
            return (await connection.execute(_USE, asked)).rowcount == 1
