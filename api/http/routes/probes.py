"""Whether the server is alive, ready, and how it fares; for machines that watch it."""

import asyncio
from contextlib import suppress

import orjson

from api.http.answer import NEVER_KEPT, Answer
from api.http.exchange import Exchange
from api.http.metrics import CONTENT_TYPE
from api.http.models import Health, Readiness
from api.http.operation import Gives
from api.http.resource import Resource

_PATIENCE = 5.0

probes = Resource("", "Probes")
_ALIVE = Answer(200, b'{"status":"alive"}', [NEVER_KEPT])


@probes.plain("GET", "/health", "probes.read", Gives(Health))
async def health() -> Answer:
    """Always 200 while the process serves; says nothing of what it depends on."""
    return _ALIVE


@probes.plain("GET", "/ready", "probes.read", Gives(Readiness))
async def ready(exchange: Exchange) -> Answer:
    """200 when the database answers, its schema is today's and the projections keep up; else 503.

    That logs are not sealed is told and stops nobody: what people do is recorded all the same.
    """
    try:
        checks = await asyncio.wait_for(exchange.services.readiness(), _PATIENCE)
    except TimeoutError:
        document = {"status": "unready", "checks": [{"name": "checks", "problem": "took too long"}]}
        return Answer(503, orjson.dumps(document), [NEVER_KEPT])
    failed = any(check.problem and check.stops_requests for check in checks)
    document = {
        "status": "unready" if failed else "ready",
        "checks": [{"name": check.name, "problem": check.problem} for check in checks],
    }
    return Answer(503 if failed else 200, orjson.dumps(document), [NEVER_KEPT])


@probes.plain("GET", "/metrics", "probes.read", Gives(None, also=("text/plain",)))
async def metrics(exchange: Exchange) -> Answer:
    """Prometheus exposition of this process; without its database it still tells of itself."""
    services = exchange.services
    with suppress(TimeoutError, *services.unreachable):
        await asyncio.wait_for(services.refresh_figures(), _PATIENCE)
    return Answer(200, services.metrics.exposition(), [NEVER_KEPT], CONTENT_TYPE)
