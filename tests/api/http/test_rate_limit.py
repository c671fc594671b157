"""A bucket lets a burst through, then a steady rate, each caller on its own."""

import pytest

from api.http.caller import Caller
from api.http.failures import TooManyRequests
from api.http.rate_limit import Buckets, Rate, RateLimit, Rates
from domain.shared.ids import TenantId, UserId
from tests.api.http.exchanges import exchange

TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
OTHER_TENANT = TenantId("ten_3f2504e0-4f89-41d3-9a0c-0305e82c3302")
USER = UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3301")
OTHER_USER = UserId("usr_3f2504e0-4f89-41d3-9a0c-0305e82c3302")


def caller(tenant: TenantId, user: UserId) -> Caller:
    return Caller(tenant, user, frozenset(), "ann@example.com", "s")


def test_a_burst_passes_and_the_next_request_waits_its_turn() -> None:
    buckets = Buckets("user", Rate(per_minute=60, burst=3))
    assert [buckets.take("ann", 100.0) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooManyRequests) as refused:
        buckets.take("ann", 100.0)
    assert refused.value.retry_after == pytest.approx(1.0)
    assert buckets.take("ann", 101.0) == 0


def test_a_refused_request_costs_nothing() -> None:
    buckets = Buckets("user", Rate(per_minute=60, burst=1))
    buckets.take("ann", 0.0)
    for _ in range(10):
        with pytest.raises(TooManyRequests):
            buckets.take("ann", 0.5)
    assert buckets.take("ann", 1.0) == 0


def test_one_caller_does_not_use_up_the_share_of_another() -> None:
    buckets = Buckets("user", Rate(per_minute=60, burst=1))
    buckets.take("ann", 0.0)
    assert buckets.take("ben", 0.0) == 0


def test_without_a_rate_nothing_is_limited() -> None:
    nothing = Rate(0, 0)
    limit = RateLimit(Rates(nothing, nothing, nothing))
    asking = exchange()
    for _ in range(1000):
        limit.take(asking, 0.0)
    assert asking.extra_headers == []


def test_a_user_counts_alone_and_within_the_tenant() -> None:
    limit = RateLimit(Rates(user=Rate(60, 2), tenant=Rate(60, 3), address=Rate(60, 1)))
    ann, ben = exchange(), exchange()
    ann.caller, ben.caller = caller(TENANT, USER), caller(TENANT, OTHER_USER)
    limit.take(ann, 0.0)
    limit.take(ann, 0.0)
    with pytest.raises(TooManyRequests, match="user"):
        limit.take(ann, 0.0)
    stranger = exchange()
    stranger.caller = caller(OTHER_TENANT, OTHER_USER)
    limit.take(stranger, 0.0)
    with pytest.raises(TooManyRequests, match="tenant"):
        limit.take(ben, 0.0)


def test_every_answer_says_how_much_is_left() -> None:
    limit = RateLimit(Rates(address=Rate(per_minute=60, burst=5)))
    asking = exchange()
    limit.take(asking, 0.0)
    assert asking.extra_headers == [
        (b"ratelimit-policy", b'"address";q=5;w=5'),
        (b"ratelimit", b'"address";r=4;t=1'),
    ]


def test_what_is_long_empty_is_forgotten() -> None:
    buckets = Buckets("user", Rate(per_minute=60, burst=1))
    for number in range(100_002):
        buckets.take(str(number), float(number))
    assert len(buckets._empty_at) < 10
