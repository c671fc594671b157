"""What browsers are told beside the answer: which pages of others may read it, and to come by HTTPS alone."""

from collections.abc import Collection, Sequence

from api.http.answer import Answer, Header
from api.http.exchange import Exchange

_HTTPS_ALONE: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_VARIES: Header = (b"vary", b"Origin")
_READABLE = (
    b"Consistency-Token, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, "
    b"Retry-After, Total-Count, X-Request-Id"
)
_SENDABLE = (
    b"Accept, Authorization, Consistency-Token, Content-Type, Idempotency-Key, If-Match, "
    b"If-None-Match, Last-Event-ID, Traceparent, X-Request-Id"
)
_PREFLIGHT: Sequence[Header] = (
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", _SENDABLE),
    (b"access-control-max-age", b"600"),
    (b"cache-control", b"no-store"),
)


class Browsers:
    """Pages of `origins` may use the API with a token that they have; cookies are never taken from any."""

    def __init__(self, origins: Collection[str] = ()) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)

    def told(self, exchange: Exchange) -> Sequence[Header]:
        """Headers of this answer; how the request came is believed only of proxies that are trusted."""
        secure = exchange.scope.get("scheme") == "https"
        if not secure and not self._origins:
            return ()
        told = [_HTTPS_ALONE] if secure else []
        if self._origins:
            told.append(_VARIES)
            told += self._allowed(exchange)
        return told

    def preflight(self, exchange: Exchange) -> Answer | None:
        """The answer to a browser that asks whether it may ask; None for all else."""
        asked = exchange.raw_headers.get(b"access-control-request-method")
        if asked is None or not self._allowed(exchange):
            return None
        return Answer(204, headers=_PREFLIGHT)

    def _allowed(self, exchange: Exchange) -> Sequence[Header]:
        origin = exchange.raw_headers.get(b"origin")
        if origin is None or origin not in self._origins:
            return ()
        return (
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", _READABLE),
        )
