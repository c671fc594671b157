"""Requests as the front door gets them, without a socket."""

from typing import Any

from api.http.exchange import Exchange


def exchange(
    method: str = "GET",
    path: str = "/",
    headers: dict[str, str] | None = None,
    query: str = "",
    chunks: tuple[bytes, ...] = (b"",),
) -> Exchange:
    """A request whose body comes in chunks."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
        "client": ("192.0.2.1", 1),
    }
    waiting = list(chunks)

    async def receive() -> dict[str, Any]:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    services: Any = None
    return Exchange(scope, receive, services)
