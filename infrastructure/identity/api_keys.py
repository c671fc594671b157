"""What is known of API keys beside the log, in PostgreSQL; every method is one statement."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from application.coalescer import Coalescer
from application.ports.api_keys import KeptKey
from domain.shared.ids import ApiKeyId, ServiceAccountId, TenantId
from infrastructure.postgres.connected import connected
from infrastructure.postgres.pool import Pool
from infrastructure.real_time import real_time

_KEEP = """
    INSERT INTO daybook.api_keys (key_id, tenant_id, service_account_id, secret_hash)
    VALUES (%s, %s, %s, %s)
"""
_DISCARD = "DELETE FROM daybook.api_keys WHERE key_id = %s AND tenant_id = %s"
_FIND = """
    SELECT key_id, tenant_id, service_account_id, secret_hash
    FROM daybook.api_keys WHERE key_id = ANY (%s)
"""
_USED = """
    UPDATE daybook.api_keys SET last_used_at = %(at)s
    WHERE key_id = %(key)s AND tenant_id = %(tenant)s
      AND (last_used_at IS NULL OR last_used_at <= %(at)s - interval '1 minute')
"""
_LAST_USED = """
    SELECT key_id, last_used_at FROM daybook.api_keys
    WHERE tenant_id = %s AND service_account_id = %s AND last_used_at IS NOT NULL
"""


class PostgresApiKeys:
    """Implements `ApiKeys`; many who ask at once are answered by one statement."""

    def __init__(self, pool: Pool, now: Callable[[], datetime] = real_time) -> None:
        self._pool = pool
        self._now = now
        self._finding: Coalescer[ApiKeyId, KeptKey | None] = Coalescer(self._find_all)

    async def keep(self, key: KeptKey) -> None:
        """Remember the hash of a key that is about to be issued."""
        await self._execute(key.tenant, _KEEP, (key.id, key.tenant, key.account, key.secret_hash))

    async def discard(self, key: KeptKey) -> None:
        """Forget a key that was not issued after all."""
        await self._execute(key.tenant, _DISCARD, (key.id, key.tenant))

    async def find(self, key_id: ApiKeyId) -> KeptKey | None:
        """The key of an id, in whichever tenant."""
        return await self._finding.get(key_id)

    async def used(self, key: KeptKey) -> None:
        """The key lets somebody in now; several processes together note it once a minute."""
        await self._execute(
            key.tenant, _USED, {"at": self._now(), "key": key.id, "tenant": key.tenant}
        )

    async def last_used(
        self, tenant: TenantId, account: ServiceAccountId
    ) -> Mapping[ApiKeyId, datetime]:
        """When each key of an account was used last, to the minute."""
        async with connected(self._pool, tenant) as connection:
            found = await connection.execute(_LAST_USED, (tenant, account))
            return {ApiKeyId(key): at for key, at in await found.fetchall()}

    async def _find_all(self, key_ids: Sequence[ApiKeyId]) -> Mapping[ApiKeyId, KeptKey | None]:
        async with connected(self._pool, door="people") as connection:
            found = await connection.execute(_FIND, ([str(each) for each in key_ids],))
            kept = [_kept(row) for row in await found.fetchall()]
        return {**dict.fromkeys(key_ids), **{each.id: each for each in kept}}

    async def _execute(self, tenant: TenantId, statement: str, values: Any) -> None:
        async with connected(self._pool, tenant) as connection:
            await connection.execute(statement, values)


def _kept(row: tuple[Any, ...]) -> KeptKey:
    key, tenant, account, secret_hash = row
    return KeptKey(ApiKeyId(key), TenantId(tenant), ServiceAccountId(account), bytes(secret_hash))
