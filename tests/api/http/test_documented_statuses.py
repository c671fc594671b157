"""What an operation may answer beside what all of its kind do is in the OpenAPI document too."""

import pytest

from api.http.app import operations
from api.http.operation import Operation
from tests.api.http.company import Company, refused
from tests.contracts import documented

OPERATIONS = list(operations())
WITHOUT_PARAMETERS = [
    each.path
    for each in OPERATIONS
    if each.method == "GET" and not (each.parameters or each.binding.query or each.declared.lists)
]
MACHINES = "/v1/state-machines"


@pytest.mark.parametrize("path", WITHOUT_PARAMETERS)
def test_a_parameter_that_an_operation_does_not_have_is_refused(
    company: Company, path: str
) -> None:
    refused(company.admin.get(f"{path}?colour=blue"), 422, "InvalidRequest")


@pytest.mark.parametrize("path", [MACHINES, f"{MACHINES}/purchase-order"])
def test_state_machines_are_not_given_in_every_form(company: Company, path: str) -> None:
    refused(company.admin.get(path, {"Accept": "image/png"}), 406, "NotAcceptable")


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.declared.decides], ids=lambda each: each.name
)
def test_whatever_takes_a_key_may_have_lost_its_answer(operation: Operation) -> None:
    named = documented.statuses(operation.method, operation.path)
    assert named is not None
    assert "410" in named


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/audit/checkpoints", "409"),  # the log was changed from outside
        ("GET", "/v1/audit/evidence/{stream_id}", "409"),
        ("POST", "/v1/auth/verify", "409"),  # the same token came twice at once
        ("POST", "/v1/auth/password-reset/confirm", "409"),
        ("GET", "/v1/payment-runs/{payment_run_id}/pain001", "304"),
    ],
)
def test_what_one_operation_alone_may_answer_is_documented(
    method: str, path: str, status: str
) -> None:
    named = documented.statuses(method, path)
    assert named is not None
    assert status in named
