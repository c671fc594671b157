"""The `Identifiers` port: randomness of the operating system."""

from uuid import UUID, uuid4


class RandomIdentifiers:
    """Version 4 UUIDs."""

    def new(self) -> UUID:
        """A UUID never given before."""
        return uuid4()
