"""Documents and lists over HTTP, against the database alone and against FastAPI handing out bytes."""

from collections.abc import Callable, Iterator
from random import Random

import httpx

from tests.benchmarks.baseline_apps import BODY
from tests.benchmarks.cluster import Bench
from tests.benchmarks.equivalents import prepare
from tests.benchmarks.figure import Figure, Sample, compared
from tests.benchmarks.http_servers import asgi
from tests.benchmarks.http_shop import CALLERS, Shop, open_shop

_DOCUMENTS = 10_000
_WARMING = 500
_LIST = "/v1/requisitions?limit=50"


def measure(bench: Bench) -> Iterator[Figure]:
    """Ten thousand documents of three lines, as many as the baseline's table has rows."""
    with open_shop(bench) as shop:
        with shop.served() as server:
            shop.fill(server, _DOCUMENTS)
        documents = shop.documents()
        baseline, pgbench = prepare(shop.database), bench.pgbench(shop.database)

        def select() -> Sample:
            return pgbench.run(baseline.select, CALLERS)

        yield _warm(bench, shop, documents, select)
        yield compared("get-document-cold", bench.rounds, lambda: _cold(shop, documents), select)
        yield _list(bench, shop)


def _warm(bench: Bench, shop: Shop, documents: list[str], select: Callable[[], Sample]) -> Figure:
    """Documents at random, by a server that has been asked for each before, as the database has."""
    requests = [shop.get(f"/v1/requisitions/{document}") for document in documents]
    Random(7).shuffle(requests)
    with shop.served() as server:
        shop.load(server, requests, once=True, seconds=60.0)
        return compared("get-document", bench.rounds, lambda: shop.rate(server, requests), select)


def _cold(shop: Shop, documents: list[str]) -> Sample:
    """Every document for the first time in the life of a server."""
    requests = [shop.get(f"/v1/requisitions/{document}") for document in documents]
    with shop.served() as server:
        shop.load(server, requests[:_WARMING], once=True)
        return shop.rate(server, requests[_WARMING:], once=True, seconds=60.0)


def _list(bench: Bench, shop: Shop) -> Figure:
    with shop.served() as server:
        headers = {"authorization": f"Bearer {shop.token}"}
        body = httpx.get(f"{server.url}{_LIST}", headers=headers).raise_for_status().content
        file = shop.home / "list"
        file.write_bytes(body)
        target = "tests.benchmarks.baseline_apps:fastapi_bytes"
        with asgi(target, environment={BODY: str(file)}) as fastapi:
            return compared(
                "get-list",
                bench.rounds,
                lambda: shop.rate(server, [shop.get(_LIST)]),
                lambda: shop.rate(fastapi, [shop.get("/list")]),
                bytes=len(body),
            )
