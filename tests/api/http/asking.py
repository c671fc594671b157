"""One request to the front door itself, without a socket, and what it answers."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import ASGIApp

from tests.api.http.estate import Family


@dataclass(frozen=True)
class Heard:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str:
        """The stable name of what went wrong, or nothing."""
        if self.headers.get("content-type") != "application/problem+json":
            return ""
        return str(orjson.loads(self.body)["error"])

    def without(self, *families: Family) -> str:
        """Everything that may not differ: all but the request's own id, and the ids it named."""
        text = self.body.decode("utf-8", "replace")
        for family in families:
            text = text.replace(family.stem, "…")
        if self.error:
            problem = orjson.loads(text)
            del problem["requestId"]
            text = orjson.dumps(problem).decode()
        kept = {name: value for name, value in self.headers.items() if name not in _OF_THE_MOMENT}
        return f"{self.status} {kept} {text}"


_OF_THE_MOMENT = ("x-request-id", "content-length", "consistency-token", "date", "server-timing")


def _is_last(message: Mapping[str, Any]) -> bool:
    """Whether nothing is missing behind it, or what comes has no end."""
    if message["type"] == "http.response.start":
        return (b"content-type", b"text/event-stream; charset=utf-8") in message["headers"]
    return not message.get("more_body", False)


async def ask(
    app: ASGIApp, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
) -> Heard:
    """One request; the caller leaves as soon as an answer without an end has begun."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [
            *((name.lower().encode(), value.encode()) for name, value in headers.items()),
            *([(b"content-length", b"%d" % len(body))] if body else []),
        ],
        "client": ("192.0.2.1", 1),
        "http_version": "1.1",
    }
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    told: list[Any] = []
    left = asyncio.Event()

    async def receive() -> Any:
        if waiting:
            return waiting.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        told.append(message)
        if _is_last(message):
            left.set()

    await app(scope, receive, send)
    start, *rest = told
    said = {name.decode(): value.decode() for name, value in start["headers"]}
    return Heard(start["status"], said, b"".join(part.get("body", b"") for part in rest))
