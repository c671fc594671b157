"""The body of a request, never more of it than we take."""

from collections.abc import AsyncIterator
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from api.http.exchange import Disconnected, Exchange
from api.http.failures import MalformedRequest, RequestTooLarge

LONGEST_BODY = 1024 * 1024

LONGEST_XML = 8 * 1024 * 1024
"""Of messages of a bank, which speaks of thousands of transfers at once and in many words."""


LONGEST_FILE = 32 * 1024 * 1024
"""Of files that are kept as they come, of which only a piece is in memory."""


async def read_body(exchange: Exchange, longest: int = LONGEST_BODY) -> bytes:
    """The whole body; raises `RequestTooLarge` as soon as it is known to be longer than `longest`.

    It holds for bodies of announced length and for those that come in chunks alike.
    """
    chunks = [chunk async for chunk in _chunks(exchange, longest)]
    exchange.content = chunks[0] if len(chunks) == 1 else b"".join(chunks)
    return exchange.content


class Upload:
    """A file as the body of a request, taken in piece by piece, of at most `LONGEST_FILE` bytes."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def pieces(self) -> AsyncIterator[bytes]:
        """The pieces as they come, once; raises `RequestTooLarge` as soon as they are too many."""
        return _chunks(self._exchange, LONGEST_FILE)

    def is_known_by(self, digest: str) -> None:
        """Let the digest of all pieces stand for the body wherever requests are told apart."""
        self._exchange.content = digest.encode()

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Bytes, as far as the contract is concerned."""
        return core_schema.bytes_schema()


async def _chunks(exchange: Exchange, longest: int) -> AsyncIterator[bytes]:
    announced = exchange.header(b"content-length")
    if announced is not None:
        if not announced.isdecimal() or not announced.isascii():
            raise MalformedRequest("Content-Length is not a number")
        if int(announced[:20]) > longest:
            raise _too_large(longest)
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
        yield chunk
        more = message.get("more_body", False)


def refuse_body(exchange: Exchange) -> None:
    """Refuse a body where none has a meaning, lest it be taken for one; raises `MalformedRequest`."""
    headers = exchange.raw_headers
    if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
        raise MalformedRequest("a request like this has no body")


def _too_large(longest: int) -> RequestTooLarge:
    return RequestTooLarge(f"the body may have at most {longest} bytes", limit=longest)
