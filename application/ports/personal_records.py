"""Where in a tenant's log something is said of a person or supplier."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.ids import TenantId


class PersonalRecords(Protocol):
    """What the read side knows; raises `TimeoutError` when it does not get far enough in time."""

    async def documents_of(self, tenant: TenantId, subject: str, position: int) -> Sequence[str]:
        """Every document that says something of the subject, up to a position of the log at least."""

    async def open_business(self, tenant: TenantId, subject: str) -> Sequence[str]:
        """Documents with a supplier that are not over, some of them; none for a user."""

    async def caught_up(self, tenant: TenantId, position: int) -> None:
        """Returns when all lists have taken what was stored up to a position."""
