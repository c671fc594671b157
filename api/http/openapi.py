"""Completes FastAPI's OpenAPI document: conventions, problems, list filters, examples, security."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.http import parameters
from api.http.example_answers import Rows, example_answer
from api.http.examples import USERS_FILE, example_of
from api.http.listing import CSV
from api.http.models import FaultModel, Problem
from api.http.operation import Operation
from api.http.payment_specimens import REPORT_FILE
from api.http.problems import STATUSES, title_of, type_of
from application.ports.read_models import FilterKind, ListShape

_REFERENCE = "#/components/schemas/{model}"
_PROBLEM = {"$ref": _REFERENCE.format(model="Problem")}
_ANSWER = "#/components/responses/Problem{status}"
_PAGE_OF = re.compile("PageOf_([A-Za-z]+)_")
_FILES = {"application/xml": REPORT_FILE, "text/csv": USERS_FILE}
_ALWAYS_POSSIBLE = (400, 422, 429, 503)
"""A query parameter that an operation does not have is refused with 422, also where it has none."""

_OF_COMMANDS = (404, 409, 410, 412, 413, 415)


_WAYS_IN: list[dict[str, list[str]]] = [{"bearer": []}, {"apiKey": []}]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the read side says of its lists: what each can be asked, and a row of it."""

    shapes: Mapping[str, ListShape]
    rows: Rows


def complete(
    document: dict[str, Any], operations: Sequence[Operation], lists: Lists
) -> dict[str, Any]:
    """The document with all that holds for every route of a kind, said once in code."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token from POST /v1/auth/login, or an API key.",
        },
        "apiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "An API key of a service account, where Authorization cannot be set.",
        },
    }
    components["schemas"].pop("HTTPValidationError", None)
    components["schemas"].pop("ValidationError", None)
    for model in (Problem, FaultModel):
        schema = model.model_json_schema(by_alias=True, ref_template=_REFERENCE)
        schema.pop("$defs", None)
        components["schemas"][model.__name__] = schema
    statuses = sorted({status for operation in operations for status in _problems(operation)})
    components["responses"] = {f"Problem{status}": _problem(status) for status in statuses}
    for operation in operations:
        described = document["paths"][operation.path][operation.method.lower()]
        _complete(described, operation, lists)
    return _with_short_names(document)


def _with_short_names(document: dict[str, Any]) -> dict[str, Any]:
    """Models named as people would: ``PurchaseOrderApprove``, ``SupplierSummaryPage``."""
    schemas = document["components"]["schemas"]
    names = {name: _short(name) for name in schemas}
    assert len(set(names.values())) == len(names), "two models would share a name"
    text = orjson.dumps(document).decode()
    for name, short in names.items():
        if name != short:
            text = text.replace(f'"{name}"', f'"{short}"')
            text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{short}"')
    renamed: dict[str, Any] = orjson.loads(text)
    return renamed


def _short(name: str) -> str:
    page = _PAGE_OF.fullmatch(name)
    if page:
        return f"{page[1]}Page"
    *modules, own = name.split("__")
    return "".join(word.capitalize() for word in modules[-2].split("_")) + own if modules else own


def _complete(described: dict[str, Any], operation: Operation, lists: Lists) -> None:
    declared = operation.declared
    described["security"] = [] if declared.permission.public else _WAYS_IN
    described["x-permission"] = declared.needs
    described.setdefault("parameters", []).extend(_parameters(operation, lists.shapes))
    if not described["parameters"]:
        del described["parameters"]
    _complete_success(described, operation, lists.rows)
    for status in _problems(operation):
        described["responses"][str(status)] = {"$ref": _ANSWER.format(status=status)}
    body = described.get("requestBody")
    if body is not None:
        ((media_type, content),) = body["content"].items()
        example = _FILES.get(media_type) or example_of(described["operationId"])
        content["examples"] = {"usual": {"value": example}}


def _parameters(operation: Operation, shapes: Mapping[str, ListShape]) -> Iterable[dict[str, Any]]:
    declared = operation.declared
    yield parameters.REQUEST_ID
    yield parameters.TRACE_PARENT
    if declared.decides:
        yield {**parameters.IDEMPOTENCY_KEY, "required": declared.needs_key}
        if operation.method != "POST" or "{" in operation.path:
            yield parameters.IF_MATCH
    if declared.reads:
        yield parameters.CONSISTENCY_TOKEN
        yield parameters.IF_NONE_MATCH
    if declared.lists is not None:
        yield from _of_list(shapes[declared.lists])


def _of_list(shape: ListShape) -> Iterable[dict[str, Any]]:
    yield from (parameters.LIMIT, parameters.CURSOR, parameters.INCLUDE)
    orders = [order for name in shape.sorts for order in (name, f"-{name}")]
    yield parameters.query(
        "sort",
        {"type": "string", "enum": orders, "default": shape.default_sort},
        "The order; - is descending.",
    )
    for each in shape.filters:
        several = " Several with commas." if each.kind is FilterKind.ONE_OF else ""
        yield parameters.query(each.name, {"type": "string"}, f"{each.sentence}{several}")


def _complete_success(described: dict[str, Any], operation: Operation, rows: Rows) -> None:
    declared = operation.declared
    success = described["responses"][str(declared.gives.status)]
    success["description"] = declared.permission.sentence
    success["headers"] = {name: dict(header) for name, header in _success_headers(operation)}
    content = success.setdefault("content", {})
    if declared.gives.model is None:
        content.pop("application/json", None)
    else:
        content["application/json"]["examples"] = {
            "usual": {"value": example_answer(operation, rows)}
        }
    for media_type in declared.gives.also:
        schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
        content[media_type] = {"schema": schema}
    if declared.lists is not None:
        content[CSV] = {"schema": {"type": "string"}}
    if declared.gives.or_ok is not None:
        described["responses"]["200"] = {**success, "description": declared.gives.or_ok}
    if not content:
        del success["content"]
    if declared.reads and (declared.gives.model is not None or declared.gives.or_unchanged):
        described["responses"]["304"] = {"description": "What If-None-Match names is still true."}


def _success_headers(operation: Operation) -> Iterable[tuple[str, dict[str, Any]]]:
    declared = operation.declared
    yield "X-Request-Id", parameters.header("The id of this request, in logs and events too.")
    if declared.decides or declared.reads:
        yield "Consistency-Token", parameters.header("The log position that the answer reflects.")
        yield "ETag", parameters.header("The version of what is answered.")
    if declared.decides:
        yield "Idempotency-Replayed", parameters.header("true when this is an earlier answer.")
    if declared.gives.status in (201, 202):
        yield "Location", parameters.header("Where the new document is.")
    if declared.lists is not None:
        yield "Link", parameters.header('The next page, rel="next".')


def _problems(operation: Operation) -> list[int]:
    declared = operation.declared
    statuses = {*_ALWAYS_POSSIBLE, *declared.gives.or_problems}
    if not declared.permission.public:
        statuses |= {401, 403}
    if declared.decides:
        statuses |= {*_OF_COMMANDS}
    if declared.needs_key:
        statuses.add(428)
    if declared.reads:
        statuses |= {404, 406}
    if operation.binding.takes_body:
        statuses |= {401, 413, 415}
    if operation.binding.path or operation.binding.query:
        statuses.add(404)
    return sorted(statuses)


def _problem(status: int) -> dict[str, Any]:
    names = [kind.__name__ for kind, mapped in STATUSES.items() if mapped == status]
    example = {
        "type": type_of(names[0]),
        "title": title_of(names[0]),
        "status": status,
        "detail": "What went wrong with this request, in a sentence.",
        "instance": "/v1/purchase-orders/po_3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "error": names[0],
        "requestId": "4c1b7a52e5f04c4f9a3b1d2e6f708192",
    }
    return {
        "description": "; ".join(title_of(name) for name in names),
        "content": {"application/problem+json": {"schema": _PROBLEM, "example": example}},
    }
