"""Head and body of an answer leave together, and nothing that was written is lost or comes twice."""

import asyncio
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from api.http.connection import Connection
from api.http.corked import Corked
from api.http.server import Server


class Wire(asyncio.Transport):
    """Keeps what was sent, packet by packet."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.packets: list[bytes] = []
        self.ended: str | None = None
        self.reads = True

    def write(self, data: Any) -> None:
        """One packet."""
        self.packets.append(b"too late: " * self.is_closing() + bytes(data))
        if self.ended is not None:
            raise RuntimeError(self.ended)

    def close(self) -> None:
        """The end, in order."""
        self.ended = "closed"

    def abort(self) -> None:
        """The end, at once."""
        self.ended = "aborted"

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None

    def pause_reading(self) -> None:
        """Nothing more for now."""
        self.reads = False

    def resume_reading(self) -> None:
        """Go on."""
        self.reads = True


def corked() -> tuple[Corked, Wire]:
    wire = Wire()
    return Corked(wire, asyncio.get_running_loop()), wire


async def test_a_head_and_its_body_are_one_packet_at_once() -> None:
    line, wire = corked()
    line.write(b"head")
    assert wire.packets == []
    line.write(b"body")
    assert wire.packets == [b"headbody"]
    await asyncio.sleep(0)
    assert wire.packets == [b"headbody"]


async def test_what_nothing_follows_goes_in_the_loop_s_next_turn() -> None:
    line, wire = corked()
    line.write(b"head")
    await asyncio.sleep(0)
    assert wire.packets == [b"head"]


async def test_an_empty_body_leaves_the_head_alone() -> None:
    line, wire = corked()
    line.write(b"head")
    line.write(b"")
    assert wire.packets == [b"head"]


async def test_what_was_written_before_the_end_is_sent_before_it() -> None:
    line, wire = corked()
    line.write(b"last words")
    line.close()
    await asyncio.sleep(0)
    assert (wire.packets, wire.ended) == ([b"last words"], "closed")
    assert line.is_closing()


async def test_an_abort_sends_nothing_more() -> None:
    line, wire = corked()
    line.write(b"never mind")
    line.abort()
    await asyncio.sleep(0)
    assert (wire.packets, wire.ended) == ([], "aborted")


async def test_a_client_that_sends_too_much_waits_until_it_may_go_on() -> None:
    line, wire = corked()
    line.pause_reading()
    assert not wire.reads
    line.resume_reading()
    assert wire.reads


async def test_a_connection_writes_to_its_client_through_it() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"all of it"})

    wire, state = Wire(), ServerState()
    config = Config(app, ws="none", lifespan="off", log_config=None)
    connection = Connection(config, state, {}, asyncio.get_running_loop())
    connection.connection_made(wire)
    connection.data_received(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    await asyncio.gather(*state.tasks)
    connection.connection_lost(None)
    (packet,) = wire.packets
    assert packet.startswith(b"HTTP/1.1 200 ")
    assert b"all of it" in packet


async def test_it_says_of_the_connection_what_the_transport_says() -> None:
    line, _ = corked()
    assert line.get_extra_info("peername") == ("127.0.0.1", 1)
    assert line.get_extra_info("cipher", "none") == "none"


async def test_whoever_writes_on_learns_that_the_client_has_gone() -> None:
    line, wire = corked()
    wire.close()
    with pytest.raises(RuntimeError):
        line.write(b"anybody there?")


async def test_what_is_held_when_the_client_goes_is_dropped_in_silence() -> None:
    failed: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: failed.append(told))
    line, wire = corked()
    line.write(b"head")
    wire.close()
    await asyncio.sleep(0)
    assert (wire.packets, failed) == ([], [])


async def test_a_client_that_says_no_more_still_gets_the_head_that_it_asked_for() -> None:
    wire, ended = Wire(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        connection.eof_received()
        wire.close()  # as the loop does then
        ended.set()

    server = Server(app, asyncio.Event())
    connection = Connection(server.config, server.server_state, {})
    connection.connection_made(wire)
    connection.data_received(b"HEAD / HTTP/1.1\r\nhost: x\r\n\r\n")
    await ended.wait()
    assert b"".join(wire.packets).startswith(b"HTTP/1.1 200 OK\r\n")
    connection.connection_lost(None)
