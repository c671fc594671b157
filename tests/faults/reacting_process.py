"""A process that routes requisitions and is killed between the effect and its checkpoint.

Argument: the address of the database.
"""

import asyncio
import sys

from application.policy_reactor import PolicyReactor
from application.ports.event_store import RecordedEvent
from application.purchasing.policies import RequisitionRouting
from infrastructure.event_store.catalogue import domain_events
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.event_store.heads import Heads
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import open_pool
from projections.catalogue import all_projections
from projections.folds import Folds
from projections.purchasing.approvers import PostgresApprovers
from projections.purchasing.requisitions import PostgresUnroutedRequisitions
from tests.application.stage import set_up
from tests.cluster import Database


class Hanging(PolicyReactor):
    """Does what the policy asks, says so, and never returns."""

    async def handle(self, recorded: RecordedEvent) -> None:
        """Hang after a requisition was routed."""
        await super().handle(recorded)
        if recorded.event_type.endswith("requisition.submitted"):
            print("hanging", flush=True)
            await asyncio.Event().wait()


async def react(dsn: str) -> None:
    """Follow with projections and the policy."""
    database = Database("", dsn, dsn, dsn)
    async with set_up(database) as stage, open_pool(dsn, size=2) as pool:
        heads, progress = Heads(), CheckpointProgress(pool)
        stage.store.on_commit(heads.announce)
        routing = RequisitionRouting(
            PostgresApprovers(pool, progress), PostgresUnroutedRequisitions(pool, progress)
        )
        folds = Folds(stage.states)
        follower = Follower(
            Sources(dsn, domain_events(), heads, progress),
            all_projections(stage.store, folds, folds.forget),
            [Hanging(routing, stage.desk)],
        )
        async with follower.following():
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(react(sys.argv[1]))
