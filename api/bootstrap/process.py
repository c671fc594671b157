"""One process of Daybook, put together: the use cases over their adapters, and what runs beside them."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from api.bootstrap.following import Partners, ReadSide, read_side
from api.bootstrap.machines import Machines, machines
from api.bootstrap.people import Foundations, people
from api.bootstrap.sealing import Sealing, sealing
from api.bootstrap.storage import Storage, open_storage
from api.bootstrap.working import LongWork, long_work
from api.http.rate_limit import Rate, Rates
from application.access_record import AccessRecord
from application.desk import Desk
from application.identity.login import Login
from application.identity.registration import Registration
from application.identity.self_service import SelfService
from application.ports.identifiers import Identifiers
from infrastructure.analysts.limits import AnalystLimits
from infrastructure.background import background
from infrastructure.bank.connected import bank_of
from infrastructure.identifiers import RandomIdentifiers
from infrastructure.mail.chosen import mail_of
from infrastructure.postgres.address import database_of
from infrastructure.security.passwords import Argon2Passwords
from infrastructure.security.tokens import JwtTokens
from infrastructure.settings import Settings

_GC_THRESHOLDS = (2_000, 1_000, 100)
"""Everybody waits while new objects are looked through, and hardly any of ours are garbage: so few at a time,
and those that stayed are looked through again only when they are very many."""

_BURST_SECONDS = 10


class Part(StrEnum):
    """What a process may do beside answering its own callers."""

    PROJECTIONS = "projections"
    PROCESSES = "processes"


EVERYTHING = frozenset(Part)


@dataclass(frozen=True, slots=True)
class Daybook:
    """Everything that a process has to work with."""

    settings: Settings
    storage: Storage
    identifiers: Identifiers
    desk: Desk
    read_side: ReadSide
    tokens: JwtTokens
    access_record: AccessRecord
    login: Login
    registration: Registration
    self_service: SelfService
    machines: Machines
    long_work: LongWork
    sealing: Sealing
    closing: asyncio.Event


@asynccontextmanager
async def running(
    settings: Settings, parts: frozenset[Part] = EVERYTHING
) -> AsyncIterator[Daybook]:
    """A process on the database that the settings name, embedded or not; raises a Fault.

    The end of the block is a graceful stop: nothing that was accepted is lost.
    """
    with database_of(settings) as address:
        async with running_on(address.dsn, settings, parts) as daybook:
            yield daybook


@asynccontextmanager
async def running_on(
    dsn: str,
    settings: Settings,
    parts: frozenset[Part] = EVERYTHING,
    passwords: Argon2Passwords | None = None,
) -> AsyncIterator[Daybook]:
    """A process on a database that runs already and has today's schema.

    `passwords` are made as strong as they should be, unless somebody has a reason to say how.
    """
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(open_storage(dsn, settings))
        identifiers = RandomIdentifiers()
        desk = Desk(storage.store, storage.states, storage.clock, identifiers)
        bank = bank_of(settings) if settings.bank_url else None
        partners = Partners(mail_of(settings), bank)
        reads = read_side(storage, desk, identifiers, partners)
        passwords = passwords or Argon2Passwords()
        stack.callback(passwords.close)
        met = people(Foundations(settings, storage, desk, identifiers, passwords))
        daybook = Daybook(
            settings=settings,
            storage=storage,
            identifiers=identifiers,
            desk=desk,
            read_side=reads,
            tokens=met.tokens,
            access_record=met.record,
            login=met.login,
            registration=met.registration,
            self_service=met.self_service,
            machines=machines(settings, storage, desk),
            long_work=long_work(storage, desk, met.registration, identifiers),
            sealing=sealing(settings, storage),
            closing=asyncio.Event(),
        )
        stack.push_async_callback(daybook.machines.close)
        stack.push_async_callback(met.record.close)
        await stack.enter_async_context(background(met.record.run()))
        stack.callback(daybook.closing.set)
        if Part.PROCESSES in parts:
            await stack.enter_async_context(background(met.post_office.run()))
        await stack.enter_async_context(
            reads.following(Part.PROJECTIONS in parts, Part.PROCESSES in parts)
        )
        await stack.enter_async_context(daybook.sealing.following(Part.PROJECTIONS in parts))
        await stack.enter_async_context(daybook.long_work.working(Part.PROCESSES in parts))
        await stack.enter_async_context(_limiting_analysts(daybook, Part.PROJECTIONS in parts))
        _settle()
        yield daybook


@asynccontextmanager
async def _limiting_analysts(daybook: Daybook, wanted: bool) -> AsyncIterator[None]:
    """Whoever keeps the tables sees to it that nobody who reads them is in the way for long."""
    if not wanted:
        yield
        return
    transaction = timedelta(seconds=2 * daybook.settings.analyst_seconds)
    async with background(AnalystLimits(daybook.storage.pool, transaction).run()):
        yield


def rates(settings: Settings) -> Rates:
    """The limits that the settings state per minute; a burst is what ten seconds would allow."""
    return Rates(
        user=_rate(settings.user_requests_per_minute),
        tenant=_rate(settings.tenant_requests_per_minute),
        address=_rate(settings.address_requests_per_minute),
    )


def _rate(per_minute: int) -> Rate:
    return Rate(per_minute, max(per_minute * _BURST_SECONDS // 60, 1))


def _settle() -> None:
    """What is in memory now stays; looking at it again and again would only make answers wait."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
