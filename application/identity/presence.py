"""Whether who shows a token is still let in, and with which roles, asked of every request.

A token says what was true when it was issued. A session may have ended since, a user may have been kept
out or given other roles; here it is looked up what is true now, and no answer is used for longer than a
second. Who hears of a change before that says so, and the answer is forgotten at once.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from application.coalescer import Coalescer
from application.ports.event_store import Upto
from application.ports.sessions import Claim, LiveSession, Sessions
from application.ports.states import States
from application.ports.tokens import Bearer
from domain.identity.user.machine import USER, User
from domain.shared.ids import TenantId, UserId

LONGEST_SECONDS = 1.0
"""For how long an answer is good."""

_AHEAD_SECONDS = 0.5
"""When an answer that is still in use is looked up again beside the requests, which do not wait."""

_MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """Whom a session lets in, as it was at `at`; None lets nobody in."""

    bearer: Bearer | None
    at: float


@dataclass(slots=True)
class _Person:
    """What is known of one user, by the sessions that their tokens name."""

    seen: dict[str, _Seen] = field(default_factory=dict)
    flights: dict[str, "asyncio.Task[_Seen]"] = field(default_factory=dict)


class Presence:
    """Safe to share between all tasks of a process; one look-up answers all who ask at the same time."""

    def __init__(
        self, sessions: Sessions, states: States, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions = sessions
        self._states = states
        self._seconds = seconds
        self._people: dict[UserId, _Person] = {}
        self._sweep_at = 0.0
        self._questions: Coalescer[Claim, LiveSession | None] = Coalescer(self._ask)

    async def confirm(self, bearer: Bearer) -> Bearer | None:
        """The bearer with the roles of today; None when their session is over or they are kept out.

        A bearer without a session was vouched for by who runs the product, and their user is looked at.
        Raises `StoreUnavailable`.
        """
        person = self._people.get(bearer.user)
        if person is None:
            person = self._remember(bearer.user)
        seen, now = person.seen.get(bearer.session), self._seconds()
        if seen is None or now - seen.at >= LONGEST_SECONDS:
            seen = await asyncio.shield(self._look(person, bearer))
        elif now - seen.at >= _AHEAD_SECONDS:
            self._look(person, bearer)
        return seen.bearer

    def outdate(self, user: UserId) -> None:
        """Forget what is known of a user, also what is being looked up: a session of theirs has ended."""
        self._people.pop(user, None)

    def heard(self, _: TenantId, streams: Mapping[str, int]) -> None:
        """A listener of the live log: whoever's history has grown is looked at again."""
        for stream in self._people.keys() & streams.keys():
            self.outdate(UserId(stream))

    def _remember(self, user: UserId) -> _Person:
        if len(self._people) >= _MOST_PEOPLE and self._seconds() >= self._sweep_at:
            self._sweep()
        person = self._people[user] = _Person()
        return person

    def _sweep(self) -> None:
        """Drop who has not asked for a while, and do not look again at once should all have."""
        oldest = self._seconds() - LONGEST_SECONDS
        self._people = {
            user: person
            for user, person in self._people.items()
            if person.flights or any(seen.at > oldest for seen in person.seen.values())
        }
        self._sweep_at = self._seconds() + LONGEST_SECONDS

    def _look(self, person: _Person, bearer: Bearer) -> "asyncio.Task[_Seen]":
        """What a person forgotten meanwhile learns is used by those alone who asked before."""
        flight = person.flights.get(bearer.session)
        if flight is None:
            flight = asyncio.get_running_loop().create_task(self._fly(person, bearer))
            person.flights[bearer.session] = flight
            flight.add_done_callback(_take_notice)
        return flight

    async def _fly(self, person: _Person, bearer: Bearer) -> _Seen:
        try:
            asked_at = self._seconds()
            user = await self._user_of(bearer)
            present = None
            if user is not None and user.active:
                roles = frozenset[str](user.roles)
                present = replace(bearer, roles=roles, email=user.email or "")
            seen = person.seen[bearer.session] = _Seen(present, asked_at)
            return seen
        finally:
            del person.flights[bearer.session]

    async def _user_of(self, bearer: Bearer) -> User | None:
        """The user behind the bearer as the log tells them now; None when the session is over."""
        if not bearer.session:
            folded = await self._states.load_at(bearer.tenant, USER, bearer.user, Upto())
            return folded.state
        live = await self._questions.get(Claim(bearer.tenant, bearer.session))
        if live is None or live.user != bearer.user:
            return None
        folded = await self._states.load(bearer.tenant, USER, bearer.user)
        if folded.version < live.user_version:  # this process has not heard of it yet
            self._states.forget(bearer.tenant, bearer.user)
            folded = await self._states.load(bearer.tenant, USER, bearer.user)
        return folded.state

    async def _ask(self, claims: Sequence[Claim]) -> Mapping[Claim, LiveSession | None]:
        live = await self._sessions.live(claims)
        return {claim: live.get(claim) for claim in claims}


def _take_notice(flight: "asyncio.Task[_Seen]") -> None:
    """A look-up that failed beside the requests is nobody's failure: the next one asks again."""
    if not flight.cancelled():
        flight.exception()
