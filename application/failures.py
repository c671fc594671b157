"""What a use case answers beside the domain's refusals."""

from collections.abc import Mapping
from typing import Any


class Failure(Exception):
    """A typed answer that is no success; `facts` help the caller to act."""

    def __init__(self, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts: Mapping[str, Any] = facts

    @property
    def name(self) -> str:
        """The typed name on the wire."""
        return type(self).__name__


class DocumentNotFound(Failure):
    """No such document in this tenant; another tenant's document looks the same."""


class PreconditionFailed(Failure):
    """`If-Match` names another version than the document's present one; nothing was stored."""


class ConcurrencyConflict(Failure):
    """Other writers were faster every time; nothing was stored, trying again is safe."""


class IdempotencyKeyReused(Failure):
    """The key was used for another request; nothing was stored."""


class IdempotencyKeyInFlight(Failure):
    """The first request with this key is still running; ask again shortly."""


class PermissionDenied(Failure):
    """None of the caller's roles may do this."""
