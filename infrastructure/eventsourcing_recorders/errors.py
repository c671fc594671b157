"""What goes wrong, in the words of the library: its applications handle its own exceptions only."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager

import psycopg
from eventsourcing import persistence

from application.ports.event_store import StoreOverloaded, StoreUnavailable, StreamConflict
from infrastructure.event_store.canonical import Unstorable
from infrastructure.fault import Fault

# The first that fits wins, so narrow ones stand before the wide ones they belong to.
_WORDS: tuple[tuple[type[Exception], type[persistence.PersistenceError]], ...] = (
    (StreamConflict, persistence.IntegrityError),
    (StoreOverloaded, persistence.OperationalError),
    (StoreUnavailable, persistence.OperationalError),
    (Unstorable, persistence.DataError),
    (CancelledError, persistence.OperationalError),
    (Fault, persistence.OperationalError),
    (psycopg.InterfaceError, persistence.InterfaceError),
    (psycopg.OperationalError, persistence.OperationalError),
    (psycopg.DataError, persistence.DataError),
    (psycopg.IntegrityError, persistence.IntegrityError),
    (psycopg.InternalError, persistence.InternalError),
    (psycopg.ProgrammingError, persistence.ProgrammingError),
    (psycopg.NotSupportedError, persistence.NotSupportedError),
    (psycopg.DatabaseError, persistence.DatabaseError),
    (psycopg.Error, persistence.PersistenceError),
)


@contextmanager
def in_the_words_of_the_library() -> Iterator[None]:
    """Raise the library's exception for ours and the driver's; anything else passes as it is."""
    try:
        yield
    except tuple(ours for ours, _ in _WORDS) as failure:
        theirs = next(theirs for ours, theirs in _WORDS if isinstance(failure, ours))
        # The writer may keep the failure a while; without its trace it keeps nothing of the caller alive.
        raise theirs(str(failure) or type(failure).__name__) from failure.with_traceback(None)
