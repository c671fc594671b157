"""Every operation is open to the roles that the table names, and to nobody else."""

from typing import Any

import httpx
import pytest

from api.http.app import contract, operations
from api.http.examples import EXAMPLES
from application.permissions import PERMISSIONS, permitted
from domain.identity.role import Role
from tests.api.http.company import Company, Json, Person
from tests.api.http.house import House

OPERATIONS = sorted(operations(contract()), key=lambda each: str(each.unique_id))


class TestPermissions:
    """Every operation is open to the roles that the table names, and to nobody else."""

    @pytest.mark.parametrize("role", list(Role))
    def test_each_role_gets_through_exactly_the_doors_of_the_table(
        self, company: Company, role: Role
    ) -> None:
        person = Person(
            company.house,
            company.tenant,
            company.admin.user,
            company.house.token(company.tenant, company.admin.user, role),
        )
        for operation in OPERATIONS:
            needs = operation.declared.needs
            if PERMISSIONS[needs].public or needs in ("auth.log-out", "events.stream"):
                continue
            denied = _ask(person, operation).status_code == 403
            problem_of_the_door = _is_denied(person, operation) if denied else False
            assert problem_of_the_door is not permitted({role}, needs), operation.unique_id

    @pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: str(each.unique_id))
    def test_without_a_token_only_public_operations_answer(
        self, house: House, operation: Any
    ) -> None:
        nobody: Any = Person(house, None, None, "")  # type: ignore[arg-type]
        refused_to_nobody = _ask(nobody, operation).status_code == 401
        public = PERMISSIONS[operation.declared.needs].public
        if operation.unique_id in ("auth.log_in", "auth.refresh"):
            assert refused_to_nobody  # these examples' credentials let nobody in
        else:
            assert refused_to_nobody is not public


def _ask(person: Person, operation: Any) -> httpx.Response:
    path = operation.path_format
    for name, adapter in operation.binding.path.items():
        path = path.replace(f"{{{name}}}", _some(adapter.json_schema()))
    (method,) = operation.methods
    query = "?reason=x" if method == "DELETE" else "?from=1&to=1" if "diff" in path else ""
    body = EXAMPLES.get(str(operation.unique_id))
    answer = person.ask(method, path + query, body)
    assert answer.status_code < 500, f"{method} {path}: {answer.text}"
    return answer


def _is_denied(person: Person, operation: Any) -> bool:
    return bool(_ask(person, operation).json()["error"] == "PermissionDenied")


def _some(schema: Json) -> str:
    if schema.get("type") == "integer":
        return "1"
    return str(schema.get("examples", ["purchase-order"])[0])
