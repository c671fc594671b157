"""From sending a command until a list shows what it did, while nothing else happens."""

import json
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.http_servers import Running
from tests.benchmarks.http_shop import ASKED, Shop, open_shop

_COMMANDS = 200


def measure(bench: Bench) -> Iterator[Figure]:
    """The query waits for the command's position, so it answers as soon as the projection has it."""
    with open_shop(bench) as shop, shop.served() as server:
        _round_trips(shop, server, _COMMANDS // 4)
        rounds = [_round_trips(shop, server, _COMMANDS) for _ in range(bench.rounds)]
        yield Figure("visible-p50", tuple(percentile(times, 0.50) for times in rounds))
        yield Figure("visible-p99", tuple(percentile(times, 0.99) for times in rounds))


def _round_trips(shop: Shop, server: Running, commands: int) -> list[float]:
    """Milliseconds of each."""
    headers = {"authorization": f"Bearer {shop.token}", "content-type": "application/json"}
    body = json.dumps(ASKED).encode()
    found = []
    with httpx.Client(base_url=server.url, headers=headers) as client:
        for _ in range(commands):
            began = time.perf_counter()
            told = client.post(
                "/v1/requisitions", content=body, headers={"idempotency-key": str(uuid4())}
            ).raise_for_status()
            token = {"consistency-token": told.headers["consistency-token"]}
            shown = client.get("/v1/requisitions?limit=1&sort=-createdAt", headers=token)
            found.append((time.perf_counter() - began) * 1000)
            assert told.json()["id"] in shown.raise_for_status().text
    return found
