"""What goes back: status, headers and ready bytes, sent in two messages."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractContextManager, aclosing, nullcontext
from hashlib import blake2b

from starlette.types import Message, Send

from api.http.exchange import Disconnected, Exchange

JSON = b"application/json"
PROBLEM = b"application/problem+json"

Header = tuple[bytes, bytes]
ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""What every answer tells a browser, which should show nothing of it, embed nothing and pass nothing on."""

_OF_THE_BODY = (b"content-type", b"content-length")
PRIVATE: Header = (b"cache-control", b"private, no-cache")
NEVER_KEPT: Header = (b"cache-control", b"no-store")
VARIES: Header = (b"vary", b"Authorization, X-API-Key, Accept")

_NOTHING = nullcontext()


class Answer:
    """An answer that is complete before its first byte is sent."""

    __slots__ = ("body", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        headers: Sequence[Header] = (),
        media_type: bytes = JSON,
    ) -> None:
        self.status = status
        self.body = body
        self.headers = [*ALWAYS, *headers]
        if body:
            self.headers.append((b"content-type", media_type))
        if status not in (204, 304):
            self.headers.append((b"content-length", str(len(body)).encode()))

    def saying(self, header: Header) -> "Answer":
        """The same answer with one more header; the body is not copied."""
        told = Answer.__new__(Answer)
        told.status = self.status
        told.body = self.body
        told.headers = [*self.headers, header]
        return told

    def headers_of_304(self) -> list[Header]:
        """What this answer says beside its body."""
        told = len(ALWAYS)
        return [header for header in self.headers[told:] if header[0] not in _OF_THE_BODY]

    async def send(self, exchange: Exchange, send: Send) -> None:
        """Send it, with what the front door has to say about the request itself."""
        await send(self._start(exchange))
        await send({"type": "http.response.body", "body": self.body})

    def _start(self, exchange: Exchange) -> Message:
        headers = [
            *self.headers,
            *exchange.extra_headers,
            *exchange.told_browsers,
            (b"x-request-id", exchange.request_id.encode()),
        ]
        return {"type": "http.response.start", "status": self.status, "headers": headers}


class StreamedAnswer(Answer):
    """An answer whose parts are sent as they come, for as long as the reader stays.

    `held` is what the parts are read from; it is let go as soon as nobody reads on. A reader who takes
    longer than `seconds` for all of it is cut off, and sees by the missing end that it is not whole.
    """

    __slots__ = ("held", "parts", "seconds")

    def __init__(
        self,
        parts: AsyncGenerator[bytes, None],
        media_type: bytes,
        held: AbstractContextManager[object] = _NOTHING,
        seconds: float | None = None,
    ) -> None:
        super().__init__(200, headers=[NEVER_KEPT, (b"content-type", media_type)])
        self.headers = [header for header in self.headers if header[0] != b"content-length"]
        self.parts = parts
        self.held = held
        self.seconds = seconds

    async def send(self, exchange: Exchange, send: Send) -> None:
        """Send the parts; ends when they end, or as soon as the reader has left."""
        with self.held:
            async with aclosing(self.parts):
                await send(self._start(exchange))
                if not exchange.head_only:
                    try:
                        await exchange.while_there(self._send_parts(send), self.seconds)
                    except Disconnected:
                        return
        await send({"type": "http.response.body", "body": b""})

    async def _send_parts(self, send: Send) -> None:
        async for part in self.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})


def etag(tag: int | str) -> Header:
    """The entity tag of a document at a version, or of an answer by its digest or name."""
    return b"etag", f'"{tag}"'.encode()


def digest_of(body: bytes) -> str:
    """What tells an answer from all others, for its entity tag."""
    return blake2b(body, digest_size=12).hexdigest()


def position(value: int) -> Header:
    """The log position that an answer reflects."""
    return b"consistency-token", b"%d" % value
