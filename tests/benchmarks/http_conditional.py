"""Documents that a client has already, against an application that has nothing to do at all."""

from collections.abc import Iterator

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure, compared
from tests.benchmarks.http_servers import Running, asgi
from tests.benchmarks.http_shop import Shop, open_shop

_DOCUMENTS = 100
_BARE = "tests.benchmarks.baseline_apps:bare"


def measure(bench: Bench) -> Iterator[Figure]:
    """One worker beside bare ASGI, then a worker on each core by itself."""
    with open_shop(bench) as shop:
        with shop.served() as server, asgi(_BARE) as bare:
            shop.fill(server, _DOCUMENTS)
            requests = _conditional(shop, server)
            yield compared(
                "get-conditional",
                bench.rounds,
                lambda: shop.rate(server, requests, expected=(304,)),
                lambda: shop.rate(bare, requests),
            )
        with shop.served(workers=2) as server:
            requests = _conditional(shop, server)
            rounds = [shop.rate(server, requests, expected=(304,)) for _ in range(bench.rounds)]
            yield Figure("get-conditional-rate", tuple(sample.value for sample in rounds))


def _conditional(shop: Shop, server: Running) -> list[bytes]:
    """A GET of each document with the tag that it came with."""
    requests = []
    headers = {"authorization": f"Bearer {shop.token}"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        for document in shop.documents():
            path = f"/v1/requisitions/{document}"
            tag = client.get(path).raise_for_status().headers["etag"]
            requests.append(shop.get(path, **{"if-none-match": tag}))
    return requests
