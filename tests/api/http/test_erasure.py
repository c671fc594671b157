"""Somebody who was erased is found nowhere: not in the log, not in lists, answers, memories or log lines."""

import gc
import json
import logging
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from api.bootstrap import Daybook
from api.bootstrap.following import list_names
from infrastructure.event_store.canonical import Leaf, canonical_json, instant, leaf_hash
from infrastructure.event_store.catalogue import domain_deciders
from infrastructure.event_store.contents import stream_pages
from tests.api.cli.command_line import until
from tests.api.http.company import PASSWORD, Company, Json, Person, line, refused, succeeded
from tests.api.http.house import House
from tests.api.http.paying import Paying, of_transfer

CANARIES = ("canary", "DE75512108001245126199")
"""In the name of everybody who is erased, and in the account."""


@dataclass
class Story:
    """A supplier and a buyer who were in everything, and whose work is done."""

    paying: Paying
    supplier: str
    user: str
    order: Json
    run: Json
    keys: list[tuple[str, str, Json]]

    @property
    def admin(self) -> Person:
        """Who may erase."""
        return self.paying.company.admin

    def erase(self, subject: str) -> Json:
        """Have somebody erased, and wait until it is done."""
        asked = self.admin.do(
            "POST", "/v1/privacy/erasures", {"subjectId": subject, "reason": "They asked for it."}
        )
        found: list[Json] = [asked]

        def done() -> bool:
            found.append(self.admin.see(f"/v1/privacy/erasures/{asked['erasureId']}"))
            return bool(found[-1]["status"] == "Completed")

        until(done)
        return found[-1]


def told(company: Company) -> Story:
    """The supplier is paid, blocked; the buyer has left."""
    admin, paying = company.admin, Paying(company)
    keys: list[tuple[str, str, Json]] = []

    def once(by: Person, path: str, body: Json) -> Json:
        key = str(uuid4())
        keys.append((path, key, body))
        return succeeded(by.ask("POST", path, body, {"Idempotency-Key": key}))

    email = f"canary-{uuid4().hex[:8]}@example.com"
    registered = {"email": email, "name": "Cara Canary", "roles": ["buyer"], "password": PASSWORD}
    user = once(admin, "/v1/users", registered)["userId"]
    session = succeeded(
        company.house.http.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    )
    buyer = Person(company.house, company.tenant, user, session["accessToken"])
    supplier = once(
        paying.payables.buyer,
        "/v1/suppliers",
        {
            "name": "Konrad Canary",
            "email": "konrad.canary@example.com",
            "country": "DE",
            "taxId": "CANARY-815",
            "currency": "EUR",
            "paymentTerms": "NET30",
        },
    )["supplierId"]
    paying.payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/activate", {})
    paying.account(supplier, iban=CANARIES[1], holder="Konrad Canary")
    paying.payables.supplier = supplier
    requisition = {"justification": "Chairs.", "submit": True, "lines": [line()]}
    buyer.do("POST", "/v1/requisitions", requisition)
    payment = paying.owed()
    run = paying.proposed()
    succeeded(paying.approve(run))
    assert paying.tell(paying.status(run, of_transfer(run, 1, "ACSC"))).is_success
    paying.when_run(run, "Settled")
    order = paying.order(payment, "Closed")
    until(lambda: len(admin.see("/v1/notices")["items"]) >= 1)
    paying.payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/block", {"reason": "Retired."})
    admin.do("PATCH", f"/v1/users/{user}/deactivate", {})
    return Story(paying, supplier, user, order, run, keys)


@pytest.fixture(scope="module")
def story(house: House) -> Story:
    """One for all tests here, each of which only looks, after what the one before it did."""
    return told(Company.opened(house))


def tables(house: House) -> Iterator[tuple[str, str]]:
    """Every table of ours with what it says of a canary, one line for each row."""
    with psycopg.connect(house.database.owner_dsn) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') "
            "AND table_type = 'BASE TABLE'"
        ).fetchall()
        assert len(names) > 25
        patterns = [f"%{text}%" for each in CANARIES for text in (each, each.encode().hex())]
        patterns += [f"%{each.lower().encode().hex()}%" for each in ("Canary", "CANARY")]
        patterns += [f"%{each.encode().hex()}%" for each in ("Canary", "CANARY")]
        for schema, name in names:
            table = sql.Identifier(schema, name)
            found = connection.execute(
                sql.SQL("SELECT t::text FROM {} AS t WHERE t::text ILIKE ANY (%s)").format(table),
                (patterns,),
            )
            for (row,) in found.fetchall():
                yield f"{schema}.{name}", row


def ours(story: Story, house: House) -> dict[str, int]:
    """Tables with canaries in rows of the story's tenant, with how many rows."""
    found: dict[str, int] = {}
    for table, row in tables(house):
        if story.paying.company.tenant in row:
            found[table] = found.get(table, 0) + 1
    return found


def reads(story: Story, document: Json) -> Iterator[httpx.Response]:
    """What every query of the API answers that can be asked here."""
    ids = {
        "supplier_id": story.supplier,
        "user_id": story.user,
        "purchase_order_id": story.order["id"],
        "payment_run_id": story.run["id"],
        "subject_id": story.supplier,
        "stream_id": story.run["id"],
        "name": "approval-thresholds",
    }
    admin = story.admin
    auditor = Person(
        admin.house,
        admin.tenant,
        admin.user,
        admin.house.token(admin.tenant, admin.user, "admin", "auditor", "treasurer"),
    )
    for path, operations in document["paths"].items():
        if "get" not in operations or "stream" in path.rpartition("/")[2]:
            continue
        asked = path
        for name, value in ids.items():
            asked = asked.replace(f"{{{name}}}", value)
        if "{" in asked:
            listed = auditor.get(asked.partition("/{")[0])
            if not listed.is_success or not (items := listed.json().get("items")):
                continue
            for item in items:
                yield auditor.get(f"{asked.partition('/{')[0]}/{item['id']}")
            continue
        yield auditor.get(asked)
        for accept in ("text/csv",):
            yield auditor.get(asked, {"Accept": accept})
    for stream in (story.supplier, story.user, story.order["id"], story.run["id"]):
        yield auditor.get(f"/v1/streams/{stream}/events")
        yield auditor.get(f"/v1/streams/{stream}/diff", params={"from": 0, "to": 1})
    for place in (f"suppliers/{story.supplier}", f"users/{story.user}"):
        yield auditor.get(f"/v1/{place}", params={"version": 1})
    yield auditor.get(f"/v1/payment-runs/{story.run['id']}/pain001")


def says_canary(text: str) -> bool:
    """Whether a text says one of them, however it is written."""
    return any(each.lower() in text.lower() for each in CANARIES)


def test_what_is_stored_says_nothing_and_what_is_shown_says_all(story: Story, house: House) -> None:
    found = ours(story, house)
    assert "daybook.events" not in found
    shown = {"suppliers", "users", "payment_runs", "payments", "supplier_invoices", "notices"}
    assert {f"projections.{each}" for each in shown} <= set(found)
    assert {"daybook.credentials", "daybook.idempotency_keys"} <= set(found)
    said = [each.text for each in reads(story, contract(house)) if says_canary(each.text)]
    assert len(said) > 15


def test_nobody_is_erased_while_something_is_open_with_them(story: Story) -> None:
    admin, paying = story.admin, story.paying
    active = paying.company.person("buyer").user
    supplier = paying.company.supplier(paying.payables.buyer)

    def ask(subject: str, by: Person = admin) -> httpx.Response:
        body = {"subjectId": subject, "reason": "They asked for it."}
        return by.ask("POST", "/v1/privacy/erasures", body)

    problem = refused(ask(active), 409, "InvalidStateTransition")
    assert problem["currentState"] == "Active"
    refused(ask(admin.user), 409, "InvalidStateTransition")
    refused(ask(supplier), 409, "InvalidStateTransition")
    order = paying.company.order(paying.payables.buyer, supplier=supplier)
    paying.payables.buyer.do("PATCH", f"/v1/suppliers/{supplier}/block", {"reason": "Late."})
    problem = refused(ask(supplier), 409, "OpenBusiness")
    assert problem["documents"] == [order["id"]]
    refused(ask(f"usr_{uuid4()}"), 404, "DocumentNotFound")
    refused(ask(story.order["id"]), 422, "InvalidRequest")
    refused(ask(supplier, paying.manager), 403, "PermissionDenied")


def test_a_person_sees_what_is_kept_of_them(story: Story) -> None:
    report = story.admin.see(f"/v1/privacy/subjects/{story.supplier}")
    assert report["erased"] is False
    kinds = {each["id"].partition("_")[0] for each in report["documents"]}
    assert {"sup", "po", "inv", "pay", "run", "ntc"} <= kinds
    assert "Konrad Canary" in json.dumps(report)
    assert "Cara Canary" not in json.dumps(report)
    mine = story.admin.see(f"/v1/privacy/subjects/{story.user}")
    assert {each["id"].partition("_")[0] for each in mine["documents"]} >= {"usr"}
    refused(story.admin.get(f"/v1/privacy/subjects/usr_{uuid4()}"), 404, "DocumentNotFound")


def test_whoever_was_erased_is_found_nowhere(
    story: Story, house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    before = hashes(house)
    for _ in reads(story, contract(house)):
        pass  # so that everything is in memory
    for subject, credentials in ((story.user, 1), (story.supplier, 0)):
        erased = story.erase(subject)
        assert erased["report"]["credentials"] == credentials
        assert erased["report"]["answers"] >= 1
        assert erased["report"]["documents"] >= 1
    assert ours(story, house) == {}
    assert [
        (str(each.url), each.text)
        for each in reads(story, contract(house))
        if says_canary(each.text)
    ] == []
    assert house.inside(remembered) == []
    assert [path for path in house.home.rglob("*") if path.is_file() and in_file(path)] == []
    captured = capfd.readouterr()
    assert not says_canary(captured.out + captured.err + caplog.text)
    after = hashes(house)
    assert after[: len(before)] == before, "nothing of what was hashed has changed"


def test_history_of_the_erased_replays(story: Story, house: House) -> None:
    assert house.inside(lambda daybook: replayed(daybook, story)) > 20
    run = story.admin.see(f"/v1/payment-runs/{story.run['id']}")
    assert run["totals"] == story.run["totals"]
    (transfer,) = run["transfers"]
    assert transfer["supplierName"] == transfer["account"]["holder"] == "Erased"
    assert transfer["account"]["accountNumber"] == "ERASED"
    assert transfer["supplierId"] == story.supplier
    user = story.admin.see(f"/v1/users/{story.user}")
    assert (user["status"], user["erased"], user["email"]) == ("Erased", True, None)
    supplier = story.admin.see(f"/v1/suppliers/{story.supplier}")
    assert (supplier["erased"], supplier["bankAccounts"], supplier["taxId"]) == (True, [], None)
    report = story.admin.see(f"/v1/privacy/subjects/{story.supplier}")
    assert report["erased"] is True
    assert not says_canary(json.dumps(report))


def test_lists_that_are_made_again_from_nothing_are_the_same(story: Story, house: House) -> None:
    tenant = story.paying.company.tenant
    before = listed(house, tenant)
    assert sum(map(len, before.values())) > 20
    with psycopg.connect(house.database.owner_dsn) as connection:
        for table in before:
            connection.execute(
                sql.SQL("DELETE FROM projections.{} WHERE tenant_id = %s").format(
                    sql.Identifier(table)
                ),
                (tenant,),
            )
        connection.execute(
            "DELETE FROM daybook.checkpoints WHERE tenant_id = %s AND subscriber = ANY (%s)",
            (tenant, list(list_names())),
        )
    story.admin.do("PUT", "/v1/policies/approval-mode", {"mode": "sequential"})
    until(lambda: listed(house, tenant) == before)


def test_nothing_can_be_done_with_the_erased_any_more(story: Story) -> None:
    admin, buyer = story.admin, story.paying.payables.buyer
    path = f"/v1/suppliers/{story.supplier}"
    refused(buyer.ask("PATCH", f"{path}/unblock", {}), 409, "InvalidStateTransition")
    account = {"iban": CANARIES[1], "holder": "Somebody", "currency": "EUR"}
    refused(buyer.ask("POST", f"{path}/bank-accounts", account), 409, "InvalidStateTransition")
    path = f"/v1/users/{story.user}"
    refused(admin.ask("PATCH", f"{path}/reactivate", {}), 409, "InvalidStateTransition")
    again = {"subjectId": story.user, "reason": "Again."}
    refused(admin.ask("POST", "/v1/privacy/erasures", again), 409, "InvalidStateTransition")


def test_a_repeated_request_about_the_erased_is_not_carried_out_again(story: Story) -> None:
    people = {"/v1/users": story.admin, "/v1/suppliers": story.paying.payables.buyer}
    for path, key, body in story.keys:
        answer = people[path].ask("POST", path, body, {"Idempotency-Key": key})
        problem = refused(answer, 410, "AnswerErased")
        assert not says_canary(json.dumps(problem))


def test_the_address_of_the_erased_is_free_again(story: Story) -> None:
    _, _, body = story.keys[0]
    refused_login = story.admin.house.http.post(
        "/v1/auth/login", json={"email": body["email"], "password": PASSWORD}
    )
    refused(refused_login, 401, "InvalidCredentials")
    other = Company.opened(story.admin.house)
    succeeded(other.admin.ask("POST", "/v1/users", body))


def listed(house: House, tenant: str) -> dict[str, list[str]]:
    """Every row of every list of the tenant."""
    found: dict[str, list[str]] = {}
    with psycopg.connect(house.database.owner_dsn) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'projections'"
        ).fetchall()
        for (name,) in names:
            rows = connection.execute(
                sql.SQL("SELECT t::text FROM projections.{} AS t WHERE tenant_id = %s").format(
                    sql.Identifier(name)
                ),
                (tenant,),
            )
            found[name] = sorted(row[0] for row in rows.fetchall())
    return found


def contract(house: House) -> Json:
    """The OpenAPI document as it is served."""
    return dict(house.http.get("/openapi.json").json())


def hashes(house: House) -> list[tuple[Any, ...]]:
    """Every event by place with its hash, which is right."""
    with psycopg.connect(house.database.owner_dsn) as connection:
        rows = connection.execute(
            "SELECT tenant_id, position, stream_id, stream_type, version, event_id::text, event_type,"
            " schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash"
            " FROM daybook.events ORDER BY recorded_at, tenant_id, position"
        ).fetchall()
    for row in rows:
        *name, payload, metadata, occurred, recorded, leaf = (row[0], *row[2:])
        values = (canonical_json(payload), canonical_json(metadata), instant(occurred))
        assert leaf_hash(Leaf._make((*name, *values, instant(recorded)))) == leaf
    return [(row[0], row[1], row[-1]) for row in rows]


def in_file(path: Any) -> bool:
    """Whether a file says a canary."""
    return says_canary(path.read_bytes().decode("latin-1"))


async def replayed(daybook: Daybook, story: Story) -> int:
    """Fold every document of the tenant with today's code; how many there are."""
    tenant, count = story.paying.company.tenant, 0
    async for page in stream_pages(daybook.storage.pool, tenant):
        for stream in page:
            events = await daybook.storage.store.stream(tenant, stream.stream_id)
            decider = domain_deciders().get(stream.stream_type)
            if decider is not None:
                state = decider.fold([one.event for one in events])
                assert state.status is not None
                assert not says_canary(repr(state))
                count += 1
    return count


async def remembered(daybook: Daybook) -> list[str]:
    """What is reachable from the memories of the process and says a canary."""
    storage = daybook.storage
    waiting: list[Any] = [
        storage.states,
        storage.ready,
        storage.ring,
        storage.sweep,
        daybook.tokens,
        daybook.desk,
        daybook.read_side,
    ]
    skipped = (type, types.ModuleType, types.FunctionType, types.CodeType, logging.Logger)
    seen: set[int] = set()
    found: list[str] = []
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, skipped):
            continue
        seen.add(id(one))
        if isinstance(one, str | bytes):
            text = one if isinstance(one, str) else one.decode("latin-1")
            found += [text[:80]] if says_canary(text) else []
            continue
        waiting += gc.get_referents(one)
    assert len(seen) > 10_000
    return found
