"""Brings an embedded server back when the system kills it, for want of memory perhaps."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog

from infrastructure.fault import Fault
from infrastructure.postgres.embedded import EmbeddedPostgres

_log = structlog.get_logger(__name__)
_EVERY = 1.0  # seconds


@contextmanager
def kept_running(embedded: EmbeddedPostgres) -> Iterator[None]:
    """While the block runs, look every second whether the started server lives, and start it if not.

    What keeps it from starting is logged once, and tried again: a disk may be freed.
    """
    done = Event()
    thread = Thread(target=_keep, args=(embedded, done), name="postgres-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _keep(embedded: EmbeddedPostgres, done: Event) -> None:
    told = ""
    while not done.wait(_EVERY):
        if embedded.is_up():
            continue
        try:
            server = embedded.start()
        except Fault as fault:
            if told != fault.sentence:
                _log.error("embedded_postgres_stays_down", reason=fault.sentence, hint=fault.hint)
            told = fault.sentence
        else:
            told = ""
            _log.warning("embedded_postgres_was_down", pid=server.pid, port=server.port)
