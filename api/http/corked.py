"""A client's transport that waits with a head for the body that follows it at once."""

import asyncio
from typing import Any


class Corked(asyncio.Transport):
    """Sends two writes of one turn of the loop in one packet.

    uvicorn writes an answer's head and its body apart. Each would be a system call for us, a packet for the
    network, and something to read and wake up for on the client's side.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._loop = loop
        self._held: bytes | bytearray | memoryview = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hold it until there is more, or until the loop's next turn."""
        if self._held:
            parts, self._held = (self._held, data), b""
            self._transport.writelines(parts)  # which need not copy a long body
        elif self._transport.is_closing():
            self._transport.write(data)  # it is for whoever writes to learn that nobody is there
        elif data:
            self._held = data
            self._loop.call_soon(self.flush)

    def close(self) -> None:
        """Send what is held, and hang up."""
        self.flush()
        self._transport.close()

    def abort(self) -> None:
        """Hang up at once."""
        self._held = b""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Whether it was hung up."""
        return self._transport.is_closing()

    def pause_reading(self) -> None:
        """Let the client wait with what it sends."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Take from the client again."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """What is known of the connection."""
        return self._transport.get_extra_info(name, default)

    def flush(self) -> None:
        """Send what is held, unless there is nobody any more to send it to."""
        if self._held:
            data, self._held = self._held, b""
            if not self._transport.is_closing():
                self._transport.write(data)
