"""The register of what others let a person approve: grants are added and revoked, never changed."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.purchasing.delegation.commands import Grant, Revoke
from domain.purchasing.delegation.events import AuthorityDelegated, DelegationRevoked
from domain.purchasing.delegation.rules import (
    DelegationContext,
    days_are_in_order,
    delegate_could_use_it,
    delegate_is_somebody_else,
    delegator_has_a_level_of_their_own,
    grant_is_known,
    grant_is_not_revoked,
    last_day_is_not_past,
    revoker_is_delegator_or_oversees,
)
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import DelegationId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Event


class Status(StrEnum):
    """A register begins with its first grant and is kept for good."""

    KEPT = "Kept"


@dataclass(frozen=True, slots=True)
class Granted:
    """One grant: who handed which level over, for which days of the tenant, and who ended it if anybody."""

    number: int
    delegator: UserId
    level: ApprovalLevel
    first_day: date
    last_day: date
    comment: str | None = None
    revoked_by: UserId | None = None

    def covers(self, day: date) -> bool:
        """True on the first day, the last day and those between, until it is revoked."""
        return self.revoked_by is None and self.first_day <= day <= self.last_day

    def lends(self, delegators_level: ApprovalLevel | None) -> ApprovalLevel | None:
        """What the delegate may approve: at most what was handed over and what the delegator holds now."""
        return min(self.level, delegators_level) if delegators_level else None


@dataclass(frozen=True, slots=True)
class Delegation:
    """Everything that was ever delegated to one person, in the order in which it was."""

    status: Status | None = None
    delegate: UserId | None = None
    grants: tuple[Granted, ...] = ()

    def find(self, number: int) -> Granted | None:
        """The grant of a number; numbers count from 1 without gaps."""
        return self.grants[number - 1] if 1 <= number <= len(self.grants) else None


def delegation_id(delegate: UserId) -> DelegationId:
    """Where a person's delegated authority is: one stream, found without looking."""
    return DelegationId.of(delegate.uuid)


def active_grants(state: Delegation, on: date) -> tuple[Granted, ...]:
    """The grants that hold on a day of the tenant, the oldest first."""
    return tuple(grant for grant in state.grants if grant.covers(on))


_GRANT_RULES = (
    delegate_is_somebody_else,
    days_are_in_order,
    last_day_is_not_past,
    delegate_could_use_it,
    delegator_has_a_level_of_their_own,
)

MACHINE = Machine(
    "delegation",
    (
        Row(None, Grant, AuthorityDelegated, Status.KEPT, _GRANT_RULES),
        Row(Status.KEPT, Grant, AuthorityDelegated, Status.KEPT, _GRANT_RULES),
        Row(
            Status.KEPT,
            Revoke,
            DelegationRevoked,
            Status.KEPT,
            (grant_is_not_revoked, grant_is_known, revoker_is_delegator_or_oversees),
        ),
    ),
)


def _grant(state: Delegation, command: Grant, context: DelegationContext) -> tuple[Event, ...]:
    assert context.own_level is not None
    return (
        AuthorityDelegated(
            number=len(state.grants) + 1,
            delegator=context.actor,
            delegate=context.delegate,
            level=context.own_level,
            first_day=command.first_day,
            last_day=command.last_day,
            comment=command.comment,
        ),
    )


def _revoke(state: Delegation, command: Revoke, context: DelegationContext) -> tuple[Event, ...]:
    grant = state.find(command.number)
    assert grant is not None
    return (
        DelegationRevoked(
            number=grant.number,
            delegator=grant.delegator,
            delegate=context.delegate,
            revoked_by=context.actor,
            comment=command.comment,
        ),
    )


def _granted(state: Delegation, event: AuthorityDelegated) -> Delegation:
    grant = Granted(
        number=event.number,
        delegator=event.delegator,
        level=event.level,
        first_day=event.first_day,
        last_day=event.last_day,
        comment=event.comment,
    )
    return replace(state, delegate=event.delegate, grants=(*state.grants, grant))


def _revoked(state: Delegation, event: DelegationRevoked) -> Delegation:
    grants = tuple(
        replace(grant, revoked_by=event.revoked_by) if grant.number == event.number else grant
        for grant in state.grants
    )
    return replace(state, grants=grants)


DELEGATION = Decider(
    machine=MACHINE,
    stream_type="purchasing.delegation",
    id_type=DelegationId,
    initial=Delegation(),
    decisions={Grant: _grant, Revoke: _revoke},
    applications={AuthorityDelegated: _granted, DelegationRevoked: _revoked},
)
"""The aggregate `delegation`: one register per delegate, named by their own UUID."""
