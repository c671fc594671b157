"""Whether who shows a token is still let in, and with which roles, asked of every request.

A token says what was true when it was issued. A session may have ended since, a user may have been kept
out or given other roles; here it is looked up what is true now, and no answer is used for longer than a
second. Who hears of a change before that says so, and the answer is forgotten at once.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from application.coalescer import Coalescer
from application.momentary import A_MOMENT, Answered, Momentary
from application.ports.event_store import Upto
from application.ports.sessions import Claim, LiveSession, Sessions
from application.ports.states import States
from application.ports.tokens import Bearer
from domain.identity.user.machine import USER, User
from domain.shared.ids import TenantId, UserId

_AHEAD_SECONDS = 0.5
"""When an answer that is still in use is looked up again beside the requests, which do not wait."""


class Presence:
    """Safe to share between all tasks of a process; one look-up answers all who ask at the same time."""

    def __init__(
        self, sessions: Sessions, states: States, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions = sessions
        self._states = states
        self._standing: Momentary[Bearer, Bearer | None] = Momentary(
            self._look, seconds=A_MOMENT, ahead=_AHEAD_SECONDS, now=seconds
        )
        self._questions: Coalescer[Claim, LiveSession | None] = Coalescer(self._ask)

    async def confirm(self, bearer: Bearer) -> Bearer | None:
        """The bearer with the roles of today; None when their session is over or they are kept out.

        A bearer without a session was vouched for by who runs the product, and their user is looked at.
        Raises `StoreUnavailable`.
        """
        return await self._standing.get(bearer)

    def outdate(self, user: UserId) -> None:
        """Forget what is known of a user, also what is being looked up: a session of theirs has ended."""
        self._standing.changed((user,))

    def heard(self, _: TenantId, streams: Mapping[str, int]) -> None:
        """A listener of the live log: whoever's history has grown is looked at again."""
        self._standing.changed(streams)

    async def _look(self, bearer: Bearer) -> Answered[Bearer | None]:
        user = await self._user_of(bearer)
        if user is None or not user.active:
            return Answered(None, (bearer.user,))
        present = replace(bearer, roles=frozenset[str](user.roles), email=user.email or "")
        return Answered(present, (bearer.user,))

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
