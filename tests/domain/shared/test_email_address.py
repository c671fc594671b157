"""E-mail addresses have one form, so that one person has one log-in."""

import pytest

from domain.shared.email_address import EmailAddress, InvalidEmailAddress
from tests.domain.shared.wire import problems, read


@pytest.mark.parametrize(
    "text", ["ann@example.com", "a.b+c@sub.example.co", "o'neill@example.com", "a@b.xn--p1ai"]
)
def test_an_address_has_a_name_and_a_domain(text):
    assert EmailAddress(text) == text


def test_case_makes_no_difference():
    assert read(EmailAddress, '"Ann@Example.COM"') == "ann@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "", "ann", "ann@", "@example.com", "ann@example", "ann@@example.com", "ann @example.com",
        "ann@example..com", ".ann@example.com", "ann.@example.com", "ann@-example.com", "ann@example.com\n",
        "ann@exa_mple.com", "änn@example.com", "ann@example.com, bob@example.com", "\u212aann@example.com",
        "a" * 65 + "@example.com", "ann@" + "a." * 130 + "com", "ann\r\nbcc:x@example.com",
    ],
)  # fmt: skip
def test_what_no_message_could_reach_is_refused(text):
    with pytest.raises(InvalidEmailAddress):
        EmailAddress(text)


def test_an_address_is_text():
    assert problems(EmailAddress, "[]")
