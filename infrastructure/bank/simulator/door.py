"""The bank over HTTP: hand files in, look at what was booked, switch faults on and off."""

import asyncio
import hmac
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infrastructure.bank.simulator.counter import Counter
from infrastructure.bank.simulator.faults import Faults
from infrastructure.bank.simulator.intake import FileRefused
from infrastructure.bank.simulator.ledger import Ledger, OtherBytes


class Door:
    """The routes; everything else is behind the counter."""

    def __init__(self, counter: Counter, ledger: Ledger, token: str | None) -> None:
        self._counter = counter
        self._ledger = ledger
        self._token = token

    def application(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/files/{message_id}", self.take, methods=["PUT"]),
                Route("/files/{message_id}", self.show, methods=["GET"]),
                Route("/faults", self.set_faults, methods=["PUT"]),
                Route("/faults", self.faults, methods=["GET"]),
                Route("/{what:str}", self.listed, methods=["GET"]),
            ]
        )

    async def take(self, request: Request) -> Response:
        """A file: 202 when it is new, 200 when it came before, 422 when it is refused."""
        message_id, faults = request.path_params["message_id"], self._counter.faults
        if not self._knows(request):
            return _told(401, message_id, reason="the bearer token is not the customer's")
        if faults.down:
            return _told(503, message_id, reason="the bank is closed")
        try:
            answer = self._counter.take(message_id, await request.body())
        except FileRefused as refused:
            return _told(422, message_id, reason=refused.reason)
        except OtherBytes:
            reason = "another file came under this message id before"
            return _told(409, message_id, reason=reason)
        if faults.slow_seconds:
            await asyncio.sleep(faults.slow_seconds)
        return _told(
            200 if answer.repeated else 202,
            message_id,
            receivedAt=answer.received_at.isoformat(),
            repeated=answer.repeated,
        )

    async def show(self, request: Request) -> Response:
        """The bytes of a file as they came."""
        message_id = request.path_params["message_id"]
        found = self._ledger.file(message_id)
        if found is None:
            return _told(404, message_id, reason="no such file came")
        return Response(found, media_type="application/xml")

    async def listed(self, request: Request) -> Response:
        """All files, transfers or reports."""
        what = request.path_params["what"]
        if what not in ("files", "transfers", "reports"):
            return JSONResponse({"reason": f"there is no {what}"}, 404)
        return JSONResponse(self._ledger.listed(what))

    async def faults(self, _: Request) -> Response:
        """What is switched on."""
        return JSONResponse(self._counter.faults.model_dump(mode="json"))

    async def set_faults(self, request: Request) -> Response:
        """Switch on what is named, and everything else off."""
        try:
            self._counter.faults = Faults.model_validate_json(await request.body())
        except ValidationError as wrong:
            return JSONResponse({"reason": str(wrong)}, 422)
        return await self.faults(request)

    def _knows(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return self._token is None or hmac.compare_digest(
            given.encode(), f"Bearer {self._token}".encode()
        )


def _told(status: int, message_id: str, **facts: Any) -> Response:
    return JSONResponse({"messageId": message_id, **facts}, status)
