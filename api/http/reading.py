"""The body of a request, never more of it than we take."""

from api.http.exchange import Exchange
from api.http.failures import MalformedRequest, RequestTooLarge

LONGEST_BODY = 1024 * 1024

LONGEST_XML = 8 * 1024 * 1024
"""Of messages of a bank, which speaks of thousands of transfers at once and in many words."""


class Disconnected(Exception):
    """The caller went away before the request was complete; nobody is there to answer."""


async def read_body(exchange: Exchange, longest: int = LONGEST_BODY) -> bytes:
    """The whole body; raises `RequestTooLarge` as soon as it is known to be longer than `longest`.

    It holds for bodies of announced length and for those that come in chunks alike.
    """
    announced = exchange.header(b"content-length")
    if announced is not None:
        if not announced.isdecimal() or not announced.isascii():
            raise MalformedRequest("Content-Length is not a number")
        if int(announced[:20]) > longest:
            raise _too_large(longest)
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await exchange.receive()
        if message["type"] != "http.request":
            raise Disconnected
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > longest:
            raise _too_large(longest)
        chunks.append(chunk)
        more = message.get("more_body", False)
    exchange.content = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    return exchange.content


def refuse_body(exchange: Exchange) -> None:
    """Refuse a body where none has a meaning, lest it be taken for one; raises `MalformedRequest`."""
    headers = exchange.raw_headers
    if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
        raise MalformedRequest("a request like this has no body")


def _too_large(longest: int) -> RequestTooLarge:
    return RequestTooLarge(f"the body may have at most {longest} bytes", limit=longest)
