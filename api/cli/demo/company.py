"""The company of the show: its people, how they act, and its clock."""

import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import httpx

from api.cli.complaint import Complaint
from api.cli.demo.cast import BANK, CAST, INES, Part
from api.cli.demo.client import Call, Connection, Json, UnexpectedAnswer, post
from api.cli.demo.narration import Narration, Step

NAME = "Lindau Instruments"
CURRENCY = "EUR"
ZONE = ZoneInfo("Europe/Berlin")
PRODUCT = "daybook"
PATIENCE = 30.0
"""Seconds within which a reaction of the server must be visible; it takes milliseconds, a bank a second."""

_AT_ONCE = 4
_PAGE = 200


class TooSlow(Complaint):
    """Something that the server does by itself did not happen in time."""


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody logs in; for a company of the show this is no secret."""

    email: str
    password: str = field(repr=False)


class Person:
    """Somebody who is logged in and whose deeds are told."""

    def __init__(self, part: Part, account: Account, company: "Company", user_id: str = "") -> None:
        self.name = part.name
        self.account = account
        self.user_id = user_id
        self._company = company
        self._token = ""

    def log_in(self) -> None:
        """From now on this person can act."""
        account = self.account
        self._token = self._company.connection.log_in(account.email, account.password)

    def send(self, call: Call) -> httpx.Response:
        """Send a request as this person."""
        return self._company.connection.send(call, self._token)

    def sees(self, path: str, **parameters: str) -> Json:
        """The answer of a query, which must succeed."""
        return _accepted(self.send(_query(path, parameters)))

    def shows(self, path: str, form: str, **parameters: str) -> str:
        """The answer of a query in another media type, which must succeed."""
        answer = self.send(_query(path, parameters, Accept=form))
        if not answer.is_success:
            raise UnexpectedAnswer(answer, "a success")
        return answer.text

    def lists(self, path: str, **parameters: str) -> Iterator[Json]:
        """Everything on a list, page by page."""
        asked = {"limit": str(_PAGE), **parameters}
        while True:
            page = self.sees(path, **asked)
            yield from page["items"]
            if not page.get("nextCursor"):
                return
            asked["cursor"] = page["nextCursor"]

    def does(self, call: Call, what: str = "") -> Json:
        """Send a command, which must succeed; told when it is said what it means."""
        answer = self.send(call)
        document = _accepted(answer)
        if what:
            self.tells(what, f"{answer.status_code} {document.get('status', '')}")
        return document

    def is_refused(self, call: Call, what: str, wanted: tuple[int, str]) -> Json:
        """Send a command, which must be refused with this status and error; returns the problem."""
        answer = self.send(call)
        status, error = wanted
        if answer.status_code != status or answer.json().get("error") != error:
            raise UnexpectedAnswer(answer, f"{status} {error}")
        self._company.narration.tell(Step(self.name, what, f"{status} {error}", refused=True))
        return dict(answer.json())

    def tells(self, what: str, outcome: str = "") -> None:
        """Let the audience know of something that this person did."""
        self._company.narration.tell(Step(self.name, what, outcome.strip()))


class Company:
    """The tenant of the show, whose clock is its own, so that a month passes in seconds."""

    def __init__(self, connection: Connection, narration: Narration, admin: Account) -> None:
        self.connection = connection
        self.narration = narration
        self.admin = Person(INES, admin, self)
        self.today = datetime.now(ZONE).date()
        self.names: dict[str, str] = {}
        self._people: dict[str, Person] = {}

    def __getitem__(self, part: Part) -> Person:
        return self._people[part.name]

    def let_everybody_in(self, run: str, bank: Account) -> None:
        """Register the bank and the cast, each with their roles and level, and log the cast in."""
        self.admin.log_in()
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as at_once:
            banks = at_once.submit(self._register, BANK, bank)
            for part, person in zip(
                CAST, at_once.map(partial(self._let_in, run), CAST), strict=True
            ):
                self._people[part.name] = person
                self.names[person.user_id] = part.name
            self.names[banks.result()] = BANK.name

    def _let_in(self, run: str, part: Part) -> Person:
        account = Account(f"{part.address}.{run}@lindau.example", secrets.token_urlsafe(12))
        person = Person(part, account, self, self._register(part, account))
        person.log_in()
        return person

    def _register(self, part: Part, account: Account) -> str:
        body: Json = {"email": account.email, "name": part.name, "roles": list(part.roles)}
        body |= {"password": account.password, "approvalLevel": part.level}
        user_id: str = self.admin.does(post("/v1/users", body))["id"]
        return user_id

    def who_is(self, user_id: str) -> Person:
        """The person of an id."""
        return self._people[self.names[user_id]]

    def it_becomes(self, day: date, clock: str, title: str = "") -> datetime:
        """Move the company's clock to a time of a day, and with a title begin a chapter."""
        at = datetime.combine(day, time.fromisoformat(clock), ZONE)
        self.admin.does(post("/v1/sandbox/clock", {"advanceTo": at.isoformat()}))
        if title:
            self.narration.chapter(title, at)
        return at

    def waits_for(self, path: str, status: str, what: str) -> Json:
        """Look until the product has brought a document to a status by itself."""
        begun = monotonic()
        while (document := self.admin.sees(path))["status"] != status:
            if monotonic() - begun > PATIENCE:
                raise TooSlow(
                    f"{path} is still {document['status']} after {PATIENCE:g} seconds",
                    "try again on a machine that has less to do, or look into the server's log",
                )
            sleep(0.01)
        took = f"{status}, {(monotonic() - begun) * 1000:.0f} ms later"
        self.narration.tell(Step(PRODUCT, what, took))
        return document

    def waits_until_none(self, path: str, **parameters: str) -> None:
        """Look until a list is empty, because the product has dealt with everything on it."""
        begun = monotonic()
        while found := self.admin.sees(path, **parameters)["items"]:
            if monotonic() - begun > PATIENCE:
                raise TooSlow(
                    f"{len(found)} are still on {path} after {PATIENCE:g} seconds",
                    "try again on a machine that has less to do, or look into the server's log",
                )
            sleep(0.01)


def _query(path: str, parameters: Mapping[str, str], **headers: str) -> Call:
    query = f"?{httpx.QueryParams(dict(parameters))}" if parameters else ""
    return Call("GET", path + query, headers=headers)


def _accepted(answer: httpx.Response) -> Json:
    if not answer.is_success:
        raise UnexpectedAnswer(answer, "success")
    return dict(answer.json()) if answer.content else {}
