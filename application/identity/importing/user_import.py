"""The kind of job that lets in the users of a file."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field

from application.identity.importing.admission import Admission, Doors, Outcome
from application.identity.importing.columns import Columns
from application.identity.importing.rows import Row, address_of, read_row
from application.jobs.csv_file import CsvFile, Record
from application.ports.job_kind import Assignment
from application.ports.job_queue import RowProblem, Step
from domain.jobs.job.tally import Tally
from domain.shared.email_address import EmailAddress

IMPORT_USERS = "users.import"
"""What these jobs are called, and the operation that starts them."""

STEP = 128
"""Rows whose addresses are reserved, keys made and outcome recorded together."""

AHEAD = 1
"""Steps under way beyond the one whose outcome is awaited, so that nobody waits for the database."""


@dataclass
class _Reading:
    """Where in the file we are, and on which line each address came first."""

    columns: Columns | None = None
    seen: int = 0
    first_lines: dict[EmailAddress, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows to deal with, and how many records of the file were read with the last of them."""

    rows: Sequence[Row | list[RowProblem]]
    seen: int


class UserImport:
    """Implements `JobKind`: a row is let in, was there before, or is in the list of problems."""

    name = IMPORT_USERS
    permission = IMPORT_USERS

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def steps(self, assignment: Assignment) -> AsyncGenerator[Step, None]:
        """Some rows at a time, the next ones already under way; those before the checkpoint are only read.

        Whoever stops in between stops what is under way too, as if the process had ended there.
        """
        admission = Admission(self._doors, assignment)
        under_way: deque[asyncio.Task[Step]] = deque()
        try:
            async for batch in _batches(assignment):
                under_way.append(asyncio.create_task(_step(admission, batch)))
                if len(under_way) > AHEAD:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)


async def _batches(assignment: Assignment) -> AsyncGenerator[_Batch, None]:
    reading = _Reading()
    waiting: list[Row | list[RowProblem]] = []
    async for record in _records(assignment.pieces()):
        if reading.columns is None:
            reading.columns = Columns.of(record.cells)
            continue
        reading.seen += 1
        row = _once(reading, reading.columns, record, assignment.turn.checkpoint)
        if row is not None:
            waiting.append(row)
        if len(waiting) == STEP:
            yield _Batch(waiting, reading.seen)
            waiting = []
    if waiting:
        yield _Batch(waiting, reading.seen)


async def _records(pieces: AsyncIterator[bytes]) -> AsyncGenerator[Record, None]:
    file = CsvFile()
    async for piece in pieces:
        for record in file.feed(piece):
            yield record
    for record in file.finish():
        yield record


def _once(
    reading: _Reading, columns: Columns, record: Record, checkpoint: int
) -> Row | list[RowProblem] | None:
    """The row, unless it was dealt with before; an address that came on an earlier line is a problem."""
    address = address_of(columns, record)
    first = record.line if address is None else reading.first_lines.setdefault(address, record.line)
    if reading.seen <= checkpoint:
        return None
    if first != record.line:
        sentence = f"the same address is on line {first}"
        return [RowProblem(record.line, "email", "RepeatedAddress", sentence)]
    return read_row(columns, record)


async def _step(admission: Admission, batch: _Batch) -> Step:
    rows = [row for row in batch.rows if isinstance(row, Row)]
    problems = [problem for row in batch.rows if not isinstance(row, Row) for problem in row]
    outcomes = await admission.let_in(rows) if rows else ()
    refused = [each for each in outcomes if isinstance(each, RowProblem)]
    succeeded = sum(1 for each in outcomes if each is Outcome.SUCCEEDED)
    skipped = sum(1 for each in outcomes if each is Outcome.SKIPPED)
    failed = len(batch.rows) - succeeded - skipped
    tally = Tally(succeeded=succeeded, skipped=skipped, failed=failed)
    return Step(batch.seen, tally, sorted((*problems, *refused), key=lambda each: each.line))
