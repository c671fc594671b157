"""Whoever extends a tree to the end of its log and signs it."""

from typing import Protocol

from application.ports.log_trees import SignedCheckpoint
from domain.shared.ids import TenantId


class Sealer(Protocol):
    """Signs on demand; checkpoints that become due are signed without being asked for."""

    async def seal(self, tenant: TenantId) -> SignedCheckpoint | None:
        """A signed head of the log as it ends now; None when it has no event yet."""
