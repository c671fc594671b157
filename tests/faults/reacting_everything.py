"""A process with all projections and policies, as `daybook serve --only processes` has them, that hangs.

Arguments: the address of the database, where the keys are kept, the name of a policy, the end of a reaction's
key (where an event has several), the moment at which it hangs, and the address of a bank if there is one.

The moments of a reaction, from the first to the last: `asked` before the policy is asked, `decided` when its
decision is about to be stored, and `stored` when that is stored and nobody knows yet. Whoever started it
kills it when it says that it hangs; a process whose moment is `never` does not hang.
"""

import asyncio
import sys
from pathlib import Path

from api.bootstrap import following, process, storage
from api.bootstrap.announcing import AnnouncingStore
from application.policy_reactor import PolicyReactor
from application.ports.event_store import Append, Appended, RecordedEvent
from infrastructure.settings import Settings

HANGS = "hanging"
NEVER = "never"


async def hang() -> None:
    """Say so, and never go on."""
    print(HANGS, flush=True)
    await asyncio.Event().wait()


def hang_at(policy: str, part: str, moment: str) -> None:
    """Let the store or the reactors of this process hang at the moment."""

    class HangingStore(AnnouncingStore):
        async def append(self, append: Append) -> Appended:
            key = append.idempotency.key if append.idempotency else ""
            changes = any(stream.events for stream in append.streams)
            concerned = f":{policy}:" in key and key.endswith(part) and changes
            if concerned and moment == "decided":
                await hang()
            appended = await super().append(append)
            if concerned and moment == "stored":
                await hang()
            return appended

    class HangingReactor(PolicyReactor):
        async def handle(self, recorded: RecordedEvent) -> None:
            if self.name == policy and moment == "asked":
                await hang()
            await super().handle(recorded)

    vars(storage)["AnnouncingStore"] = HangingStore
    vars(following)["PolicyReactor"] = HangingReactor


async def react(dsn: str, home: str, bank: str | None) -> None:
    """Follow until the process is ended."""
    settings = Settings(home=Path(home), bank_url=bank, pool_size=4)
    async with process.running_on(dsn, settings):
        await asyncio.Event().wait()


if __name__ == "__main__":
    address, folder, named, ending, when, *at = sys.argv[1:]
    hang_at(named, ending, when)
    asyncio.run(react(address, folder, at[0] if at else None))
