"""A process that follows a log until it is killed; says on its output what it is doing.

Arguments: the address of the database, a name, and the position after whose rows it hangs (0: never).
"""

import asyncio
import sys
from collections.abc import Sequence

from application.ports.event_store import RecordedEvent
from infrastructure.background import background
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.event_store.wake import Listener
from infrastructure.postgres.pool import open_pool
from tests.infrastructure.event_store.following import REGISTRY, Notes


async def follow(dsn: str, name: str, hang_at: int) -> None:
    """Follow; when the rows of `hang_at` are written and not yet committed, wait for a line of input."""

    async def after(events: Sequence[RecordedEvent]) -> None:
        if any(event.position == hang_at for event in events):
            print("hanging", flush=True)
            await asyncio.to_thread(sys.stdin.readline)

    heads = Heads()
    async with open_pool(dsn, size=1) as pool:
        sources = Sources(dsn, REGISTRY, heads, CheckpointProgress(pool))
        follower = Follower(sources, [Notes(by=name, after=after)])
        async with follower.following(), background(Listener(dsn, heads).run()):
            print("following", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(follow(sys.argv[1], sys.argv[2], int(sys.argv[3])))
