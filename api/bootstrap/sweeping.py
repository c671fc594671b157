"""What a process remembers of a tenant goes when somebody is erased there, whichever process did it."""

from collections.abc import Callable, Mapping

from domain.shared.ids import ErasureId, TenantId

Forget = Callable[[TenantId], None]
_PREFIX = f"{ErasureId.prefix}_"


class Sweep:
    """Hears of changes as the memories themselves do, and clears them of whatever an erasure leaves there."""

    def __init__(self) -> None:
        self._memories: list[Forget] = []
        self._of_lists: list[Callable[[], None]] = []

    def over(self, *memories: Forget) -> None:
        """Clear these, too."""
        self._memories += memories

    def over_lists(self, forget: Callable[[], None]) -> None:
        """Clear these when the table of a list was exchanged."""
        self._of_lists.append(forget)

    def rebuilt(self, _: str) -> None:
        """Called when a process has made a projection anew."""
        for forget in self._of_lists:
            forget()

    def heard(self, tenant: TenantId, streams: Mapping[str, int]) -> None:
        """Called with the documents that changed."""
        if any(name.startswith(_PREFIX) for name in streams):
            self.forget(tenant)

    def forget(self, tenant: TenantId) -> None:
        """Clear everything of a tenant."""
        for forget in self._memories:
            forget(tenant)
