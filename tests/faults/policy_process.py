"""A process that reacts by one policy, and hangs at a moment of its first reaction to be killed there.

Arguments: the address of the database, the name of the policy, the moment.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, NoReturn

from application.communication.policies import ApproverNotices, SupplierNotices
from application.desk import Desk
from application.murabaha.policies import MurabahaActivation, MurabahaEnding, MurabahaOutcome
from application.policy_reactor import PolicyReactor
from application.ports.event_store import Append, Appended, EventStore, RecordedEvent
from application.reaction import Policy
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import open_pool
from tests.application.stage import RandomIdentifiers, Stage, set_up
from tests.cluster import Database

HANGING = "hanging"


class Moment(StrEnum):
    """When the process hangs."""

    BEFORE = "before"
    MIDDLE = "middle"
    AFTER = "after"


def policies(store: EventStore) -> Mapping[str, Policy]:
    """The policies that are killed, by name."""
    every: Sequence[Policy] = (
        ApproverNotices(),
        SupplierNotices(store),
        MurabahaActivation(),
        MurabahaOutcome(),
        MurabahaEnding(),
    )
    return {policy.name: policy for policy in every}


class HangingReactor(PolicyReactor):
    """Hangs before it reacts, or when the effect is there and the checkpoint is not."""

    moment = Moment.MIDDLE

    async def handle(self, recorded: RecordedEvent) -> None:
        """React, and hang where it is time."""
        if self.moment is Moment.BEFORE:
            await hang()
        await super().handle(recorded)
        if self.moment is Moment.AFTER:
            await hang()


class HangingStore:
    """Stores, and then says nothing to whoever asked for it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def append(self, append: Append) -> Appended:
        """Store, and hang."""
        appended = await self._store.append(append)
        if any(stream.events for stream in append.streams):
            await hang()
        return appended

    def __getattr__(self, name: str) -> Any:
        """Everything else is as it was."""
        return getattr(self._store, name)


async def hang() -> NoReturn:
    """Say so, and never return."""
    print(HANGING, flush=True)
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


@asynccontextmanager
async def following(
    dsn: str, stage: Stage, reactor: PolicyReactor
) -> AsyncIterator[CheckpointProgress]:
    """Follow the log with one reactor until the end of the block."""
    async with open_pool(dsn, size=2) as pool:
        heads, progress = Heads(), CheckpointProgress(pool)
        stage.store.on_commit(heads.announce)
        follower = Follower(Sources(dsn, domain_events(), heads, progress), (), [reactor])
        async with follower.following():
            yield progress
        await progress.close()


async def react(dsn: str, policy: str, moment: Moment) -> None:
    """Follow with the policy, and hang."""
    async with set_up(Database("", dsn, dsn)) as stage:
        store: Any = HangingStore(stage.store) if moment is Moment.MIDDLE else stage.store
        desk = Desk(store, stage.states, stage.clock, RandomIdentifiers())
        reactor = HangingReactor(policies(stage.store)[policy], desk)
        reactor.moment = moment
        async with following(dsn, stage, reactor):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(react(sys.argv[1], sys.argv[2], Moment(sys.argv[3])))
