"""The OpenAPI document says everything that a client generator, or a stranger, needs to know."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import orjson
import pytest

from api.http.app import operations
from api.http.binding import validated
from api.http.examples import EXAMPLES
from api.http.operation import Declared, Gives, UndeclaredRoute
from api.http.resource import Resource
from application.permissions import PERMISSIONS, Kind
from tests.contracts import documented

DOCUMENT = documented.api()
OPERATIONS = list(operations())
METHODS = ("get", "post", "put", "patch", "delete")


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


EVERY = [pytest.param(*each, id=f"{each[1]} {each[0]}") for each in described()]


def test_it_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")


@pytest.mark.parametrize(("path", "method", "operation"), EVERY)
def test_every_operation_is_described_with_models_and_problems(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert operation["summary"].endswith(".")
    assert operation["description"]
    assert operation["tags"]
    success = [status for status in operation["responses"] if status.startswith("2")]
    assert success in (["200"], ["201"], ["202"], ["204"], ["200", "201"])
    assert "application/problem+json" in _answer(operation, "400")["content"]
    if operation["security"]:
        assert {"401", "403"} <= set(operation["responses"])
    if "requestBody" in operation:
        ((media_type, content),) = operation["requestBody"]["content"].items()
        assert media_type in ("application/json", "application/xml", "text/csv")
        assert media_type != "application/json" or "$ref" in content["schema"]
        assert content["examples"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_every_example_is_a_body_that_its_operation_takes(operation: Any) -> None:
    if operation.binding.body is None:
        assert operation.name not in EXAMPLES
        return
    validated(operation.binding.body[1], orjson.dumps(EXAMPLES[operation.name]))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_every_answer_has_an_example_that_is_one(operation: Any) -> None:
    model = operation.declared.gives.model
    if model is None:
        return
    described = DOCUMENT["paths"][operation.path][operation.method.lower()]
    content = described["responses"][str(operation.declared.gives.status)]["content"]
    example = content["application/json"]["examples"]["usual"]["value"]
    validator = jsonschema_rs.validator_for(
        {**content["application/json"]["schema"], "components": DOCUMENT["components"]}
    )
    assert not list(validator.iter_errors(example))


def test_commands_take_the_headers_that_the_conventions_promise() -> None:
    for path, method, operation in described():
        names = {each["name"] for each in operation.get("parameters", ())}
        if "Idempotency-Replayed" in _headers(operation):
            assert "Idempotency-Key" in names, (method, path)
        if method == "patch" and operation["x-permission"].partition(".")[0] != "users":
            assert "If-Match" in names, (method, path)


def test_every_reference_leads_somewhere() -> None:
    for kind, name in re.findall(r"'#/components/(\w+)/([^']+)'", str(DOCUMENT)):
        assert name in DOCUMENT["components"][kind]


def test_every_schema_has_a_name_that_a_generated_client_can_show() -> None:
    for name in DOCUMENT["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9_]*", name), name
        assert "__" not in name


def test_every_route_says_who_may_call_it() -> None:
    for operation in OPERATIONS:
        assert operation.declared.needs in PERMISSIONS


def test_every_permission_has_a_route() -> None:
    routed = {operation.declared.needs for operation in OPERATIONS}
    assert set(PERMISSIONS) - routed == set()


def test_what_changes_something_is_a_command_and_what_reads_is_a_query() -> None:
    for operation in OPERATIONS:
        reads = operation.method == "GET"
        assert (operation.declared.permission.kind is Kind.QUERY) is reads, operation.path


def test_a_route_without_a_permission_does_not_start() -> None:
    resource = Resource("/v1/secrets", "Secrets")

    async def leak() -> Any:
        """Undeclared."""

    with pytest.raises(UndeclaredRoute):
        resource.query("", "secrets.read", Gives(None))(leak)
    assert Declared("secrets.read").needs not in PERMISSIONS


def _headers(operation: dict[str, Any]) -> set[str]:
    return {
        name for response in operation["responses"].values() for name in response.get("headers", {})
    }


def _answer(operation: dict[str, Any], status: str) -> dict[str, Any]:
    """An answer, or the one that several operations share."""
    answer: dict[str, Any] = operation["responses"][status]
    shared: dict[str, Any] = DOCUMENT["components"]["responses"]
    return shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    name = response["$ref"].rpartition("/")[2]
    found: dict[str, Any] = DOCUMENT["components"]["responses"][name]
    return found
