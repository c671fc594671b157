"""What a deployment may choose, read from the environment once at start-up."""

import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FilePath,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infrastructure.bank.address import bank_address
from infrastructure.fault import Fault
from infrastructure.mail.address import smtp_server
from infrastructure.secret_files import secrets_from_files

_PREFIX = "DAYBOOK_"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?").fullmatch


class InvalidSetting(Fault):
    """An environment variable has a value that we cannot use."""


def _is_a_postgres_address(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    wanted = "it must look like postgresql://user:password@host:5432/database"
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(wanted)
    try:
        conninfo_to_dict(text)
    except ProgrammingError:
        raise ValueError(wanted) from None  # the driver would repeat what it cannot read
    return value


def _is_a_mail_server(value: SecretStr) -> SecretStr:
    smtp_server(value.get_secret_value())
    return value


def _is_a_sender(value: str) -> str:
    address = parseaddr(value)[1]
    if address.count("@") != 1 or not value.isascii() or any(sign < " " for sign in value):
        raise ValueError("it must look like Daybook <daybook@example.com>")
    return value


def _is_a_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("it must look like https://app.example.com")
    return value.rstrip("/")


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


SmtpAddress = Annotated[SecretStr, AfterValidator(_is_a_mail_server)]
MailSender = Annotated[str, AfterValidator(_is_a_sender)]
WebAddress = Annotated[str, AfterValidator(_is_a_web_address)]


def _parts(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value


def _are_networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        try:
            ip_network(each)
        except ValueError:
            raise ValueError("it must name addresses or networks like 10.0.0.0/8") from None
    return value


def _are_origins(value: tuple[str, ...]) -> tuple[str, ...]:
    """A star would let every page read what its visitors may, so it is none."""
    if not all(_ORIGIN(each) for each in value):
        raise ValueError("it must name origins like https://shop.example.com, without a path")
    return value


Networks = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_parts), AfterValidator(_are_networks)
]
Origins = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_parts), AfterValidator(_are_origins)
]


def _absolute_if_any(path: Path | None) -> Path | None:
    return None if path is None else _absolute(path)


BankAddress = Annotated[str, AfterValidator(bank_address)]
PostgresAddress = Annotated[SecretStr, AfterValidator(_is_a_postgres_address)]


class Settings(BaseSettings):
    """The choices of one process; each is an environment variable named DAYBOOK_ and the field.

    `DATABASE_URL` alone has the name that platforms give it. A variable that is empty chooses nothing.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, populate_by_name=True
    )

    database_url: PostgresAddress | None = Field(default=None, validation_alias="DATABASE_URL")
    """The server to use; without it an embedded PostgreSQL runs in `home`."""

    owner_database_url: PostgresAddress | None = None
    """How migrations log in, where the application's log-in may not; the same server and database."""

    home: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path(".daybook"), validate_default=True
    )
    """The folder for everything that is kept on this machine."""

    keys: Annotated[Path | None, AfterValidator(_absolute_if_any)] = None
    """The folder of the keys that sign access tokens, and in it `master` with those of personal data;
    without it, `keys` in `home`."""

    host: str = "127.0.0.1"
    """The address to listen on; only this machine reaches the default."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port to listen on; 0 takes any that is free."""

    workers: PositiveInt = 1
    """Processes that serve the API."""

    pool_size: PositiveInt = 8
    """Connections to the database of one process."""

    waiting_commands: PositiveInt = 4096
    """Commands of one process that may wait for the database; beyond them the answer is 503."""

    user_requests_per_minute: NonNegativeInt = 6_000
    """How fast one user may ask, with bursts of ten seconds' worth; 0 does not limit."""

    tenant_requests_per_minute: NonNegativeInt = 60_000
    """How fast all users of a tenant together may ask; 0 does not limit."""

    address_requests_per_minute: NonNegativeInt = 600
    """How fast one network address may ask without a log-in; 0 does not limit."""

    account_failed_log_ins: NonNegativeInt = 5
    """How many log-ins of one account may fail before the next has to wait; 0 does not limit."""

    address_failed_log_ins: NonNegativeInt = 30
    """How many log-ins from one network address may fail before the next has to wait; 0 does not limit."""

    address_mail_requests: NonNegativeInt = 20
    """How many registrations and new passwords one network address may ask for before it has to wait."""

    session_idle_minutes: PositiveInt = 12 * 60
    """After how many minutes without use a log-in is over."""

    session_longest_hours: PositiveInt = 7 * 24
    """After how many hours a log-in is over however much it is used."""

    smtp_url: SmtpAddress | None = None
    """The mail server, as smtps://user:password@host:465, or smtp:// for STARTTLS; without it mails are
    files in the folder mail of `home`."""

    smtp_ca: FilePath | None = None
    """A PEM file with the authorities that vouch for the mail server, instead of those of this machine."""

    mail_from: MailSender = "Daybook <daybook@localhost>"
    """From whom mails are."""

    app_url: WebAddress | None = None
    """A front end that mails link to, as APP/verify#token=… and APP/choose-password#token=…; without it
    they show the token alone."""
    concurrent_requests: PositiveInt = 10_000
    """Requests that one process works on at a time; beyond them the answer is 503."""

    connections_per_address: NonNegativeInt = 2_000
    """Connections to one process that one network address may hold; 0 does not limit."""

    trusted_proxies: Networks = ()
    """Addresses and networks, with commas between, whose `X-Forwarded-For` and `-Proto` are believed."""

    cors_origins: Origins = ()
    """Origins of web pages, with commas between, that may read answers; without any, none may."""

    bank_url: BankAddress | None = None
    """Where payment files go, over HTTPS; without it they wait until there is one."""

    bank_ca: FilePath | None = None
    """A PEM file with the authorities that vouch for the bank; without it, those of this machine do."""

    bank_token: SecretStr | None = None
    """What the bank knows us by, sent as a bearer token."""

    pain_version: Literal["09", "03"] = "09"
    """The version of pain.001 in which new payment runs are written."""

    master_key: SecretStr | None = None
    """Wraps the keys of people: 32 bytes in base64, older ones behind it; without it `keys` has one."""

    master_key_file: FilePath | None = None
    """A file with what `master_key` would say, for secrets that are mounted."""

    checkpoint_seconds: Annotated[int, Field(ge=1, le=60)] = 30
    """How often the log of a tenant is signed while something happens in it."""

    witness_file: Annotated[Path | None, AfterValidator(_absolute_if_any)] = None
    """A file outside the database that every signed checkpoint is added to before it counts."""

    analyst_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    """How long a statement of an analyst in SQL may take; a transaction may take twice as long."""

    trusted_issuers: FilePath | None = None
    """A TOML file with the other issuers whose tokens are taken; without it ours alone are."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important message that is still written."""

    log_format: Literal["text", "json"] = "text"
    """Lines for people or for machines."""

    @property
    def key_folder(self) -> Path:
        """Where the keys are that sign access tokens."""
        return self.keys or self.home / "keys"

    @property
    def audit_folder(self) -> Path:
        """Where the keys are that sign checkpoints of logs."""
        return self.key_folder / "audit"

    @property
    def master_folder(self) -> Path:
        """Where the master keys are that no setting gives."""
        return self.key_folder / "master"


def secret_variables() -> Mapping[str, str]:
    """The variables that hold secrets, each with its field; each may come from a file instead."""
    fields = Settings.model_fields.items()
    return {_variable_of(name): name for name, field in fields if _holds_secret(field.annotation)}


def load_settings() -> Settings:
    """The settings of this environment; raises InvalidSetting, naming the variable but no secret.

    Secrets may come from files: raises SecretFileUnusable for one that does not serve.
    """
    variables = secret_variables()
    told = secrets_from_files(variables, os.environ)
    given: dict[str, Any] = {
        variables[name]: secret
        for name, secret in told.items()
        if f"{variables[name]}_file" not in Settings.model_fields
    }
    try:
        return Settings(**given)
    except ValidationError as invalid:
        first = invalid.errors(include_url=False, include_input=False)[0]
        variable = _variable(str(first["loc"][0]))
        raise InvalidSetting(
            f"the environment variable {variable} has a value that cannot be used: {first['msg']}",
            f"correct or unset {variable}",
        ) from None


def _holds_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(map(_holds_secret, get_args(annotation)))


def _variable_of(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"{_PREFIX}{name.upper()}"


def _variable(field: str) -> str:
    if field in Settings.model_fields:
        return _variable_of(field)
    return field if field.isupper() else f"{_PREFIX}{field.upper()}"
