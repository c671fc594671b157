"""What people do for themselves before they can log in: register, prove their address, choose a password.

Whoever asks learns nothing about who has an account. What depends on it is done after the answer, from the
queue of letters, so that the answer and the time that it takes are the same.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from application.access_record import AccessRecord, Person
from application.desk import Desk
from application.failures import InvalidMailToken, RegistrationClosed
from application.identity.chosen_password import hash_of_chosen
from application.identity.throttle import Throttle
from application.identity.user import verify
from application.ports.credentials import Credential, Credentials
from application.ports.event_store import Upto
from application.ports.letters import LetterKind, Letters
from application.ports.mail_tokens import Addressee, MailTokens, Purpose
from application.ports.passwords import Passwords
from application.ports.sessions import SOMEBODY, Sessions, Visitor
from application.ports.states import States
from application.request import SOMEWHERE, Origin, Request
from domain.audit.access.events import PasswordSource
from domain.identity.tenant.machine import TENANT
from domain.identity.user.machine import USER, Status
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId

if TYPE_CHECKING:
    from domain.identity.user.machine import User


@dataclass(frozen=True, slots=True)
class Counter:
    """What people find before the door."""

    desk: Desk
    states: States
    credentials: Credentials
    passwords: Passwords
    sessions: Sessions
    throttle: Throttle
    letters: Letters
    tokens: MailTokens
    record: AccessRecord


class SelfService:
    """Every wish of somebody who is not logged in; what is answered tells nothing of other people."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def register(
        self, tenant: TenantId, who: tuple[EmailAddress, str], password: str, visitor: Visitor
    ) -> None:
        """Ask to be registered under an address and a name; a mail says how it goes on.

        Raises `TooManyAttempts`, `RegistrationClosed` and `PasswordRefused`.
        """
        counter, (email, name) = self._counter, who
        await counter.throttle.request(visitor)
        opened = await counter.states.load_at(tenant, TENANT, tenant, Upto())
        if not opened.state.self_registration.admits(email):
            raise RegistrationClosed
        hashed = await hash_of_chosen(counter.passwords, password, email, name)
        facts = {"tenant": tenant, "name": name, "password_hash": hashed}
        await counter.letters.queue(LetterKind.SIGN_UP, email, facts)

    async def verify(self, token: str) -> None:
        """Count the address as proved to which the token was sent; raises `InvalidMailToken`."""
        to = await self._counter.tokens.find(Purpose.VERIFY, token)
        if to is None:
            raise InvalidMailToken
        await self._prove(await self._credential(to))
        await self._counter.tokens.use(Purpose.VERIFY, token)

    async def ask_for_password(self, email: str, visitor: Visitor = SOMEBODY) -> None:
        """Have a mail sent with which a new password can be chosen; raises `TooManyAttempts`."""
        await self._counter.throttle.request(visitor)
        await self._counter.letters.queue(LetterKind.NEW_PASSWORD, EmailAddress(email), {})

    async def choose_password(self, token: str, password: str, origin: Origin = SOMEWHERE) -> None:
        """Replace the password of whom the token was sent to; whoever is logged in as them no longer is.

        Getting the mail proves the address as well. Raises `InvalidMailToken`, `PasswordRefused`,
        `StoreOverloaded` and `StoreUnavailable`.
        """
        counter = self._counter
        to = await counter.tokens.find(Purpose.PASSWORD, token)
        if to is None:
            raise InvalidMailToken
        credential = await self._credential(to)
        user = await self._user(credential)
        hashed = await hash_of_chosen(counter.passwords, password, to.email, user.name)
        whose, mailed = Person(credential.tenant, to.user), PasswordSource.CHOSEN_BY_MAIL
        await counter.record.password_set(to.user, whose, mailed, origin)
        if not await counter.tokens.use(Purpose.PASSWORD, token):
            raise InvalidMailToken
        await counter.credentials.set_password(to.user, hashed)
        ended = await counter.sessions.end_all(to.user)
        await counter.record.sessions_ended(to.user, whose, ended, origin)
        await counter.throttle.proved(to.email)
        await self._prove(credential)
        await counter.letters.queue(LetterKind.PASSWORD_CHANGED, to.email, {})

    async def _credential(self, to: Addressee) -> Credential:
        """Whose address it still is; raises `InvalidMailToken` when it has gone to somebody else."""
        credential = await self._counter.credentials.find(to.email)
        if credential is None or credential.user != to.user:
            raise InvalidMailToken
        return credential

    async def _prove(self, credential: Credential) -> None:
        if (await self._user(credential)).status is Status.UNVERIFIED:
            request = Request(credential.tenant, credential.user)
            await self._counter.desk.carry_out(request, verify(credential.user))

    async def _user(self, credential: Credential) -> "User":
        states = self._counter.states
        return (await states.load_at(credential.tenant, USER, credential.user, Upto())).state
