"""A connection on which a statement need not wait for the answers of those before it.

The driver opens it; from then on we speak to its libpq connection ourselves. That halves the client's CPU
time per statement, and the database begins with the next one while we are still reading the last answer.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]

Call = tuple[bytes, Sequence[bytes]]
"""A prepared statement with its parameters."""


class ConnectionLost(Exception):
    """The connection died; whether the statements under way took effect is not known."""


class Pipeline:
    """Prepared statements, each a transaction of its own; parameters and answers are binary."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self.lost = False
        self._connection = connection
        self._pgconn = connection.pgconn
        self._pgconn.nonblocking = 1
        self._pgconn.enter_pipeline_mode()
        self._loader = Transformer(connection)
        self._awaited: deque[asyncio.Future[list[Row]]] = deque()
        self._answer: PGresult | None = None
        self._loop = asyncio.get_running_loop()
        self._socket = self._pgconn.socket
        self._loop.add_reader(self._socket, self._receive)

    @classmethod
    async def open(cls, dsn: str, name: str, first: Sequence[bytes]) -> "Pipeline":
        """Connect and execute the `first` statements; raises `ConnectionLost`."""
        try:
            connection = await AsyncConnection.connect(
                dsn, autocommit=True, connect_timeout=5, application_name=name
            )
            try:
                for statement in first:
                    await connection.execute(statement)
            except BaseException:
                await connection.close()
                raise
        except psycopg.OperationalError as failure:
            raise ConnectionLost(str(failure)) from failure
        return cls(connection)

    async def ask(
        self, statement: bytes, parameters: Sequence[bytes], *, first: Sequence[Call] = ()
    ) -> list[Row]:
        """The rows that a prepared statement answers with; those that come `first` are in its transaction.

        Raises the `psycopg.Error` that the database answered with, or `ConnectionLost`.
        """
        if self.lost:
            raise ConnectionLost("the connection is closed")
        answer: asyncio.Future[list[Row]] = self._loop.create_future()
        self._awaited.append(answer)
        try:
            for name, values in (*first, (statement, parameters)):
                formats = [Format.BINARY] * len(values)
                self._pgconn.send_query_prepared(name, values, formats, Format.BINARY)
            self._pgconn.pipeline_sync()
            self._send()
        except psycopg.OperationalError as failure:
            self.abandon(str(failure))
        return await answer

    def abandon(self, reason: str) -> None:
        """Close at once and tell everybody who still waits for an answer; harmless when closed."""
        if self.lost:
            return
        self.lost = True
        if not self._loop.is_closed():
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
        self._pgconn.finish()
        for answer in self._awaited:
            if not answer.done():
                answer.set_exception(ConnectionLost(reason))
        self._awaited.clear()

    def _send(self) -> None:
        """Hand libpq's buffer to the system, the rest of it when the system takes more."""
        if self._pgconn.flush():
            self._loop.add_writer(self._socket, self._send_rest)

    def _send_rest(self) -> None:
        try:
            if not self._pgconn.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.OperationalError as failure:
            self.abandon(str(failure))

    def _receive(self) -> None:
        pgconn = self._pgconn
        try:
            pgconn.consume_input()
            while self._awaited and not pgconn.is_busy():
                result = pgconn.get_result()
                if pgconn.status != ConnStatus.OK:
                    raise psycopg.OperationalError("the server closed the connection")  # noqa: TRY301
                if result is not None:
                    self._take(result)
        except psycopg.OperationalError as failure:
            self.abandon(str(failure))

    def _take(self, result: PGresult) -> None:
        """A statement's result, or the sign that its transaction has ended and the answer holds."""
        if result.status == ExecStatus.PIPELINE_ABORTED:
            return  # a statement before it failed, and that failure is the answer
        if result.status != ExecStatus.PIPELINE_SYNC:
            self._answer = result
            return
        answer, result_of_it = self._awaited.popleft(), self._answer
        self._answer = None
        assert result_of_it is not None
        if answer.done():
            return
        if result_of_it.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            answer.set_result(self._rows(result_of_it))
        else:
            answer.set_exception(error_from_result(result_of_it, "utf-8"))

    def _rows(self, result: PGresult) -> list[Row]:
        self._loader.set_pgresult(result)
        return self._loader.load_rows(0, result.ntuples, tuple)
