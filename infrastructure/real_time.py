"""The real time, which the tenants' own clocks may be ahead of."""

from datetime import UTC, datetime


def real_time() -> datetime:
    """Aware, UTC; for what has nothing to do with a tenant's own clock, such as leases and log-ins."""
    return datetime.now(UTC)
