"""A tenant lives in its own day, and a sandbox in its own time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from application.documents.tenant import document
from application.identity.tenant import advance_clock, today
from application.ports.states import Folded
from application.work import Work
from domain.identity.tenant.commands import AdvanceClock
from domain.identity.tenant.machine import TENANT, Tenant
from domain.identity.tenant.rules import ClockOnlyMovesForward, NotASandbox
from domain.shared.refusal import InvalidStateTransition
from tests.application.stage import NOON, Stage


async def day_in(stage: Stage, admin: object) -> date:
    """What day a use case takes it to be."""
    days: list[date] = []

    async def asks(work: Work) -> Folded[Tenant]:
        days.append(await today(work))
        return await work.load(TENANT, work.request.tenant)

    await stage.do(admin, asks)  # type: ignore[arg-type]
    return days[0]


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("UTC", datetime(2026, 3, 1, 23, 59, tzinfo=UTC), date(2026, 3, 1)),
        ("Pacific/Auckland", datetime(2026, 3, 1, 12, tzinfo=UTC), date(2026, 3, 2)),
        ("America/Los_Angeles", datetime(2026, 3, 1, 7, 59, tzinfo=UTC), date(2026, 2, 28)),
        ("Europe/Berlin", datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    ],
)
async def test_the_day_is_that_of_the_tenants_time_zone(
    stage: Stage, zone: str, at: datetime, day: date
) -> None:
    admin = await stage.opened(time_zone=zone)
    stage.clock.at = at
    assert await day_in(stage, admin) == day


async def test_a_tenant_is_opened_once(stage: Stage) -> None:
    await stage.opened()
    with pytest.raises(InvalidStateTransition):
        await stage.opened("another@example.com")


async def test_a_sandbox_remembers_how_far_it_is_ahead(stage: Stage) -> None:
    admin = await stage.opened(sandbox=True)
    await stage.do(admin, advance_clock(AdvanceClock(advance_to=NOON + timedelta(days=30))))
    stage.clock.at = NOON + timedelta(days=30, hours=1)
    moved = AdvanceClock(advance_to=NOON + timedelta(days=31))
    done = await stage.do(admin, advance_clock(moved))
    assert done.folded is not None
    lead = timedelta(days=30) + timedelta(hours=23)
    assert done.folded.state.clock_lead == lead
    assert document(done.folded).clock_lead_seconds == lead.total_seconds()


async def test_a_sandbox_never_goes_back(stage: Stage) -> None:
    admin = await stage.opened(sandbox=True)
    with pytest.raises(ClockOnlyMovesForward):
        await stage.do(admin, advance_clock(AdvanceClock(advance_to=NOON)))


async def test_nobody_moves_the_time_of_a_real_tenant(stage: Stage) -> None:
    admin = await stage.opened()
    with pytest.raises(NotASandbox):
        await stage.do(admin, advance_clock(AdvanceClock(advance_to=NOON + timedelta(days=1))))
