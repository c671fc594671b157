"""Reads and commands together for a while: nothing may fail, and memory must not grow."""

import random
import re
from collections.abc import Iterator
from typing import Any

import httpx

from tests.benchmarks.cluster import Bench
from tests.benchmarks.figure import Figure
from tests.benchmarks.http_servers import Running
from tests.benchmarks.http_shop import Shop, open_shop

_DOCUMENTS = 1_000
_LONG_SECONDS = 600.0
_SEGMENTS = 10
_EVERY_NTH_WRITES = 5
_MOST_PER_SECOND = 4_000


def measure(bench: Bench) -> Iterator[Figure]:
    """Ten segments. Memory is judged in long mode only: before that, caches are still being filled."""
    seconds = (_LONG_SECONDS if bench.long else 5 * bench.seconds) / _SEGMENTS
    with open_shop(bench) as shop, shop.served() as server:
        shop.fill(server, _DOCUMENTS)
        errors: list[float] = []
        memory: list[int] = []
        answers: list[int] = []
        kept: list[dict[str, float]] = []
        strange: list[str] = []
        for _ in range(_SEGMENTS):
            answer = shop.load(
                server, mixed(shop, seconds), seconds=seconds, once=True, expected=(200, 201)
            )
            errors.append(answer["errors"])
            answers.append(answer["count"])
            strange += answer["strange"]
            memory.append(server.resident_kb())
            kept.append(kept_kb(server))
    notes = {
        "seconds": seconds * _SEGMENTS,
        "answers": sum(answers),
        "residentKb": memory,
        "keptKb": kept,
        "strange": strange,
    }
    yield Figure("mixed-errors", (sum(errors),), notes=notes)
    if bench.long:
        warm = memory[_SEGMENTS // 2 - 1]
        yield Figure("mixed-memory", (100 * (memory[-1] - warm) / warm,), notes=notes)


def kept_kb(server: Running) -> dict[str, float]:
    """What the server says that it keeps in memory, and how much it may: growth up to there is no leak."""
    told = httpx.get(f"{server.url}/metrics").text
    found = re.findall(r'^daybook_memory_(\w+)_bytes\{of="(\w+)"\} (\S+)', told, re.MULTILINE)
    return {f"{of} {which}": round(float(figure) / 1024) for which, of, figure in found}


def mixed(shop: Shop, seconds: float) -> list[bytes]:
    """Four reads of some document or list for each new requisition, enough for so long."""
    chance = random.Random(7)
    documents = shop.documents()

    def one(number: int) -> bytes:
        if number % _EVERY_NTH_WRITES == 0:
            return shop.command(submit=True)
        if number % _EVERY_NTH_WRITES == 1:
            return shop.get("/v1/requisitions?limit=50")
        return shop.get(f"/v1/requisitions/{chance.choice(documents)}")

    return [one(number) for number in range(round(_MOST_PER_SECOND * seconds))]


def steady(shop: Shop, server: Running, rate: float | None, seconds: float) -> dict[str, Any]:
    """The mix as fast as it goes, or at a given rate."""
    return shop.load(
        server,
        mixed(shop, seconds),
        seconds=seconds,
        once=True,
        expected=(200, 201),
        rate=rate,
    )
