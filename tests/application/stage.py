"""Everything that use cases stand on, as it is in production, on a database of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.access_record import AccessRecord
from application.desk import Desk, Done, Task
from application.failures import InvalidCredentials
from application.identity.correspondence import Correspondence, Desks
from application.identity.login import Gate, Login
from application.identity.registration import Doors, FirstUser, Registration
from application.identity.self_service import Counter, SelfService
from application.identity.throttle import Throttle
from application.ports.event_store import LogQuery, RecordedEvent, Upto
from application.ports.mail import MailUnavailable, Message
from application.ports.states import Folded
from application.request import Once, Request
from domain.identity.tenant.commands import Open
from domain.identity.user.commands import Register
from domain.identity.user.machine import USER, User
from domain.shared.approval_level import ApprovalLevel
from domain.shared.currency import Currency
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId, UserId
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.sealed_registry import SealedRegistry
from infrastructure.event_store.states import CachedStates
from infrastructure.event_store.store import PostgresEventStore
from infrastructure.identity.attempts import PostgresAttempts
from infrastructure.identity.credentials import PostgresCredentials
from infrastructure.identity.mail_tokens import PostgresMailTokens
from infrastructure.identity.sessions import PostgresSessions
from infrastructure.mail.letters import PostgresLetters
from infrastructure.mail.post_office import PostOffice
from infrastructure.postgres.pool import open_pool
from infrastructure.privacy.key_ring import KeyRing
from infrastructure.privacy.master_keys import MasterKeys
from infrastructure.privacy.subject_keys import SubjectKeys
from infrastructure.security.key_set import KeySet
from infrastructure.security.passwords import Argon2Passwords
from infrastructure.security.tokens import JwtTokens
from infrastructure.settings import Settings
from tests.cluster import Database
from tests.contracts.stores import postgres_store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
ROOT = UserId.of(uuid4())
"""Who opens tenants; nobody in the tenants themselves."""


@dataclass
class SetClock:
    """The same time for every tenant, moved by the test."""

    at: datetime = NOON

    def now(self, tenant: TenantId) -> datetime:
        """The tenant's present."""
        return self.at

    def __call__(self) -> datetime:
        """The present where no tenant is asked for."""
        return self.at


class RandomIdentifiers:
    """Version 4 UUIDs of the operating system."""

    def new(self) -> UUID:
        """A UUID never given before."""
        return uuid4()


@dataclass
class CaughtMail:
    """The `Mail` port in memory, which can be away."""

    sent: list[Message] = field(default_factory=list)
    away: bool = False

    async def send(self, message: Message) -> None:
        """Keep it."""
        if self.away:
            raise MailUnavailable("the mail server is away")
        self.sent.append(message)

    async def withdraw(self, to: EmailAddress) -> int:
        """Forget it."""
        before, self.sent = len(self.sent), [each for each in self.sent if each.to != to]
        return before - len(self.sent)


@dataclass(frozen=True)
class Stage:
    """The use cases with what they stand on, and a tenant that `admin` administers once it is opened."""

    store: PostgresEventStore
    states: CachedStates
    desk: Desk
    clock: SetClock
    credentials: PostgresCredentials
    sessions: PostgresSessions
    attempts: PostgresAttempts
    tokens: JwtTokens
    registration: Registration
    self_service: SelfService
    letters: PostgresLetters
    post_office: PostOffice
    mail: CaughtMail
    login: Login
    access_record: AccessRecord
    tenant: TenantId = field(default_factory=lambda: TenantId.of(uuid4()))

    def request(
        self, actor: UserId, *roles: str, key: str | None = None, body: str = ""
    ) -> Request:
        """A request by somebody, with an Idempotency-Key where one is given."""
        once = Once(key, sha256(body.encode()).digest()) if key else None
        return Request(self.tenant, actor, frozenset(roles), once)

    async def opened(self, email: str = "admin@example.com", **settings: Any) -> UserId:
        """Open the tenant; the id of its first administrator."""
        opening = Open(name="Acme", base_currency=Currency("EUR"), **settings)
        first = FirstUser(EmailAddress(email), "Ada Admin", PASSWORD)
        await self.registration.open_tenant(self.request(ROOT), opening, first)
        return await self.user_of(email)

    async def user(
        self, name: str, *roles: str, level: str | None = None, password: str | None = PASSWORD
    ) -> UserId:
        """Register somebody under their own name; their id."""
        email = EmailAddress(f"{name}@example.com")
        command = Register.model_validate(
            {"email": email, "name": name, "roles": roles or ("buyer",), "approval_level": level}
        )
        await self.registration.register(self.request(ROOT), command, password)
        return await self.user_of(email)

    async def user_of(self, email: str) -> UserId:
        """Whose address it is."""
        held = await self.credentials.find(EmailAddress(email))
        assert held is not None
        return held.user

    async def do(self, actor: UserId, task: Task, *roles: str) -> Done:
        """Carry a task out as somebody."""
        return await self.desk.carry_out(self.request(actor, *roles), task)

    async def lets_in(self, email: str, password: str = PASSWORD) -> bool:
        """Whether somebody can log in with that."""
        try:
            await self.login.log_in(email, password)
        except InvalidCredentials:
            return False
        return True

    async def folded(self, user: UserId) -> Folded[User]:
        """A user as the log tells them."""
        return await self.states.load_at(self.tenant, USER, user, Upto())

    async def history(self, tenant: TenantId | None = None) -> list[RecordedEvent]:
        """Everything that happened in the tenant."""
        return await self.store.log(tenant or self.tenant, LogQuery())

    async def types(self) -> list[str]:
        """What happened in the tenant, by the names of the events."""
        return [recorded.event_type for recorded in await self.history()]

    def elsewhere(self) -> "Stage":
        """The same, in another tenant."""
        return replace(self, tenant=TenantId.of(uuid4()))

    def later(self, time: timedelta) -> None:
        """Let time pass."""
        self.clock.at += time


@asynccontextmanager
async def sealing(database: Database, home: Path) -> AsyncIterator[EventRegistry]:
    """The registry of a process that has its master key in this home."""
    async with open_pool(database.dsn, size=1) as pool:
        keys = SubjectKeys(pool, MasterKeys.of(Settings(home=home)))
        yield SealedRegistry(domain_events(), KeyRing(keys))


@asynccontextmanager
async def set_up(database: Database, home: Path | None = None) -> AsyncIterator[Stage]:
    """A stage with passwords that cost little; with a `home` it can be shared with the processes of that."""
    clock = SetClock()
    passwords = Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    async with (
        sealing(database, home) if home else nullcontext(domain_events()) as registry,
        postgres_store(database, registry) as (store, pool),
    ):
        states = CachedStates(pool, store, HistoryReader(pool, registry))
        desk = Desk(store, states, clock, RandomIdentifiers())
        credentials, sessions = PostgresCredentials(pool, clock), PostgresSessions(pool, now=clock)
        tokens = JwtTokens(KeySet.fixed([Ed25519PrivateKey.generate()]))
        identifiers, letters = RandomIdentifiers(), PostgresLetters(pool, now=clock)
        record = AccessRecord(store, states, clock, identifiers)
        doors = Doors(desk, states, credentials, passwords, sessions, identifiers, letters, record)
        attempts = PostgresAttempts(pool, clock)
        throttle = Throttle(attempts, sessions)
        gate = Gate(credentials, passwords, sessions, tokens, states, throttle, record)
        registration, mail = Registration(doors), CaughtMail()
        mail_tokens = PostgresMailTokens(pool, clock)
        writer = Correspondence(Desks(mail_tokens, credentials, states, registration, throttle, ""))
        counter = Counter(
            desk, states, credentials, passwords, sessions, throttle, letters, mail_tokens, record
        )
        yield Stage(
            store=store,
            states=states,
            desk=desk,
            clock=clock,
            credentials=credentials,
            sessions=sessions,
            attempts=attempts,
            tokens=tokens,
            registration=registration,
            self_service=SelfService(counter),
            letters=letters,
            post_office=PostOffice(letters, mail, writer.written, clock),
            mail=mail,
            login=Login(gate),
            access_record=record,
        )
        await states.close()
    passwords.close()


L1, L2, L3 = ApprovalLevel
