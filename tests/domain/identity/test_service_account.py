"""Machines act for people who answer for them, and are never more than those people."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.identity.role import Role
from domain.identity.scope import InvalidScope, Scope
from domain.identity.service_account import commands as c
from domain.identity.service_account import events as e
from domain.identity.service_account.machine import SERVICE_ACCOUNT, ServiceAccount, Status
from domain.identity.service_account.rules import (
    LONGEST_LIFE,
    MOST_KEYS,
    ServiceAccountContext,
    account_has_room_for_a_key,
    key_does_not_live_too_long,
    key_expires_later,
    key_is_known,
    key_is_not_revoked,
    lendable,
    only_the_owner_gets_a_key,
    owner_is_active,
    owner_or_administrator_revokes,
    roles_are_the_owners_to_lend,
)
from domain.shared.context import SYSTEM
from domain.shared.ids import ApiKeyId, UserId
from tests.given_when_then import NOON, Outcome, Stories

ADA, OLA, MAX = (UserId.of(UUID(f"00000000-0000-4000-8000-{n:012}")) for n in (1, 2, 3))
KEY, OTHER = (ApiKeyId.of(UUID(f"00000000-0000-4000-8000-{n:012}")) for n in (8, 9))
BUYING: dict[str, Any] = {"owner_roles": frozenset({Role.BUYER, Role.REQUESTER})}
DAY = timedelta(days=1)

given = Stories(SERVICE_ACCOUNT, ServiceAccountContext).given


def create(*roles: Role) -> c.Create:
    """The command that lets the webshop act for Ola."""
    return c.Create(name="Webshop", owner=OLA, roles=roles or (Role.BUYER,))


def created(*roles: Role, **facts: Any) -> Outcome[ServiceAccount]:
    """Ada created the account."""
    return given().when(create(*roles), by=ADA, **{**BUYING, **facts})


def issue(lives: timedelta = DAY) -> c.IssueKey:
    """The command that makes a key which lives for so long."""
    scopes = (Scope("purchase-orders.read"), Scope("invoices.*"), Scope("purchase-orders.read"))
    return c.IssueKey(name="Production", scopes=scopes, expires_at=NOON + lives)


def issued(key: ApiKeyId = KEY) -> Outcome[ServiceAccount]:
    """Ola got a key."""
    return created().when(issue(), by=OLA, new_key=key)


def test_a_machine_is_created_for_somebody_with_some_of_their_roles() -> None:
    created(Role.BUYER, Role.REQUESTER).then_only(
        e.ServiceAccountCreated, owner=OLA, roles=(Role.REQUESTER, Role.BUYER)
    ).leads_to(Status.ACTIVE)


def test_a_machine_has_no_role_that_its_owner_has_not() -> None:
    created(Role.TREASURER).refused(roles_are_the_owners_to_lend, beyond=(Role.TREASURER,))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PLATFORM_ADMIN])
def test_no_machine_is_an_administrator_whoever_owns_it(role: Role) -> None:
    everything = frozenset(Role)
    created(role, owner_roles=everything).refused(roles_are_the_owners_to_lend, beyond=(role,))


def test_an_administrator_can_lend_what_the_staff_may() -> None:
    lent = lendable({Role.ADMIN})
    assert {Role.BUYER, Role.TREASURER, Role.AUDITOR, Role.BANK} <= lent
    assert lent.isdisjoint({Role.ADMIN, Role.PLATFORM_ADMIN, Role.SUPPLIER})


def test_nobody_answers_for_a_machine_while_they_are_kept_out() -> None:
    created(owner_active=False).refused(owner_is_active)
    created().when(issue(), by=OLA, new_key=KEY, owner_active=False).refused(owner_is_active)


def test_the_owner_gets_a_key_which_says_each_scope_once() -> None:
    outcome = issued().then_only(e.ApiKeyIssued, key_id=KEY, expires_at=NOON + DAY)
    assert outcome.events[0].scopes == ("purchase-orders.read", "invoices.*")  # type: ignore[attr-defined]


def test_nobody_else_gets_a_key_not_even_who_created_the_machine() -> None:
    for somebody in (ADA, MAX):
        outcome = created().when(issue(), by=somebody, new_key=KEY, administers=True)
        outcome.refused(only_the_owner_gets_a_key)


def test_whoever_runs_the_product_may_make_a_key_at_the_machine() -> None:
    created().when(issue(), by=SYSTEM, new_key=KEY).then_only(e.ApiKeyIssued)


def test_a_key_lives_for_a_while_and_at_most_a_year() -> None:
    for lives in (timedelta(), -DAY):
        created().when(issue(lives), by=OLA, new_key=KEY).refused(key_expires_later)
    created().when(issue(LONGEST_LIFE), by=OLA, new_key=KEY).then_only(e.ApiKeyIssued)
    longer = LONGEST_LIFE + timedelta(microseconds=1)
    created().when(issue(longer), by=OLA, new_key=KEY).refused(key_does_not_live_too_long)


def test_a_key_is_good_until_it_expires() -> None:
    (key,) = issued().state.keys
    assert key.good(NOON + DAY - timedelta(microseconds=1))
    assert not key.good(NOON + DAY)


def test_an_account_has_only_so_many_good_keys() -> None:
    story = created()
    for number in range(MOST_KEYS):
        key = ApiKeyId.of(UUID(f"00000000-0000-4000-9000-{number:012}"))
        story = story.when(issue(), by=OLA, new_key=key)
    story.when(issue(), by=OLA, new_key=KEY).refused(account_has_room_for_a_key, most=MOST_KEYS)
    later = {"at": NOON + 2 * DAY, "new_key": KEY}
    story.when(issue(3 * DAY), by=OLA, **later).then_only(e.ApiKeyIssued)


def test_a_key_is_rotated_by_a_second_one_before_the_first_is_revoked() -> None:
    both = issued().when(issue(), by=OLA, new_key=OTHER)
    rotated = both.when(c.RevokeKey(key_id=KEY), by=OLA).then(e.ApiKeyRevoked(key_id=KEY))
    assert [key.id for key in rotated.state.good_keys(NOON)] == [OTHER]


def test_a_key_is_revoked_once_by_its_owner_or_an_administrator() -> None:
    revoke = c.RevokeKey(key_id=KEY)
    issued().when(revoke, by=MAX).refused(owner_or_administrator_revokes)
    revoked = issued().when(revoke, by=ADA, administers=True).leads_to(Status.ACTIVE)
    revoked.when(revoke, by=OLA).refused(key_is_not_revoked)
    issued().when(c.RevokeKey(key_id=OTHER), by=OLA).refused(key_is_known)


def test_a_disabled_machine_gets_no_key_but_can_lose_one() -> None:
    disabled = issued().when(c.Disable(), by=ADA).leads_to(Status.DISABLED)
    disabled.when(issue(), by=OLA, new_key=OTHER).impossible()
    disabled.when(c.RevokeKey(key_id=KEY), by=OLA).leads_to(Status.DISABLED)
    disabled.when(c.Enable(), by=ADA).leads_to(Status.ACTIVE)


@pytest.mark.parametrize(
    "text", ["", "*", "invoices", "invoices.", ".read", "Invoices.read", "a.b.c", "a.**", "a b.c"]
)
def test_a_scope_names_an_operation_or_a_group(text: str) -> None:
    with pytest.raises(InvalidScope):
        Scope(text)
    with pytest.raises(ValidationError):
        TypeAdapter(Scope).validate_python(text)


def test_a_scope_covers_its_operation_or_all_of_its_group_and_nothing_that_sounds_alike() -> None:
    assert Scope("invoices.read").covers("invoices.read")
    assert not Scope("invoices.read").covers("invoices.reads")
    assert Scope("invoices.*").covers("invoices.register")
    assert not Scope("invoices.*").covers("invoices-of-others.read")


def test_a_key_that_is_good_for_nothing_is_not_asked_for() -> None:
    with pytest.raises(ValidationError):
        c.IssueKey(name="Empty", scopes=(), expires_at=NOON)
