"""Registering, proving an address and choosing a password, as somebody does it over HTTP with their mail."""

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.http.company import PASSWORD, Company, Json, Person, refused, succeeded
from tests.api.http.house import House

ANOTHER = "entirely different password 9"
PATIENCE = 20.0


class Mailbox:
    """What the product has sent to one address."""

    def __init__(self, house: House, email: str) -> None:
        self._folder = house.home / "mail"
        self._email = email

    def mail(self, subject: str) -> EmailMessage:
        """The newest mail with that subject, once it is there."""
        until = time.monotonic() + PATIENCE
        while True:
            found = [(path.stat().st_mtime_ns, mail) for path, mail in self._mails(subject)]
            if found:
                newest: EmailMessage = max(found, key=lambda each: each[0])[1]
                return newest
            assert time.monotonic() < until, f"no mail {subject!r}"

    def code(self, subject: str) -> str:
        """The token that it says."""
        body = self.mail(subject).get_body(("plain",))
        assert body is not None
        (code,) = re.findall(r"^[\w-]{43}$", body.get_content(), re.MULTILINE)
        return str(code)

    def _mails(self, subject: str) -> list[tuple[Path, Any]]:
        read = [
            (path, message_from_bytes(path.read_bytes(), policy=policy.default))
            for path in self._folder.glob("*.eml")
        ]
        return [
            each for each in read if (each[1]["To"], each[1]["Subject"]) == (self._email, subject)
        ]


def ask(house: House, path: str, body: Json) -> httpx.Response:
    return house.http.post(f"/v1/auth/{path}", json=body)


def login(house: House, email: str, password: str = PASSWORD) -> httpx.Response:
    return ask(house, "login", {"email": email, "password": password})


@pytest.fixture
def opened(company: Company) -> Company:
    """A tenant in which whoever has an address of its domain may register."""
    body = {"domains": ["example.com"], "roles": ["requester"]}
    path = "/v1/tenants/mine/self-registration"
    assert company.admin.do("PUT", path, body) == body
    assert company.admin.see(path) == body
    return company


@pytest.fixture
def email() -> str:
    """An address of a person to come."""
    return f"{uuid4().hex[:12]}@example.com"


def new_account(company: Company, email: str, **other: Any) -> Json:
    body = {"tenantId": company.tenant, "email": email, "name": "Zoë", "password": PASSWORD}
    return body | other


def test_who_registers_can_log_in_once_the_mail_has_come_back(opened: Company, email: str) -> None:
    house, mailbox = opened.house, Mailbox(opened.house, email)
    assert ask(house, "register", new_account(opened, email)).status_code == 202
    code = mailbox.code("Confirm your e-mail address")
    refused(login(house, email), 401, "InvalidCredentials")
    assert ask(house, "verify", {"token": code}).status_code == 204
    tokens = succeeded(login(house, email))
    me = Person(house, opened.tenant, opened.admin.user, tokens["accessToken"]).see("/v1/users/me")
    assert (me["status"], me["name"], me["roles"]) == ("Active", "Zoë", ["requester"])
    refused(ask(house, "verify", {"token": code}), 422, "InvalidMailToken")


def test_nobody_learns_who_has_an_account(opened: Company, email: str) -> None:
    house = opened.house
    body = {"email": email, "name": "Known", "roles": ["buyer"], "password": PASSWORD}
    opened.admin.do("POST", "/v1/users", body)
    known = ask(house, "register", new_account(opened, email))
    unknown = ask(house, "register", new_account(opened, f"x{email}"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    resets = [ask(house, "password-reset", {"email": each}) for each in (email, f"y{email}")]
    assert resets[0].status_code == resets[1].status_code == 202
    assert resets[0].content == resets[1].content
    Mailbox(house, email).mail("You are registered already")


def test_where_nobody_may_register_that_is_said_alike(company: Company, email: str) -> None:
    house = company.house
    nowhere = new_account(company, email, tenantId=f"ten_{uuid4()}")
    problems = [ask(house, "register", body) for body in (new_account(company, email), nowhere)]
    closed = [refused(problem, 403, "RegistrationClosed") for problem in problems]
    assert closed[0] | {"requestId": ""} == closed[1] | {"requestId": ""}


def test_a_forgotten_password_is_replaced_and_ends_the_session(
    company: Company, email: str
) -> None:
    house = company.house
    body = {"email": email, "name": "Ann", "roles": ["buyer"], "password": PASSWORD}
    company.admin.do("POST", "/v1/users", body)
    tokens = succeeded(login(house, email))
    ask(house, "password-reset", {"email": email})
    code = Mailbox(house, email).code("Choose a new password")
    chosen = {"token": code, "password": ANOTHER}
    weak = ask(house, "password-reset/confirm", chosen | {"password": "password1234"})
    refused(weak, 422, "PasswordRefused")
    assert ask(house, "password-reset/confirm", chosen).status_code == 204
    me = house.http.get(
        "/v1/users/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"}
    )
    refused(me, 401, "InvalidToken")
    refused(ask(house, "password-reset/confirm", chosen), 422, "InvalidMailToken")
    refused(login(house, email), 401, "InvalidCredentials")
    assert login(house, email, ANOTHER).status_code == 200
    told = Mailbox(house, email).mail("Your password was changed")
    assert code not in told.as_string()


def test_who_is_invited_chooses_a_password(company: Company, email: str) -> None:
    house = company.house
    body = {"email": email, "name": "Ivy", "roles": ["buyer"], "invite": True}
    refused(
        company.admin.ask("POST", "/v1/users", body | {"password": PASSWORD}), 422, "InvalidRequest"
    )
    company.admin.do("POST", "/v1/users", body)
    code = Mailbox(house, email).code("You are invited to Acme")
    chosen = {"token": code, "password": PASSWORD}
    assert ask(house, "password-reset/confirm", chosen).status_code == 204
    assert login(house, email).status_code == 200


@pytest.mark.parametrize(
    "roles", [["admin"], ["platform_admin"], ["supplier"], ["bank"], ["requester", "admin"], []]
)
def test_nobody_can_be_let_register_themselves_as_more_than_staff(
    company: Company, roles: list[str]
) -> None:
    body = {"domains": ["example.com"], "roles": roles}
    answer = company.admin.ask("PUT", "/v1/tenants/mine/self-registration", body)
    refused(answer, 422, "InvalidRequest")


@pytest.mark.parametrize("role", ["approver", "treasurer", "auditor", "manager", "buyer"])
def test_nobody_can_be_let_register_themselves_for_power(company: Company, role: str) -> None:
    body = {"domains": ["example.com"], "roles": ["requester", role]}
    path = "/v1/tenants/mine/self-registration"
    problem = refused(company.admin.ask("PUT", path, body), 422, "SelfRegistrationGivesPower")
    assert problem["roles"] == [role]
    assert company.admin.see(path)["domains"] == []


def test_a_person_sees_and_ends_their_own_session(company: Company, email: str) -> None:
    house = company.house
    body = {"email": email, "name": "Ann", "roles": ["buyer"], "password": PASSWORD}
    user = company.admin.do("POST", "/v1/users", body)["userId"]
    mine = {"Authorization": f"Bearer {succeeded(login(house, email))['accessToken']}"}
    (session,) = succeeded(house.http.get("/v1/auth/sessions", headers=mine))["items"]
    assert session["current"] is True
    assert session["address"] == "127.0.0.1"
    assert session["client"].startswith("python-httpx/")
    path = f"/v1/auth/sessions/{session['sessionId']}"
    refused(company.admin.ask("DELETE", path), 404, "DocumentNotFound")
    assert house.http.delete(path, headers=mine).status_code == 204
    refused(house.http.get("/v1/auth/sessions", headers=mine), 401, "InvalidToken")
    again = {"Authorization": f"Bearer {succeeded(login(house, email))['accessToken']}"}
    assert company.admin.ask("DELETE", f"/v1/users/{user}/sessions").status_code == 204
    refused(house.http.get("/v1/auth/sessions", headers=again), 401, "InvalidToken")
    elsewhere = Company.opened(house)
    answer = elsewhere.admin.ask("DELETE", f"/v1/users/{user}/sessions")
    refused(answer, 404, "DocumentNotFound")


def test_guessing_is_answered_with_when_to_come_again(company: Company, email: str) -> None:
    wrong = "incorrect horse battery staple"
    answers = [login(company.house, email, wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    refused(answers[-1], 429, "TooManyAttempts")
    assert answers[-1].headers["Retry-After"] == "1"
