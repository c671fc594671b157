"""Taking in a file of users: it is checked as it comes, kept, and its import queued as a job."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from application.desk import Desk, Done, Reply
from application.failures import Failure
from application.identity.importing.columns import Columns
from application.identity.importing.user_import import IMPORT_USERS
from application.jobs.csv_file import CsvFile, Record
from application.jobs.job import queue_job
from application.ports.identifiers import Identifiers
from application.ports.job_intake import JobIntake
from application.ports.job_queue import JobName
from application.request import Request
from domain.jobs.job.commands import Queue
from domain.shared.ids import JobId, TenantId
from domain.shared.refusal import Refused

MOST_ROWS = 100_000
_PIECE = 256 * 1024


class TooManyRows(Failure):
    """The file has more rows than one import takes; nothing was imported."""

    def __init__(self) -> None:
        super().__init__(f"a file may have at most {MOST_ROWS} rows", limit=MOST_ROWS)


class NoRows(Failure):
    """The file names columns, if that, and nobody to let in."""

    def __init__(self) -> None:
        super().__init__("the file has no rows")


@dataclass(frozen=True, slots=True)
class Counter:
    """Where files are handed in."""

    desk: Desk
    intake: JobIntake
    identifiers: Identifiers
    wake: Callable[[], None]
    """Tells whoever works on jobs that there is one more."""


class _Check:
    """Reads along: structure and header of a file are right, or nobody imports any of it."""

    def __init__(self) -> None:
        self._file = CsvFile()
        self._digest = hashlib.sha256()
        self._header = False
        self.rows = 0

    def take(self, piece: bytes) -> None:
        self._digest.update(piece)
        for record in self._file.feed(piece):
            self._count(record)

    def finish(self) -> str:
        """The SHA-256 of the whole, in hexadecimal."""
        for record in self._file.finish():
            self._count(record)
        if self.rows == 0:
            raise NoRows
        return self._digest.hexdigest()

    def _count(self, record: Record) -> None:
        if not self._header:
            Columns.of(record.cells)
            self._header = True
            return
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise TooManyRows


class UserImportIntake:
    """The file is complete before the log has the job, and unused if it never has: a crash loses nothing."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def receive(
        self,
        tenant: TenantId,
        pieces: AsyncIterator[bytes],
        request_for: Callable[[str], Request],
        reply: Reply,
    ) -> Done:
        """Queue the import of a file; `request_for` is asked once the content's SHA-256 is known.

        A repeated request is answered as the first was, and what came with it is dropped. Raises
        `FileNotReadable`, `HeaderNotUnderstood`, `TooManyRows`, `NoRows`, `TooManyJobs`, and what
        `request_for` and `Desk.carry_out` raise.
        """
        name = JobName(tenant, JobId.of(self._counter.identifiers.new()))
        command, request = await self._taken_in(name, pieces, request_for)
        return await self._queue(name, command, request, reply)

    async def _taken_in(
        self,
        name: JobName,
        pieces: AsyncIterator[bytes],
        request_for: Callable[[str], Request],
    ) -> tuple[Queue, Request]:
        intake, check = self._counter.intake, _Check()
        await intake.begin(name, IMPORT_USERS)
        try:
            await self._store(name, pieces, check)
            fingerprint = check.finish()
            request = request_for(fingerprint)
            await intake.seal(name, check.rows)
        except BaseException:
            await intake.drop(name)
            raise
        return Queue(kind=IMPORT_USERS, items=check.rows, fingerprint=fingerprint), request

    async def _queue(self, name: JobName, command: Queue, request: Request, reply: Reply) -> Done:
        """Whatever ends it in between leaves a sealed file, which is looked up in the log later."""
        intake = self._counter.intake
        try:
            done = await self._counter.desk.carry_out(request, queue_job(name.job, command), reply)
        except (Failure, Refused):
            await intake.drop(name)
            raise
        if done.replayed:
            await intake.drop(name)
        else:
            await intake.admit(name)
            self._counter.wake()
        return done

    async def _store(self, name: JobName, pieces: AsyncIterator[bytes], check: _Check) -> None:
        kept = bytearray()
        async for piece in pieces:
            check.take(piece)
            kept += piece
            if len(kept) >= _PIECE:
                await self._counter.intake.add(name, bytes(kept))
                kept.clear()
        if kept:
            await self._counter.intake.add(name, bytes(kept))
