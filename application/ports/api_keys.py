"""What is known of API keys beside the log: the hash of each secret, and when it let somebody in last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.shared.ids import ApiKeyId, ServiceAccountId, TenantId


@dataclass(frozen=True, slots=True)
class KeptKey:
    """Whose key it is, and the hash by which its secret is known again."""

    id: ApiKeyId
    tenant: TenantId
    account: ServiceAccountId
    secret_hash: bytes = field(repr=False)


class ApiKeys(Protocol):
    """Hashes are kept before a key is issued; a key that the log does not know is good for nothing."""

    async def keep(self, key: KeptKey) -> None:
        """Remember the hash of a key that is about to be issued."""

    async def discard(self, key: KeptKey) -> None:
        """Forget a key that was not issued after all."""

    async def find(self, key_id: ApiKeyId) -> KeptKey | None:
        """The key of an id, in whichever tenant."""

    async def used(self, key: KeptKey) -> None:
        """The key lets somebody in now; noted once a minute at most."""

    async def last_used(
        self, tenant: TenantId, account: ServiceAccountId
    ) -> Mapping[ApiKeyId, datetime]:
        """When each key of an account was used last, to the minute; one that never was is missing."""
