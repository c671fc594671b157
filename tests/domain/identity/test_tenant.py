"""A tenant is opened once, and its time only ever goes forward."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.identity.tenant import commands as c
from domain.identity.tenant import events as e
from domain.identity.tenant.machine import TENANT, Status, Tenant
from domain.identity.tenant.rules import clock_moves_forward, tenant_is_a_sandbox
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.ids import UserId
from tests.given_when_then import NOON, Outcome, Stories

ROOT = UserId.of(UUID("00000000-0000-4000-8000-000000000001"))
HOUR = timedelta(hours=1)

given = Stories(TENANT).given


def opening(**more: Any) -> c.Open:
    """The command that opens a tenant."""
    return c.Open(name="Acme", base_currency=Currency("EUR"), **more)


def sandbox() -> Outcome[Tenant]:
    """A sandbox was opened."""
    return given().when(opening(sandbox=True), by=ROOT)


def test_a_tenant_says_what_it_counts_in_and_where_its_days_begin() -> None:
    command = opening(country=Country("DE"), time_zone="Europe/Berlin")
    given().when(command, by=ROOT).then(
        e.TenantOpened(
            name="Acme",
            base_currency=Currency("EUR"),
            country=Country("DE"),
            time_zone="Europe/Berlin",
            sandbox=False,
        )
    ).leads_to(Status.OPEN)


def test_a_tenant_is_opened_once() -> None:
    sandbox().when(opening(), by=ROOT).impossible()


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "utc\n", 1, None]
)
def test_a_time_zone_that_nobody_knows_is_no_command(zone: object) -> None:
    body = {"name": "Acme", "baseCurrency": "EUR", "timeZone": zone}
    with pytest.raises(ValidationError):
        c.Open.model_validate(body)


@pytest.mark.parametrize("zone", ["UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])
def test_every_time_zone_of_the_official_list_will_do(zone: str) -> None:
    assert opening(time_zone=zone).time_zone == zone


def test_a_sandbox_moves_forward_and_remembers_how_far() -> None:
    moved = sandbox().when(c.AdvanceClock(advance_to=NOON + HOUR), by=ROOT)
    moved.then(e.SandboxClockAdvanced(stood_at=NOON, advanced_to=NOON + HOUR))
    again = moved.when(c.AdvanceClock(advance_to=NOON + 4 * HOUR), by=ROOT, at=NOON + 2 * HOUR)
    assert again.state.clock_lead == 3 * HOUR


@pytest.mark.parametrize("step", [timedelta(), -HOUR, -timedelta(microseconds=1)])
def test_a_sandbox_neither_stands_nor_goes_back(step: timedelta) -> None:
    command = c.AdvanceClock(advance_to=NOON + step)
    sandbox().when(command, by=ROOT).refused(clock_moves_forward, clock=NOON)


def test_the_time_of_a_real_tenant_is_nobodys_to_move() -> None:
    real = given().when(opening(), by=ROOT)
    real.when(c.AdvanceClock(advance_to=NOON + HOUR), by=ROOT).refused(tenant_is_a_sandbox)


def test_an_instant_is_one_in_every_time_zone() -> None:
    there = datetime(2026, 4, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert c.AdvanceClock(advance_to=there).advance_to == datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "instant", ["2026-04-01T00:00:00", "2999-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00"]
)
def test_an_instant_without_a_zone_or_beyond_all_calendars_is_no_command(instant: str) -> None:
    with pytest.raises(ValidationError):
        c.AdvanceClock.model_validate({"advanceTo": instant})
