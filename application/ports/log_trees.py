"""The Merkle trees over the logs, as far as they have grown, and what was signed of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.audit.merkle.tiles import TileName, Tiles
from domain.shared.ids import TenantId


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A signed head of a tree: `note` is the text that was signed, with its signature."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


class LogTrees(Protocol):
    """What is kept of trees; nothing of it ever changes, it only becomes more."""

    async def size(self, tenant: TenantId) -> int:
        """How many events the tree has; 0 before the first."""

    async def tiles(self, tenant: TenantId, names: Iterable[TileName]) -> Tiles:
        """Those of the named tiles that there are."""

    async def checkpoints(
        self, tenant: TenantId, *, below: int | None, limit: int
    ) -> list[SignedCheckpoint]:
        """Signed heads, the newest first; with `below`, of smaller trees only."""

    async def covering(self, tenant: TenantId, size: int) -> SignedCheckpoint | None:
        """The first checkpoint of at least so many events, which stays the first for ever."""
