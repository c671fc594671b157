"""Lets the people of some rows in: each by an append of their own, which happens once for a file."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from application.desk import Desk
from application.failures import DocumentNotFound, EmailTaken
from application.identity.importing.rows import USER_ERASED, Row
from application.identity.registration import Registration
from application.identity.user import register_user
from application.ports.credentials import Credential
from application.ports.event_store import StoreOverloaded, Upto
from application.ports.identifiers import Identifiers
from application.ports.job_kind import Assignment
from application.ports.job_queue import RowProblem
from application.ports.reservations import Reservations
from application.ports.states import Folded, States
from application.ports.subject_keys import SubjectKeys
from application.request import Once, Request
from application.work import Work
from domain.identity.user.commands import Register
from domain.identity.user.machine import USER, User
from domain.shared.ids import UserId
from domain.shared.refusal import Refused

_FIELD_OF = {
    "SupplierUserMismatch": "supplierId",
    "DocumentNotFound": "supplierId",
    "LevelWithoutApprovingRole": "approvalLevel",
    "EmailTaken": "email",
}
_FIELD = "roles"
USER_DIFFERS = "UserDiffers"
"""There is such a user, who is not as the row says; an import changes nobody."""
_ERASED = "whoever was let in under this address was erased since"

AT_ONCE = 8
"""Rows that are decided in one go: some two milliseconds, for which everybody else waits."""

UNDER_WAY = 32
"""Rows whose appends wait together: enough to share a commit, few enough that others' get in between."""


class Outcome(Enum):
    """What came of a row that was understood and not refused."""

    SUCCEEDED = "succeeded"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Doors:
    """What letting many in stands on."""

    desk: Desk
    states: States
    reservations: Reservations
    keys: SubjectKeys
    registration: Registration
    identifiers: Identifiers


class Admission:
    """Lets people in for one job; a row that was dealt with before is recognised by its key."""

    def __init__(self, doors: Doors, assignment: Assignment) -> None:
        self._doors = doors
        self._given = assignment
        self._job = str(assignment.turn.name.job).encode()
        self._room = asyncio.Semaphore(UNDER_WAY)

    async def let_in(self, rows: Sequence[Row]) -> Sequence[Outcome | RowProblem]:
        """What came of each row; reservations and keys come for all of them at once.

        Then they are begun a few at a time, so that whoever else uses this process has turns in between.
        """
        tenant = self._given.request.tenant
        drawn = {row.command.email: UserId.of(self._doors.identifiers.new()) for row in rows}
        held = await self._doors.reservations.reserve_all(self._given.turn, drawn)
        fresh = [user for email, user in drawn.items() if held[email].user == user]
        await self._doors.keys.create(tenant, fresh)
        begun: list[asyncio.Task[Outcome | RowProblem]] = []
        async with asyncio.TaskGroup() as group:
            for row in rows:
                await self._room.acquire()
                email = row.command.email
                begun.append(group.create_task(self._row(row, held[email], drawn[email])))
                begun[-1].add_done_callback(lambda _: self._room.release())
                if len(begun) % AT_ONCE == 0:
                    await asyncio.sleep(0)
        return [each.result() for each in begun]

    async def _row(self, row: Row, held: Credential, drawn: UserId) -> Outcome | RowProblem:
        try:
            user = held.user
            if held.tenant != self._given.request.tenant:
                user = await self._doors.registration.reserve(
                    row.command.email, self._given.request.tenant
                )
            return await self._carry_out(row, user, fresh=user == drawn)
        except (EmailTaken, DocumentNotFound, Refused) as failure:
            field = _FIELD_OF.get(failure.name, _FIELD)
            return RowProblem(row.line, field, failure.name, failure.detail)

    async def _carry_out(self, row: Row, user: UserId, *, fresh: bool) -> Outcome | RowProblem:
        visit = _Visit(user, row.command, fresh)
        request = self._request(row.command)
        while True:
            try:
                done = await self._doors.desk.carry_out(
                    request, visit.task, lambda _: self._job if visit.registered else b""
                )
                break
            except StoreOverloaded as overloaded:
                await asyncio.sleep(overloaded.retry_after)
        # Whoever is let in by a file is hardly looked up next; in memory they would only drive others out.
        self._doors.states.forget(request.tenant, user)
        if done.answer == self._job and not (fresh and done.replayed):
            return Outcome.SUCCEEDED
        found = await self._doors.states.load_at(request.tenant, USER, user, Upto())
        if found.version == 0:
            await self._doors.registration.give_up(row.command.email)
        if found.version == 0 or found.state.erased:
            return RowProblem(row.line, "email", USER_ERASED, _ERASED)
        return _compared(row, found.state)

    def _request(self, command: Register) -> Request:
        """On behalf of whoever started the job, once for this address in this content."""
        about = f"{self._given.fingerprint}:{command.email}".encode()
        key = f"import:{hashlib.sha256(about).hexdigest()[:40]}"
        given, once = self._given.request, Once(key, hashlib.sha256(key.encode()).digest())
        return Request(given.tenant, given.actor, once=once, trace=given.trace)


class _Visit:
    """Registers somebody, unless they are there already."""

    def __init__(self, user: UserId, command: Register, fresh: bool) -> None:
        self.registered = False
        self._user, self._command, self._fresh = user, command, fresh

    async def task(self, work: Work) -> Folded[User]:
        """An id that was drawn just now names nobody, so the log need not be asked."""
        found = work.start(USER, self._user) if self._fresh else await work.find(USER, self._user)
        self.registered = found.version == 0
        if self.registered:
            return await register_user(self._user, self._command)(work)
        return found


def _compared(row: Row, user: User) -> Outcome | RowProblem:
    """Somebody was let in before; where they are not as the row says, they are left as they are."""
    said: Mapping[str, tuple[object, object]] = {
        "name": (user.name, row.command.name),
        "roles": (user.roles, frozenset(row.command.roles)),
        "approvalLevel": (user.approval_level, row.command.approval_level),
        "supplierId": (user.supplier_id, row.command.supplier_id),
        "status": (user.active, True),
    }
    different = [name for name, (is_so, is_said) in said.items() if is_so != is_said]
    if not different:
        return Outcome.SKIPPED
    sentence = f"there is a user of this address already, who differs in {', '.join(different)}"
    return RowProblem(row.line, "email", USER_DIFFERS, sentence)
