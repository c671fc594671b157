"""What a server does that has nothing to do: a bare ASGI application, and FastAPI handing out bytes."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response

Message = MutableMapping[str, Any]
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"2")]
BODY = "DAYBOOK_BENCH_BODY"
"""The file whose bytes the FastAPI route returns."""


async def bare(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answers every request with two bytes."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": b"{}"})


def fastapi_bytes() -> FastAPI:
    """One route that returns ready bytes, the least that FastAPI can do."""
    body = Path(os.environ[BODY]).read_bytes()
    app = FastAPI(openapi_url=None)

    @app.get("/list")
    async def ready() -> Response:
        return Response(body, media_type="application/json")

    return app
