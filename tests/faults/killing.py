"""Kills a process of policies at a moment of a reaction, and lets this one go on until it is done."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from api.bootstrap.process import running_on
from infrastructure.event_store.progress import CheckpointProgress
from infrastructure.postgres.pool import open_pool
from infrastructure.settings import Settings
from tests.api.cli.command_line import until
from tests.application.stage import Stage
from tests.cluster import Database
from tests.faults.mortal_processes import hears, started
from tests.faults.reacting_everything import HANGS

MODULE = "tests.faults.reacting_everything"
MOMENTS = ("asked", "decided", "stored")
"""Before, in the middle of, and after the effect of a reaction; see the module."""

PATIENCE = 60.0


@dataclass(frozen=True)
class Fate:
    """Which policy's process is killed and when, and the address of a bank, if any is needed.

    `part` is the end of the reaction's key, for policies that answer an event in several steps.
    """

    policy: str
    moment: str
    home: Path
    bank: str | None = None
    part: str = ""

    def arguments(self, database: Database) -> Sequence[str]:
        """What the process that is killed is told."""
        bank = (self.bank,) if self.bank else ()
        return (database.dsn, str(self.home), self.policy, self.part, self.moment, *bank)


async def killed(database: Database, fate: Fate, seen: Callable[[], bool] | None = None) -> None:
    """A process reacts and is killed where it hangs, or as soon as something can be seen."""
    with started(MODULE, *fate.arguments(database)) as doomed:
        await (hears(doomed, HANGS) if seen is None else asyncio.to_thread(until, seen))
        doomed.kill()
        doomed.wait()


@asynccontextmanager
async def gone_on(database: Database, stage: Stage, fate: Fate) -> AsyncIterator[None]:
    """This process goes on, as another one would; the block runs when it has caught up."""
    settings = Settings(home=fate.home, bank_url=fate.bank, pool_size=4)
    async with running_on(database.dsn, settings):
        await _caught_up(database, stage, fate.policy)
        yield


async def _caught_up(database: Database, stage: Stage, policy: str) -> None:
    """Wait until the policy has seen everything, what its own reactions led to included."""
    async with open_pool(database.dsn, size=1) as pool:
        progress = CheckpointProgress(pool)
        head = -1
        while head != (head := await stage.store.head(stage.tenant)):
            assert await progress.reached(policy, stage.tenant, head, PATIENCE), policy
        await progress.close()
