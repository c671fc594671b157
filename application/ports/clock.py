"""Time, as each tenant sees it."""

from datetime import datetime
from typing import Protocol

from domain.shared.ids import TenantId


class Clock(Protocol):
    """The tenant's present; a sandbox tenant may be ahead of the real time, never behind itself."""

    def now(self, tenant: TenantId) -> datetime:
        """Aware, UTC, microseconds; becomes `occurred_at`."""
