"""From sending a command until the policy that reacts to it has acted, while nothing else happens."""

import json
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.http_servers import Running
from tests.benchmarks.http_shop import ASKED, Shop, open_shop

_COMMANDS = 100


def measure(bench: Bench) -> Iterator[Figure]:
    """A submitted requisition is routed; the query waits for that, which is the next event of the log."""
    with open_shop(bench) as shop, shop.served() as server:
        _reactions(shop, server, _COMMANDS // 4)
        rounds = [_reactions(shop, server, _COMMANDS) for _ in range(bench.rounds)]
        yield Figure("reaction-p50", tuple(percentile(times, 0.50) for times in rounds))
        yield Figure("reaction-p99", tuple(percentile(times, 0.99) for times in rounds))


def _reactions(shop: Shop, server: Running, commands: int) -> list[float]:
    """Milliseconds of each."""
    headers = {"authorization": f"Bearer {shop.token}", "content-type": "application/json"}
    body = json.dumps({**ASKED, "submit": True}).encode()
    found = []
    with httpx.Client(base_url=server.url, headers=headers) as client:
        for _ in range(commands):
            began = time.perf_counter()
            told = client.post(
                "/v1/requisitions", content=body, headers={"idempotency-key": str(uuid4())}
            ).raise_for_status()
            reaction = {"consistency-token": str(int(told.headers["consistency-token"]) + 1)}
            shown = client.get(f"/v1/requisitions/{told.json()['id']}", headers=reaction)
            found.append((time.perf_counter() - began) * 1000)
            assert shown.raise_for_status().json()["version"] > told.json()["version"]
    return found
