"""What was signed of a log: by checkpoints in the database, by the witness, and in notes somebody kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from application.ports.log_check import Finding
from application.ports.log_trees import SignedCheckpoint
from domain.audit.checkpoint import MalformedNote, Note, read_note
from domain.shared.ids import TenantId
from infrastructure.audit.note_keys import VerifierKey, origin_of, verified
from infrastructure.audit.trees import PostgresLogTrees
from infrastructure.audit.witness import WitnessFile

PAGE = 1000


@dataclass(frozen=True, slots=True)
class SaidRoot:
    """A root that was signed at a size, and where that is kept."""

    size: int
    root: bytes
    by: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was signed, by size, and what only looks as if it were."""

    roots: Sequence[SaidRoot]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where signed heads are kept, and the keys that they must be of; `kept` are the caller's own notes."""

    trees: PostgresLogTrees
    keys: Sequence[VerifierKey]
    witness: WitnessFile | None = None
    kept: Sequence[Note] = ()

    async def roots(self, tenant: TenantId) -> Said:
        """Everything that was signed of a tenant's log."""
        roots: set[SaidRoot] = set()
        findings: list[Finding] = []
        for signed in await self._stored(tenant):
            problem = self._wrong(tenant, signed)
            if problem:
                findings.append(_bad(signed.size, f"the checkpoint at {signed.size} {problem}"))
            else:
                roots.add(SaidRoot(signed.size, signed.root, "a checkpoint"))
        told = self.witness.notes(origin_of(tenant)) if self.witness else ()
        roots |= self._of_notes(tenant, told, "the witness", findings)
        roots |= self._of_notes(tenant, self.kept, "a note that was kept", findings)
        return Said(sorted(roots, key=lambda each: (each.size, each.by)), findings)

    async def _stored(self, tenant: TenantId) -> list[SignedCheckpoint]:
        found: list[SignedCheckpoint] = []
        below: int | None = None
        while page := await self.trees.checkpoints(tenant, below=below, limit=PAGE):
            found += page
            below = page[-1].size
        return found

    def _wrong(self, tenant: TenantId, signed: SignedCheckpoint) -> str | None:
        try:
            note = read_note(signed.note)
        except MalformedNote as wrong:
            return f"is no signed note: {wrong}"
        said = note.checkpoint
        if (said.origin, said.size, said.root) != (origin_of(tenant), signed.size, signed.root):
            return "says something else than its row"
        return None if verified(note, self.keys) else "was not signed with a key of this log"

    def _of_notes(
        self, tenant: TenantId, notes: Iterable[Note], by: str, findings: list[Finding]
    ) -> set[SaidRoot]:
        found = set()
        for note in notes:
            said = note.checkpoint
            if said.origin == origin_of(tenant) and verified(note, self.keys):
                found.add(SaidRoot(said.size, said.root, by))
            else:
                problem = f"{by} has a checkpoint at {said.size} that is not signed with a key of this log"
                findings.append(_bad(said.size, problem))
        return found


def _bad(size: int, problem: str) -> Finding:
    return Finding(size, problem, of_events=False)
