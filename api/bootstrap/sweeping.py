"""What a process remembers of a tenant goes when somebody is erased there, whichever process did it."""

from collections.abc import Callable, Mapping

from domain.shared.ids import ErasureId, TenantId

Forget = Callable[[TenantId], None]
_PREFIX = f"{ErasureId.prefix}_"


class Sweep:
    """Hears of changes as the memories themselves do, and clears them of whatever an erasure leaves there."""

    def __init__(self) -> None:
        self._memories: list[Forget] = []

    def over(self, *memories: Forget) -> None:
        """Clear these, too."""
        self._memories += memories

    def heard(self, tenant: TenantId, streams: Mapping[str, int]) -> None:
        """Called with the documents that changed."""
        if any(name.startswith(_PREFIX) for name in streams):
            self.forget(tenant)

    def forget(self, tenant: TenantId) -> None:
        """Clear everything of a tenant."""
        for forget in self._memories:
            forget(tenant)
