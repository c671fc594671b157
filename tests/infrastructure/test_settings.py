"""What a deployment may choose."""

from pathlib import Path

import pytest

from infrastructure.settings import InvalidSetting, load_settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "DAYBOOK_HOME", "DAYBOOK_PORT", "DAYBOOK_OWNER_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_the_data_lies_in_the_folder_where_daybook_is_run(
    tmp_path: Path,
) -> None:
    settings = load_settings()
    assert settings.database_url is None
    assert settings.home == tmp_path / ".daybook"
    assert settings.host == "127.0.0.1"


def test_every_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:secret@db/daybook")
    monkeypatch.setenv("DAYBOOK_HOME", "~/books")
    monkeypatch.setenv("DAYBOOK_PORT", "9000")
    settings = load_settings()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://ann:secret@db/daybook"
    assert settings.home == Path.home() / "books"
    assert settings.port == 9000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DAYBOOK_PORT", "eighty"),
        ("DAYBOOK_PORT", "70000"),
        ("DAYBOOK_WORKERS", "0"),
        ("DAYBOOK_LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://ann:secret@db/daybook"),
        ("DATABASE_URL", "postgresql://ann:%secret@db/daybook"),
        ("DAYBOOK_OWNER_DATABASE_URL", "secret"),
        ("DAYBOOK_BANK_URL", "http://bank.example/secret"),
        ("DAYBOOK_BANK_URL", "https://ann:secret@bank.example"),
        ("DAYBOOK_BANK_CA", "secret/ca.pem"),
        ("DAYBOOK_PAIN_VERSION", "10"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidSetting, match=variable) as refused:
        load_settings()
    assert "secret" not in str(refused.value)
    assert variable in refused.value.hint


def test_a_variable_that_is_empty_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in ("DATABASE_URL", "DAYBOOK_HOME", "DAYBOOK_PORT"):
        monkeypatch.setenv(variable, "")
    settings = load_settings()
    assert (settings.database_url, settings.home) == (None, tmp_path / ".daybook")


def test_printing_the_settings_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:secret@db/daybook")
    assert "secret" not in repr(load_settings())
