"""A secret may come from a file, which nobody else may read and which no message repeats."""

from pathlib import Path

import pytest

from infrastructure.secret_files import SecretFileUnusable
from infrastructure.settings import load_settings, secret_variables

ADDRESS = "postgresql://ann:canary@db/daybook"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in secret_variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def file_of(folder: Path, text: bytes, mode: int = 0o600) -> str:
    path = folder / "secret"
    path.write_bytes(text)
    path.chmod(mode)
    return str(path)


def test_every_secret_is_one_of_these() -> None:
    assert set(secret_variables()) >= {
        "DATABASE_URL",
        "DAYBOOK_OWNER_DATABASE_URL",
        "DAYBOOK_BANK_TOKEN",
    }


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o440])
def test_a_secret_is_read_from_the_file_that_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int
) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", file_of(tmp_path, f"{ADDRESS}\n".encode(), mode))
    address = load_settings().database_url
    assert address is not None
    assert address.get_secret_value() == ADDRESS


@pytest.mark.parametrize(
    ("text", "mode", "why"),
    [
        (b"canary", 0o644, "everybody on this machine may read"),
        (b"canary", 0o602, "everybody on this machine may read"),
        (b"", 0o600, "holds no secret"),
        (b"\n", 0o600, "holds no secret"),
        (b"canary" * 20_000, 0o600, "holds no secret"),
        (b"canary\xff", 0o600, "not UTF-8"),
    ],
)
def test_a_file_that_does_not_serve_is_refused_by_its_variable_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: bytes, mode: int, why: str
) -> None:
    monkeypatch.setenv("DAYBOOK_BANK_TOKEN_FILE", file_of(tmp_path, text, mode))
    with pytest.raises(SecretFileUnusable, match=why) as refused:
        load_settings()
    assert "DAYBOOK_BANK_TOKEN_FILE" in refused.value.sentence
    assert "canary" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAYBOOK_BANK_TOKEN_FILE", str(tmp_path / "nothing"))
    with pytest.raises(SecretFileUnusable, match="No such file"):
        load_settings()


def test_a_secret_that_is_told_in_two_ways_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DAYBOOK_BANK_TOKEN", "canary")
    monkeypatch.setenv("DAYBOOK_BANK_TOKEN_FILE", file_of(tmp_path, b"another"))
    with pytest.raises(SecretFileUnusable, match="both"):
        load_settings()
