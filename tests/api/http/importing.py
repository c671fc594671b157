"""Files of users, sent and followed through the public API."""

import time
from collections.abc import Iterable
from uuid import uuid4

import httpx

from tests.api.http.company import Json, Person, succeeded
from tests.api.http.house import PATIENCE

HEADER = "email,name,roles,approvalLevel"
OVER = ("Completed", "CompletedWithErrors", "Failed", "Cancelled")


def address() -> str:
    """One that nobody has."""
    return f"{uuid4().hex[:16]}@example.com"


def file_of(*rows: str, header: str = HEADER) -> bytes:
    """A file with these rows."""
    return "\n".join((header, *rows, "")).encode()


def people(count: int) -> list[str]:
    """Rows of people whom nobody knows."""
    return [f"{address()},Person {number},requester;buyer," for number in range(count)]


def send(by: Person, content: bytes | Iterable[bytes], **headers: str) -> httpx.Response:
    """Hand a file in."""
    given = {"Content-Type": "text/csv", **headers}
    return by.ask("POST", "/v1/users/import", headers=given, content=content)


def over(by: Person, job: Json, patience: float = PATIENCE) -> Json:
    """The job once it is over."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = by.see(f"/v1/jobs/{job['jobId']}")
        if found["status"] in OVER:
            return found
        time.sleep(0.02)
    raise AssertionError(f"not over: {found}")


def imported(by: Person, *rows: str, header: str = HEADER) -> Json:
    """The job of a file, once it is over."""
    return over(by, succeeded(send(by, file_of(*rows, header=header))))


def errors(by: Person, job: Json) -> list[Json]:
    """The first problems of a job."""
    return list(by.see(f"/v1/jobs/{job['jobId']}/errors")["items"])
