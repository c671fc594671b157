"""Making data unreadable, and taking it from wherever it lies beside the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How many rows held something of a subject."""

    credentials: int
    sessions: int
    snapshots: int
    answers: int


class Eraser(Protocol):
    """Every call may come again after it had its effect. Raises `StoreUnavailable`."""

    async def is_sealed(self, tenant: TenantId, subject: str) -> bool:
        """True when what the log says of the subject can be made unreadable."""

    async def destroy_key(self, tenant: TenantId, subject: str) -> None:
        """Make whatever was sealed for the subject unreadable for ever."""

    async def clean(self, tenant: TenantId, subject: str, documents: Sequence[str]) -> Cleaned:
        """Delete log-ins, sessions, mails still here, snapshots, answers and rows of files of the subject."""
