"""A line to the database that can be cut, also at the worst moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Fault(Enum):
    """What the line does to the next thing that is said."""

    NONE = auto()
    CUT_QUESTION = auto()
    """It never reaches the database, and the line goes dead."""
    CUT_ANSWER = auto()
    """The database does it, and the line goes dead before the answer comes back."""
    SILENCE = auto()
    """The database does it, and nobody hears anything more."""
    REFUSE = auto()
    """Nobody gets through at all; lines that were open go dead."""


class Line:
    """Stands between a client and PostgreSQL; `dsn` is the way in."""

    def __init__(self, dsn: str) -> None:
        self._target = conninfo_to_dict(dsn)
        self._dsn = dsn
        self._calls: dict[asyncio.StreamWriter, asyncio.Task[object] | None] = {}
        self.fault = Fault.NONE
        self.struck = asyncio.Event()
        self.dsn = ""

    async def serve(self) -> asyncio.Server:
        """Start to listen."""
        server = await asyncio.start_server(self._call, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.dsn = make_conninfo(self._dsn, host="127.0.0.1", port=port)
        return server

    def strike(self, fault: Fault) -> None:
        """From the next question on, until `mend`."""
        self.fault = fault
        self.struck.clear()
        if fault is Fault.REFUSE:
            self.hang_up()

    def mend(self) -> None:
        """As good as new."""
        self.fault = Fault.NONE

    def hang_up(self) -> None:
        """All open lines go dead."""
        for writer in self._calls:
            writer.transport.abort()

    async def end(self) -> None:
        """Hang up and wait until everything is quiet."""
        calls = [call for call in self._calls.values() if call is not None]
        self.hang_up()
        await asyncio.gather(*calls)

    async def _call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._calls[writer] = asyncio.current_task()
        try:
            if self.fault is not Fault.REFUSE:
                there = await self._dial()
                questions = asyncio.create_task(self._questions(reader, there[1], writer))
                await self._answers(there[0], writer)
                questions.cancel()
                there[1].transport.abort()
        finally:
            del self._calls[writer]
            writer.transport.abort()

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = str(self._target["host"]), str(self._target["port"])
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, int(port))

    async def _questions(
        self,
        reader: asyncio.StreamReader,
        there: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if self.fault is Fault.CUT_QUESTION:
                    self.struck.set()
                    self.mend()
                    back.transport.abort()
                    break
                there.write(data)
        there.transport.abort()

    async def _answers(self, there: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await there.read(65536):
                if self.fault is Fault.CUT_ANSWER:
                    self.struck.set()
                    self.mend()
                    break
                if self.fault is Fault.SILENCE:
                    self.struck.set()
                    self.mend()
                    await there.read()
                    break
                back.write(data)


@asynccontextmanager
async def line_to(dsn: str) -> AsyncIterator[Line]:
    """A line that is open until the end of the block."""
    line = Line(dsn)
    server = await line.serve()
    try:
        yield line
    finally:
        server.close()
        await line.end()
