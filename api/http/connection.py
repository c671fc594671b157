"""One client's connection: what it sends and what it takes has to move, and within bounds."""

import asyncio
import secrets

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.answer import PROBLEM
from api.http.failures import MalformedRequest
from api.http.problems import status_of, title_of, type_of
from application.failures import Failure, InvalidToken

LONGEST_HEAD = 64 * 1024
"""Bytes that request line and headers may take, beside what came with the last packet."""

_LONGEST_NAME = 32
_PROOFS = (b"authorization:", b"x-api-key:")
_STATUS_LINES = {
    400: b"400 Bad Request",
    401: b'401 Unauthorized\r\nwww-authenticate: Bearer realm="daybook"',
}

PATIENCE_SECONDS = 60.0
"""How long a request may take to arrive, and how long an answer may lie unread."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which alone would take a head of any length for as long as it takes to come.

    A client that sends headers without end would have all our memory, one that sends or reads nothing
    a connection for ever; neither needs a token for that.
    """

    _head: int | None = 0
    _line = b""
    _sending_since: float | None = None
    _unread_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come, and owes us a request."""
        self._sending_since = self.loop.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Some more of a request; the connection ends when its head does not."""
        if self._sending_since is None:
            self._sending_since = self.loop.time()
        super().data_received(data)
        if self._head is not None and not self.transport.is_closing():
            self._head += len(data)
            self._line = _last_line(self._line, data)
            if self._head > LONGEST_HEAD:
                self._refuse_head()

    def _refuse_head(self) -> None:
        """A token without end proves no more than any other; what else has no end is no request."""
        if self._line.lower().startswith(_PROOFS):
            self._hang_up(InvalidToken(), instance=self.url.partition(b"?")[0].decode("latin-1"))
        else:
            self.send_400_response(f"the headers take more than {LONGEST_HEAD} bytes")

    def on_message_begin(self) -> None:
        """A head begins, perhaps right behind the request before."""
        self._head = 0
        self._sending_since = self._sending_since or self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is complete, and a body may follow."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is complete; it is our turn."""
        self._sending_since = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        self._unread_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client reads."""
        self._unread_since = None
        super().resume_writing()

    def end_if_stuck(self, now: float) -> None:
        """End the connection when nothing moved for too long; whoever works for it is told."""
        begun = [since for since in (self._sending_since, self._unread_since) if since is not None]
        if begun and now - min(begun) > PATIENCE_SECONDS:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request with a problem document, and hang up."""
        self._hang_up(MalformedRequest(msg))

    def _hang_up(self, failure: Failure, **place: str) -> None:
        status = status_of(type(failure)) or 400
        problem = {
            "type": type_of(failure.name),
            "title": title_of(failure.name),
            "status": status,
            "detail": failure.detail,
            **place,
            "error": failure.name,
            "requestId": secrets.token_hex(16),
        }
        body = orjson.dumps(problem)
        head = b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(head % (_STATUS_LINES[status], PROBLEM, len(body)) + body)
        self.transport.close()


def _last_line(before: bytes, data: bytes) -> bytes:
    """How the header begins that is still coming; no more of it than its name needs."""
    _, ended, rest = data.rpartition(b"\n")
    return (rest if ended else before + data[:_LONGEST_NAME])[:_LONGEST_NAME]
