"""Long work: where it is taken in, where it is told of, and the process that does it."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.bootstrap.storage import Storage
from application.desk import Desk
from application.identity.importing.admission import Doors
from application.identity.importing.intake import Counter, UserImportIntake
from application.identity.importing.user_import import UserImport
from application.identity.registration import Registration
from application.jobs.runner import JobRunner, Workshop
from application.ports.identifiers import Identifiers
from infrastructure.background import background
from infrastructure.identity.reservations import PostgresReservations
from infrastructure.jobs.intake import PostgresJobIntake
from infrastructure.jobs.queue import PostgresJobQueue
from infrastructure.jobs.reports import PostgresJobReports
from infrastructure.jobs.worker import Worker


@dataclass(frozen=True, slots=True)
class LongWork:
    """The jobs of a database, as one process sees them."""

    reports: PostgresJobReports
    user_imports: UserImportIntake
    worker: Worker

    @asynccontextmanager
    async def working(self, wanted: bool = True) -> AsyncIterator[None]:
        """Work on jobs until the end of the block, if that is wanted; what is begun goes on elsewhere."""
        if not wanted:
            yield
            return
        async with background(self.worker.run()):
            yield


def long_work(
    storage: Storage, desk: Desk, registration: Registration, identifiers: Identifiers
) -> LongWork:
    """Everything that long work takes, over the storage."""
    pool, intake = storage.pool, PostgresJobIntake(storage.pool)
    reservations = PostgresReservations(pool)
    doors = Doors(desk, storage.states, reservations, storage.ring, registration, identifiers)
    workshop = Workshop(PostgresJobQueue(pool), intake, desk, storage.states)
    name = f"{socket.gethostname()}:{os.getpid()}"
    worker = Worker(JobRunner(workshop, (UserImport(doors),), name))
    return LongWork(
        reports=PostgresJobReports(pool),
        user_imports=UserImportIntake(Counter(desk, intake, identifiers, worker.wake)),
        worker=worker,
    )
