"""The `ApiKeys` port in memory: the same promises without a database."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from application.ports.api_keys import KeptKey
from domain.shared.ids import ApiKeyId, ServiceAccountId, TenantId


class InMemoryApiKeys:
    """Forgets every key with the process."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: dict[ApiKeyId, KeptKey] = {}
        self._used: dict[ApiKeyId, datetime] = {}

    async def keep(self, key: KeptKey) -> None:
        """Remember the hash of a key that is about to be issued."""
        self._kept[key.id] = key

    async def discard(self, key: KeptKey) -> None:
        """Forget a key that was not issued after all."""
        self._kept.pop(key.id, None)

    async def find(self, key_id: ApiKeyId) -> KeptKey | None:
        """The key of an id, in whichever tenant."""
        return self._kept.get(key_id)

    async def used(self, key: KeptKey) -> None:
        """The key lets somebody in now."""
        at = self._now()
        before = self._used.get(key.id)
        if before is None or before <= at - timedelta(minutes=1):
            self._used[key.id] = at

    async def last_used(
        self, tenant: TenantId, account: ServiceAccountId
    ) -> Mapping[ApiKeyId, datetime]:
        """When each key of an account was used last."""
        return {
            key.id: self._used[key.id]
            for key in self._kept.values()
            if key.id in self._used and (key.tenant, key.account) == (tenant, account)
        }
