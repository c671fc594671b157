"""People whom another issuer vouches for are who they are here, and no more."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api.bootstrap import Daybook
from tests.api.http.company import Company, Person, refused, succeeded
from tests.api.http.searching import reachable
from tests.api.http.trusting import ROLES, Outside

PATIENCE = 20.0


def status(person: Person) -> int:
    """What the way in answers."""
    return person.get("/v1/users/me").status_code


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_whom_the_issuer_vouches_for_is_let_in(outside: Outside, algorithm: str) -> None:
    there = outside.comes(algorithm, **ROLES)
    assert there.see("/v1/users/me")["userId"] == outside.buyer.user
    assert outside.company.supplier(there)


def test_the_log_says_who_vouched(outside: Outside) -> None:
    supplier = outside.company.supplier(outside.comes(**ROLES))
    auditor = outside.company.person("auditor")
    events = auditor.see(f"/v1/streams/{supplier}/events")["items"]
    assert {event["metadata"]["actor"] for event in events} == {outside.buyer.user}
    assert {event["metadata"]["via"] for event in events} == {outside.issuer.url}


def test_roles_are_those_that_both_sides_give(outside: Outside) -> None:
    denied = outside.comes(realm_access={"roles": ["requester"]})
    assert denied.ask("POST", "/v1/suppliers", {}).status_code == 403
    denied = outside.comes(realm_access={"roles": ["treasurer", "admin"]})
    assert denied.ask("POST", "/v1/suppliers", {}).status_code == 403
    assert outside.comes().ask("POST", "/v1/suppliers", {}).status_code == 403


def test_nobody_gets_a_key_for_more_than_they_came_with(outside: Outside) -> None:
    body = {"name": "Webshop", "owner": outside.buyer.user, "roles": ["buyer"]}
    account = outside.company.admin.do("POST", "/v1/service-accounts", body)["id"]
    path = f"/v1/service-accounts/{account}/keys"
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wanted = {"name": "k", "scopes": ["suppliers.*"], "expiresAt": soon}
    less = outside.comes(realm_access={"roles": ["requester"]})
    refused(less.ask("POST", path, wanted), 403, "PermissionDenied")
    assert outside.company.admin.see(f"/v1/service-accounts/{account}")["keys"] == []
    assert outside.comes(**ROLES).ask("POST", path, wanted).status_code == 201


def test_a_level_comes_with_a_role_that_approves(outside: Outside) -> None:
    admin, owner = outside.company.admin, outside.company.person("buyer", "approver", level="L3")
    body = {"name": "Webshop", "owner": owner.user, "roles": ["buyer"]}
    path = f"/v1/service-accounts/{admin.do('POST', '/v1/service-accounts', body)['id']}/keys"
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    wanted = {"name": "k", "scopes": ["purchase-orders.*"], "expiresAt": soon}
    machine = replace(owner, token=owner.do("POST", path, wanted)["key"])
    email = admin.see(f"/v1/users/{owner.user}")["email"]
    token = outside.issuer.token(email, realm_access={"roles": ["buyer"]})
    order = outside.company.submitted_order(outside.buyer)
    for less in (machine, outside.holding(token)):
        answer = less.ask("PATCH", f"/v1/purchase-orders/{order}/approve", {})
        refused(answer, 403, "InsufficientApprovalAuthority")
    approved = owner.do("PATCH", f"/v1/purchase-orders/{order}/approve", {})
    assert approved["status"] == "Approved"


def test_no_administrator_comes_from_outside(outside: Outside) -> None:
    admin = outside.company.admin
    email = admin.see("/v1/users/me")["email"]
    token = outside.issuer.token(email, **ROLES)
    assert outside.holding(token).ask("POST", "/v1/users", {}).status_code == 403


def test_nobody_comes_into_being_by_a_token(outside: Outside) -> None:
    admin, registered = outside.company.admin, "identity.user.registered"
    users = admin.see("/v1/events", type=registered)["items"]
    stranger = outside.holding(outside.issuer.token("stranger@example.com", **ROLES))
    assert status(stranger) == 401
    assert admin.see("/v1/events", type=registered)["items"] == users


def test_an_address_that_nobody_verified_proves_nothing(outside: Outside) -> None:
    for said in (False, "true", 1, None):
        assert status(outside.comes(email_verified=said)) == 401


def test_an_issuer_speaks_for_the_tenants_that_it_was_trusted_with(outside: Outside) -> None:
    other = Company.opened(outside.company.house)
    theirs = other.person("buyer")
    email = other.admin.see(f"/v1/users/{theirs.user}")["email"]
    assert status(outside.holding(outside.issuer.token(email, **ROLES))) == 401


def test_a_user_who_is_kept_out_here_is_kept_out_within_a_second(outside: Outside) -> None:
    leaver = outside.company.person("buyer")
    email = outside.company.admin.see(f"/v1/users/{leaver.user}")["email"]
    there = outside.holding(outside.issuer.token(email, **ROLES))
    assert status(there) == 200
    outside.company.admin.do("PATCH", f"/v1/users/{leaver.user}/deactivate", {})
    deadline = time.monotonic() + 1.0
    while status(there) == 200:
        assert time.monotonic() < deadline


def test_tokens_of_unknown_keys_do_not_make_us_ask_again_and_again(outside: Outside) -> None:
    token = outside.issuer.token(outside.email)
    head, rest = token.split(".", 1)
    before, began = outside.issuer.asked(), time.monotonic()
    for number in range(100):
        forged = head[:-4] + f"{number:04}"
        assert status(outside.holding(f"{forged}.{rest}")) == 401
    most = 2 + (time.monotonic() - began) / 0.2
    assert outside.issuer.asked() - before <= most


def test_keys_are_rotated_and_the_old_ones_are_good_for_nothing_soon(outside: Outside) -> None:
    old = outside.comes(**ROLES)
    assert status(old) == 200
    outside.issuer.rotate()
    new = outside.comes(**ROLES)
    eventually(lambda: status(new) == 200)
    eventually(lambda: status(old) == 401)


def test_an_issuer_that_is_down_keeps_nobody_out_who_has_a_token(outside: Outside) -> None:
    tokens = [outside.comes(algorithm, **ROLES) for algorithm in ("RS256", "ES256")]
    assert status(tokens[0]) == 200
    with outside.issuer.down():
        deadline = time.monotonic() + 1.0
        while time.monotonic() < deadline:
            assert [status(each) for each in tokens] == [200, 200]
        assert succeeded(outside.buyer.get("/v1/users/me"))


def test_whoever_is_erased_is_no_longer_in_what_is_remembered_of_tokens(outside: Outside) -> None:
    company = outside.company
    user = company.person("buyer", "requester").user
    email = company.admin.see(f"/v1/users/{user}")["email"]
    assert status(outside.holding(outside.issuer.token(email, **ROLES))) == 200

    def is_remembered() -> bool:
        return any(email in text for text in company.house.inside(_remembered))

    assert is_remembered()
    company.admin.do("PATCH", f"/v1/users/{user}/deactivate", {})
    company.admin.do("POST", "/v1/privacy/erasures", {"subjectId": user, "reason": "Has left."})
    eventually(lambda: not is_remembered())


async def _remembered(daybook: Daybook) -> list[str]:
    """Every text that the verified tokens of other issuers lead to."""
    assert daybook.machines.foreign is not None
    return reachable(daybook.machines.foreign)
