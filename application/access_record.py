"""The record of access: who came and went, who was kept out, and what was taken along.

A log-in waits for its record when the log takes it, and is not refused when the log does not: the record
waits instead. Refusals are noted beside the request, so that they cost the caller no time that could be
measured, and a flood of them is counted. An export that cannot be recorded does not happen, a password
that cannot be is not replaced, and neither a token nor a log-in to the database is handed out at the
machine.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from application.access_notes import AccessNotes, Note
from application.ports.clock import Clock
from application.ports.event_store import EventStore, StoreOverloaded, StoreUnavailable, Upto
from application.ports.identifiers import Identifiers
from application.ports.sessions import OpenSession
from application.ports.states import States
from application.request import Origin
from application.tallies import WINDOW_SECONDS, Tallies, Tally
from domain.audit.access.events import (
    DataExported,
    LogInRefusal,
    LogInRefused,
    LogInSucceeded,
    PasswordSet,
    PasswordSource,
    PermissionRefused,
    SessionEnded,
    SessionEnding,
    SqlLogInEnded,
    SqlLogInMade,
    TokenIssued,
)
from domain.identity.tenant.machine import PLATFORM, TENANT
from domain.shared.context import SYSTEM
from domain.shared.derived_id import derived_id
from domain.shared.ids import AccessId, TenantId, UserId
from domain.shared.message import Event

LAST_WORDS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a tenant."""

    tenant: TenantId
    user: UserId


@dataclass(frozen=True, slots=True)
class Export:
    """What was taken along: the name of a list or document, how it was narrowed, how much, and as what."""

    what: str
    filters: Mapping[str, str]
    rows: int
    format: str


@dataclass(frozen=True, slots=True)
class _KeptOut:
    """Log-ins that failed alike: at whose account, and why."""

    tenant: TenantId
    user: UserId | None
    reason: LogInRefusal

    @property
    def actor(self) -> UserId:
        """Nobody knows who tried; whose account it was says the event."""
        return SYSTEM

    def event(self, tally: Tally) -> Event:
        """What happened so often."""
        return LogInRefused(
            user=self.user,
            reason=self.reason,
            times=tally.times,
            first_at=tally.first_at,
            last_at=tally.last_at,
            networks=tuple(tally.networks),
        )


@dataclass(frozen=True, slots=True)
class _Forbidden:
    """Requests of somebody for one operation that is not theirs."""

    tenant: TenantId
    actor: UserId
    operation: str

    def event(self, tally: Tally) -> Event:
        """What happened so often."""
        return PermissionRefused(
            actor=self.actor,
            operation=self.operation,
            times=tally.times,
            first_at=tally.first_at,
            last_at=tally.last_at,
            networks=tuple(tally.networks),
        )


class AccessRecord:
    """Writes what an auditor of access wants to know; `run` has to run beside it."""

    def __init__(
        self,
        store: EventStore,
        states: States,
        clock: Clock,
        identifiers: Identifiers,
        window: float = WINDOW_SECONDS,
    ) -> None:
        self._states = states
        self._clock = clock
        self._identifiers = identifiers
        self._notes = AccessNotes(store, self._is_open)
        self._tallies: Tallies[_KeptOut | _Forbidden] = Tallies(self._tell, window=window)
        self.counts: Counter[str] = Counter()

    @property
    def lost(self) -> int:
        """Records that there was no room for."""
        return self._notes.lost + self._tallies.lost

    async def logged_in(self, session: OpenSession, origin: Origin) -> None:
        """Somebody came in, which ended whatever other sessions they had."""
        self.counts["succeeded"] += 1
        user = session.user
        events: list[Event] = [
            SessionEnded(
                user=user,
                session=ended,
                reason=SessionEnding.ANOTHER_LOG_IN,
                network=origin.network,
            )
            for ended in session.ended
        ]
        events.append(
            LogInSucceeded(
                user=user, session=session.id, ends_at=session.ends_at, network=origin.network
            )
        )
        for event in events:
            await self._keep(Person(session.tenant, user), event, origin)

    async def session_ended(
        self, person: Person, session: str, reason: SessionEnding, origin: Origin
    ) -> None:
        """A session was over before its time."""
        event = SessionEnded(
            user=person.user, session=session, reason=reason, network=origin.network
        )
        await self._keep(person, event, origin)

    async def sessions_ended(
        self, by: UserId, whose: Person, ended: Iterable[str], origin: Origin
    ) -> None:
        """Somebody, who may be the person, saw to it that sessions were over."""
        for session in ended:
            event = SessionEnded(
                user=whose.user,
                session=session,
                reason=SessionEnding.ENDED_BY_SOMEBODY,
                network=origin.network,
            )
            await self._keep(Person(whose.tenant, by), event, origin)

    def log_in_refused(self, reason: LogInRefusal, whose: Person | None, origin: Origin) -> None:
        """Somebody was not let in; without an account it is the platform's business."""
        self.counts[reason.value] += 1
        tenant, user = (whose.tenant, whose.user) if whose else (PLATFORM, None)
        self._count(_KeptOut(tenant, user, reason), origin)

    def permission_refused(self, person: Person, operation: str, origin: Origin) -> None:
        """Somebody asked for what none of their roles may do."""
        self._count(_Forbidden(person.tenant, person.user, operation), origin)

    async def password_set(
        self, by: UserId, whose: Person, source: PasswordSource, origin: Origin
    ) -> None:
        """A password is about to be replaced, by somebody who may be the person.

        Raises `StoreOverloaded` and `StoreUnavailable`, and then it must not be.
        """
        event = PasswordSet(user=whose.user, source=source, network=origin.network)
        await self._notes.store(self._note(whose.tenant, by, event, origin.trace))

    async def token_issued(self, whose: Person, ends_at: datetime, origin: Origin) -> None:
        """A token is about to be handed out at the machine, whose operator the origin names.

        Raises `StoreOverloaded` and `StoreUnavailable`, and then it must not be.
        """
        event = TokenIssued(user=whose.user, ends_at=ends_at)
        await self._notes.store(self._note(whose.tenant, SYSTEM, event, origin.trace))

    async def sql_log_in_made(
        self, tenant: TenantId, login: str, ends_at: datetime, origin: Origin
    ) -> None:
        """A log-in to the database is about to be made by the operator whom the origin names.

        Raises `StoreOverloaded` and `StoreUnavailable`, and then it must not be.
        """
        event = SqlLogInMade(login=login, ends_at=ends_at)
        await self._notes.store(self._note(tenant, SYSTEM, event, origin.trace))

    async def sql_log_in_ended(self, tenant: TenantId, login: str, origin: Origin) -> bool:
        """A log-in to the database was ended; False when that is on record already.

        Raises `StoreOverloaded` and `StoreUnavailable`; then it has to be told again.
        """
        event = SqlLogInEnded(login=login)
        stream_id = derived_id(AccessId, tenant, event.event_type, login)
        now = self._clock.now(tenant)
        return await self._notes.store(Note(tenant, stream_id, event, SYSTEM, origin.trace, now))

    async def exported(self, person: Person, export: Export, origin: Origin) -> None:
        """Data is about to leave; raises `StoreOverloaded` and `StoreUnavailable`, and then it must not."""
        event = DataExported(
            actor=person.user,
            what=export.what,
            filters=export.filters,
            rows=export.rows,
            format=export.format,
            network=origin.network,
        )
        await self._notes.store(self._note(person.tenant, person.user, event, origin.trace))

    async def run(self) -> None:
        """Store what waits, as long as the process lives."""
        while True:
            due = self._tallies.next_due()
            now = asyncio.get_running_loop().time()
            await self._notes.news(None if due is None else max(due - now, 0.0))
            self._tallies.tell_due(asyncio.get_running_loop().time())
            await self._notes.store_all()

    async def close(self) -> None:
        """Store what was counted and what still waits, if the log takes it soon."""
        self._tallies.tell_all()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._notes.store_all(), LAST_WORDS_SECONDS)

    async def _keep(self, person: Person, event: Event, origin: Origin) -> None:
        note = self._note(person.tenant, person.user, event, origin.trace)
        try:
            await self._notes.store(note)
        except (StoreOverloaded, StoreUnavailable):
            self._notes.leave(note)

    def _count(self, refused: _KeptOut | _Forbidden, origin: Origin) -> None:
        now = asyncio.get_running_loop().time()
        self._tallies.count(refused, self._clock.now(refused.tenant), origin.network, now)

    def _tell(self, refused: _KeptOut | _Forbidden, tally: Tally) -> None:
        self._notes.leave(self._note(refused.tenant, refused.actor, refused.event(tally), {}))

    def _note(
        self, tenant: TenantId, actor: UserId, event: Event, trace: Mapping[str, str]
    ) -> Note:
        stream_id = AccessId.of(self._identifiers.new())
        return Note(tenant, stream_id, event, actor, trace, self._clock.now(tenant))

    async def _is_open(self, tenant: TenantId) -> bool:
        """An installation need not have a platform; its log does not begin with a guessed password."""
        if tenant != PLATFORM:
            return True
        return (await self._states.load_at(PLATFORM, TENANT, PLATFORM, Upto())).version > 0
