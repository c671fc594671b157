"""Tamper evidence: the trees over the logs, the keys that sign them, and who keeps them up to date."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.bootstrap.storage import Storage
from api.http.proofs import Proofs
from application.audit.proving import Prover
from application.ports.log_check import LogCheck
from domain.audit.checkpoint import read_note
from domain.shared.ids import TenantId
from infrastructure.audit.exports import PostgresLogExports
from infrastructure.audit.log_check import PostgresLogCheck
from infrastructure.audit.log_folder import LogFolder
from infrastructure.audit.note_keys import NoteKeys, VerifierKey, introduced
from infrastructure.audit.said_roots import Evidence
from infrastructure.audit.sealing import Seal, TreeSealer
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.audit.vigil import Vigil
from infrastructure.audit.witness import WitnessFile
from infrastructure.background import background
from infrastructure.event_store.heads import Heads
from infrastructure.postgres.pool import Pool
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class Sealing:
    """The trees of a database, as one process sees, extends and signs them."""

    trees: PostgresLogTrees
    keys: NoteKeys
    sealer: TreeSealer
    exports: PostgresLogExports
    witness: WitnessFile | None
    pool: Pool
    heads: Heads
    vigil: Vigil

    def check(
        self, tenant: TenantId, keys: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> LogCheck:
        """The check of a tenant's log, with the keys of this installation unless others are given.

        `notes` are checkpoints that somebody kept. Raises `MalformedNote`.
        """
        named = [VerifierKey.read(key) for key in keys]
        known = introduced(named, self.keys.history(tenant)) or self.keys.verifiers(tenant)
        kept = [read_note(note) for note in notes]
        return PostgresLogCheck(self.pool, Evidence(self.trees, known, self.witness, kept))

    def proofs(self) -> Proofs:
        """The same as routes are given it."""
        return Proofs(
            trees=self.trees,
            sealer=self.sealer,
            prover=Prover(self.trees),
            exports=self.exports,
            check=self.check,
            keys=self.keys.history,
        )

    def folder(self, path: Path) -> LogFolder:
        """Where a whole log is exported to."""
        return LogFolder(self.trees, self.exports, self.keys, path)

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
    sealer = TreeSealer(trees, seal)
    return Sealing(
        trees=trees,
        keys=keys,
        sealer=sealer,
        exports=PostgresLogExports(storage.pool, trees, keys),
        witness=witness,
        pool=storage.pool,
        heads=storage.heads,
        vigil=Vigil(trees, sealer, settings.checkpoint_seconds),
    )
