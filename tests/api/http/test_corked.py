"""Head and body of an answer leave together, and nothing that was written is lost or comes twice."""

import asyncio
from typing import Any

from api.http.corked import Corked


class Wire(asyncio.Transport):
    """Keeps what was sent, packet by packet."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1)})
        self.packets: list[bytes] = []
        self.ended: str | None = None

    def write(self, data: Any) -> None:
        """One packet."""
        assert self.ended is None
        self.packets.append(bytes(data))

    def close(self) -> None:
        """The end, in order."""
        self.ended = "closed"

    def abort(self) -> None:
        """The end, at once."""
        self.ended = "aborted"

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None


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


async def test_it_says_of_the_connection_what_the_transport_says() -> None:
    line, _ = corked()
    assert line.get_extra_info("peername") == ("127.0.0.1", 1)
    assert line.get_extra_info("cipher", "none") == "none"
