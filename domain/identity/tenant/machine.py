"""The life of a tenant: it is opened, says who may register, and a sandbox's clock may run ahead."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from domain.identity.self_registration import CLOSED, SelfRegistration
from domain.identity.tenant.commands import AdvanceClock, Open, SetSelfRegistration
from domain.identity.tenant.events import (
    SandboxClockAdvanced,
    SelfRegistrationSet,
    TenantOpened,
)
from domain.identity.tenant.rules import (
    clock_moves_forward,
    self_registration_gives_no_power,
    tenant_is_a_sandbox,
)
from domain.shared.context import Context
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.ids import TenantId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event

PLATFORM = TenantId("ten_00000000-0000-4000-8000-000000000000")
"""The tenant of those who run the product; its administrators open the others and see none of them."""


class Status(StrEnum):
    """Whether the tenant does business."""

    OPEN = "Open"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as the history tells it; `clock_lead` is how far its time is ahead of the real one."""

    status: Status | None = None
    name: str = ""
    base_currency: Currency | None = None
    country: Country | None = None
    time_zone: str = "UTC"
    sandbox: bool = False
    clock_lead: timedelta = timedelta()
    self_registration: SelfRegistration = CLOSED


MACHINE = Machine(
    "tenant",
    (
        Row(None, Open, TenantOpened, Status.OPEN),
        Row(
            Status.OPEN,
            SetSelfRegistration,
            SelfRegistrationSet,
            Status.OPEN,
            (self_registration_gives_no_power,),
        ),
        Row(
            Status.OPEN,
            AdvanceClock,
            SandboxClockAdvanced,
            Status.OPEN,
            (tenant_is_a_sandbox, clock_moves_forward),
        ),
    ),
)


def _open(_: Tenant, command: Open, __: Context) -> tuple[Event, ...]:
    return (
        TenantOpened(
            name=command.name,
            base_currency=command.base_currency,
            country=command.country,
            time_zone=command.time_zone,
            sandbox=command.sandbox,
        ),
    )


def _advance_clock(_: Tenant, command: AdvanceClock, context: Context) -> tuple[Event, ...]:
    return (SandboxClockAdvanced(stood_at=context.at, advanced_to=command.advance_to),)


def _set_self_registration(
    _: Tenant, command: SetSelfRegistration, __: Context
) -> tuple[Event, ...]:
    return (SelfRegistrationSet(self_registration=command.self_registration),)


def _self_registration_set(state: Tenant, event: SelfRegistrationSet) -> Tenant:
    return replace(state, self_registration=event.self_registration)


def _opened(state: Tenant, event: TenantOpened) -> Tenant:
    return replace(
        state,
        name=event.name,
        base_currency=event.base_currency,
        country=event.country,
        time_zone=event.time_zone,
        sandbox=event.sandbox,
    )


def _clock_advanced(state: Tenant, event: SandboxClockAdvanced) -> Tenant:
    return replace(state, clock_lead=state.clock_lead + (event.advanced_to - event.stood_at))


TENANT = Decider(
    machine=MACHINE,
    stream_type="identity.tenant",
    id_type=TenantId,
    initial=Tenant(),
    decisions={
        Open: _open,
        SetSelfRegistration: _set_self_registration,
        AdvanceClock: _advance_clock,
    },
    applications={
        TenantOpened: _opened,
        SelfRegistrationSet: _self_registration_set,
        SandboxClockAdvanced: _clock_advanced,
    },
)
"""The aggregate `tenant`: one stream in the tenant's own log, named by its id."""
