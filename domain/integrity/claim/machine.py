"""The life of a claim: documents lay it and give it up; whether several may hold it is for them to say."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.integrity.claim.commands import GiveUp, LayClaim
from domain.integrity.claim.events import ClaimGivenUp, ClaimLaid
from domain.integrity.claim.rules import holder_is_known, holder_is_new
from domain.shared.context import Context
from domain.shared.ids import ClaimId, Id
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """A claim that was ever laid is remembered, also when nobody holds it."""

    KNOWN = "Known"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds the claim, in the order in which they laid it, and who held it before."""

    status: Status | None = None
    holders: tuple[Id, ...] = ()
    former: tuple[Id, ...] = ()


MACHINE = Machine(
    "claim",
    (
        Row(None, LayClaim, ClaimLaid, Status.KNOWN, (holder_is_new,)),
        Row(Status.KNOWN, LayClaim, ClaimLaid, Status.KNOWN, (holder_is_new,)),
        Row(Status.KNOWN, GiveUp, ClaimGivenUp, Status.KNOWN, (holder_is_known,)),
    ),
)


def _lay(_: Claim, command: LayClaim, __: Context) -> tuple[Event, ...]:
    return (ClaimLaid(**dict(command)),)


def _give_up(_: Claim, command: GiveUp, __: Context) -> tuple[Event, ...]:
    return (ClaimGivenUp(holder=command.holder),)


def _laid(state: Claim, event: ClaimLaid) -> Claim:
    return replace(state, holders=(*state.holders, event.holder))


def _given_up(state: Claim, event: ClaimGivenUp) -> Claim:
    holders = tuple(one for one in state.holders if one != event.holder)
    return replace(state, holders=holders, former=(*state.former, event.holder))


CLAIM = Decider(
    machine=MACHINE,
    stream_type="integrity.claim",
    id_type=ClaimId,
    initial=Claim(),
    decisions={LayClaim: _lay, GiveUp: _give_up},
    applications={ClaimLaid: _laid, ClaimGivenUp: _given_up},
)
"""The aggregate `claim`: one stream for each name, found by the name itself."""
