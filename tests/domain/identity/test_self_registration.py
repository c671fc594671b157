"""Who may register themselves is said by whole domains, and gives no power over others."""

import pytest
from pydantic import ValidationError

from domain.identity.role import PRIVILEGED, SELF_GIVEN, Role
from domain.identity.self_registration import (
    CLOSED,
    InvalidMailDomain,
    MailDomain,
    SelfRegistration,
)
from domain.identity.tenant import commands as c
from domain.identity.tenant import events as e
from domain.identity.tenant.events import SelfRegistrationSet
from domain.identity.tenant.rules import self_registration_gives_no_power
from domain.shared.email_address import EmailAddress
from tests.domain.identity.test_tenant import ROOT, sandbox

OPEN = SelfRegistration.model_validate({"domains": ["Example.COM"], "roles": ["requester"]})


@pytest.mark.parametrize(
    ("email", "admitted"),
    [
        ("ann@example.com", True),
        ("ANN@EXAMPLE.com", True),
        ("ann@sub.example.com", False),
        ("ann@notexample.com", False),
        ("ann@example.com.evil.net", False),
    ],
)
def test_exactly_the_domain_counts(email: str, admitted: bool) -> None:
    assert OPEN.admits(EmailAddress(email)) is admitted
    assert not CLOSED.admits(EmailAddress(email))


@pytest.mark.parametrize("text", ["", "@example.com", "example", "exa mple.com", "*.example.com"])
def test_what_no_address_ends_with_is_no_domain(text: str) -> None:
    with pytest.raises(InvalidMailDomain):
        MailDomain(text)


@pytest.mark.parametrize("role", sorted(PRIVILEGED))
def test_a_role_that_others_have_to_give_cannot_be_among_them(role: Role) -> None:
    with pytest.raises(ValidationError):
        SelfRegistration(domains=(MailDomain("example.com"),), roles=(Role.BUYER, role))


POWERFUL = sorted(frozenset(Role) - SELF_GIVEN - PRIVILEGED)


@pytest.mark.parametrize("role", POWERFUL)
def test_a_tenant_cannot_open_itself_to_whoever_wants_power(role: Role) -> None:
    wanted = SelfRegistration(domains=OPEN.domains, roles=(Role.REQUESTER, role))
    asked = sandbox().when(c.SetSelfRegistration(self_registration=wanted), by=ROOT)
    asked.refused(self_registration_gives_no_power, roles=(role,))


@pytest.mark.parametrize("role", POWERFUL)
def test_what_was_set_before_there_was_that_rule_gives_no_power_either(role: Role) -> None:
    """History is read as ever; it lets people register for as much as they could be given today."""
    old = SelfRegistrationSet.model_validate(
        {"selfRegistration": {"domains": ["example.com"], "roles": ["requester", role]}}
    ).self_registration
    assert old.given == (Role.REQUESTER,)
    assert old.admits(EmailAddress("ann@example.com"))
    nothing_left = SelfRegistration(domains=OPEN.domains, roles=(role,))
    assert not nothing_left.admits(EmailAddress("ann@example.com"))


def test_a_domain_without_a_role_is_no_registration() -> None:
    with pytest.raises(ValidationError):
        SelfRegistration(domains=(MailDomain("example.com"),))


def test_a_tenant_is_closed_until_it_says_otherwise_and_can_close_again() -> None:
    tenant = sandbox()
    assert tenant.state.self_registration == CLOSED
    opened = tenant.when(c.SetSelfRegistration(self_registration=OPEN), by=ROOT)
    opened.then(e.SelfRegistrationSet(self_registration=OPEN))
    assert opened.state.self_registration == OPEN
    closed = opened.when(c.SetSelfRegistration(self_registration=CLOSED), by=ROOT)
    assert closed.state.self_registration == CLOSED
