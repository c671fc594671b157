"""The FastAPI application and the front door before it."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI

from api.http.front_door import FrontDoor
from api.http.openapi import Lists, complete
from api.http.operation import Operation, UndeclaredRoute
from api.http.routes import every_resource
from api.http.services import Services
from api.http.signposts import Signposts

TITLE = "Daybook"
DESCRIPTION = """An event-sourced business core: procure-to-pay with a history that nobody can rewrite.

Amounts are strings, JSON is camelCase, errors are problem documents (RFC 9457) whose `error` is a stable
name. Every POST takes an `Idempotency-Key`; documents carry their version as `ETag`; commands answer with
a `Consistency-Token` that queries take back."""


def contract() -> FastAPI:
    """The application as FastAPI knows it: every route with its models, ready to be documented."""
    app = FastAPI(
        title=TITLE,
        version="1",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    for resource in every_resource():
        _take(app, resource.router)
    return app


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every route of the application; raises `UndeclaredRoute` for one that is none of ours."""
    for route in app.router.routes:
        if not isinstance(route, Operation):
            raise UndeclaredRoute(f"{route} does not say who may call it")
        yield route


def describe(app: FastAPI, lists: Lists) -> dict[str, Any]:
    """The OpenAPI 3.1 document, complete enough to generate a client from."""
    return complete(app.openapi(), list(operations(app)), lists)


def front_door(services: Services) -> FrontDoor:
    """The ASGI application that a server serves."""
    return FrontDoor(services, Signposts(operations(contract())))


def _take(app: FastAPI, router: APIRouter) -> None:
    """Take the routes themselves, because including a router wraps each in another layer."""
    routes: Sequence[Any] = router.routes
    app.router.routes.extend(routes)
