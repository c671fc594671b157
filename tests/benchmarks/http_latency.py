"""How long callers wait at half of what the server can do, the mix being that of `http_mixed`."""

from collections.abc import Iterator

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure
from tests.benchmarks.http_mixed import steady
from tests.benchmarks.http_shop import open_shop

_DOCUMENTS = 1_000


def measure(bench: Bench) -> Iterator[Figure]:
    """The maximum first; then requests come at half that rate, whether or not earlier ones are answered."""
    with open_shop(bench) as shop, shop.served() as server:
        shop.fill(server, _DOCUMENTS)
        steady(shop, server, None, 1.0)
        p95: list[float] = []
        p99: list[float] = []
        rates: list[int] = []
        for _ in range(bench.rounds):
            most = steady(shop, server, None, bench.seconds)
            shop.catch_up(server)
            half = most["count"] / most["seconds"] / 2
            answer = steady(shop, server, half, bench.seconds)
            shop.catch_up(server)
            if answer["errors"]:
                raise RuntimeError(f"unexpected answers: {answer['strange']}")
            p95.append(answer["p95"])
            p99.append(answer["p99"])
            rates.append(round(half))
        notes = {"requestsPerSecond": rates}
        yield Figure("half-load-p95", tuple(p95), notes=notes)
        yield Figure("half-load-p99", tuple(p99), notes=notes)
