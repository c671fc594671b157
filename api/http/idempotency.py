"""What an Idempotency-Key stands for: the request it came with, and the answer that is kept for it."""

import hashlib
from dataclasses import dataclass
from urllib.parse import quote

from api.http.answer import JSON, NEVER_KEPT, PROBLEM, Answer, Header, etag, position
from api.http.binding import query_parameters
from api.http.exchange import Exchange
from api.http.headers import idempotency_key
from application.desk import Done
from application.request import Once

_REPLAYED: Header = (b"idempotency-replayed", b"true")


def once(exchange: Exchange) -> Once | None:
    """The key of a request with the hash of all that makes the request what it is."""
    key = idempotency_key(exchange)
    return Once(key, _request_hash(exchange)) if key is not None else None


def _request_hash(exchange: Exchange) -> bytes:
    """SHA-256 over method, path, query in order of names, and body; each part by its length."""
    query = "&".join(
        f"{quote(name)}={quote(value)}"
        for name, value in sorted(query_parameters(exchange).items())
    )
    digest = hashlib.sha256()
    for part in (
        exchange.scope["method"].encode(),
        exchange.scope["path"].encode(),
        query.encode(),
        exchange.content,
    ):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()


@dataclass(frozen=True, slots=True)
class Told:
    """The part of an answer that is stored with the key, so that a replay is the same to the byte.

    `version` 0 stands for an answer that is no document; a status of 400 or more for a problem.
    """

    status: int
    version: int
    location: str
    body: bytes

    def pack(self) -> bytes:
        """One line of what goes into headers, then the body as it is."""
        return b"%d %d %b\n%b" % (self.status, self.version, self.location.encode(), self.body)

    @classmethod
    def unpack(cls, stored: bytes) -> "Told":
        """The reverse of `pack`."""
        line, _, body = stored.partition(b"\n")
        status, version, location = line.decode().split(" ", 2)
        return cls(int(status), int(version), location, body)


def answer(done: Done) -> Answer:
    """What the caller of a command is told, the first time and every time after.

    A position of 0 is told to nobody: it is none, or one of another tenant's log.
    """
    told = Told.unpack(done.answer)
    headers = [NEVER_KEPT]
    if done.position:
        headers.append(position(done.position))
    if told.version:
        headers.append(etag(told.version))
    if told.location:
        headers.append((b"location", told.location.encode()))
    if done.replayed:
        headers.append(_REPLAYED)
    media_type = PROBLEM if told.status >= 400 else JSON
    return Answer(told.status, told.body, headers, media_type)
