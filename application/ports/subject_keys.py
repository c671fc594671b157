"""What personal data is sealed with, made ready for many people at once."""

from collections.abc import Iterable
from typing import Protocol

from domain.shared.ids import TenantId


class SubjectKeys(Protocol):
    """Whoever says something of somebody needs their key first; asked for one by one, each costs a wait."""

    async def create(self, tenant: TenantId, subjects: Iterable[str]) -> None:
        """Have the keys of all these ready; an unused one harms nobody. Raises `StoreUnavailable`."""
