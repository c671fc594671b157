"""Who leads: one process per subscriber and partition, and an epoch that outdated leaders fail on.

The advisory lock of a session says that a leader lives. The server ends the session of a process that is
paused, cut off or killed, and so frees its locks: at once when the connection breaks, else after
`IDLE_SECONDS` without a heartbeat. The epoch, taken from the database at the beginning of each term and
compared in every checkpoint's transaction, says that nobody else has begun a term since. So a leader that
loses its session, and has it again before anybody took its place, may still store what it had begun.
"""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import ceil

import structlog
from psycopg import AsyncConnection, Error
from psycopg.rows import TupleRow

from domain.shared.ids import TenantId
from infrastructure.background import asked_to_end
from infrastructure.event_store.checkpoints import Failure, Move
from infrastructure.event_store.partitions import MEMBER, PARTITIONS, lock_class, partition_of

HEARTBEAT_SECONDS = 0.5
IDLE_SECONDS = 3.0

Share = tuple[str, int]
"""A subscriber and a partition of the tenants."""

_log = structlog.get_logger(__name__)

_HELD = """
    SELECT classid::bigint, objid::bigint, pid = pg_backend_pid() FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint = ANY (%b)
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_JOIN = "SELECT pg_advisory_lock_shared(k, %b) FROM unnest(%b::integer[]) AS k"
_TRY = """
    SELECT k, p FROM unnest(%b::integer[], %b::integer[]) AS s (k, p) WHERE pg_try_advisory_lock(k, p)
"""
_RELEASE = "SELECT pg_advisory_unlock(k, p) FROM unnest(%b::integer[], %b::integer[]) AS s (k, p)"
_BEGIN_TERMS = """
    INSERT INTO daybook.leases AS l (subscriber, partition, epoch, holder)
    SELECT s.subscriber, s.partition, 1, %b
    FROM unnest(%b::text[], %b::integer[]) AS s (subscriber, partition)
    ON CONFLICT (subscriber, partition) DO UPDATE SET
        epoch = l.epoch + (l.holder <> excluded.holder)::integer,
        holder = excluded.holder,
        taken_at = CASE l.holder WHEN excluded.holder THEN l.taken_at ELSE now() END
    RETURNING subscriber, partition, epoch
"""


def new_holder() -> str:
    """Who holds a term, unlike any other: the machine and the process, for people who look, and a number."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"


async def begin_terms(
    connection: AsyncConnection[TupleRow], shares: Sequence[Share], holder: str
) -> dict[Share, int]:
    """Begin a term for each share, which ends everybody else's; the epochs.

    A term of the same holder goes on: nobody has begun one since.
    """
    names, numbers = [name for name, _ in shares], [number for _, number in shares]
    cursor = await connection.execute(_BEGIN_TERMS, (holder, names, numbers))
    return {(name, number): epoch for name, number, epoch in await cursor.fetchall()}


class Leadership:
    """The shares that this process leads; `run` keeps them, gives surplus ones up and takes free ones."""

    def __init__(self, dsn: str, subscribers: Sequence[str], changed: Callable[[], None]) -> None:
        self._dsn = dsn
        self._classes = {lock_class(name): name for name in subscribers}
        assert len(self._classes) == len(subscribers), "two subscribers share a lock"
        self._changed = changed
        self._holder = new_holder()
        self._epochs: dict[Share, int] = {}
        self._doubted = asyncio.Event()

    def epoch(self, subscriber: str, tenant: TenantId) -> int | None:
        """The present term, or None while another process (or nobody) leads."""
        return self._epochs.get((subscriber, partition_of(tenant)))

    @property
    def shares(self) -> frozenset[Share]:
        """What is led at present."""
        return frozenset(self._epochs)

    def doubt(self, under: Iterable[Move | Failure]) -> None:
        """A term turned out to be over: give all of them up and begin anew.

        Not when we knew of one of them that it is over. Otherwise each batch that a change of leaders catches
        under way would end the terms that have begun since, and with them the batches of every other loop.
        """
        if all(self.epoch(it.subscriber, it.tenant) == it.epoch for it in under):
            self._doubted.set()

    async def run(self) -> None:
        """Lead until cancelled; a lost session costs the shares, never the loop."""
        while not asked_to_end():
            try:
                async with await self._session() as session:
                    while not self._doubted.is_set():
                        await self._beat(session)
                        with suppress(TimeoutError):
                            async with asyncio.timeout(HEARTBEAT_SECONDS):
                                await self._doubted.wait()
            except (Error, OSError) as error:
                _log.warning("leadership session lost", error=str(error))
                await asyncio.sleep(HEARTBEAT_SECONDS)
            finally:
                self._doubted.clear()
                self._lose(self.shares)

    async def _session(self) -> AsyncConnection[TupleRow]:
        session = await AsyncConnection.connect(
            self._dsn, autocommit=True, application_name="daybook leader", connect_timeout=5
        )
        milliseconds = str(int(IDLE_SECONDS * 1000))
        await session.execute(
            "SELECT set_config('idle_session_timeout', %b, false)", (milliseconds,)
        )
        await session.execute(_JOIN, (MEMBER, list(self._classes)))
        return session

    async def _beat(self, session: AsyncConnection[TupleRow]) -> None:
        """One look at who holds what; then give up what is too much, or take what is free."""
        unsigned = {name & 0xFFFF_FFFF: subscriber for name, subscriber in self._classes.items()}
        cursor = await session.execute(_HELD, (list(unsigned),))
        held = [(unsigned[name], number, mine) for name, number, mine in await cursor.fetchall()]
        taken = {(name, number) for name, number, _ in held}
        mine = {(name, number) for name, number, is_mine in held if is_mine and number != MEMBER}
        surplus: list[Share] = []
        wanted: list[Share] = []
        for name in self._classes.values():
            members = sum(1 for other, number, _ in held if other == name and number == MEMBER)
            quota = ceil(PARTITIONS / max(members, 1))
            own = sorted(share for share in mine if share[0] == name)
            free = [(name, p) for p in range(PARTITIONS) if (name, p) not in taken]
            surplus += own[quota:]
            wanted += free[: max(quota - len(own), 0)]
        if surplus:
            self._lose(surplus)
            await session.execute(_RELEASE, self._keys(surplus))
        if wanted:
            await self._take(session, wanted)

    async def _take(self, session: AsyncConnection[TupleRow], wanted: Sequence[Share]) -> None:
        cursor = await session.execute(_TRY, self._keys(wanted))
        won = [(self._classes[name], number) for name, number in await cursor.fetchall()]
        self._epochs |= await begin_terms(session, won, self._holder)
        if won:
            self._changed()

    def _lose(self, shares: Iterable[Share]) -> None:
        for share in shares:
            self._epochs.pop(share, None)

    def _keys(self, shares: Sequence[Share]) -> tuple[list[int], list[int]]:
        return [lock_class(name) for name, _ in shares], [number for _, number in shares]
