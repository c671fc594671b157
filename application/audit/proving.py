"""Proofs about the log of a tenant, for whoever keeps one of its checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.failures import Failure, LogDamaged
from application.ports.log_trees import LogTrees, SignedCheckpoint
from domain.audit.merkle.hashing import Span
from domain.audit.merkle.proofs import consistency_spans, inclusion_spans
from domain.audit.merkle.tiles import Tiles, hash_over, needed
from domain.shared.ids import TenantId


class NotSealed(Failure):
    """The log is not sealed that far; `sealed` says how far it is."""

    def __init__(self, wanted: int, sealed: int) -> None:
        super().__init__(f"the log is sealed up to position {sealed}", wanted=wanted, sealed=sealed)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That the event at a position is in the log of `size` events: its leaf hash leads to the root."""

    position: int
    size: int
    leaf: bytes
    proof: Sequence[bytes]
    root: bytes
    checkpoint: SignedCheckpoint | None


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the log of `new` events begins with the `old` ones."""

    old: int
    new: int
    proof: Sequence[bytes]
    old_root: bytes
    new_root: bytes


class Prover:
    """Makes proofs from the tiles of a tree, a few of them for each."""

    def __init__(self, trees: LogTrees) -> None:
        self._trees = trees

    async def inclusion(self, tenant: TenantId, position: int, size: int | None) -> Inclusion:
        """The proof for an event, in the tree of the newest checkpoint unless `size` says another.

        Raises `NotSealed` and `LogDamaged`.
        """
        checkpoint = await self._checkpoint(tenant, size)
        size = size or (checkpoint.size if checkpoint else 0)
        if position > size:
            raise NotSealed(position, size)
        leaf, whole = Span(position - 1, position), Span(0, size)
        spans = [leaf, whole, *inclusion_spans(position - 1, size)]
        found, root, *proof = await self._hashes(tenant, size, spans)
        return Inclusion(position, size, found, proof, root, checkpoint)

    async def consistency(self, tenant: TenantId, old: int, new: int | None) -> Consistency:
        """The proof that the log only grew from `old` events on, to the newest checkpoint or to `new`.

        Raises `NotSealed` and `LogDamaged`.
        """
        if new is None:
            checkpoint = await self._checkpoint(tenant, None)
            new = checkpoint.size if checkpoint else 0
        if old > new:
            raise NotSealed(old, new)
        spans = [Span(0, old), Span(0, new), *consistency_spans(old, new)]
        old_root, new_root, *proof = await self._hashes(tenant, new, spans)
        return Consistency(old, new, proof, old_root, new_root)

    async def _checkpoint(self, tenant: TenantId, size: int | None) -> SignedCheckpoint | None:
        below = None if size is None else size + 1
        found = await self._trees.checkpoints(tenant, below=below, limit=1)
        return found[0] if found and size in (None, found[0].size) else None

    async def _hashes(self, tenant: TenantId, size: int, spans: Sequence[Span]) -> list[bytes]:
        sealed = await self._trees.size(tenant)
        if size > sealed:
            raise NotSealed(size, sealed)
        return hashes_over(spans, await self._trees.tiles(tenant, needed(spans)))


def hashes_over(spans: Sequence[Span], tiles: Tiles) -> list[bytes]:
    """The hash over each span; raises `LogDamaged` when a tile is missing or too short."""
    try:
        return [hash_over(span, tiles) for span in spans]
    except (KeyError, ValueError):
        raise LogDamaged("tiles of the tree are missing") from None
