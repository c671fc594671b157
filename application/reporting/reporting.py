"""Which facts a report counts: those up to a position, whatever moment was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from application.failures import Failure
from application.ports.clock import Clock
from application.ports.event_store import EventStore
from application.ports.reports import WHOLE, AsOf, Part, Report, Reports, ReportShape
from application.ports.states import States
from domain.identity.tenant.machine import TENANT
from domain.shared.ids import TenantId

MOST_BARS = 10_000
"""A picture shows some of them, and says how many more there are."""


class MomentNotReached(Failure):
    """A report was asked as of a position or an instant that has not come yet, so it could still change."""


class ReportsLagging(Failure):
    """The facts of reports have not yet caught up with the position that was asked for."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What somebody asks: as of a position, an instant, or now; `day` is what days are counted to.

    `at_least` is a position that an answer as of now has to reflect, if that takes no more than `patience`
    seconds. `filters` narrow columns to one value. Of a long report a `part` can be asked for, one after the
    other as of the same position and day.
    """

    moment: int | datetime | None = None
    day: date | None = None
    filters: Mapping[str, str] = field(default_factory=dict)
    at_least: int = 0
    patience: float = 2.0
    part: Part = WHOLE


class Reporting:
    """Tells reports; the same request as of a position is told the same for ever."""

    def __init__(self, reports: Reports, store: EventStore, states: States, clock: Clock) -> None:
        self._reports = reports
        self._store = store
        self._states = states
        self._clock = clock

    def shape(self, name: str) -> ReportShape | None:
        """What the report of this name is, or None when there is none."""
        return self._reports.shape(name)

    async def report(self, tenant: TenantId, shape: ReportShape, asked: ReportRequest) -> Report:
        """The report; raises `MomentNotReached` and `ReportsLagging`."""
        as_of = await self._as_of(tenant, asked)
        part = asked.part
        beyond = part if part.limit is None else replace(part, limit=part.limit + 1)
        rows = await self._reports.rows(tenant, shape.name, as_of, asked.filters, beyond)
        more = part.limit is not None and len(rows) > part.limit
        return Report(shape, as_of, asked.filters, rows[: part.limit], part, more)

    async def picture(self, tenant: TenantId, shape: ReportShape, asked: ReportRequest) -> Report:
        """The report with a row for each bar of its picture; raises `MomentNotReached`, `ReportsLagging`."""
        as_of = await self._as_of(tenant, asked)
        rows = await self._reports.bars(tenant, shape.name, as_of, asked.filters, MOST_BARS)
        return Report(shape, as_of, asked.filters, rows)

    async def _as_of(self, tenant: TenantId, asked: ReportRequest) -> AsOf:
        zone = (await self._states.load(tenant, TENANT, tenant)).state.time_zone
        position = await self._position(tenant, asked)
        if not await self._reports.reached(tenant, position, asked.patience):
            raise ReportsLagging(f"position {position} is not reached yet", position=position)
        at = await self._reports.happened_at(tenant, position)
        return AsOf(position, at, asked.day or self._day(tenant, asked.moment, at, zone), zone)

    async def _position(self, tenant: TenantId, asked: ReportRequest) -> int:
        moment = asked.moment
        if isinstance(moment, datetime):
            if moment > self._clock.now(tenant):
                raise MomentNotReached("asOf is an instant that has not come yet")
            return await self._reports.position_at(tenant, moment)
        if moment is None:
            return max(await self._reports.newest(tenant), asked.at_least)
        head = await self._store.head(tenant)
        if moment > head:
            raise MomentNotReached(f"asOf is behind the end of the log, which is at {head}")
        return moment

    def _day(
        self, tenant: TenantId, moment: int | datetime | None, at: datetime | None, zone: str
    ) -> date:
        """The day of the moment that was asked for, where the tenant is."""
        instant = at if isinstance(moment, int) else moment
        return (instant or self._clock.now(tenant)).astimezone(ZoneInfo(zone)).date()
