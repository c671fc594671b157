"""Logging in, going on with a refresh token, and logging out."""

from dataclasses import dataclass, field

from application.access_record import AccessRecord, Person
from application.failures import InvalidCredentials, TooManyAttempts
from application.identity.throttle import Admission, Throttle
from application.ports.credentials import Credential, Credentials
from application.ports.event_store import Upto
from application.ports.passwords import Passwords
from application.ports.sessions import OpenSession, Sessions, StolenSession, UserErased
from application.ports.states import States
from application.ports.tokens import Bearer, Tokens
from application.request import SOMEWHERE, Origin
from domain.audit.access.events import LogInRefusal, SessionEnding
from domain.identity.user.machine import USER, Status, User
from domain.shared.email_address import EmailAddress, InvalidEmailAddress


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a client goes on with; `expires_in` is the access token's life in seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What logging in stands on."""

    credentials: Credentials
    passwords: Passwords
    sessions: Sessions
    tokens: Tokens
    states: States
    throttle: Throttle
    record: AccessRecord


class Login:
    """Lets people in, who are registered and active; tokens carry the roles of that very moment."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def log_in(self, email: str, password: str, origin: Origin = SOMEWHERE) -> LoggedIn:
        """A new session, which ends the user's other one.

        An unknown address takes as long as a wrong password, and is answered alike; so is somebody who
        has not proved their address yet. Raises `InvalidCredentials` and `TooManyAttempts`.
        """
        gate = self._gate
        credential = await self._find(email)
        whose = Person(credential.tenant, credential.user) if credential else None
        admission = await self._admit(email, whose, origin)
        hashed = credential.password_hash if credential else None
        verified = await gate.passwords.verify(password, hashed)
        if whose is None or not verified.right:
            reason = LogInRefusal.WRONG_PASSWORD if whose else LogInRefusal.UNKNOWN_ACCOUNT
            gate.record.log_in_refused(reason, whose, origin)
            await gate.throttle.failed(admission)
            raise InvalidCredentials
        user = await self._active(whose, origin)
        if verified.better_hash is not None:
            await gate.credentials.set_password(whose.user, verified.better_hash, replacing=hashed)
        await gate.throttle.succeeded(admission)
        try:
            session = await gate.sessions.begin(whose.tenant, whose.user, origin.visitor)
        except UserErased:
            gate.record.log_in_refused(LogInRefusal.NOT_ACTIVE, whose, origin)
            raise InvalidCredentials from None
        await gate.record.logged_in(session, origin)
        return self._logged_in(session, user)

    async def refresh(self, refresh_token: str, origin: Origin = SOMEWHERE) -> LoggedIn:
        """New tokens for the same session; raises `InvalidCredentials`."""
        session = await self._gate.sessions.carry_on(refresh_token)
        if session is None:
            raise InvalidCredentials
        person = Person(session.tenant, session.user)
        if isinstance(session, StolenSession):
            reused = SessionEnding.REFRESH_TOKEN_REUSED
            await self._gate.record.session_ended(person, session.id, reused, origin)
            raise InvalidCredentials
        return self._logged_in(session, await self._active(person, origin))

    async def log_out(self, person: Person, session: str, origin: Origin = SOMEWHERE) -> None:
        """End the session; its access token is good for nothing from then on."""
        await self._end(person, session, SessionEnding.LOGGED_OUT, origin)

    async def end_session(self, person: Person, session: str, origin: Origin = SOMEWHERE) -> bool:
        """End a session of the person wherever it is; False when they have no such one that goes on."""
        return await self._end(person, session, SessionEnding.ENDED_BY_SOMEBODY, origin)

    async def _end(
        self, person: Person, session: str, reason: SessionEnding, origin: Origin
    ) -> bool:
        ended = await self._gate.sessions.end(session, person.user)
        if ended:
            await self._gate.record.session_ended(person, session, reason, origin)
        return ended

    async def _admit(self, email: str, whose: Person | None, origin: Origin) -> Admission:
        user = whose.user if whose else None
        try:
            return await self._gate.throttle.admit(email, user, origin.visitor)
        except TooManyAttempts:
            self._gate.record.log_in_refused(LogInRefusal.THROTTLED, whose, origin)
            raise

    async def _find(self, email: str) -> Credential | None:
        try:
            return await self._gate.credentials.find(EmailAddress(email.strip()))
        except InvalidEmailAddress:
            return None

    async def _active(self, person: Person, origin: Origin) -> User:
        """The user as the log tells it now, whatever this process remembers of roles and status."""
        folded = await self._gate.states.load_at(person.tenant, USER, person.user, Upto())
        if not folded.state.active:
            unverified = folded.state.status is Status.UNVERIFIED
            reason = LogInRefusal.UNVERIFIED if unverified else LogInRefusal.NOT_ACTIVE
            self._gate.record.log_in_refused(reason, person, origin)
            raise InvalidCredentials
        return folded.state

    def _logged_in(self, session: OpenSession, user: User) -> LoggedIn:
        bearer = Bearer(
            tenant=session.tenant,
            user=session.user,
            email=user.email or "",
            roles=frozenset(user.roles),
            session=session.id,
        )
        access = self._gate.tokens.issue(bearer)
        return LoggedIn(access.text, session.refresh_token, access.expires_in)
