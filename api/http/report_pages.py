"""Parts of long reports: a cursor holds on to the position and the day of the first one, so nothing moves."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import orjson

from api.http.answer import Header
from api.http.failures import Fault, InvalidRequest
from application.bound_cursor import read_bound, write_bound
from application.ports.reports import Report

MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a report begins, and what the report is as of."""

    position: int
    day: date
    after: int

    @classmethod
    def behind(cls, report: Report) -> "Place":
        """Where the part behind this one begins."""
        after = report.part.after + len(report.rows)
        return cls(report.as_of.position, report.as_of.day, after)

    def cursor(self, question: str) -> str:
        """As a text that is only good for the question that it came from."""
        place = (self.position, self.day, self.after)
        return write_bound(question.encode(), place)


def read_cursor(question: str, cursor: str) -> Place:
    """The place that a cursor stands for; raises `InvalidRequest` for one of another question."""
    place = read_bound(question.encode(), cursor)
    if place is None:
        sentence = "must come from the part before, with the same parameters"
        raise InvalidRequest([Fault("/cursor", sentence, "query")])
    position, day, after = place
    return Place(position, date.fromisoformat(day), after)


def question_of(tenant: str, name: str, given: dict[str, str]) -> str:
    """What a cursor is bound to: everything that was asked but how much of it."""
    asked = {name: value for name, value in given.items() if name not in ("cursor", "limit")}
    return orjson.dumps([tenant, name, sorted(asked.items())]).decode()


def link(path: str, given: dict[str, str], cursor: str) -> Header:
    """Where the next part is."""
    query = urlencode({**given, "cursor": cursor})
    return b"link", f'<{path}?{query}>; rel="next"'.encode()
