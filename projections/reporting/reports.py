"""Reports out of the facts that PostgreSQL keeps."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from application.ports.progress import Progress
from application.ports.reports import AsOf, Part, ReportShape
from domain.shared.ids import TenantId
from projections.pool import Pool
from projections.purchasing.suppliers import SUPPLIERS
from projections.reporting.catalogue import REPORTS
from projections.reporting.facts import ReportingFactsProjection

COUNTED_AT_ONCE = 2
"""Of a big tenant a report takes seconds; the other connections of the process are left to everybody else."""

_FOLLOWERS = (ReportingFactsProjection.name, SUPPLIERS.name)
"""Whose rows a report is made of."""

_NEWEST = """
    SELECT coalesce(min(position), 0) FROM (
        SELECT coalesce(kept.position, 0) AS position FROM unnest(%(followers)s::text[]) AS follower (name)
        LEFT JOIN daybook.checkpoints AS kept
            ON kept.tenant_id = %(tenant)s AND kept.subscriber = follower.name
    ) AS reached
"""
_POSITION_AT = """
    SELECT position FROM daybook.events WHERE tenant_id = %(tenant)s AND occurred_at <= %(instant)s
    ORDER BY occurred_at DESC, position DESC LIMIT 1
"""
_HAPPENED_AT = """
    SELECT occurred_at FROM daybook.events WHERE tenant_id = %(tenant)s AND position = %(position)s
"""


class PostgresReports:
    """Implements `Reports`."""

    def __init__(self, pool: Pool, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress
        self._turns = asyncio.Semaphore(COUNTED_AT_ONCE)
        self._questions = {question.shape.name: question for question in REPORTS}

    def shape(self, name: str) -> ReportShape | None:
        """What the report of this name is, or None when there is none."""
        question = self._questions.get(name)
        return None if question is None else question.shape

    async def rows(
        self, tenant: TenantId, name: str, as_of: AsOf, filters: Mapping[str, str], part: Part
    ) -> tuple[tuple[object, ...], ...]:
        """The rows of a report, or a part of them; `as_of` must have been reached."""
        values = _values(tenant, as_of, filters) | {"after": part.after, "limit": part.limit}
        statement = self._questions[name].statement(filters)
        return await self._counted(statement, values, tenant)

    async def bars(
        self, tenant: TenantId, name: str, as_of: AsOf, filters: Mapping[str, str], most: int
    ) -> tuple[tuple[object, ...], ...]:
        """A row for each bar of the report's picture, at most so many, with the sums of its rows."""
        values = _values(tenant, as_of, filters) | {"limit": most}
        statement = self._questions[name].bars(filters)
        return await self._counted(statement, values, tenant)

    async def _counted(
        self, statement: bytes, values: Mapping[str, object], tenant: TenantId
    ) -> tuple[tuple[object, ...], ...]:
        async with self._turns:
            return tuple(await self._pool.ask(statement, values, tenant))

    async def newest(self, tenant: TenantId) -> int:
        """The newest position that reports can be told as of."""
        asked = {"tenant": tenant, "followers": list(_FOLLOWERS)}
        ((position,),) = await self._pool.ask(_NEWEST, asked, tenant)
        return int(position)

    async def reached(self, tenant: TenantId, position: int, seconds: float) -> bool:
        """True once reports can be told as of `position`; False when `seconds` passed before."""
        for follower in _FOLLOWERS:
            if not await self._progress.reached(follower, tenant, position, seconds):
                return False
        return True

    async def position_at(self, tenant: TenantId, instant: datetime) -> int:
        """The position of the last event that happened by then, 0 before the first."""
        asked = {"tenant": tenant, "instant": instant}
        rows = await self._pool.ask(_POSITION_AT, asked, tenant)
        return int(rows[0][0]) if rows else 0

    async def happened_at(self, tenant: TenantId, position: int) -> datetime | None:
        """When the event at a position happened, in the tenant's time; None when there is none."""
        asked = {"tenant": tenant, "position": position}
        rows = await self._pool.ask(_HAPPENED_AT, asked, tenant)
        found: datetime | None = rows[0][0] if rows else None
        return found


def _values(tenant: TenantId, as_of: AsOf, filters: Mapping[str, str]) -> dict[str, object]:
    return {
        "tenant": tenant,
        "position": as_of.position,
        "day": as_of.day,
        "zone": as_of.zone,
        **{f"filter_{column}": value for column, value in filters.items()},
    }
