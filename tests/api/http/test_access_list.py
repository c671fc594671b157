"""An auditor finds who came in, was kept out, took data along and got rights, in one list."""

import csv
import io

import pytest

from tests.api.cli.command_line import until
from tests.api.http.access_rows import listed
from tests.api.http.company import PASSWORD, Company, refused
from tests.api.http.house import House


def test_an_answered_log_in_is_in_the_list_with_its_network_and_client(company: Company) -> None:
    auditor = company.person("auditor")
    (row,) = listed(auditor, kind="log-in")
    assert (row["actor"], row["subject"]) == (company.admin.user, company.admin.user)
    assert row["networks"] == ["127.0.0.0/24"]
    assert row["client"].startswith("python-httpx")
    assert row["facts"].keys() == {"session", "endsAt"}


def test_rights_are_listed_with_who_changed_them_from_what_to_what(company: Company) -> None:
    auditor, admin = company.person("auditor"), company.admin
    ben = company.person("buyer")
    admin.do("PATCH", f"/v1/users/{ben.user}/change-roles", {"roles": ["buyer", "approver"]})
    admin.do("PUT", "/v1/policies/approval-mode", {"mode": "sequential"})
    policy, roles, registered = listed(auditor, kind="privilege-change", actor=admin.user)[:3]
    assert (roles["subject"], roles["actor"]) == (ben.user, admin.user)
    assert roles["before"] == {"roles": ["buyer"]}
    assert roles["after"] == {"roles": ["buyer", "approver"]}
    assert registered["after"]["roles"] == ["buyer"]
    assert "@" not in str(registered), "whoever is named by their id is named by nothing else"
    assert policy["before"] == {"mode": "single", "policyVersion": 1}
    assert policy["after"] == {"mode": "sequential", "policyVersion": 2}


def test_a_password_that_somebody_else_gave_is_listed_with_who_gave_it_to_whom(
    company: Company,
) -> None:
    auditor, admin, ben = company.person("auditor"), company.admin, company.person("buyer")
    new = "a quite different passphrase"
    path = f"/v1/users/{ben.user}/set-password"
    assert admin.ask("PATCH", path, json={"password": new}).status_code == 204
    (row,) = listed(auditor, kind="password")
    assert (row["actor"], row["subject"]) == (admin.user, ben.user)
    assert row["facts"] == {"source": "given"}
    assert row["networks"] == ["127.0.0.0/24"]
    assert new not in str(row)
    assert [
        each["id"] for each in listed(auditor, subject=ben.user, type="audit.password-set")
    ] == [row["id"]]


def test_a_door_that_stayed_shut_is_on_record(company: Company) -> None:
    auditor, buyer = company.person("auditor"), company.person("buyer")
    refused(buyer.get("/v1/users"), 403, "PermissionDenied")
    until(lambda: listed(auditor, at_least=0, kind="refusal") != [])
    (row,) = listed(auditor, kind="refusal")
    assert (row["actor"], row["subject"]) == (buyer.user, "users.list")
    assert row["facts"]["times"] == 1


def test_a_table_that_is_taken_along_is_on_record_before_it_leaves(company: Company) -> None:
    auditor, buyer = company.person("auditor"), company.person("buyer")
    supplier = buyer.do(
        "POST", "/v1/suppliers", {"name": "Acme", "country": "DE", "currency": "EUR",
                                  "paymentTerms": "NET30"},
    )  # fmt: skip
    asked = {"country": "DE", "limit": 10}
    until(lambda: len(buyer.see("/v1/suppliers")["items"]) == 1)
    table = buyer.get("/v1/suppliers", {"Accept": "text/csv"}, params=asked)
    assert supplier["id"] in table.text
    row, *_ = listed(auditor, kind="export")
    assert (row["actor"], row["subject"]) == (buyer.user, "suppliers")
    rows = len(list(csv.DictReader(io.StringIO(table.text))))
    assert row["facts"] == {
        "filters": {"country": "DE", "limit": "10"}, "rows": rows, "format": "text/csv",
    }  # fmt: skip
    before = len(listed(auditor, kind="export"))
    buyer.ask("HEAD", "/v1/suppliers", headers={"Accept": "text/csv"})
    same = {"Accept": "text/csv", "If-None-Match": table.headers["ETag"]}
    assert buyer.get("/v1/suppliers", same, params=asked).status_code == 304
    buyer.get("/v1/suppliers")
    assert len(listed(auditor, kind="export")) == before, "nothing was taken along"
    buyer.get("/v1/suppliers", {"Accept": "text/csv"}, params={"q": "Acme"})
    assert listed(auditor, kind="export")[0]["facts"]["filters"] == {"q": "(not told)"}


@pytest.mark.parametrize("role", ["buyer", "approver", "ap_clerk", "treasurer", "analyst"])
def test_the_list_is_for_those_who_look_into_such_things(company: Company, role: str) -> None:
    somebody = company.person(role)
    refused(somebody.get("/v1/audit/access"), 403, "PermissionDenied")


def test_times_kinds_and_persons_narrow_the_list(company: Company) -> None:
    auditor, admin = company.person("auditor"), company.admin
    every = listed(auditor)
    assert {row["kind"] for row in listed(auditor, kind="log-in,privilege-change")} == {
        "log-in", "privilege-change",
    }  # fmt: skip
    newest, oldest = every[0]["createdAt"], every[-1]["createdAt"]
    assert listed(auditor, to=oldest)[-1] == every[-1]
    assert listed(auditor, **{"from": newest})[0] == every[0]
    assert listed(auditor, at_least=0, **{"from": "2999-01-01"}) == []
    assert listed(auditor, at_least=0, actor=auditor.user) == []
    assert {row["actor"] for row in listed(auditor, actor=admin.user)} == {admin.user}
    first = auditor.get("/v1/audit/access", params={"limit": 1})
    second = auditor.get(first.headers["Link"].split(">")[0][1:])
    assert [*first.json()["items"], *second.json()["items"]][1] == every[1]


def test_wrong_passwords_are_found_at_the_account_that_they_were_tried_on(house: House) -> None:
    company = Company.opened(house)
    auditor, email = company.person("auditor"), company.admin.see("/v1/users/me")["email"]
    for password in ("wrong" + PASSWORD, "wrong again"):
        answer = house.http.post("/v1/auth/login", json={"email": email, "password": password})
        refused(answer, 401, "InvalidCredentials")
    until(lambda: listed(auditor, at_least=0, kind="log-in-refused") != [])
    rows = listed(auditor, kind="log-in-refused", subject=company.admin.user)
    assert {row["facts"]["reason"] for row in rows} == {"wrong-password"}
    assert email not in str(rows)
