"""Who is trusted is written down exactly, or the server does not start."""

from pathlib import Path

import pytest

from infrastructure.security.foreign.configuration import IssuersUnusable, read_issuers
from infrastructure.security.foreign.issuers import TrustedIssuers

TENANT = "ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301"
GOOD = f"""
[[issuer]]
issuer = "https://sso.example.com/realms/acme"
audience = "daybook"
algorithms = ["RS256"]
tenants = ["{TENANT}"]
"""


def read(folder: Path, text: str) -> None:
    """Read the text as the file."""
    path = folder / "issuers.toml"
    path.write_text(text)
    read_issuers(path)


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    read(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("https://", "http://"),
        ("https://", "https://ann:secret@"),
        ("RS256", "HS256"),
        ("RS256", "none"),
        ('["RS256"]', "[]"),
        (f'["{TENANT}"]', "[]"),
        (f'["{TENANT}"]', f'["{TENANT}", "{TENANT[:-1]}2"]'),
        ("audience", "audiences"),
        ('"daybook"', '""'),
        ("[[issuer]]", "[issuer"),
        ("[[issuer]]", "[[other]]"),
        ('"daybook"', '"daybook"\nca_file = "/nowhere.pem"'),
        ('"daybook"', '"daybook"\nroles = { boss = "king" }'),
        ('"daybook"', '"daybook"\ncooldown_seconds = 0'),
    ],
)
def test_what_would_not_be_safe_or_says_nothing_is_refused(
    tmp_path: Path, right: str, wrong: str
) -> None:
    assert right in GOOD
    with pytest.raises(IssuersUnusable) as refused:
        read(tmp_path, GOOD.replace(right, wrong))
    assert "secret" not in str(refused.value)


def test_an_issuer_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(IssuersUnusable, match="twice"):
        read(tmp_path, GOOD + GOOD)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IssuersUnusable):
        read_issuers(tmp_path / "nowhere.toml")


def test_a_file_of_authorities_that_holds_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    path = tmp_path / "issuers.toml"
    path.write_text(GOOD.replace('"daybook"', f'"daybook"\nca_file = "{tmp_path}/ca.pem"'))
    with pytest.raises(IssuersUnusable):
        TrustedIssuers.configured(path)
