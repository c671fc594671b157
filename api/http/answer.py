"""What goes back: status, headers and ready bytes, sent in two messages."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from starlette.types import Message, Send

from api.http.exchange import Exchange

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
    """An answer whose parts are sent as they come, for as long as the reader stays."""

    __slots__ = ("parts",)

    def __init__(self, parts: AsyncGenerator[bytes, None], media_type: bytes) -> None:
        super().__init__(200, headers=[NEVER_KEPT, (b"content-type", media_type)])
        self.headers = [header for header in self.headers if header[0] != b"content-length"]
        self.parts = parts

    async def send(self, exchange: Exchange, send: Send) -> None:
        """Send the parts; ends when they end."""
        await send(self._start(exchange))
        async with aclosing(self.parts) as parts:
            if not exchange.head_only:
                async for part in parts:
                    await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def etag(version: int) -> Header:
    """The entity tag of a document at a version."""
    return b"etag", b'"%d"' % version


def position(value: int) -> Header:
    """The log position that an answer reflects."""
    return b"consistency-token", b"%d" % value
