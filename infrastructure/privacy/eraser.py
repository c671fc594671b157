"""Erasing in PostgreSQL: the key, log-ins, snapshots, and answers that were kept for repeated requests."""

from collections.abc import Sequence
from typing import Any

from application.ports.eraser import Cleaned
from application.ports.event_store import ERASED_ANSWER, StoreUnavailable
from application.ports.mail import Mail, MailUnavailable
from domain.shared.email_address import EmailAddress
from domain.shared.ids import NoticeId, TenantId
from infrastructure.jobs.erasing import WaitingFiles
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.privacy.sealing import MARK
from infrastructure.privacy.subject_keys import SubjectKeys

# What comes first in somebody's own stream is the first thing that the log says of them.
_SEALED = """
    SELECT position(%b in payload::text) > 0 FROM daybook.events
    WHERE tenant_id = %b AND stream_id = %b AND version = 1
"""
# Letters and mails go by the address that they log in with, which is looked up before it goes.
_ADDRESS = "SELECT email FROM daybook.credentials WHERE tenant_id = %b AND user_id = %b"
_LETTERS = "DELETE FROM daybook.letters WHERE email = %b"
_MAIL_TOKENS = "DELETE FROM daybook.mail_tokens WHERE user_id = %b"
_CREDENTIALS = "DELETE FROM daybook.credentials WHERE tenant_id = %b AND user_id = %b"
_SESSIONS = "DELETE FROM daybook.sessions WHERE tenant_id = %b AND user_id = %b"
_SNAPSHOTS = "DELETE FROM daybook.snapshots WHERE tenant_id = %b AND stream_id = ANY (%b::text[])"
# Answers say the id wherever they say a name; only what a notice says names people by their names alone.
_ANSWERS = """
    UPDATE daybook.idempotency_keys SET answer = %b
    WHERE tenant_id = %b AND answer <> %b AND EXISTS (
        SELECT FROM unnest(%b::text[]) AS said (id)
        WHERE position(convert_to(said.id, 'UTF8') IN answer) > 0
    )
"""


class PostgresEraser:
    """Implements `Eraser`."""

    def __init__(self, pool: Pool, keys: SubjectKeys, mail: Mail, files: WaitingFiles) -> None:
        self._pool = pool
        self._keys = keys
        self._mail = mail
        self._files = files

    async def is_sealed(self, tenant: TenantId, subject: str) -> bool:
        """True when what the log says of the subject can be made unreadable."""
        async with connected(self._pool, tenant) as connection:
            found = await connection.execute(_SEALED, (MARK, str(tenant), str(subject)))
            row = await found.fetchone()
        return row is not None and bool(row[0])

    async def destroy_key(self, tenant: TenantId, subject: str) -> None:
        """Make whatever was sealed for the subject unreadable for ever."""
        await self._keys.destroy(tenant, subject)

    async def clean(self, tenant: TenantId, subject: str, documents: Sequence[str]) -> Cleaned:
        """Delete log-ins, sessions, mails still here, snapshots, answers and rows of files of the subject.

        The address goes last of what it leads to: it is looked up again when this is repeated.
        """
        whose = (str(tenant), str(subject))
        await self._clean_files(tenant, whose)
        notices = [str(each) for each in documents if each.startswith(f"{NoticeId.prefix}_")]
        answers = (ERASED_ANSWER, whose[0], ERASED_ANSWER, [whose[1], *notices])
        await self._take_mails_back(tenant, whose)
        return Cleaned(
            credentials=await self._count(tenant, _CREDENTIALS, whose),
            sessions=await self._count(tenant, _SESSIONS, whose),
            snapshots=await self._count(
                tenant, _SNAPSHOTS, (whose[0], [str(each) for each in documents])
            ),
            answers=await self._count(tenant, _ANSWERS, answers),
        )

    async def _clean_files(self, tenant: TenantId, whose: tuple[str, str]) -> None:
        async with connected(self._pool, tenant) as connection:
            found = await (await connection.execute(_ADDRESS, whose)).fetchall()
        for (address,) in found:
            await self._files.erase(tenant, EmailAddress(address))

    async def _take_mails_back(self, tenant: TenantId, whose: tuple[str, str]) -> None:
        async with connected(self._pool, tenant, door="people") as connection:
            found = await (await connection.execute(_ADDRESS, whose)).fetchall()
            for (address,) in found:
                await connection.execute(_LETTERS, (address,))
            await connection.execute(_MAIL_TOKENS, whose[1:])
        for (address,) in found:
            try:
                await self._mail.withdraw(EmailAddress(address))
            except MailUnavailable as failure:
                raise StoreUnavailable(str(failure)) from failure

    async def _count(self, tenant: TenantId, statement: str, values: tuple[Any, ...]) -> int:
        async with connected(self._pool, tenant) as connection:
            return (await connection.execute(statement, values)).rowcount
