"""A key takes away from what roles grant, and adds nothing."""

import pytest

from application.failures import UnknownScope
from application.identity.scopes import check_scopes, for_machines, operations_of
from application.permissions import PERMISSIONS, may, permitted
from application.scoped_roles import ScopedRoles
from domain.identity.role import Role
from domain.identity.scope import Scope
from domain.identity.service_account.rules import lendable


def roles(*scopes: str) -> ScopedRoles:
    """A buyer's key that is good for these scopes."""
    return ScopedRoles({Role.BUYER}, operations_of(Scope(each) for each in scopes))


def test_scoped_roles_count_for_their_operations_alone() -> None:
    granted = {each for each in PERMISSIONS if permitted(roles("purchase-orders.read"), each)}
    assert granted == {"purchase-orders.read"}


def test_a_scope_grants_nothing_that_the_roles_do_not_grant() -> None:
    every_group = {f"{each.partition('.')[0]}.*" for each in PERMISSIONS}
    everything = roles(*every_group)
    for operation in PERMISSIONS:
        allowed = permitted({Role.BUYER}, operation) and for_machines(operation)
        assert permitted(everything, operation) is allowed, operation


def test_no_key_logs_anybody_in_or_makes_another_key() -> None:
    for_nobody = {each for each in PERMISSIONS if not for_machines(each)}
    assert {"auth.log-out", "service-accounts.issue-key", "service-accounts.create"} <= for_nobody


@pytest.mark.parametrize("scope", ["invoices.raed", "nothing.*", "auth.*", "service-accounts.*"])
def test_a_scope_that_stands_for_nothing_is_refused(scope: str) -> None:
    with pytest.raises(UnknownScope) as refused:
        check_scopes([Scope("invoices.read"), Scope(scope)])
    assert refused.value.facts == {"scopes": [scope]}


def test_what_an_administrator_may_lend_grants_nothing_that_administrators_may_not() -> None:
    for role in lendable({Role.ADMIN}):
        beyond = {
            each
            for each in PERMISSIONS
            if permitted({role}, each) and not permitted({Role.ADMIN}, each)
        }
        assert beyond == set(), role


def test_who_is_limited_gets_through_doors_only_with_may() -> None:
    may(roles("purchase-orders.*"), "purchase-orders.issue")
