"""Every operation: described with the help of FastAPI, and served through the front door."""

from collections.abc import Iterator
from typing import Any
from warnings import catch_warnings, simplefilter

from fastapi import FastAPI
from pydantic.warnings import UnsupportedFieldAttributeWarning

from api.http.front_door import FrontDoor
from api.http.openapi import Lists, complete
from api.http.operation import Operation
from api.http.routes import every_resource
from api.http.services import Services
from api.http.signposts import Signposts

TITLE = "Daybook"
DESCRIPTION = """An event-sourced business core: procure-to-pay with a history that nobody can rewrite.

Amounts are strings, JSON is camelCase, errors are problem documents (RFC 9457) whose `error` is a stable
name. Every POST takes an `Idempotency-Key`; documents carry their version as `ETag`; commands answer with
a `Consistency-Token` that queries take back."""


def operations() -> Iterator[Operation]:
    """Every operation of the API."""
    for resource in every_resource():
        yield from resource.operations


def describe(lists: Lists) -> dict[str, Any]:
    """The OpenAPI 3.1 document, complete enough to generate a client from."""
    app = FastAPI(title=TITLE, version="1", description=DESCRIPTION, openapi_url=None)
    for each in operations():
        declared = each.declared
        app.add_api_route(
            each.path,
            each.endpoint,
            methods=[each.method],
            tags=[each.title],
            status_code=declared.gives.status,
            response_model=declared.gives.model,
            summary=declared.permission.sentence,
            operation_id=each.name,
        )
    with catch_warnings():
        # FastAPI ignores this one too, but not where a model is built late: names of bodies mean nothing.
        simplefilter("ignore", UnsupportedFieldAttributeWarning)
        document = app.openapi()
    return complete(document, list(operations()), lists)


def front_door(services: Services) -> FrontDoor:
    """The ASGI application that a server serves."""
    return FrontDoor(services, Signposts(operations()))
