"""Each kind of failure has its exit code, its name and its sentence."""

import errno
import os

import psycopg
import pytest
from psycopg_pool import PoolTimeout
from pydantic import TypeAdapter, ValidationError

from api.cli.exit_code import ExitCode
from api.cli.failures import told_of
from application.failures import ConcurrencyConflict, DocumentNotFound, PreconditionFailed
from application.ports.event_store import StoreUnavailable
from domain.shared.ids import UserId
from domain.shared.refusal import ContentRefused, InvalidStateTransition
from tests.cluster import Database


@pytest.mark.parametrize(
    ("failure", "code", "name"),
    [
        (DocumentNotFound("there is none"), ExitCode.FAILED, "DocumentNotFound"),
        (ContentRefused("too long"), ExitCode.FAILED, "ContentRefused"),
        (ConcurrencyConflict("others"), ExitCode.CONFLICT, "ConcurrencyConflict"),
        (PreconditionFailed("stale"), ExitCode.CONFLICT, "PreconditionFailed"),
        (
            InvalidStateTransition("order", "Draft", "pay", []),
            ExitCode.CONFLICT,
            "InvalidStateTransition",
        ),
        (StoreUnavailable("down"), ExitCode.NOT_REACHABLE, "DatabaseUnreachable"),
        (PoolTimeout("none"), ExitCode.NOT_REACHABLE, "DatabaseUnreachable"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "pg"), ExitCode.FAILED, "DiskFull"),
        (OSError(errno.EACCES, os.strerror(errno.EACCES), "pg"), ExitCode.FAILED, "AccessRefused"),
        (OSError(errno.EADDRINUSE, "in use"), ExitCode.FAILED, "AddressInUse"),
        (OSError(errno.EIO, "input/output error"), ExitCode.FAILED, "SystemError"),
        (RuntimeError("surprise"), ExitCode.FAILED, "InternalError"),
        (
            ExceptionGroup("two at once", [DocumentNotFound("x")]),
            ExitCode.FAILED,
            "DocumentNotFound",
        ),
    ],
)
def test_a_failure_ends_with_its_code_and_its_name(
    failure: Exception, code: ExitCode, name: str
) -> None:
    told = told_of(failure)
    assert (told.code, told.name) == (code, name)
    assert told.sentence


def test_a_connection_that_the_server_ended_is_a_database_that_is_not_reachable(
    database: Database,
) -> None:
    with (
        psycopg.connect(database.owner_dsn) as connection,
        pytest.raises(psycopg.OperationalError) as ended,
    ):
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    told = told_of(ended.value)
    assert (told.code, told.name) == (ExitCode.NOT_REACHABLE, "DatabaseUnreachable")
    assert "\n" not in told.sentence


def test_a_value_that_is_none_is_told_with_its_place() -> None:
    with pytest.raises(ValidationError) as invalid:
        TypeAdapter(dict[str, UserId]).validate_python({"actor": "nobody"})
    told = told_of(invalid.value)
    assert told.code == ExitCode.USAGE
    assert told.sentence == "actor: must be usr_ followed by a version 4 UUID in lower case"


def test_the_facts_of_a_refusal_are_its_hint() -> None:
    refusal = InvalidStateTransition("purchase-order", "Draft", "pay", ["submit", "cancel"])
    assert told_of(refusal).hint == "current_state Draft, allowed_commands ('submit', 'cancel')"
