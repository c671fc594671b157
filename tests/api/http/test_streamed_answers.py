"""A long answer ends with its reader, over a real server, and lets go of what it was read from."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from api.http.answer import StreamedAnswer
from api.http.exchange import Exchange
from api.http.server import Server, listening, served

PATIENCE = 20
PART = b"x" * 100_000
"""More than a connection takes before it waits for its reader."""


@dataclass
class Told:
    """What an answer is read from, and how it ended."""

    parts: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    def __enter__(self) -> None:
        """The answer has it."""

    def __exit__(self, *_: object) -> None:
        self.let_go.set()

    async def endless(self) -> AsyncGenerator[bytes, None]:
        """Part after part."""
        try:
            while True:
                self.parts += 1
                yield PART
                await asyncio.sleep(0)
        finally:
            self.ended.set()

    async def hesitant(self) -> AsyncGenerator[bytes, None]:
        """One part, and another when it is too late."""
        try:
            yield PART
            await asyncio.Event().wait()
        finally:
            self.ended.set()

    async def short(self) -> AsyncGenerator[bytes, None]:
        """Two parts."""
        yield b"one"
        yield b"two"


Parts = Callable[[Told], AsyncGenerator[bytes, None]]


@asynccontextmanager
async def answered(
    parts: Parts, told: Told, method: str = "GET", seconds: float | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server that answers with these parts; the request is sent."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        services: Any = None
        exchange = Exchange(scope, receive, services)
        exchange.head_only = scope["method"] == "HEAD"
        await StreamedAnswer(parts(told), b"text/plain", told, seconds).send(exchange, send)

    opened = listening("127.0.0.1", 0)
    async with served(Server(app, asyncio.Event()), opened):
        reader, writer = await asyncio.open_connection(*opened.getsockname())
        writer.write(b"%b / HTTP/1.1\r\nhost: x\r\n\r\n" % method.encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        try:
            yield reader, writer
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@pytest.mark.parametrize("parts", [Told.endless, Told.hesitant])
async def test_an_answer_ends_when_its_reader_goes_away(parts: Parts) -> None:
    told = Told()
    async with answered(parts, told) as (reader, writer):
        await reader.readexactly(1000)
        writer.transport.abort()
        await asyncio.wait_for(told.ended.wait(), PATIENCE)
        await asyncio.wait_for(told.let_go.wait(), PATIENCE)


async def test_it_ends_as_well_when_the_reader_had_asked_for_more() -> None:
    told = Told()
    async with answered(Told.endless, told) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET / HTTP/1.1\r\nhost: x\r\n\r\n")
        await reader.readexactly(1000)
        writer.transport.abort()
        await asyncio.wait_for(told.ended.wait(), PATIENCE)
        await asyncio.wait_for(told.let_go.wait(), PATIENCE)


async def test_an_answer_that_is_read_too_slowly_is_cut_off() -> None:
    told = Told()
    async with answered(Told.endless, told, seconds=0.1) as (reader, _):
        await asyncio.wait_for(told.let_go.wait(), PATIENCE)
        said = await asyncio.wait_for(reader.read(), PATIENCE)
        assert not said.endswith(b"0\r\n\r\n"), "it does not look as if it were whole"
        assert told.ended.is_set()


async def test_a_short_answer_is_whole_and_the_connection_serves_on() -> None:
    told = Told()
    async with answered(Told.short, told) as (reader, writer):
        said = await asyncio.wait_for(reader.readuntil(b"0\r\n\r\n"), PATIENCE)
        assert said.endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
        assert told.let_go.is_set()
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")


async def test_who_asks_for_the_head_alone_leaves_nothing_behind() -> None:
    told = Told()
    async with answered(Told.endless, told, "HEAD") as (reader, _):
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        await asyncio.wait_for(told.let_go.wait(), PATIENCE)
        assert told.parts == 0


async def test_what_goes_wrong_on_the_way_lets_go_as_well() -> None:
    async def failing(_: Told) -> AsyncGenerator[bytes, None]:
        yield PART
        raise OSError("the disk is gone")

    told = Told()
    async with answered(failing, told) as (reader, _):
        said = await asyncio.wait_for(reader.read(), PATIENCE)
        assert not said.endswith(b"0\r\n\r\n")
        assert told.let_go.is_set()
