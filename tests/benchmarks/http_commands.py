"""Commands over HTTP: token, validation, decision, two events, answer; against the transaction alone."""

from collections.abc import Iterator

from tests.benchmarks.cluster import Bench
from tests.benchmarks.equivalents import prepare
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.http_shop import CALLERS, Shop, open_shop

_MOST_PER_SECOND = 4_000


def measure(bench: Bench) -> Iterator[Figure]:
    """A requisition that is raised and submitted at once appends two events."""
    with open_shop(bench) as shop:
        commanding(shop, workers=1)
        baseline, pgbench = prepare(shop.database), bench.pgbench(shop.database)

        def transactions() -> Sample:
            bench.settle()
            return pgbench.run(baseline.command, CALLERS)

        for name, workers in (("command", 1), ("command-2", 2)):
            yield compared(
                name,
                bench.rounds,
                lambda workers=workers: commanding(shop, workers=workers),  # type: ignore[misc]
                transactions,
            )


def commanding(shop: Shop, *, workers: int) -> Sample:
    """One round on a server that has just been started, warmed, and has nothing left to do.

    What the commands set off is worked off before the server goes, so that no round inherits another's.
    """
    count = round(_MOST_PER_SECOND * shop.bench.seconds) + CALLERS
    requests = [shop.command(submit=True) for _ in range(count)]
    with shop.served(workers=workers) as server:
        shop.load(server, requests[:CALLERS], once=True, expected=(201,))
        shop.catch_up(server)
        sample = shop.rate(server, requests[CALLERS:], once=True, expected=(201,))
        shop.catch_up(server)
    return sample
