"""Somebody who was erased is found nowhere: not in the log, not in lists, answers, memories or log lines."""

import json
import logging
from dataclasses import replace
from functools import partial
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql

from api.bootstrap import Daybook
from api.bootstrap.following import list_names
from tests.api.cli.command_line import until
from tests.api.http.canaries import CANARIES, Story, told
from tests.api.http.company import PASSWORD, Company, Person, refused, succeeded
from tests.api.http.house import House
from tests.api.http.rebuilding import rebuilt
from tests.api.http.searching import (
    hashes,
    in_file,
    listed,
    ours,
    reads,
    remembered,
    replayed,
    says_canary,
    seen_by_analysts,
)


def the_log_says_nothing_and_the_lists_say_all(story: Story, house: House) -> None:
    found = ours(story, house)
    assert "daybook.events" not in found
    shown = {"suppliers", "users", "payment_runs", "payments", "supplier_invoices", "notices"}
    assert {f"projections.{each}" for each in shown} <= set(found)
    assert {"daybook.credentials", "daybook.idempotency_keys"} <= set(found)


def nobody_is_erased_while_something_is_open_with_them(story: Story) -> None:
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


def a_person_sees_what_is_kept_of_them(story: Story) -> None:
    report = story.admin.see(f"/v1/privacy/subjects/{story.supplier}")
    assert report["erased"] is False
    kinds = {each["id"].partition("_")[0] for each in report["documents"]}
    assert {"sup", "po", "inv", "pay", "run", "ntc"} <= kinds
    assert "Konrad Canary" in json.dumps(report)
    assert "Cara Canary" not in json.dumps(report)
    mine = story.admin.see(f"/v1/privacy/subjects/{story.user}")
    assert {each["id"].partition("_")[0] for each in mine["documents"]} >= {"usr"}
    refused(story.admin.get(f"/v1/privacy/subjects/usr_{uuid4()}"), 404, "DocumentNotFound")


def what_is_said(story: Story, house: House) -> list[tuple[str, str]]:
    """Every answer of a process that says a canary, by its address."""
    answers = reads(story, house)
    return [(str(each.url), each.text) for each in answers if says_canary(each.text)]


def another_process_has_heard(story: Story, there: House) -> None:
    """It answers from what the log says at this moment, which ends with the erasures."""
    tenant = story.paying.company.tenant
    head = there.inside(lambda daybook: daybook.storage.store.head(tenant))
    token = {"Consistency-Token": str(head)}
    for subject in (story.user, story.supplier):
        seen = replace(story.admin, house=there).get(f"/v1/privacy/subjects/{subject}", token)
        assert succeeded(seen)["erased"] is True


async def openable(daybook: Daybook, subject: str) -> bool:
    """Whether a process still has the key of a subject at hand."""
    ring = daybook.storage.ring
    return not ring.missing([subject]) and ring.find(subject) is not None


def whoever_was_erased_is_found_nowhere(story: Story, house: House, there: House) -> None:
    before, subjects = hashes(house), (story.user, story.supplier)
    assert set(seen_by_analysts(story, house)) == {"suppliers"}
    for process in (house, there):
        assert len(what_is_said(story, process)) > 15  # and is in memory by now
        assert all(process.inside(partial(openable, subject=each)) for each in subjects)
    for subject, credentials in ((story.user, 1), (story.supplier, 0)):
        erased = story.erase(subject)
        assert erased["report"]["credentials"] == credentials
        assert erased["report"]["answers"] >= 1
        assert erased["report"]["documents"] >= 1
    another_process_has_heard(story, there)
    assert ours(story, house) == {}
    assert seen_by_analysts(story, house) == []
    for process in (there, house):
        assert what_is_said(story, process) == []
        assert not any(process.inside(partial(openable, subject=each)) for each in subjects)
    assert house.inside(remembered) == [], "of both processes, which share their memory here"
    assert [path for path in house.home.rglob("*") if path.is_file() and in_file(path)] == []
    after = hashes(house)
    assert after[: len(before)] == before, "nothing of what was hashed has changed"


def history_of_the_erased_replays(story: Story, house: House) -> None:
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


def lists_that_are_made_again_from_nothing_are_the_same(story: Story, house: House) -> None:
    tenant = story.paying.company.tenant
    before = listed(house, tenant)
    assert sum(map(len, before.values())) > 20
    with psycopg.connect(house.database.administrator_dsn) as connection:
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

    def as_it_was() -> bool:
        now = listed(house, tenant)
        for name in ("access", "exercised_duties"):  # they tell of the policy that was just changed
            now[name] = [row for row in now[name] if row in before[name]]
        return now == before

    until(as_it_was)


def made_anew_beside_the_others_the_lists_do_not_name_the_erased(
    story: Story, house: House
) -> None:
    before = listed(house, story.paying.company.tenant)
    assert all(each.swapped for each in rebuilt(house, accept=True))
    assert listed(house, story.paying.company.tenant) == before
    assert ours(story, house) == {}


def nothing_can_be_done_with_the_erased_any_more(story: Story) -> None:
    admin, buyer = story.admin, story.paying.payables.buyer
    path = f"/v1/suppliers/{story.supplier}"
    refused(buyer.ask("PATCH", f"{path}/unblock", {}), 409, "InvalidStateTransition")
    account = {"iban": CANARIES[1], "holder": "Somebody", "currency": "EUR"}
    refused(buyer.ask("POST", f"{path}/bank-accounts", account), 409, "InvalidStateTransition")
    path = f"/v1/users/{story.user}"
    refused(admin.ask("PATCH", f"{path}/reactivate", {}), 409, "InvalidStateTransition")
    again = {"subjectId": story.user, "reason": "Again."}
    refused(admin.ask("POST", "/v1/privacy/erasures", again), 409, "InvalidStateTransition")


def a_repeated_request_about_the_erased_is_not_carried_out_again(story: Story) -> None:
    people = {"/v1/users": story.admin, "/v1/suppliers": story.paying.payables.buyer}
    for path, key, body in story.keys:
        answer = people[path].ask("POST", path, body, {"Idempotency-Key": key})
        problem = refused(answer, 410, "AnswerErased")
        assert not says_canary(json.dumps(problem))


def the_address_of_the_erased_is_free_again(story: Story) -> None:
    _, _, body = story.keys[0]
    refused_login = story.admin.house.http.post(
        "/v1/auth/login", json={"email": body["email"], "password": PASSWORD}
    )
    refused(refused_login, 401, "InvalidCredentials")
    other = Company.opened(story.admin.house)
    succeeded(other.admin.ask("POST", "/v1/users", body))


def test_somebody_is_erased_everywhere_and_history_still_holds(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """One story from its beginning to its end, because each step rests on the one before it."""
    caplog.set_level(logging.DEBUG)
    story = told(Company.opened(house))
    the_log_says_nothing_and_the_lists_say_all(story, house)
    nobody_is_erased_while_something_is_open_with_them(story)
    a_person_sees_what_is_kept_of_them(story)
    with House(house.database, house.home).open() as there:
        whoever_was_erased_is_found_nowhere(story, house, there)
    history_of_the_erased_replays(story, house)
    lists_that_are_made_again_from_nothing_are_the_same(story, house)
    made_anew_beside_the_others_the_lists_do_not_name_the_erased(story, house)
    nothing_can_be_done_with_the_erased_any_more(story)
    a_repeated_request_about_the_erased_is_not_carried_out_again(story)
    captured = capfd.readouterr()
    assert not says_canary(captured.out + captured.err + caplog.text)
    the_address_of_the_erased_is_free_again(story)
