"""The table of conflicts is complete, and says nothing that no rule, event or operation knows of."""

import pytest

from application.audit.duty_operations import OPERATIONS, held_by
from application.permissions import PERMISSIONS
from domain.audit.segregation.conflict import Conflict, Link
from domain.audit.segregation.conflicts import BY_NAME, CONFLICTS
from domain.audit.segregation.duty import ACTS, Duty
from domain.audit.segregation.linkage import LEARNED_FROM
from domain.audit.segregation.preventive import PREVENTIVE
from domain.identity.role import Role
from domain.shared.refusal import SegregationOfDutiesViolation
from domain.shared.segregation import Separated
from infrastructure.event_store.catalogue import domain_deciders, domain_events


def _separating_rules() -> dict[str, tuple[str, ...]]:
    return {
        f"{decider.machine.name}: {rule.name}": rule.conflicts
        for decider in domain_deciders().values()
        for row in decider.machine.rows
        for rule in row.requires
        if issubclass(rule.refusal, SegregationOfDutiesViolation)
    }


def test_at_least_forty_conflicts_have_names_of_their_own() -> None:
    assert len(CONFLICTS) == len(BY_NAME) >= 40


def test_what_is_prevented_is_what_rules_of_machines_refuse() -> None:
    enforced = {name for names in _separating_rules().values() for name in names}
    assert enforced == set(Separated) == {one.name for one in PREVENTIVE}


def test_every_rule_that_separates_duties_names_its_conflicts() -> None:
    assert [name for name, conflicts in _separating_rules().items() if not conflicts] == []


@pytest.mark.parametrize("duty", Duty)
def test_every_duty_is_shown_by_an_event_and_half_of_a_conflict(duty: Duty) -> None:
    assert any(act.duty is duty for acts in ACTS.values() for act in acts)
    assert any(duty in (one.first, one.second) for one in CONFLICTS)


def test_every_event_that_the_walk_knows_is_one_of_the_domain() -> None:
    known = {name for name, _ in domain_events().keys}
    assert set(ACTS) | LEARNED_FROM <= known


@pytest.mark.parametrize("conflict", CONFLICTS, ids=lambda one: one.name)
def test_a_conflict_that_looks_back_along_documents_counts_in_one_order(
    conflict: Conflict,
) -> None:
    backwards = (Link.LINEAGE, Link.REVISION, Link.ENTRY)
    assert conflict.directed or conflict.link not in backwards
    assert conflict.risk.endswith(".")


def test_every_duty_that_takes_an_operation_names_those_that_there_are() -> None:
    assert set(OPERATIONS) == set(Duty)
    named = {operation for operations in OPERATIONS.values() for operation in operations}
    assert named <= set(PERMISSIONS)
    assert [duty for duty in Duty if not OPERATIONS[duty]] == [
        Duty.BE_ASKED_TO_APPROVE,
        Duty.BE_A_USER,
    ]


@pytest.mark.parametrize(
    ("roles", "holds", "does_not"),
    [
        ((Role.REQUESTER,), set[str](), set(BY_NAME)),
        ((Role.APPROVER,), {"approves-own-requisition"}, {"approves-own-order"}),
        ((Role.WAREHOUSE,), {"receives-and-returns"}, {"orders-and-receives"}),
        ((Role.BUYER, Role.WAREHOUSE), {"orders-and-receives"}, {"orders-and-pays"}),
        ((Role.AUDITOR, Role.ANALYST), set[str](), set(BY_NAME)),
        ((Role.ADMIN,), {"grants-access-and-pays", "approves-own-order"}, {"approves-twice"}),
    ],
)
def test_roles_tell_which_conflicts_somebody_holds(
    roles: tuple[Role, ...], holds: set[str], does_not: set[str]
) -> None:
    found = {one.conflict.name for one in held_by(roles)}
    assert holds <= found
    assert found.isdisjoint(does_not)
