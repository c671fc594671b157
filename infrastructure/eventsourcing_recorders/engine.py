"""What the recorders of one application share: a writer on a thread of its own, and connections to read."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from eventsourcing.persistence import ProgrammingError
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from application.ports.event_store import Append, StreamAppend
from infrastructure.eventsourcing_recorders.background import Background
from infrastructure.eventsourcing_recorders.bells import Bells
from infrastructure.eventsourcing_recorders.errors import in_the_words_of_the_library
from infrastructure.eventsourcing_recorders.log import Log, append_on, open_log
from infrastructure.eventsourcing_recorders.options import Options
from infrastructure.postgres.address import database_of
from infrastructure.postgres.pool import Values
from infrastructure.postgres.reach import REACH, reach
from infrastructure.settings import load_settings

_Pool = ConnectionPool[Connection[TupleRow]]


@dataclass(frozen=True, slots=True)
class _Opened:
    background: Background[Log]
    pool: _Pool


class Engine:
    """Opened by its first use, ended by `close` or with its last reference; safe to use from many threads."""

    def __init__(self, options: Options, application: str) -> None:
        self.tenant = options.tenant
        self.application = application
        self._options = options
        self._bells = Bells()
        self._opening = threading.Lock()
        self._opened: _Opened | None = None
        self._resources = ExitStack()
        self._end = weakref.finalize(self, self._resources.close)

    def append(self, streams: tuple[StreamAppend, ...]) -> int:
        """Store all events or none, together with what other threads append; the position of the last."""
        with in_the_words_of_the_library():
            background = self._open().background
            return background.run(background.resource.append(self._append(streams)))

    def append_within(
        self, connection: Connection[TupleRow], streams: tuple[StreamAppend, ...]
    ) -> int:
        """The same in a transaction of the caller's, who calls `announce` once it is committed."""
        return append_on(connection, self._append(streams))

    def announce(self, position: int) -> None:
        """Tell followers everywhere that the log has reached this position."""
        with in_the_words_of_the_library():
            background = self._open().background
            background.run(background.resource.announce(self.tenant, position))

    @contextmanager
    def connection(self) -> Iterator[Connection[TupleRow]]:
        """A transaction of the tenant; failures are the library's within the block."""
        with in_the_words_of_the_library(), self._open().pool.connection() as connection:
            with connection.pipeline():  # both at once, so that it costs one round trip
                connection.execute("BEGIN")
                connection.execute(REACH, reach([self.tenant]))
            yield connection

    def ask(self, statement: bytes, values: Values) -> list[TupleRow]:
        """What one statement of the tenant answers, in one round trip; failures are the library's."""
        with in_the_words_of_the_library(), self._open().pool.connection() as connection:
            with connection.pipeline():
                connection.execute(REACH, reach([self.tenant]))
                cursor = connection.execute(statement, values)
            return cursor.fetchall()

    def ring(self, bell: threading.Event) -> None:
        """Set this event whenever the log may have grown, from now on."""
        with in_the_words_of_the_library():
            self._open()
        self._bells.add(bell)

    def unring(self, bell: threading.Event) -> None:
        """Set it no more."""
        self._bells.remove(bell)

    def close(self) -> None:
        """End the thread and the connections; harmless when done before."""
        self._end()

    def _append(self, streams: tuple[StreamAppend, ...]) -> Append:
        client = {"client": f"eventsourcing:{self.application}"}
        return Append(self.tenant, streams, client, datetime.now(UTC))

    def _open(self) -> _Opened:
        with self._opening:
            if not self._end.alive:
                raise ProgrammingError("the factory of these recorders is closed")
            if self._opened is None:
                self._opened = _open(self._options, self._bells, self._resources)
            return self._opened


def _open(options: Options, bells: Bells, resources: ExitStack) -> _Opened:
    """Open everything or nothing; `resources` closes it."""
    with ExitStack() as opening:
        dsn = options.dsn or opening.enter_context(database_of(load_settings())).dsn
        background = Background(lambda: open_log(dsn, bells), "daybook recorders")
        opening.callback(background.close)
        pool: _Pool = opening.enter_context(
            ConnectionPool(
                dsn,
                min_size=1,
                max_size=options.pool_size,
                open=False,
                kwargs={"autocommit": True, "application_name": "daybook recorders"},
            )
        )
        resources.push(opening.pop_all())
    return _Opened(background, pool)
