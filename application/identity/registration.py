"""Letting people in: an address, a registered user and a password, in an order that survives a crash.

The log and the credentials are stored separately, so one of them is first. The order is: reserve the
address (nobody can log in with a reservation), append `UserRegistered` (the moment from which the user
exists), store the password. A crash after the first step leaves a reservation, which the next attempt of
the same tenant takes over, and which another tenant clears away once it is old and no such user exists.
A crash after the second leaves a user without a password: the same request with the same Idempotency-Key
stores it, or an administrator gives one. At no point can somebody log in who is not registered, and an
address is never two people, because whoever takes a reservation over registers the user id it names.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from application.access_record import AccessRecord, Person
from application.desk import Desk, Done, Reply, no_reply
from application.failures import AnswerErased, DocumentNotFound, EmailTaken
from application.identity.chosen_password import hash_of_chosen
from application.identity.tenant import Opening, open_tenant
from application.identity.user import deactivate_user, register_user, sign_up
from application.ports.credentials import Credential, Credentials
from application.ports.event_store import Upto
from application.ports.identifiers import Identifiers
from application.ports.letters import LetterKind, Letters
from application.ports.passwords import Passwords
from application.ports.sessions import Sessions
from application.ports.states import States
from application.request import Request
from domain.audit.access.events import PasswordSource
from domain.identity.role import Role
from domain.identity.tenant.commands import Open
from domain.identity.tenant.machine import PLATFORM
from domain.identity.user.commands import Deactivate, Register, SignUp
from domain.identity.user.machine import USER, Status, User
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId
from domain.shared.refusal import InvalidStateTransition

RESERVED_FOR = timedelta(minutes=15)
"""How long other tenants respect a reservation; far longer than any command could still be running."""


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Who begins a tenant: its administrator, who lets the others in."""

    email: EmailAddress
    name: str
    password: str = field(repr=False)
    approval_level: ApprovalLevel | None = None


@dataclass(frozen=True, slots=True)
class Doors:
    """What registration stands on."""

    desk: Desk
    states: States
    credentials: Credentials
    passwords: Passwords
    sessions: Sessions
    identifiers: Identifiers
    letters: Letters
    record: AccessRecord


class Registration:
    """Registers users and opens tenants; each call may be repeated after a crash."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    async def register(
        self, request: Request, command: Register, password: str | None, reply: Reply = no_reply
    ) -> Done:
        """Let somebody into the tenant of the request; without a password they cannot log in yet.

        Raises `PasswordRefused`, `EmailTaken`, and what `Desk.carry_out` raises.
        """
        hashed = None
        if password is not None:
            hashed = await hash_of_chosen(
                self._doors.passwords, password, command.email, command.name
            )
        user = await self.reserve(command.email, request.tenant)
        try:
            done = await self._doors.desk.carry_out(request, register_user(user, command), reply)
        except InvalidStateTransition:
            raise EmailTaken(command.email) from None
        except AnswerErased:
            await self.give_up(command.email)
            raise
        await self._give_first(user, hashed)
        return done

    async def invite(self, request: Request, command: Register, reply: Reply = no_reply) -> Done:
        """Let somebody in who chooses their own password, with what a mail says; raises as `register` does.

        The letter is queued first and waits for the registration, so that no crash loses it.
        """
        user = await self.reserve(command.email, request.tenant)
        await self._doors.letters.queue(LetterKind.INVITATION, command.email, {"user": user})
        return await self.register(request, command, None, reply)

    async def open_tenant(
        self, request: Request, tenant: Open, first: FirstUser, reply: Reply = no_reply
    ) -> Done:
        """Open the tenant that the request names, with its first administrator.

        Raises `PasswordRefused`, `EmailTaken`, and what `Desk.carry_out` raises.
        """
        hashed = await hash_of_chosen(
            self._doors.passwords, first.password, first.email, first.name
        )
        user = await self.reserve(first.email, request.tenant)
        task = open_tenant(Opening(tenant, user, _administrator(request.tenant, first)))
        done = await self._doors.desk.carry_out(request, task, reply)
        await self._give_first(user, hashed)
        return done

    async def sign_up(self, request: Request, command: SignUp, password_hash: str) -> UserId | None:
        """Register somebody for themselves, who is let in once they have proved that the address is theirs.

        None when somebody has the address already. It may be repeated after a crash: a hash is salted, so
        one that is stored already is the trace of the first time. Raises what `Desk.carry_out` raises.
        """
        try:
            held = await self._hold(command.email, request.tenant)
            user = held.user
            status = (await self._stored(request.tenant, user)).status
            if status is None:
                own = replace(request, actor=user)
                await self._doors.desk.carry_out(own, sign_up(user, command))
            elif status is not Status.UNVERIFIED or held.password_hash not in {None, password_hash}:
                return None
        except (EmailTaken, InvalidStateTransition):
            return None
        await self._give_first(user, password_hash)
        return user

    async def set_password(self, request: Request, user: UserId, password: str) -> None:
        """Give a registered user a new password; whoever is logged in as that user no longer is.

        A mail tells its owner, who alone can say whether that was wanted: with it another person could
        act in their name. It is on record before it holds. Raises `DocumentNotFound`, `PasswordRefused`,
        `StoreOverloaded` and `StoreUnavailable`.
        """
        found = await self._stored(request.tenant, user)
        if found.email is None:
            raise DocumentNotFound(f"there is no user {user}", id=user)
        hashed = await hash_of_chosen(self._doors.passwords, password, found.email, found.name)
        whose = Person(request.tenant, user)
        given = PasswordSource.GIVEN
        await self._doors.record.password_set(request.actor, whose, given, request.origin)
        await self._doors.credentials.set_password(user, hashed)
        await self._end_all(request, user)
        await self._doors.letters.queue(LetterKind.PASSWORD_CHANGED, found.email, {})

    async def end_sessions(self, request: Request, user: UserId) -> None:
        """Log a user of the tenant out; raises `DocumentNotFound`."""
        if (await self._stored(request.tenant, user)).status is None:
            raise DocumentNotFound(f"there is no user {user}", id=user)
        await self._end_all(request, user)

    async def deactivate(
        self, request: Request, user: UserId, command: Deactivate, reply: Reply = no_reply
    ) -> Done:
        """Keep a user out and end their session, so that no refresh token carries it on."""
        done = await self._doors.desk.carry_out(request, deactivate_user(user, command), reply)
        await self._end_all(request, user)
        return done

    async def _end_all(self, request: Request, user: UserId) -> None:
        ended = await self._doors.sessions.end_all(user)
        whose = Person(request.tenant, user)
        await self._doors.record.sessions_ended(request.actor, whose, ended, request.origin)

    async def reserve(self, email: EmailAddress, tenant: TenantId) -> UserId:
        """The user id under which the tenant may register the address; raises `EmailTaken`."""
        return (await self._hold(email, tenant)).user

    async def give_up(self, email: EmailAddress) -> None:
        """Let go of an address at once, because what it came with was done long ago; nobody has it then."""
        held = await self._doors.credentials.find(email)
        if held is not None and await self._is_unused(held):
            await self._doors.credentials.release(held, timedelta(0))

    async def _hold(self, email: EmailAddress, tenant: TenantId) -> Credential:
        """The address in the tenant's hands, whoever of its users has it; raises `EmailTaken`."""
        user = UserId.of(self._doors.identifiers.new())
        held = await self._doors.credentials.reserve(email, tenant, user)
        if held.tenant != tenant and await self._is_unused(held):
            await self._doors.credentials.release(held, RESERVED_FOR)
            held = await self._doors.credentials.reserve(email, tenant, user)
        if held.tenant != tenant:
            raise EmailTaken(email)
        return held

    async def _is_unused(self, held: Credential) -> bool:
        """True when the address was reserved, but nobody was registered with it."""
        if held.password_hash is not None:
            return False
        return (await self._stored(held.tenant, held.user)).status is None

    async def _give_first(self, user: UserId, hashed: str | None) -> None:
        if hashed is not None:
            await self._doors.credentials.set_first_password(user, hashed)

    async def _stored(self, tenant: TenantId, user: UserId) -> User:
        """The user as the log tells it now, whatever this process remembers."""
        return (await self._doors.states.load_at(tenant, USER, user, Upto())).state


def _administrator(tenant: TenantId, first: FirstUser) -> Register:
    roles = (Role.ADMIN, Role.PLATFORM_ADMIN) if tenant == PLATFORM else (Role.ADMIN,)
    return Register(
        email=first.email, name=first.name, roles=roles, approval_level=first.approval_level
    )
