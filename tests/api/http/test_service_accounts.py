"""Machines come in by keys, act in their owner's name, and may do what both roles and scopes allow."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from api.http.app import operations
from api.http.examples import EXAMPLES
from api.http.operation import Operation
from application.permissions import PERMISSIONS
from infrastructure.postgres.reach import REACH, reach
from tests.api.http.company import Company, Json, Person, refused, succeeded
from tests.api.http.house import House

NOW_AND_THEN = 20.0
SCOPES = ["purchase-orders.*", "requisitions.*", "suppliers.*", "events.read", "users.read-self"]


def ask_with_an_example(person: Person, operation: Operation) -> httpx.Response:
    """Ask for an operation as its documentation shows it, about a document that nobody has."""
    path = operation.path
    for name, adapter in operation.binding.path.items():
        schema = adapter.json_schema()
        some = "1" if schema.get("type") == "integer" else schema.get("examples", ["user"])[0]
        path = path.replace(f"{{{name}}}", str(some))
    method = operation.method
    query = "?reason=x" if method == "DELETE" else "?from=1&to=1" if "diff" in path else ""
    return person.ask(method, path + query, EXAMPLES.get(operation.name))


def in_days(days: float) -> str:
    """An instant so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


@dataclass
class Machine:
    """A service account of a buyer who may also approve, with one key."""

    company: Company
    owner: Person
    account: str
    by_key: Person
    key_id: str

    @property
    def path(self) -> str:
        return f"/v1/service-accounts/{self.account}"

    def issue(self, scopes: list[str] = SCOPES, days: float = 30) -> Json:
        """Another key for the owner."""
        body = {"name": "Another", "scopes": scopes, "expiresAt": in_days(days)}
        return self.owner.do("POST", f"{self.path}/keys", body)

    def with_key(self, key: str) -> Person:
        """Whoever holds that key."""
        return replace(self.by_key, token=key)


def machine_of(
    company: Company, owner: Person | None = None, roles: Sequence[str] = ("buyer", "approver")
) -> Machine:
    """An account that the administrator created, and a key that its owner got."""
    owner = owner or company.person("buyer", "approver", level="L3")
    body = {"name": "Webshop", "owner": owner.user, "roles": list(roles)}
    account = company.admin.do("POST", "/v1/service-accounts", body)["serviceAccountId"]
    made = Machine(company, owner, account, owner, "")
    key = made.issue()
    made.key_id, made.by_key = key["keyId"], replace(owner, token=key["key"])
    return made


@pytest.fixture
def machine(company: Company) -> Machine:
    """A machine of the test's own tenant."""
    return machine_of(company)


def let_in(person: Person) -> bool:
    """Whether the key, or token, opens a door that is everybody's."""
    answer = person.get("/v1/users/me")
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200


def kept_out_within_a_second(person: Person) -> None:
    """From at most a second after what just happened on, the key is as good as none."""
    deadline = time.monotonic() + 1.0
    while let_in(person):
        assert time.monotonic() < deadline, "still let in after a second"
    for _ in range(3):
        assert not let_in(person)


class TestActing:
    """What a machine does, and in whose name."""

    def test_a_machine_does_what_its_scopes_and_roles_allow(self, machine: Machine) -> None:
        order = machine.company.order(machine.by_key)
        assert machine.by_key.see("/v1/users/me")["userId"] == machine.owner.user
        assert order["createdBy"] == machine.owner.user

    def test_the_log_says_who_answers_for_it_and_through_which_key_it_came(
        self, machine: Machine
    ) -> None:
        order = machine.company.order(machine.by_key)["purchaseOrderId"]
        query = f"/v1/streams/{order}/events"
        (event,) = machine.company.person("auditor").see(query)["items"]
        assert event["metadata"]["actor"] == machine.owner.user
        assert event["metadata"]["via"] == f"{machine.account}/{machine.key_id}"

    def test_who_raises_by_hand_does_not_approve_by_key(self, machine: Machine) -> None:
        order = machine.company.submitted_order(machine.owner)
        path = f"/v1/purchase-orders/{order}/approve"
        refused(machine.by_key.ask("PATCH", path, {}), 403, "SegregationOfDutiesViolation")

    def test_who_raises_by_key_does_not_approve_by_hand(self, machine: Machine) -> None:
        order = machine.company.submitted_order(machine.by_key)
        path = f"/v1/purchase-orders/{order}/approve"
        refused(machine.owner.ask("PATCH", path, {}), 403, "SegregationOfDutiesViolation")
        other = machine_of(machine.company)
        assert other.by_key.do("PATCH", path, {})["status"] == "Approved"

    def test_a_key_opens_no_door_outside_its_scopes(self, machine: Machine) -> None:
        narrow = machine.with_key(machine.issue(["purchase-orders.read"])["key"])
        for operation in operations():
            needs = operation.declared.needs
            if PERMISSIONS[needs].public or needs == "purchase-orders.read":
                continue
            problem = ask_with_an_example(narrow, operation)
            assert (problem.status_code, problem.json()["error"]) == (403, "PermissionDenied")

    def test_what_a_key_may_not_do_is_not_offered_to_it(self, machine: Machine) -> None:
        order = machine.company.order(machine.owner)["purchaseOrderId"]
        narrow = machine.with_key(machine.issue(["purchase-orders.read"])["key"])
        for shown, offered in ((narrow, False), (machine.by_key, True), (narrow, False)):
            allowed = shown.see(f"/v1/purchase-orders/{order}")["allowedCommands"]
            (submit,) = (each for each in allowed if each["name"] == "submit")
            assert ("caller_has_permission" not in submit["refusedBy"]) is offered

    def test_a_key_shows_the_history_of_what_it_may_read_alone(self, machine: Machine) -> None:
        auditor = machine.company.person("auditor", "requester")
        auditing = machine_of(machine.company, auditor, roles=["auditor"])
        scopes = ["events.read", "purchase-orders.read"]
        reader = auditing.with_key(auditing.issue(scopes)["key"])
        machine.company.order(machine.owner)
        events = reader.see("/v1/events")["items"]
        kinds = {event["streamType"] for event in events}
        assert "purchasing.purchase-order" in kinds
        assert kinds.isdisjoint({"identity.user", "identity.service-account"})


class TestTheWayIn:
    """How a key is shown, and what is refused."""

    def test_a_key_may_come_in_a_header_of_its_own(self, machine: Machine) -> None:
        nobody = replace(machine.owner, token="")
        key = {"X-API-Key": machine.by_key.token}
        assert succeeded(nobody.get("/v1/users/me", key))["userId"] == machine.owner.user

    def test_two_proofs_at_once_are_none(self, machine: Machine) -> None:
        key = {"X-API-Key": machine.by_key.token}
        refused(machine.owner.get("/v1/users/me", key), 401, "InvalidToken")

    def test_an_access_token_does_not_pass_for_a_key(self, machine: Machine) -> None:
        nobody = replace(machine.owner, token="")
        refused(nobody.get("/v1/users/me", {"X-API-Key": machine.owner.token}), 401, "InvalidToken")

    def test_a_key_has_no_session_to_end(self, machine: Machine) -> None:
        refused(machine.by_key.ask("POST", "/v1/auth/logout", {}), 403, "PermissionDenied")


class TestKeys:
    """Getting keys, replacing them, and losing them."""

    def test_only_the_owner_gets_a_key(self, machine: Machine) -> None:
        body = {"name": "Mine", "scopes": SCOPES, "expiresAt": in_days(1)}
        for somebody in (machine.company.admin, machine.company.person("buyer")):
            answer = somebody.ask("POST", f"{machine.path}/keys", body)
            refused(answer, 403, "KeyOfSomebodyElse")

    def test_a_key_makes_no_other_key(self, machine: Machine) -> None:
        body = {"name": "More", "scopes": SCOPES, "expiresAt": in_days(1)}
        answer = machine.by_key.ask("POST", f"{machine.path}/keys", body)
        refused(answer, 403, "PermissionDenied")

    def test_a_secret_is_told_once_and_stored_nowhere(self, machine: Machine) -> None:
        body = {"name": "Once", "scopes": SCOPES, "expiresAt": in_days(1)}
        once = {"Idempotency-Key": str(uuid4())}
        first = machine.owner.ask("POST", f"{machine.path}/keys", body, once)
        again = machine.owner.ask("POST", f"{machine.path}/keys", body, once)
        key, repeated = succeeded(first)["key"], succeeded(again)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert {**first.json(), "key": None} == repeated
        assert let_in(machine.with_key(key))
        secret = key.rpartition("_")[2]
        assert _stored_anywhere(machine.company, secret) == []
        assert _stored_anywhere(machine.company, repeated["keyId"]) != []  # the search finds things
        keys = machine.owner.see(f"{machine.path}/keys")["items"]
        assert len([each for each in keys if each["name"] == "Once"]) == 1

    def test_a_key_is_rotated_without_a_moment_in_which_none_is_good(
        self, machine: Machine
    ) -> None:
        second = machine.with_key(machine.issue()["key"])
        assert let_in(machine.by_key)
        assert let_in(second)
        machine.owner.do("DELETE", f"{machine.path}/keys/{machine.key_id}")
        kept_out_within_a_second(machine.by_key)
        assert let_in(second)

    def test_when_a_key_was_used_last_is_shown(self, machine: Machine) -> None:
        unused = machine.issue()["keyId"]
        machine.company.order(machine.by_key)
        deadline = time.monotonic() + NOW_AND_THEN
        while True:
            items = machine.owner.see(f"{machine.path}/keys")["items"]
            used = {each["keyId"]: each["lastUsedAt"] for each in items}
            if used[machine.key_id]:
                break
            assert time.monotonic() < deadline
        assert used[unused] is None
        assert all("key" not in each for each in items)

    def test_a_scope_that_stands_for_nothing_is_named(self, machine: Machine) -> None:
        body = {"name": "Odd", "scopes": ["invoices.raed"], "expiresAt": in_days(1)}
        answer = machine.owner.ask("POST", f"{machine.path}/keys", body)
        assert refused(answer, 422, "UnknownScope")["scopes"] == ["invoices.raed"]

    def test_a_key_that_is_not_there_cannot_be_revoked(self, machine: Machine) -> None:
        path = f"{machine.path}/keys/key_{uuid4()}"
        refused(machine.owner.ask("DELETE", path), 404, "UnknownKey")
        other = Company.opened(machine.company.house)
        theirs = machine.path + f"/keys/{machine.key_id}"
        refused(other.admin.ask("DELETE", theirs), 404, "DocumentNotFound")


class TestTheEnd:
    """Whatever ends a key does so within a second."""

    def test_a_disabled_machine_is_kept_out_until_it_is_enabled(self, machine: Machine) -> None:
        assert let_in(machine.by_key)
        machine.company.admin.do("PATCH", f"{machine.path}/disable", {"reason": "Odd."})
        kept_out_within_a_second(machine.by_key)
        machine.company.admin.do("PATCH", f"{machine.path}/enable", {})
        deadline = time.monotonic() + 1.0
        while not let_in(machine.by_key):
            assert time.monotonic() < deadline

    def test_a_machine_whose_owner_is_kept_out_is_kept_out(self, machine: Machine) -> None:
        assert let_in(machine.by_key)
        machine.company.admin.do("PATCH", f"/v1/users/{machine.owner.user}/deactivate", {})
        kept_out_within_a_second(machine.by_key)

    def test_a_machine_loses_the_roles_that_its_owner_loses(self, machine: Machine) -> None:
        path = f"/v1/users/{machine.owner.user}/change-roles"
        machine.company.admin.do("PATCH", path, {"roles": ["approver"]})
        deadline = time.monotonic() + 1.0
        body: Json = {"name": "Nobody"}
        while machine.by_key.ask("POST", "/v1/suppliers", body).status_code != 403:
            assert time.monotonic() < deadline

    def test_a_key_ends_when_it_said_it_would(self, house: House) -> None:
        machine = machine_of(Company.opened(house, sandbox=True))
        assert let_in(machine.by_key)
        advance = {"advanceTo": in_days(31)}
        machine.company.admin.do("POST", "/v1/sandbox/clock", advance)
        kept_out_within_a_second(machine.by_key)


def _stored_anywhere(company: Company, text: str) -> list[str]:
    """The columns of all tables in which the text is found."""
    with psycopg.connect(company.house.database.dsn) as connection:
        connection.execute(REACH, reach([company.tenant]))
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name, data_type"
            " FROM information_schema.columns WHERE table_schema IN ('daybook', 'projections')"
        ).fetchall()
        return [
            f"{schema}.{table}.{column}"
            for schema, table, column, kind in columns
            if _found(connection, (schema, table, column), kind, text)
        ]


def _found(connection: Any, place: tuple[str, str, str], kind: str, text: str) -> bool:
    schema, table, column = place
    shown = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
    query = f'SELECT 1 FROM "{schema}"."{table}" WHERE position(%s IN {shown}) > 0 LIMIT 1'
    return connection.execute(query, (text,)).fetchone() is not None
