"""The walk sees what it is there to see: each fault is planted, and found."""

from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

import pytest

from api.bootstrap import Daybook
from api.bootstrap.serving import services
from api.http import operation as operations_of_the_door
from api.http.answer import Answer
from api.http.app import operations
from api.http.front_door import FrontDoor
from api.http.operation import Operation, UndeclaredRoute
from api.http.ready_documents import ReadyDocuments
from api.http.services import Services
from api.http.signposts import Signposts
from application.failures import DocumentNotFound
from application.permissions import PERMISSIONS
from application.ports.states import Folded, States
from domain.identity.role import Role
from domain.shared.ids import TenantId
from tests.api.http.estate import Estate, Shown
from tests.api.http.walk import Walk, described, every_step
from tests.contracts import documented

OPERATIONS = {one.name: one for one in described(documented.api())}
Plant = Callable[[Services, list[Operation]], tuple[Services, list[Operation]]]


def found(estate: Estate, plant: Plant, *names: str) -> list[str]:
    """What the walk finds about these operations in a product with a fault."""

    async def made(daybook: Daybook) -> FrontDoor:
        routes = [copy(one) for one in operations()]
        given = replace(services(daybook), ready=ReadyDocuments())  # nothing of it stays behind
        given, routes = plant(given, routes)
        return FrontDoor(given, Signposts(routes))

    walk = Walk(estate, estate.house.inside(made))
    shown = (Shown.SAME, Shown.OTHER, Shown.NONE, Shown.STRANGER)
    steps = every_step(OPERATIONS[name] for name in names)
    return walk.through(step for step in steps if step.shown in shown)


def nothing(given: Services, routes: list[Operation]) -> tuple[Services, list[Operation]]:
    """No fault at all."""
    return given, routes


def needing(name: str, other: str) -> Plant:
    """The route of an operation asks for the permission of another."""

    def plant(given: Services, routes: list[Operation]) -> tuple[Services, list[Operation]]:
        for route in routes:
            if route.name == name:
                route.declared = replace(route.declared, needs=other)
        return given, routes

    return plant


def test_a_product_without_a_fault_is_found_to_have_none(estate: Estate) -> None:
    assert found(estate, nothing, "purchase_orders.show", "purchase_orders.list_all") == []


def test_a_route_that_asks_for_a_permission_of_everybody_is_found(estate: Estate) -> None:
    findings = found(
        estate, needing("purchase_orders.approve", "users.read-self"), "purchase_orders.approve"
    )
    assert {"supplier", "bank", "analyst"} <= {one.split()[2] for one in findings}
    assert all("let in" in one for one in findings)


def test_a_route_that_asks_for_a_permission_of_fewer_is_found(estate: Estate) -> None:
    findings = found(estate, needing("suppliers.show", "users.register"), "suppliers.show")
    assert {"buyer", "requester", "auditor"} <= {one.split()[2] for one in findings}


def test_a_route_that_asks_nobody_who_they_are_is_found(estate: Estate) -> None:
    plant = needing("state_machines.show_all", "keys.read")
    findings = found(estate, plant, "state_machines.show_all")
    assert findings
    assert all(Shown.NONE.value in one for one in findings)


def test_a_right_to_what_is_ones_own_that_became_one_to_everything_is_found(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = PERMISSIONS["invoices.list"]
    table = {**PERMISSIONS, limited.operation: replace(limited, own=frozenset())}
    monkeypatch.setattr("application.permissions.operations.PERMISSIONS", table)
    findings = found(estate, nothing, "invoices.list_all", "invoices.show")
    assert [one for one in findings if one.startswith("invoices.list_all by supplier")]
    assert not [one for one in findings if one.startswith("invoices.show")]


class OfAnyTenant:
    """States that forget whose they are asked for, where the tenant itself has nothing."""

    def __init__(self, real: States, tenant: TenantId) -> None:
        self._real = real
        self._tenant = tenant

    async def load(self, tenant: TenantId, decider: Any, stream_id: str) -> Folded[Any]:
        """Somebody else's, when there is none of the tenant's own."""
        folded: Folded[Any] = await self._real.load(tenant, decider, stream_id)
        return folded if folded.version else await self._real.load(self._tenant, decider, stream_id)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_states_that_forget_their_tenant_are_found(estate: Estate) -> None:
    def plant(given: Services, routes: list[Operation]) -> tuple[Services, list[Operation]]:
        return replace(given, states=OfAnyTenant(given.states, estate.here.tenant)), routes

    findings = found(estate, plant, "credit_notes.show", "purchase_orders.show")
    assert any("a document of another tenant was there" in one for one in findings)


def test_a_list_that_forgets_its_tenant_is_found(estate: Estate) -> None:
    class Forgetful:
        def __init__(self, real: Any) -> None:
            self._real = real

        async def page(self, _: TenantId, name: str, query: Any) -> Any:
            return await self._real.page(estate.here.tenant, name, query)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    def plant(given: Services, routes: list[Operation]) -> tuple[Services, list[Operation]]:
        return replace(given, read_models=Forgetful(given.read_models)), routes

    findings = found(estate, plant, "suppliers.list_all", "payments.list_all")
    assert {one.split()[0] for one in findings} == {"suppliers.list_all", "payments.list_all"}
    assert all("tells of what is somebody else's" in one for one in findings)


def test_a_log_that_forgets_its_tenant_is_found(estate: Estate) -> None:
    class Forgetful:
        def __init__(self, real: Any) -> None:
            self._real = real

        async def stream(self, _: TenantId, *given: Any, **more: Any) -> Any:
            return await self._real.stream(estate.here.tenant, *given, **more)

        async def log(self, _: TenantId, query: Any) -> Any:
            return await self._real.log(estate.here.tenant, query)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._real, name)

    def plant(given: Services, routes: list[Operation]) -> tuple[Services, list[Operation]]:
        store: Any = Forgetful(given.store)
        return replace(given, store=store), routes

    names = ("events.read", "streams.read", "purchase_orders.match")
    assert {one.split()[0] for one in found(estate, plant, *names)} == set(names)


def test_an_answer_that_tells_foreign_from_missing_is_found(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single word is enough."""
    real: Callable[..., Awaitable[Answer]] = Operation.carry_out

    async def carry_out(route: Operation, exchange: Any, values: Mapping[str, str]) -> Answer:
        try:
            return await real(route, exchange, values)
        except DocumentNotFound as failure:
            if estate.here.family.stem in str(values):
                failure.detail += "!"
            raise

    monkeypatch.setattr(Operation, "carry_out", carry_out)
    findings = found(estate, nothing, "suppliers.show")
    assert any("not like what does not exist" in one for one in findings)


def test_a_route_without_an_entry_in_the_table_keeps_the_process_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = {name: one for name, one in PERMISSIONS.items() if name != "suppliers.read"}
    monkeypatch.setattr(operations_of_the_door, "PERMISSIONS", fewer)
    (route,) = [one for one in operations() if one.name == "suppliers.show"]
    with pytest.raises(UndeclaredRoute):
        Operation(route.method, route.path, route.endpoint, route.declared, route.title)


def test_an_operation_that_is_added_is_walked() -> None:
    """The walk takes its steps from the document, which is made from the routes that are served."""
    routes = {one.name for one in operations()}
    assert set(OPERATIONS) == routes
    walked = {(step.operation.name, step.role) for step in every_step(OPERATIONS.values())}
    assert walked == {(name, role) for name in routes for role in Role}
