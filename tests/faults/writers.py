"""A process full of writers: ``python -m tests.faults.writers``; told what to do by its first line of input.

It says ``ready``, begins at the next line, and from then on prints what its callers are told, one JSON line
for each command.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from application.ports.event_store import (
    AlreadyAnswered,
    Appended,
    StoreOverloaded,
    StoreUnavailable,
    StreamConflict,
)
from domain.shared.ids import TenantId
from infrastructure.event_store.canonical import Unstorable
from infrastructure.event_store.store import PostgresEventStore, StoreOptions, open_event_store
from infrastructure.postgres.pool import open_pool
from tests.contracts.notes import REGISTRY, appending, notes, on, once, pad

EXPECTED = (AlreadyAnswered, StoreOverloaded, StoreUnavailable, StreamConflict, Unstorable)


@dataclass(frozen=True)
class Orders:
    """What the process does: `writers` at once, `commands` each."""

    dsn: str
    tenants: tuple[str, ...]
    task: str
    name: str
    writers: int = 8
    commands: int = 100
    pause: float = 0.002
    events: int = 1
    shared: str = ""

    def text(self) -> str:
        """As a line of input."""
        return json.dumps(asdict(self))


def tell(**outcome: Any) -> None:
    """Say what a caller was told."""
    print(json.dumps(outcome), flush=True)


class Writer:
    """One of the writers; its random choices are its own and always the same."""

    def __init__(self, store: PostgresEventStore, orders: Orders, number: int) -> None:
        self.store = store
        self.orders = orders
        self.name = f"{orders.name}-{number}"
        self.random = random.Random(self.name)
        self.versions: dict[tuple[TenantId, str], int] = {}

    async def write(self) -> None:
        """New and old documents, one or two at a time, wrong versions, bad rows, used keys, impatience."""
        for number in range(self.orders.commands):
            await asyncio.sleep(self.random.random() * 2 * self.orders.pause)
            ours = TenantId(self.random.choice(self.orders.tenants))
            await self._command(ours, f"{self.name}-{number}")

    async def _command(self, ours: TenantId, marker: str) -> None:
        own = [stream for owner, stream in self.versions if owner == ours]
        streams = (
            {pad(), self.random.choice(own)} if own and self.random.random() < 0.5 else {pad()}
        )
        kind = self.random.random()
        wrong = 1 if kind < 0.08 else 0
        texts = (marker,) * self.orders.events
        append = appending(
            ours,
            *(
                on(stream, self.versions.get((ours, stream), 0) + wrong, *notes(*texts))
                for stream in streams
            ),
            *([on("a\0b", 0, *notes("bad"))] if 0.08 <= kind < 0.12 else []),
            key=once(marker, answer=marker.encode()) if kind > 0.5 else None,
        )
        attempt = asyncio.ensure_future(self.store.append(append))
        if 0.12 <= kind < 0.16:
            await asyncio.wait({attempt}, timeout=self.random.random() * self.orders.pause)
            attempt.cancel()
        try:
            done = await attempt
        except EXPECTED as failure:
            tell(marker=marker, tenant=ours, failure=type(failure).__name__)
        except asyncio.CancelledError:
            tell(marker=marker, tenant=ours, failure="left")
        else:
            for stream in streams:
                self.versions[ours, stream] = self.versions.get((ours, stream), 0) + len(texts)
            tell(marker=marker, tenant=ours, position=done.position)

    async def rival(self) -> None:
        """Write on the one pad that everybody wants, until every note is on it."""
        ours, stream = TenantId(self.orders.tenants[0]), self.orders.shared
        for number in range(self.orders.commands):
            while True:
                version = len(await self.store.stream(ours, stream))
                text = f"{self.name}-{number}"
                try:
                    done = await self.store.append(
                        appending(ours, on(stream, version, *notes(text)))
                    )
                except StreamConflict:
                    continue
                tell(marker=text, tenant=ours, position=done.position)
                break

    async def repeat(self) -> None:
        """The one command that everybody sends."""
        ours = TenantId(self.orders.tenants[0])
        append = appending(
            ours,
            on(self.orders.shared, 0, *notes("once", "only")),
            key=once("shared key", answer=b"the answer"),
        )
        try:
            done: Appended = await self.store.append(append)
            tell(stored=True, answer="the answer", position=done.position)
        except AlreadyAnswered as already:
            stored = already.stored
            tell(stored=False, answer=stored.answer.decode(), position=stored.position)


async def main() -> None:
    """Read the orders and carry them out."""
    orders = Orders(**json.loads(sys.stdin.readline()))
    async with _store(orders) as store:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        writers = [Writer(store, orders, number) for number in range(orders.writers)]
        tasks: list[Callable[[], Awaitable[None]]] = [
            getattr(each, orders.task) for each in writers
        ]
        await asyncio.gather(*(task() for task in tasks))


@asynccontextmanager
async def _store(orders: Orders) -> AsyncIterator[PostgresEventStore]:
    async with (
        open_pool(orders.dsn, size=2) as pool,
        open_event_store(orders.dsn, pool, REGISTRY, StoreOptions(patience=30.0)) as store,
    ):
        yield store


if __name__ == "__main__":
    asyncio.run(main())
