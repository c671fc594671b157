"""Where everything is kept: the pool, the log, what is remembered of it, and who hears of news."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from api.bootstrap.announcing import AnnouncingStore, Told
from api.bootstrap.sweeping import Sweep
from api.http.ready_documents import ReadyDocuments
from application.identity.presence import Presence
from domain.shared.ids import UserId
from infrastructure.background import background
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.histories import HistoryReader
from infrastructure.event_store.live_tail import LiveTail
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.event_store.queue import Limits
from infrastructure.event_store.registry import EventRegistry
from infrastructure.event_store.sealed_registry import SealedRegistry
from infrastructure.event_store.states import CachedStates
from infrastructure.event_store.store import StoreOptions, open_event_store
from infrastructure.event_store.wake import Hear, Listener
from infrastructure.identity.sessions import CHANNEL, PostgresSessions, SessionLimits
from infrastructure.identity.tenant_clock import TenantClock
from infrastructure.postgres.pool import Pool, open_pool
from infrastructure.privacy.key_ring import KeyRing
from infrastructure.privacy.master_keys import MasterKeys
from infrastructure.privacy.subject_keys import SubjectKeys
from infrastructure.rebuilding.workshop import REBUILT
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class Storage:
    """The log of a database, as one process writes and remembers it."""

    dsn: str = field(repr=False)
    pool: Pool
    registry: EventRegistry
    store: AnnouncingStore
    states: CachedStates
    heads: Heads
    progress: CheckpointProgress
    live_log: LiveTail
    clock: TenantClock
    ready: ReadyDocuments
    keys: SubjectKeys
    ring: KeyRing
    sweep: Sweep
    sessions: PostgresSessions
    presence: Presence
    waiting: Callable[[], int]
    """How many commands wait for the database."""


@asynccontextmanager
async def open_storage(dsn: str, settings: Settings) -> AsyncIterator[Storage]:
    """Everything ready to read and write; at the end what waits is written first.

    What this process remembers is told of every change: of its own at once, of others by the live log.
    """
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(dsn, settings.pool_size))
        keys = SubjectKeys(pool, MasterKeys.of(settings))
        ring, heads = KeyRing(keys), Heads()
        registry = SealedRegistry(domain_events(), ring)
        clock, ready = TenantClock(pool), ReadyDocuments()
        await clock.learn()
        stack.push_async_callback(clock.close)
        options = StoreOptions(Limits(waiting=settings.waiting_commands))
        kept = await stack.enter_async_context(open_event_store(dsn, pool, registry, options))
        kept.on_commit(heads.announce)
        sweep, progress = Sweep(), CheckpointProgress(pool)
        told: list[Told] = [ready.changed, sweep.heard]
        live_log = LiveTail(pool, heads)
        store = AnnouncingStore(kept, told, clock.learn, live_log.wrote)
        states = CachedStates(pool, store, HistoryReader(pool, registry))
        stack.push_async_callback(states.close)
        stack.push_async_callback(progress.close)
        sweep.over(lambda _: ring.forget(), states.forget_tenant, ready.forget_tenant)
        sessions, presence = _people(pool, states, settings)
        told.append(presence.heard)
        states.follow(live_log)
        for listener in (*told, clock.heard):
            live_log.listen(listener)
        await stack.enter_async_context(live_log.following())
        others = _others(presence, sweep)
        await stack.enter_async_context(background(Listener(dsn, heads, others).run()))
        yield Storage(
            dsn=dsn,
            pool=pool,
            registry=registry,
            store=store,
            states=states,
            heads=heads,
            progress=progress,
            live_log=live_log,
            clock=clock,
            ready=ready,
            keys=keys,
            ring=ring,
            sweep=sweep,
            sessions=sessions,
            presence=presence,
            waiting=lambda: kept.waiting,
        )


def _others(presence: Presence, sweep: Sweep) -> Mapping[str, Hear]:
    """What other processes tell of beside events: sessions that ended, and tables that were exchanged."""
    return {CHANNEL: lambda user: presence.outdate(UserId(user)), REBUILT: sweep.rebuilt}


def _people(
    pool: Pool, states: CachedStates, settings: Settings
) -> tuple[PostgresSessions, Presence]:
    """Who is logged in, and what is remembered of it, which ends at once when a session does."""

    def ended(user: UserId) -> None:
        presence.outdate(user)

    limits = SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_longest_hours),
    )
    sessions = PostgresSessions(pool, limits, ended=ended)
    presence = Presence(sessions, states)
    return sessions, presence
