"""One client's connection: what it sends and what it takes has to move, and within bounds."""

import asyncio
import secrets
from http import HTTPStatus

import orjson
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.http.answer import ALWAYS, NEVER_KEPT, PROBLEM
from api.http.corked import Corked
from api.http.crowd import Crowd
from api.http.failures import (
    AddressTooLong,
    HeadersTooLarge,
    MalformedRequest,
    TooManyRequests,
)
from api.http.problems import status_of, title_of, type_of
from application.failures import Failure, InvalidToken

LONGEST_HEAD = 64 * 1024
"""Bytes that request line and headers may take, beside what came with the last packet."""

_LONGEST_NAME = 32
_PROOFS = (b"authorization:", b"x-api-key:")

MOST_HEADERS = 100

LONGEST_ADDRESS = 8 * 1024
"""Bytes of path and query; filters and cursors take a few hundred."""

PATIENCE_SECONDS = 60.0
"""How long a request may take to arrive, and how long an answer may lie unread."""


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which alone would take a head of any length for as long as it takes to come.

    A client that sends headers without end would have all our memory, one that sends or reads nothing
    a connection for ever; neither needs a token for that.
    """

    crowd: Crowd | None = None
    """Who else is connected; a server gives its own to its connections."""

    _corked: Corked
    _answering: RequestResponseCycle | None = None
    _admitted: str | None = None
    _refusal: Failure | None = None
    _head: int | None = 0
    _line = b""
    _sending_since: float | None = None
    _unread_since: float | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come, and owes us a request."""
        self._sending_since = self.loop.time()
        self._corked = Corked(transport, self.loop)
        super().connection_made(self._corked)
        if self.crowd is not None and self.client is not None:
            if self.crowd.admit(self.client[0]):
                self._admitted = self.client[0]
            else:
                self._refuse(TooManyRequests("address", 1.0))

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self.crowd is not None and self._admitted is not None:
            self.crowd.leave(self._admitted)
        super().connection_lost(exc)
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def eof_received(self) -> None:
        """The client says no more, and with that the loop hangs up: what was answered goes before."""
        self._corked.flush()

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
            self._refuse(InvalidToken(), instance=self.url.partition(b"?")[0].decode("latin-1"))
        else:
            self._refuse(HeadersTooLarge(f"the headers take more than {LONGEST_HEAD} bytes"))

    def on_message_begin(self) -> None:
        """A head begins, perhaps right behind the request before."""
        self._head = 0
        self._sending_since = self._sending_since or self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is complete, and a body may follow."""
        self._head = None
        self._refusal = _too_much(len(self.url), len(self.headers))
        if self._refusal is not None:
            raise ValueError  # ends the parser, whose caller then answers
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is complete; it is our turn."""
        self._sending_since = None
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Remember whose answer is under way; uvicorn knows the last request, which may still queue up."""
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

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
        """Answer what is no request, or no acceptable one, with a problem document, and hang up."""
        self._refuse(self._refusal or MalformedRequest(msg))

    def _refuse(self, failure: Failure, **place: str) -> None:
        status = HTTPStatus(status_of(type(failure)) or 400)
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
        headers = [
            *ALWAYS,
            NEVER_KEPT,
            (b"content-type", PROBLEM),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        if isinstance(failure, TooManyRequests):
            headers.append((b"retry-after", b"%d" % failure.retry_after))
        if isinstance(failure, InvalidToken):
            headers.append((b"www-authenticate", b'Bearer realm="daybook"'))
        lines = [b"%b: %b\r\n" % header for header in headers]
        start = b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode())
        self.transport.write(start + b"".join(lines) + b"\r\n" + body)
        self.transport.close()


def _last_line(before: bytes, data: bytes) -> bytes:
    """How the header begins that is still coming; no more of it than its name needs."""
    _, ended, rest = data.rpartition(b"\n")
    return (rest if ended else before + data[:_LONGEST_NAME])[:_LONGEST_NAME]


def _too_much(address: int, headers: int) -> Failure | None:
    if address > LONGEST_ADDRESS:
        return AddressTooLong(f"path and query take more than {LONGEST_ADDRESS} bytes")
    if headers > MOST_HEADERS:
        return HeadersTooLarge(f"there are more than {MOST_HEADERS} headers")
    return None
