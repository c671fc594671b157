"""What callers may rely on, for programs and for people: the OpenAPI document and the list of problems."""

import inspect
from typing import Any

import orjson

from api.http.answer import Answer, Header
from api.http.exchange import Exchange
from api.http.models import ProblemType, ProblemTypes
from api.http.operation import Gives
from api.http.problems import every_problem, status_of, title_of, type_of
from api.http.resource import Resource
from application.failures import DocumentNotFound

_KEPT: Header = (b"cache-control", b"public, max-age=300")

contract = Resource("", "Contract")
problems = Resource("/problems", "Contract")


@contract.plain("GET", "/openapi.json", "openapi.read", Gives(None, also=("application/json",)))
async def openapi(exchange: Exchange) -> Answer:
    """The OpenAPI 3.1 document of this version."""
    return Answer(200, exchange.services.openapi(), [_KEPT])


@problems.plain("GET", "", "problems.read", Gives(ProblemTypes))
async def list_all() -> Answer:
    """Every problem that an answer can name."""
    items = [_described(name) for name in every_problem()]
    return Answer(200, orjson.dumps({"items": items}), [_KEPT])


@problems.plain("GET", "/{name}", "problems.read", Gives(ProblemType))
async def show(name: str) -> Answer:
    """One problem, by the last part of its `type`."""
    found = next((known for known in every_problem() if type_of(known).endswith(f"/{name}")), None)
    if found is None:
        raise DocumentNotFound("there is no problem of this name")
    return Answer(200, orjson.dumps(_described(found)), [_KEPT])


def _described(name: str) -> dict[str, Any]:
    kind = every_problem()[name]
    return {
        "type": type_of(name),
        "title": title_of(name),
        "status": status_of(kind),
        "error": name,
        "meaning": " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].split()),
    }
