"""An application of the library handles the library's exceptions, and gets no others from us."""

from concurrent.futures import CancelledError

import psycopg
import pytest
from eventsourcing import persistence
from psycopg_pool import PoolTimeout

from application.ports.event_store import StoreOverloaded, StoreUnavailable, StreamConflict
from infrastructure.event_store.canonical import Unstorable
from infrastructure.eventsourcing_recorders.errors import in_the_words_of_the_library
from infrastructure.postgres.faults import DatabaseUnreachable


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (StreamConflict(["es:text:order-1"]), persistence.IntegrityError),
        (StoreOverloaded(1.0), persistence.OperationalError),
        (StoreUnavailable("the database did not answer in time"), persistence.OperationalError),
        (Unstorable("a lone surrogate"), persistence.DataError),
        (CancelledError(), persistence.OperationalError),
        (DatabaseUnreachable("nobody answers", "start it"), persistence.OperationalError),
        (PoolTimeout("too long"), persistence.OperationalError),
        (psycopg.errors.UniqueViolation("twice"), persistence.IntegrityError),
        (psycopg.errors.UndefinedTable("no such table"), persistence.ProgrammingError),
        (psycopg.errors.NumericValueOutOfRange("too big"), persistence.DataError),
        (psycopg.errors.FeatureNotSupported("cannot"), persistence.NotSupportedError),
        (psycopg.errors.InternalError_("broken"), persistence.InternalError),
        (psycopg.InterfaceError("closed"), persistence.InterfaceError),
    ],
    ids=lambda failure: getattr(failure, "__name__", type(failure).__name__),
)
def test_a_failure_is_told_in_the_words_of_the_library(
    ours: Exception, theirs: type[Exception]
) -> None:
    with pytest.raises(theirs) as told, in_the_words_of_the_library():
        raise ours
    assert type(told.value) is theirs
    assert told.value.__cause__ is ours
    assert str(told.value)


def test_what_is_no_failure_of_storage_passes_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), in_the_words_of_the_library():
        raise ZeroDivisionError


def test_a_kept_failure_keeps_nothing_of_its_caller_alive() -> None:
    kept = StreamConflict(["es:text:order-1"])
    with pytest.raises(persistence.IntegrityError), in_the_words_of_the_library():
        raise kept
    assert kept.__traceback__ is None
