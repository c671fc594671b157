"""Passwords: judged when they are chosen, kept only as hashes, compared without telling anything."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a password was right, and its hash by today's standard when the stored one is weaker."""

    right: bool
    better_hash: str | None = None


class Passwords(Protocol):
    """Slow on purpose and therefore off the event loop; safe to call from many tasks at once."""

    async def weakness(self, password: str, about: tuple[str, ...]) -> str | None:
        """Why the password must not be used, as a sentence, or None; `about` is what others may guess."""

    async def hash(self, password: str) -> str:
        """A salted hash that says how it was made."""

    async def verify(self, password: str, hashed: str | None) -> Verified:
        """Compare; without a hash it takes just as long and is wrong."""
