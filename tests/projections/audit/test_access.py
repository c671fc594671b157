"""Everything that an auditor of access has to see is in the list, however new it is."""

from domain.identity.branch.events import (
    BranchClosed,
    BranchOpened,
    BranchRenamed,
    BranchReopened,
)
from domain.identity.tenant.events import SandboxClockAdvanced, TenantOpened
from domain.shared.message import Event
from infrastructure.event_store.catalogue import domain_events
from projections.audit.access import AccessProjection
from projections.audit.privileges import PRIVILEGE_EVENTS

ABOUT_RIGHTS = ("audit.", "governance.", "identity.", "purchasing.delegation.")
NO_RIGHTS: frozenset[type[Event]] = frozenset(
    {
        TenantOpened,
        SandboxClockAdvanced,
        BranchOpened,
        BranchRenamed,
        BranchClosed,
        BranchReopened,
    }
)
"""Events of these contexts that give nobody a right and take none away."""


def test_whatever_changes_rights_is_in_the_list_or_said_not_to_be() -> None:
    registry = domain_events()
    types = {name for name, _ in registry.keys if name.startswith(ABOUT_RIGHTS)}
    listed = AccessProjection.event_types | {each.event_type for each in NO_RIGHTS}
    assert types - listed == set(), "tell them in projections/audit, or name them here"


def test_nothing_in_the_list_is_an_event_that_nobody_knows() -> None:
    known = {name for name, _ in domain_events().keys}
    assert known >= AccessProjection.event_types
    assert len(PRIVILEGE_EVENTS) > 10
