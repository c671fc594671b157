"""The keys of people in PostgreSQL: one for each, wrapped, until the day on which it is destroyed."""

import os
from collections.abc import Iterable, Mapping

from domain.shared.ids import TenantId
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.privacy.key_ring import SubjectKeyLost
from infrastructure.privacy.master_keys import MasterKeys, MasterKeyUnusable

_LOAD = """
    SELECT subject_id, master_id, wrapped FROM daybook.subject_keys
    WHERE tenant_id = %s AND subject_id = ANY (%s)
"""
_CREATE = """
    INSERT INTO daybook.subject_keys (tenant_id, subject_id, master_id, wrapped)
    SELECT %s, made.* FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS made
    ON CONFLICT DO NOTHING
    RETURNING subject_id
"""
_DESTROY = """
    INSERT INTO daybook.subject_keys AS known (tenant_id, subject_id, destroyed_at)
    VALUES (%s, %s, now())
    ON CONFLICT (tenant_id, subject_id) DO UPDATE
    SET master_id = NULL, wrapped = NULL, destroyed_at = now()
    WHERE known.destroyed_at IS NULL
"""
_OUTDATED = """
    SELECT subject_id, master_id, wrapped FROM daybook.subject_keys
    WHERE tenant_id = %s AND master_id <> %s ORDER BY subject_id LIMIT 500
"""
_REWRAP = """
    UPDATE daybook.subject_keys AS known SET master_id = made.master, wrapped = made.wrapped
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::bytea[])
        AS made (subject, former, master, wrapped)
    WHERE known.tenant_id = %s AND known.subject_id = made.subject AND known.master_id = made.former
"""
_SIZE = 32


class SubjectKeys:
    """Implements `KeyStore`. A key is made before anything is sealed with it; an unused one harms nobody."""

    def __init__(self, pool: Pool, master: MasterKeys) -> None:
        self._pool = pool
        self._master = master

    async def load(self, tenant: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        """The keys that there are; None for one that was destroyed."""
        async with connected(self._pool, tenant) as connection:
            found = await connection.execute(_LOAD, (tenant, sorted(subjects)))
            rows = await found.fetchall()
        try:
            return {row[0]: self._unwrapped(tenant, *row) for row in rows}
        except MasterKeyUnusable as unusable:
            raise SubjectKeyLost(unusable.sentence) from unusable

    async def create(self, tenant: TenantId, subjects: Iterable[str]) -> Mapping[str, bytes | None]:
        """The keys of all these; of two processes that make one, the first one's counts."""
        wanted = sorted(subjects)
        known = await self.load(tenant, wanted)
        if len(known) == len(wanted):
            return known
        drawn = {each: os.urandom(_SIZE) for each in wanted if each not in known}
        made = self._master.wrap({_bound(tenant, each): key for each, key in drawn.items()})
        masters, wrapped = [each[0] for each in made], [each[1] for each in made]
        async with connected(self._pool, tenant) as connection:
            found = await connection.execute(_CREATE, (tenant, list(drawn), masters, wrapped))
            ours = {row[0]: drawn[row[0]] for row in await found.fetchall()}
        theirs = [each for each in drawn if each not in ours]
        return {**known, **ours, **(await self.load(tenant, theirs) if theirs else {})}

    async def destroy(self, tenant: TenantId, subject: str) -> bool:
        """Make everything that was sealed for a subject unreadable for ever; False if it was already."""
        async with connected(self._pool, tenant) as connection:
            return (await connection.execute(_DESTROY, (tenant, subject))).rowcount > 0

    async def rewrap(self, tenant: TenantId) -> int:
        """Wrap the keys of a tenant with the newest master key; how many were not."""
        count, newest = 0, self._master.newest
        while True:
            async with connected(self._pool, tenant) as connection:
                found = await connection.execute(_OUTDATED, (tenant, newest))
                rows = await found.fetchall()
                if not rows:
                    return count
                made = self._master.wrap(dict(self._bound_key(tenant, *row) for row in rows))
                subjects, former = [row[0] for row in rows], [row[1] for row in rows]
                masters, wrapped = [each[0] for each in made], [each[1] for each in made]
                await connection.execute(_REWRAP, (subjects, former, masters, wrapped, tenant))
            count += len(rows)

    def _unwrapped(
        self, tenant: TenantId, subject: str, master: str, wrapped: bytes | None
    ) -> bytes | None:
        if wrapped is None:
            return None
        return self._master.unwrap(master, wrapped, _bound(tenant, subject))

    def _bound_key(
        self, tenant: TenantId, subject: str, master: str, wrapped: bytes
    ) -> tuple[bytes, bytes]:
        bound = _bound(tenant, subject)
        return bound, self._master.unwrap(master, wrapped, bound)


def _bound(tenant: str, subject: str) -> bytes:
    return f"{tenant}|{subject}".encode()
