"""The ASGI application: every request comes in here, and every answer leaves from here."""

import time
from typing import Any

import structlog
from starlette.types import Receive, Scope, Send

from api.http.answer import Answer
from api.http.caller import Caller
from api.http.exchange import Disconnected, Exchange
from api.http.failures import InternalError, ServiceOverloaded, ServiceUnavailable
from api.http.headers import consistency
from api.http.problems import known, problem
from api.http.proof import proof_of
from api.http.querying import answer_ready
from api.http.services import Services
from api.http.signposts import Signposts
from application.failures import InvalidToken, PermissionDenied

_WEBSOCKET_REFUSED: dict[str, Any] = {"type": "websocket.close", "code": 1000}

_log = structlog.get_logger("daybook.http")


class FrontDoor:
    """Knows the caller, keeps them to their rate, answers from memory or finds the route.

    It is one layer of plain ASGI, because every layer costs more than what most of them do.
    """

    def __init__(self, services: Services, signposts: Signposts) -> None:
        self._services = services
        self._signposts = signposts
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            await send(_WEBSOCKET_REFUSED)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.monotonic()
        method: str = scope["method"]
        head_only = method == "HEAD"
        if head_only:
            scope = {**scope, "method": "GET"}
        exchange = Exchange(scope, receive, self._services)
        exchange.head_only = head_only
        exchange.told_browsers = self._services.browsers.told(exchange)
        self._under_way += 1
        try:
            answer = await self._answer(exchange, started)
        except Disconnected:
            return
        except Exception as failure:  # noqa: BLE001 - the last place where anything can be answered
            answer = self._failed(exchange, failure)
        finally:
            self._under_way -= 1
        await answer.send(exchange, send)
        seconds = time.monotonic() - started
        self._services.metrics.answered(method, exchange.route, answer.status, seconds)

    async def _answer(self, exchange: Exchange, now: float) -> Answer:
        if self._under_way > self._services.most_under_way:
            raise ServiceOverloaded(1.0, "too many requests are under way; nothing was stored")
        await self._recognise(exchange)
        self._services.rate_limit.take(exchange, now)
        if exchange.scope["method"] == "OPTIONS":
            answer = self._services.browsers.preflight(exchange)
            if answer is not None:
                return answer
        kept = self._from_memory(exchange, now)
        if kept is not None:
            return kept
        operation, values = self._signposts.find(exchange)
        return await operation.carry_out(exchange, values)

    async def _recognise(self, exchange: Exchange) -> None:
        """Whoever shows no token, or one that no longer counts, stays nobody; routes that mind say so."""
        shown = proof_of(exchange)
        if shown is None:
            return
        try:
            exchange.caller = Caller.of(await self._services.recognition.bearer(shown))
        except InvalidToken:
            return

    def _from_memory(self, exchange: Exchange, now: float) -> Answer | None:
        """A document that was sent before and has not changed since, for whoever may still see it."""
        caller = exchange.caller
        scope = exchange.scope
        if caller is None or scope["method"] != "GET" or scope["query_string"]:
            return None
        ready = self._services.ready.find((caller.key, scope["path"]), now)
        heard = self._services.live_log.position(caller.tenant)
        if ready is None or heard is None or heard < consistency(exchange):
            return None
        exchange.route = ready.route
        return answer_ready(exchange, ready, heard)

    def _failed(self, exchange: Exchange, failure: Exception) -> Answer:
        expected = known(failure)
        if isinstance(expected, PermissionDenied):
            self._note_refused(exchange, expected)
        if expected is None and isinstance(failure, self._services.unreachable):
            expected = ServiceUnavailable("the database does not answer")
        if expected is None:
            _log.error(
                "request failed",
                request_id=exchange.request_id,
                method=exchange.scope["method"],
                route=exchange.route,
                exc_info=failure,
            )
            expected = InternalError()
        return problem(exchange, expected)

    def _note_refused(self, exchange: Exchange, denied: PermissionDenied) -> None:
        caller, operation = exchange.caller, denied.facts.get("operation")
        if caller is not None and operation is not None:
            record = self._services.access_record
            record.permission_refused(caller.person, str(operation), exchange.origin())


async def _lifespan(receive: Receive, send: Send) -> None:
    """Start and stop are the composition root's business; a server that asks is told that all is well."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
