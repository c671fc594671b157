"""A company that exists for the show: its people, each with their roles, and how they act."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import httpx

from api.cli.complaint import Complaint
from api.cli.demo.client import Call, Connection, Json, UnexpectedAnswer, post
from api.cli.demo.narration import Narration, Step

NAME = "Lindau Instruments"
CURRENCY = "EUR"
ZONE = ZoneInfo("Europe/Berlin")
PRODUCT = "daybook"
PATIENCE = 10.0
"""Seconds within which a reaction of the server must be visible; it takes milliseconds."""

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the play."""

    name: str
    roles: tuple[str, ...]
    level: str | None = None

    @property
    def address(self) -> str:
        """What the e-mail address begins with."""
        return self.name.split()[0].lower()


INES = Part("Ines Calder", ("admin",))
MARA = Part("Mara Stein", ("requester", "approver"), "L2")
BEN = Part("Ben Okafor", ("buyer",))
LENA = Part("Lena Fuchs", ("approver",), "L1")
TOMAS = Part("Tomas Vidal", ("manager",), "L2")
AMARA = Part("Amara Diallo", ("manager",), "L3")
PAUL = Part("Paul Novak", ("ap_clerk",))
GRETA = Part("Greta Olsen", ("treasurer",))
CAST = (MARA, BEN, LENA, TOMAS, AMARA, PAUL, GRETA)


class TooSlow(Complaint):
    """Something that the server does by itself did not happen in time."""


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody logs in; for a company of the show this is no secret."""

    email: str
    password: str


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
        query = f"?{httpx.QueryParams(parameters)}" if parameters else ""
        return _accepted(self.send(Call("GET", path + query)))

    def does(self, call: Call, what: str = "") -> Json:
        """Send a command, which must succeed; told when it is said what it means."""
        answer = self.send(call)
        document = _accepted(answer)
        if what:
            self.tells(what, f"{answer.status_code} {document.get('status', '')}")
        return document

    def is_refused(self, call: Call, what: str, wanted: tuple[int, str]) -> None:
        """Send a command, which must be refused with this status and error."""
        answer = self.send(call)
        status, error = wanted
        if answer.status_code != status or answer.json().get("error") != error:
            raise UnexpectedAnswer(answer, f"{status} {error}")
        self._company.narration.tell(Step(self.name, what, f"{status} {error}", refused=True))

    def tells(self, what: str, outcome: str = "") -> None:
        """Let the audience know of something that this person did."""
        self._company.narration.tell(Step(self.name, what, outcome.strip()))


class Company:
    """The tenant of the show, whose clock is its own, so that a week passes in a moment."""

    def __init__(self, connection: Connection, narration: Narration, admin: Account) -> None:
        self.connection = connection
        self.narration = narration
        self.admin = Person(INES, admin, self)
        self._people: dict[str, Person] = {}
        self.names: dict[str, str] = {}
        today = datetime.now(ZONE).date()
        self._monday = today + timedelta(days=7 - today.weekday())

    def __getitem__(self, part: Part) -> Person:
        return self._people[part.name]

    def let_everybody_in(self, run: str) -> None:
        """Register the cast, each with their roles and level, and log them in, several at once."""
        self.admin.log_in()
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as at_once:
            for part, person in zip(
                CAST, at_once.map(partial(self._let_in, run), CAST), strict=True
            ):
                self._people[part.name] = person
                self.names[person.user_id] = part.name

    def _let_in(self, run: str, part: Part) -> Person:
        account = Account(f"{part.address}.{run}@lindau.example", secrets.token_urlsafe(12))
        body: Json = {"email": account.email, "name": part.name, "roles": list(part.roles)}
        body |= {"password": account.password, "approvalLevel": part.level}
        user = self.admin.does(post("/v1/users", body))
        person = Person(part, account, self, user["id"])
        person.log_in()
        return person

    def who_is(self, user_id: str) -> Person:
        """The person of an id."""
        return self._people[self.names[user_id]]

    def day(self, number: int) -> date:
        """A day of the play; its first one is next Monday."""
        return self._monday + timedelta(days=number)

    def it_becomes(self, number: int, clock: str, title: str) -> datetime:
        """Move the company's clock to a time of a day and begin a chapter."""
        at = datetime.combine(self.day(number), time.fromisoformat(clock), ZONE)
        self.admin.does(post("/v1/sandbox/clock", {"advanceTo": at.isoformat()}))
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
            sleep(0.005)
        took = f"{status}, {(monotonic() - begun) * 1000:.0f} ms later"
        self.narration.tell(Step(PRODUCT, what, took))
        return document


def _accepted(answer: httpx.Response) -> Json:
    if not answer.is_success:
        raise UnexpectedAnswer(answer, "success")
    return dict(answer.json()) if answer.content else {}
