"""Somebody's rows are covered wherever they are in a file, and the others are read as before."""

import pytest

from application.identity.importing.columns import Columns
from application.identity.importing.erased_rows import Blot, NamedLines
from application.identity.importing.rows import Row, read_row
from application.jobs.csv_file import CsvFile, Record
from domain.shared.email_address import EmailAddress

CARA = EmailAddress("cara@example.com")
HEADER = "email,name,roles"
ROWS = (
    "ann@example.com,Ann,buyer",
    " Cara@EXAMPLE.com ,Cara Canary,buyer",
    "",
    'cara@example.com,"Cara\r\n ""Canary"", née Ünal",buyer',
    "oscara@example.com,Oscar,buyer",
    "Cara Canary,cara@example.com",
    "ben@example.com,Ben,buyer",
    'cara@example.com,"Cara, Canary",buyer',
)
FILE = "\r\n".join((HEADER, *ROWS)).encode()


def records(content: bytes) -> list[Record]:
    file = CsvFile()
    return [*file.feed(content), *file.finish()]


def erased(content: bytes, size: int, email: EmailAddress = CARA) -> bytes:
    """The file without an address, as it is when it lies in pieces of some size."""
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    lines = NamedLines(email)
    for piece in pieces:
        lines.read(piece)
    lines.finish()
    blot = Blot(lines.found)
    return b"".join([blot.over(piece) for piece in pieces])


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_nothing_is_left_of_somebody_and_all_of_the_others(size: int) -> None:
    left = erased(FILE, size)
    for word in (b"canary", b"cara@", b"nal"):
        assert word not in left.lower().replace(b"oscara@", b"")
    before, after = records(FILE), records(left)
    shape = [(each.line, len(each.cells)) for each in before]
    assert [(each.line, len(each.cells)) for each in after] == shape
    kept = [each for each in before if CARA not in [c.strip().lower() for c in each.cells]]
    assert [each for each in after if "\x1a" not in "".join(each.cells)] == kept
    assert len(kept) == 4


def test_a_row_of_somebody_who_was_erased_is_a_problem_of_its_own() -> None:
    columns = Columns.of(HEADER.split(","))
    read = [read_row(columns, record) for record in records(erased(FILE, 64))[1:]]
    assert [each.line for each in read if isinstance(each, Row)] == [2, 7, 9]
    problems = [each for one in read if not isinstance(one, Row) for each in one]
    assert [(each.line, each.error) for each in problems] == [
        (3, "UserErased"),
        (5, "UserErased"),
        (8, "UserErased"),
        (10, "UserErased"),
    ]


def test_a_file_that_does_not_name_somebody_stays_as_it_is() -> None:
    assert erased(FILE, 64, EmailAddress("dora@example.com")) == FILE


def test_no_record_gets_longer_than_a_record_may_be() -> None:
    content = f"{HEADER}\ncara@example.com,{'ü' * 16_000},buyer\n".encode()
    assert len(records(erased(content, 4096))) == 2
