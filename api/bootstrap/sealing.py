"""Tamper evidence: the trees over the logs, the keys that sign them, and who keeps them up to date."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from api.bootstrap.storage import Storage
from domain.shared.ids import TenantId
from infrastructure.audit.note_keys import NoteKeys
from infrastructure.audit.sealing import Seal, TreeSealer
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.audit.witness import WitnessFile
from infrastructure.background import background
from infrastructure.event_store.heads import Heads
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class Sealing:
    """The trees of a database, as one process sees, extends and signs them."""

    trees: PostgresLogTrees
    keys: NoteKeys
    sealer: TreeSealer
    witness: WitnessFile | None
    heads: Heads

    def key_texts(self, tenant: TenantId) -> Sequence[str]:
        """What the checkpoints of a tenant's log are verified with, as text; the newest key first."""
        return [key.text for key in self.keys.verifiers(tenant)]

    @asynccontextmanager
    async def following(self, wanted: bool) -> AsyncIterator[None]:
        """Extend and sign until the end of the block, if that is wanted."""
        if not wanted:
            yield
            return
        feed = self.heads.feed()
        try:
            async with background(self.sealer.follow(feed)):
                yield
        finally:
            feed.close()


def sealing(settings: Settings, storage: Storage) -> Sealing:
    """Everything that tamper evidence takes, over the storage."""
    trees, keys = PostgresLogTrees(storage.pool), NoteKeys.in_folder(settings.audit_folder)
    witness = WitnessFile(settings.witness_file) if settings.witness_file else None
    seal = Seal(keys, timedelta(seconds=settings.checkpoint_seconds), witness)
    return Sealing(trees, keys, TreeSealer(trees, seal), witness, storage.heads)
