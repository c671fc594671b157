"""Logging in, going on with a refresh token, and logging out."""

from dataclasses import dataclass, field

from application.failures import InvalidCredentials
from application.identity.throttle import Throttle
from application.ports.credentials import Credential, Credentials
from application.ports.event_store import Upto
from application.ports.passwords import Passwords
from application.ports.sessions import SOMEBODY, OpenSession, Sessions, Visitor
from application.ports.states import States
from application.ports.tokens import Bearer, Tokens
from domain.identity.user.machine import USER, User
from domain.shared.email_address import EmailAddress, InvalidEmailAddress
from domain.shared.ids import TenantId, UserId


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


class Login:
    """Lets people in, who are registered and active; tokens carry the roles of that very moment."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def log_in(self, email: str, password: str, visitor: Visitor = SOMEBODY) -> LoggedIn:
        """A new session, which ends the user's other one.

        An unknown address takes as long as a wrong password, and is answered alike; so is somebody who
        has not proved their address yet. Raises `InvalidCredentials` and `TooManyAttempts`.
        """
        credential = await self._find(email)
        whose = credential.user if credential else None
        admission = await self._gate.throttle.admit(email, whose, visitor)
        hashed = credential.password_hash if credential else None
        verified = await self._gate.passwords.verify(password, hashed)
        if credential is None or not verified.right:
            await self._gate.throttle.failed(admission)
            raise InvalidCredentials
        user = await self._active(credential.tenant, credential.user)
        if verified.better_hash is not None:
            await self._gate.credentials.set_password(
                credential.user, verified.better_hash, replacing=hashed
            )
        await self._gate.throttle.succeeded(admission)
        session = await self._gate.sessions.begin(credential.tenant, credential.user, visitor)
        return self._logged_in(session, user)

    async def refresh(self, refresh_token: str) -> LoggedIn:
        """New tokens for the same session; raises `InvalidCredentials`."""
        session = await self._gate.sessions.carry_on(refresh_token)
        if session is None:
            raise InvalidCredentials
        return self._logged_in(session, await self._active(session.tenant, session.user))

    async def log_out(self, session: str, user: UserId) -> None:
        """End the session; its access token is good for nothing from then on."""
        await self._gate.sessions.end(session, user)

    async def _find(self, email: str) -> Credential | None:
        try:
            return await self._gate.credentials.find(EmailAddress(email.strip()))
        except InvalidEmailAddress:
            return None

    async def _active(self, tenant: TenantId, user: UserId) -> User:
        """The user as the log tells it now, whatever this process remembers of roles and status."""
        folded = await self._gate.states.load_at(tenant, USER, user, Upto())
        if not folded.state.active:
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
