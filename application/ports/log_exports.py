"""A log, or a part of it, as files that can be verified without us."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.shared.ids import TenantId

MOST_EVENTS = 100_000
"""Of one evidence pack."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an evidence pack is about: one document, or what happened from an instant to before another.

    With `upto` only events up to that position, so that the pack stays the same as the log goes on.
    """

    stream_id: str | None = None
    period: tuple[datetime, datetime] | None = None
    upto: int | None = None


class LogExports(Protocol):
    """Makes exports, of sealed events alone; raises `LogDamaged` where one is not as it was recorded."""

    def lines(self, tenant: TenantId, size: int) -> AsyncIterator[bytes]:
        """The bytes under the hashes of the first `size` events, some lines at a time, in order."""

    async def evidence(self, tenant: TenantId, wanted: Wanted) -> bytes:
        """An evidence pack as a .zip file, the same bytes whenever it is made.

        Raises `NotSealed`, and `DocumentNotFound` or `TooMuchEvidence`.
        """
