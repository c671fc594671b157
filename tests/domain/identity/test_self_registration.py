"""Who may register themselves is said by whole domains, and gives no power over others."""

import pytest
from pydantic import ValidationError

from domain.identity.role import PRIVILEGED, Role
from domain.identity.self_registration import (
    CLOSED,
    InvalidMailDomain,
    MailDomain,
    SelfRegistration,
)
from domain.identity.tenant import commands as c
from domain.identity.tenant import events as e
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
