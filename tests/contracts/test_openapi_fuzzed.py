"""Whatever the OpenAPI document lets a stranger try, the answer is one that the document names."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from domain.identity.role import Role
from tests.api.http.company import Company, Person
from tests.api.http.conftest import house  # noqa: F401 - the fixture itself
from tests.api.http.house import House
from tests.contracts import documented

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ENDLESS = "/v1/events/stream"
SCHEMA = schemathesis.openapi.from_dict(documented.api()).exclude(path=ENDLESS)
THOROUGH = settings.get_current_profile_name() == "thorough"
# Twenty thousand requests, which every worker prepares before the first test begins.
SCHEMA.config.phases.coverage.enabled = SCHEMA.config.phases.examples.enabled = THOROUGH


@pytest.fixture(scope="module")
def somebody(house: House) -> Person:  # noqa: F811
    """Somebody with every role, so that no door hides what is behind it."""
    company = Company.opened(house, sandbox=True)
    token = house.token(company.tenant, company.admin.user, *(role.value for role in Role))
    return Person(house, company.tenant, company.admin.user, token)


@SCHEMA.parametrize()
@settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    max_examples=200 if THOROUGH else 3,
)
def test_every_operation_answers_surprises_as_its_document_says(
    case: schemathesis.Case[Any], somebody: Person
) -> None:
    """Send a generated request and hold its answer against the document."""
    if case.headers is not None:
        case.headers.pop("Consistency-Token", None)  # a position to come would be waited for
    headers = {"Authorization": f"Bearer {somebody.token}"}
    response = case.call(base_url=somebody.house.url, headers=headers)
    case.validate_response(response, checks=CHECKS)
