"""New ids, so that the domain needs no randomness."""

from typing import Protocol
from uuid import UUID


class Identifiers(Protocol):
    """A source of version-4 UUIDs."""

    def new(self) -> UUID:
        """A UUID never given before."""
