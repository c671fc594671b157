"""The rows of a file are let in together, and whoever else uses the process has turns in between."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from application.desk import Done, Reply, Task
from application.identity.importing.admission import AT_ONCE, UNDER_WAY, Admission, Doors, Outcome
from application.identity.importing.rows import Row
from application.ports.credentials import Credential
from application.ports.job_kind import Assignment
from application.ports.job_queue import JobName, Turn
from application.request import Request
from domain.identity.role import Role
from domain.identity.user.commands import Register
from domain.jobs.job.tally import Tally
from domain.shared.context import SYSTEM
from domain.shared.email_address import EmailAddress
from domain.shared.ids import JobId, TenantId, UserId
from tests.application.stage import RandomIdentifiers

TURN = Turn(JobName(TenantId.of(uuid4()), JobId.of(uuid4())), "test", 1, 500, 0, Tally(), 1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = [
    Row(line, Register(email=EmailAddress(f"p{line}@example.com"), name="P", roles=(Role.BUYER,)))
    for line in range(2, 202)
]


@dataclass
class Town:
    """Everything that an admission stands on: who asked for what, and in which turn of the loop."""

    taken: frozenset[EmailAddress] = frozenset()
    turn: int = 0
    begun: Counter[int] = field(default_factory=Counter)
    under_way: int = 0
    most: int = 0
    keys: list[list[str]] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)

    async def others(self) -> None:
        """Whoever else uses the process."""
        while True:
            self.turn += 1
            await asyncio.sleep(0)

    async def reserve_all(
        self, turn: Turn, wanted: Mapping[EmailAddress, UserId]
    ) -> Mapping[EmailAddress, Credential]:
        tenant = turn.name.tenant
        return {
            email: Credential(
                email, tenant, UserId.of(uuid4()) if email in self.taken else user, None, NOON
            )
            for email, user in wanted.items()
        }

    async def create(self, _: TenantId, subjects: Iterable[str]) -> None:
        self.keys.append(list(subjects))

    def forget(self, _: TenantId, stream_id: str) -> None:
        self.forgotten.add(stream_id)

    async def carry_out(self, _request: Request, _task: Task, _reply: Reply) -> Done:
        self.begun[self.turn] += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        for _ in range(20):
            await asyncio.sleep(0)
        self.under_way -= 1
        return Done(str(TURN.name.job).encode(), 1, None)


async def let_in(town: Town) -> list[Any]:
    request = Request(TURN.name.tenant, SYSTEM)
    doors = Doors(
        desk=town,  # type: ignore[arg-type]
        states=town,  # type: ignore[arg-type]
        reservations=town,
        keys=town,
        registration=town,  # type: ignore[arg-type]
        identifiers=RandomIdentifiers(),
    )
    admission = Admission(doors, Assignment(TURN, request, "0" * 64, nothing))
    others = asyncio.create_task(town.others())
    outcomes = list(await admission.let_in(ROWS))
    others.cancel()
    return outcomes


async def nothing(*pieces: bytes) -> AsyncIterator[bytes]:
    """A file of no pieces."""
    for piece in pieces:
        yield piece


async def test_no_turn_of_the_loop_begins_more_than_a_few_rows_and_few_are_under_way() -> None:
    town = Town()
    assert await let_in(town) == [Outcome.SUCCEEDED] * len(ROWS)
    assert sum(town.begun.values()) == len(ROWS)
    assert max(town.begun.values()) <= AT_ONCE
    assert town.most == UNDER_WAY


async def test_nobody_of_a_file_is_kept_in_memory_in_the_place_of_others() -> None:
    town = Town()
    await let_in(town)
    assert len(town.forgotten) == len(ROWS)


async def test_keys_are_made_together_for_those_who_are_new() -> None:
    known = ROWS[7].command.email
    town = Town(frozenset({known}))
    await let_in(town)
    (made,) = town.keys
    assert len(made) == len(ROWS) - 1
