"""How fast a tenant, a user or an address may ask: a bucket that leaks at a steady rate."""

import math
from dataclasses import dataclass

from api.http.answer import Header
from api.http.exchange import Exchange
from api.http.failures import TooManyRequests

_FORGET_ABOVE = 100_000
_FORGET_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_minute` requests on average, `burst` at once; nothing is limited at 0 per minute."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of one process. A caller without a token counts by its network address."""

    user: Rate = Rate(per_minute=6_000, burst=1_000)
    tenant: Rate = Rate(per_minute=60_000, burst=5_000)
    address: Rate = Rate(per_minute=600, burst=200)


class Buckets:
    """One bucket per name: only the moment at which it will be empty again is kept."""

    def __init__(self, name: str, rate: Rate) -> None:
        self._name = name
        self._interval = 60.0 / rate.per_minute if rate.per_minute else 0.0
        self._tolerance = self._interval * rate.burst
        self._burst = rate.burst
        self._empty_at: dict[str, float] = {}
        self._forget_at = 0.0
        self.policy = f'"{name}";q={rate.burst};w={math.ceil(self._tolerance)}'

    @property
    def limited(self) -> bool:
        """False when this kind of bucket has no bottom."""
        return self._interval > 0

    def take(self, key: str, now: float) -> int:
        """Count one request and say how many more fit; raises `TooManyRequests`."""
        empty_at = max(self._empty_at.get(key, 0.0), now) + self._interval
        excess = empty_at - now - self._tolerance
        if excess > 1e-9:
            raise TooManyRequests(self._name, excess)
        if len(self._empty_at) > _FORGET_ABOVE and now >= self._forget_at:
            self._forget(now)
        self._empty_at[key] = empty_at
        return int(-excess / self._interval + 1e-6)

    def refills_in(self, key: str, now: float) -> int:
        """Whole seconds until the bucket of `key` is empty."""
        return math.ceil(max(self._empty_at.get(key, now) - now, 0.0))

    def _forget(self, now: float) -> None:
        """Drop the empty ones, and do not look again at once should there be none."""
        self._empty_at = {key: at for key, at in self._empty_at.items() if at > now}
        self._forget_at = now + _FORGET_SECONDS


class RateLimit:
    """Every request takes from the bucket of its user and of its tenant, or from that of its address."""

    def __init__(self, rates: Rates) -> None:
        self._user = Buckets("user", rates.user)
        self._tenant = Buckets("tenant", rates.tenant)
        self._address = Buckets("address", rates.address)

    def take(self, exchange: Exchange, now: float) -> None:
        """Let the request through and tell its caller what is left; raises `TooManyRequests`."""
        caller = exchange.caller
        if caller is None:
            self._take(exchange, ((self._address, exchange.subscriber()),), now)
        else:
            self._take(exchange, ((self._tenant, caller.tenant), (self._user, caller.user)), now)

    def _take(
        self, exchange: Exchange, buckets: tuple[tuple[Buckets, str], ...], now: float
    ) -> None:
        for bucket, key in buckets:
            if not bucket.limited:
                continue
            try:
                left = bucket.take(key, now)
            except TooManyRequests:
                exchange.extra_headers = _headers(bucket, key, 0, now)
                raise
            exchange.extra_headers = _headers(bucket, key, left, now)


def _headers(bucket: Buckets, key: str, left: int, now: float) -> list[Header]:
    limit = f"{bucket.policy.partition(';')[0]};r={left};t={bucket.refills_in(key, now)}"
    return [(b"ratelimit-policy", bucket.policy.encode()), (b"ratelimit", limit.encode())]
