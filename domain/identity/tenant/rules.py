"""What must hold for a tenant and its time."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.identity.tenant.commands import AdvanceClock, SetSelfRegistration
from domain.shared.context import Context
from domain.shared.refusal import ContentRefused, StateRefused
from domain.shared.rule import rule

if TYPE_CHECKING:
    from domain.identity.tenant.machine import Tenant


class NotASandbox(StateRefused):
    """Only a sandbox has a clock that can be moved, and this tenant is none."""


class ClockOnlyMovesForward(ContentRefused):
    """The instant is not after the tenant's present."""


class SelfRegistrationGivesPower(ContentRefused):
    """People could register themselves for a role that decides, pays or reads the log."""


def _withheld(_: Any, command: SetSelfRegistration, __: Any) -> Mapping[str, Any]:
    return {"roles": command.self_registration.withheld}


def _present(_: Any, __: Any, context: Context) -> Mapping[str, Any]:
    return {"clock": context.at}


@rule(NotASandbox)
def tenant_is_a_sandbox(state: "Tenant") -> bool:
    """Only a sandbox has a clock of its own."""
    return state.sandbox


@rule(ClockOnlyMovesForward, _present)
def clock_moves_forward(command: AdvanceClock, context: Context) -> bool:
    """The clock of a sandbox moves forward only, because what happened cannot unhappen."""
    return command.advance_to > context.at


@rule(SelfRegistrationGivesPower, _withheld)
def self_registration_gives_no_power(command: SetSelfRegistration) -> bool:
    """Whoever registers themselves becomes requester or warehouse; every other role somebody gives them."""
    return not command.self_registration.withheld
