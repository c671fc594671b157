"""A default secret serves this machine alone; where others can ask, somebody has chosen each of them."""

import os
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from infrastructure.privacy.master_keys import MasterKeys
from infrastructure.security.default_secrets import (
    DefaultSecret,
    is_loopback,
    refuse_default_secrets,
)
from infrastructure.security.key_files import KeyFolder
from infrastructure.settings import Settings

ELSEWHERE = "0.0.0.0"


def settings(home: Path, **chosen: Any) -> Settings:
    return Settings.model_validate({"home": home, "host": ELSEWHERE, **chosen})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation whose keys somebody has seen to."""
    KeyFolder(tmp_path / "keys").rotate()
    return tmp_path


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_is_served_at_once(tmp_path: Path, host: str) -> None:
    assert is_loopback(host)
    refuse_default_secrets(settings(tmp_path, host=host))


def test_a_proxy_that_is_trusted_lets_others_in_wherever_the_server_listens(tmp_path: Path) -> None:
    behind = settings(tmp_path, host="127.0.0.1", trusted_proxies=("127.0.0.1",))
    with pytest.raises(DefaultSecret, match=r"127\.0\.0\.1 through DAYBOOK_TRUSTED_PROXIES"):
        refuse_default_secrets(behind)
    KeyFolder(tmp_path / "keys").rotate()
    refuse_default_secrets(behind)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.0.2.1", "fe80::1%lo", "no.such.invalid"]
)
def test_every_other_address_may_be_reached_by_others(tmp_path: Path, host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(DefaultSecret, match="keys that sign access tokens"):
        refuse_default_secrets(settings(tmp_path, host=host))
    assert list(tmp_path.iterdir()) == [], "looking makes nothing"


def test_a_key_that_daybook_made_by_itself_is_a_default_until_it_is_rotated(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.load()
    with pytest.raises(DefaultSecret) as refused:
        refuse_default_secrets(settings(tmp_path))
    assert "daybook keys rotate" in refused.value.hint
    keys.rotate()
    refuse_default_secrets(settings(tmp_path))


def test_a_folder_of_keys_that_is_named_has_to_hold_one(tmp_path: Path) -> None:
    named = tmp_path / "mounted"
    with pytest.raises(DefaultSecret):
        refuse_default_secrets(settings(tmp_path, keys=named))
    KeyFolder(named).load()
    refuse_default_secrets(settings(tmp_path, keys=named))


@pytest.mark.parametrize(
    ("variable", "field", "value"),
    [
        ("DATABASE_URL", "database_url", "postgresql://app:postgres@db/daybook"),
        ("DATABASE_URL", "database_url", "postgresql://app:app@db/daybook"),
        ("DATABASE_URL", "database_url", "postgresql://app:Choose-Another@db/daybook"),
        ("DAYBOOK_OWNER_DATABASE_URL", "owner_database_url", "postgresql://o:changeme@db/d"),
        ("DAYBOOK_BANK_TOKEN", "bank_token", "secret"),
        ("DAYBOOK_SMTP_URL", "smtp_url", "smtps://daybook:changeme@mail.example.com"),
        ("DAYBOOK_MASTER_KEY", "master_key", b64encode(bytes(32)).decode()),
        ("DAYBOOK_MASTER_KEY", "master_key", b64encode(b"daybook!" * 4).decode()),
    ],
)
def test_a_secret_that_everybody_knows_is_refused_by_the_name_of_its_variable(
    home: Path, variable: str, field: str, value: str
) -> None:
    refuse_default_secrets(settings(home, host="127.0.0.1", **{field: value}))
    with pytest.raises(DefaultSecret, match=variable) as refused:
        refuse_default_secrets(settings(home, **{field: value}))
    assert value not in str(refused.value)
    assert f"{variable}_FILE" in refused.value.hint


def test_a_master_key_by_chance_is_no_default_whoever_made_it(home: Path) -> None:
    MasterKeys.of(settings(home))
    refuse_default_secrets(settings(home))
    refuse_default_secrets(settings(home, master_key=b64encode(os.urandom(32)).decode()))


def test_a_made_up_master_key_is_found_in_its_file_too(home: Path) -> None:
    file = home / "master"
    file.write_bytes(b64encode(b"0123456789abcdef0123456789abcdef"))
    with pytest.raises(DefaultSecret, match="DAYBOOK_MASTER_KEY"):
        refuse_default_secrets(settings(home, master_key_file=file))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://app:b7Hq-2vYz-9Lm4@db/daybook",
        "postgresql://app@/daybook?host=/run/postgresql",
    ],
)
def test_a_password_of_ones_own_or_none_at_all_is_no_default(home: Path, address: str) -> None:
    refuse_default_secrets(settings(home, database_url=address))
