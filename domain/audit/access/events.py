"""What an auditor sees of people who come and go, of doors that stayed shut, and of data that left.

Of where somebody was only the network is told, never the whole address; the client is in the metadata.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from domain.shared.ids import UserId
from domain.shared.message import Event

MOST_NETWORKS = 16
"""How many networks one record names; an attack from more of them tells the first."""

Network = Annotated[str, Field(max_length=64, examples=["192.0.2.0/24"])]
SqlLogIn = Annotated[str, Field(max_length=63, examples=["analyst_0b1f5a3c9d2e"])]
Times = Annotated[int, Field(ge=1)]


class LogInRefusal(StrEnum):
    """Why somebody was not let in; the caller is never told which it was."""

    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - a reason, no password
    UNKNOWN_ACCOUNT = "unknown-account"
    NOT_ACTIVE = "not-active"
    UNVERIFIED = "unverified"
    THROTTLED = "throttled"


class SessionEnding(StrEnum):
    """What ended a session before its time."""

    LOGGED_OUT = "logged-out"
    ANOTHER_LOG_IN = "another-log-in"
    REFRESH_TOKEN_REUSED = "refresh-token-reused"  # noqa: S105 - a reason, no token
    ENDED_BY_SOMEBODY = "ended-by-somebody"


class PasswordSource(StrEnum):
    """How somebody came by a password; with one that was given, another person knows it."""

    GIVEN = "given"
    CHOSEN_BY_MAIL = "chosen-by-mail"


class LogInSucceeded(Event):
    """Somebody came in; the session is good until `ends_at` unless something ends it before."""

    event_type: ClassVar[str] = "audit.log-in-succeeded"

    user: UserId
    session: str
    ends_at: AwareDatetime
    network: Network


class TokenIssued(Event):
    """Whoever sits at the machine got a token, with which they are the user until `ends_at`."""

    event_type: ClassVar[str] = "audit.token-issued"

    user: UserId
    ends_at: AwareDatetime


class SqlLogInMade(Event):
    """A log-in to the database was about to be made at the machine, which reads this tenant's views.

    It is good until `ends_at` unless it is ended before; who made it is in the metadata.
    """

    event_type: ClassVar[str] = "audit.sql-log-in-made"

    login: SqlLogIn
    ends_at: AwareDatetime


class SqlLogInEnded(Event):
    """A log-in to the database, and every session that it had, was ended at the machine."""

    event_type: ClassVar[str] = "audit.sql-log-in-ended"

    login: SqlLogIn


class LogInRefused(Event):
    """Attempts to come in that failed alike; `user` is whose account it was about, None for nobody's."""

    event_type: ClassVar[str] = "audit.log-in-refused"

    user: UserId | None = None
    reason: LogInRefusal
    times: Times
    first_at: AwareDatetime
    last_at: AwareDatetime
    networks: Annotated[tuple[Network, ...], Field(max_length=MOST_NETWORKS)]


class SessionEnded(Event):
    """A session was over before its time."""

    event_type: ClassVar[str] = "audit.session-ended"

    user: UserId
    session: str
    reason: SessionEnding
    network: Network


class PasswordSet(Event):
    """A user's password was about to be replaced; by whom is in the metadata, and no secret anywhere."""

    event_type: ClassVar[str] = "audit.password-set"

    user: UserId
    source: PasswordSource
    network: Network


class PermissionRefused(Event):
    """Somebody asked for an operation that none of their roles may do, and nothing of it was looked at."""

    event_type: ClassVar[str] = "audit.permission-refused"

    actor: UserId
    operation: str
    times: Times
    first_at: AwareDatetime
    last_at: AwareDatetime
    networks: Annotated[tuple[Network, ...], Field(max_length=MOST_NETWORKS)]


class DataExported(Event):
    """Data left in a form that is made to be taken away: what it was, how it was narrowed, how much.

    That words were searched for is told without the words, which may be somebody's name.
    """

    event_type: ClassVar[str] = "audit.data-exported"

    actor: UserId
    what: Annotated[str, Field(examples=["suppliers"])]
    filters: Mapping[str, str]
    rows: Annotated[int, Field(ge=0)]
    format: Annotated[str, Field(examples=["text/csv"])]
    network: Network
