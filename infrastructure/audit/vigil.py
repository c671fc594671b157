"""Whether logs are sealed as they should be: for probes, figures, and whoever examines an installation."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.shared.ids import TenantId
from infrastructure.audit.sealing import TreeSealer
from infrastructure.audit.trees import PostgresLogTrees, Stand
from infrastructure.diagnosis import Finding
from infrastructure.event_store.contents import tenant_pages
from infrastructure.postgres.pool import Pool

GRACE_SECONDS = 30
"""So much longer than it should take an event may wait for a checkpoint before somebody is told."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far behind the checkpoints of all logs are, and which logs are not signed any further."""

    unsigned_events: int
    unsigned_seconds: float
    damaged: Mapping[TenantId, str]


class Vigil:
    """Looks after the sealer of this process, and after those of all others by what they leave undone."""

    def __init__(self, trees: PostgresLogTrees, sealer: TreeSealer, every_seconds: int) -> None:
        self._trees = trees
        self._sealer = sealer
        self._longest = every_seconds + GRACE_SECONDS

    async def look(self) -> Sealed:
        """How it stands with all logs together."""
        stands = await self._trees.stands()
        return Sealed(
            sum(stand.head - stand.signed for stand in stands),
            await self._trees.oldest_unsigned(stands),
            self._sealer.damaged,
        )

    async def problem(self) -> str | None:
        """What is wrong with the sealing, in few words; None when nothing is."""
        sealed = await self.look()
        if sealed.damaged:
            return f"{len(sealed.damaged)} logs are damaged and not signed any further"
        if sealed.unsigned_seconds > self._longest:
            return f"{sealed.unsigned_seconds:.0f} seconds behind"
        return None

    async def examine(self, pool: Pool) -> Finding:
        """Whether every tree stands under what was signed of it, and goes on to the end of its log."""
        damaged: list[str] = []
        unsigned: list[Stand] = []
        async for page in tenant_pages(pool):
            for stand in await self._trees.every_stand(list(page)):
                why = await self._sealer.trouble(stand)
                if why is not None:
                    damaged.append(f"the log of {stand.tenant} is damaged: {why}")
                elif stand.head > stand.signed:
                    unsigned.append(stand)
        if damaged:
            return Finding("sealing", False, "; ".join(damaged), "daybook audit verify")
        seconds = await self._trees.oldest_unsigned(unsigned)
        found = "every log is signed, or soon will be"
        if seconds > self._longest:
            found = f"{len(unsigned)} logs have events that are under no checkpoint after {seconds:.0f} s"
        hint = "start `daybook serve`, or look into its log: can the witness file be written?"
        return Finding("sealing", seconds <= self._longest, found, hint)
