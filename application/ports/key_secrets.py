"""The text of an API key: made once, shown once, and known again by its hash."""

from dataclasses import dataclass, field
from typing import Protocol

from domain.shared.ids import ApiKeyId

MARK = "dbk_"
"""What every key begins with, so that people and scanners know one when they see it."""

SHOWN = 12
"""How many characters of a key are no secret and tell it from others."""


def shown_prefix(key_id: ApiKeyId) -> str:
    """The beginning of a key's text, which everybody may see."""
    return f"{MARK}{key_id.uuid.hex}"[:SHOWN]


@dataclass(frozen=True, slots=True)
class Secret:
    """Which key a text is, and the hash of all of it."""

    key_id: ApiKeyId
    hash: bytes = field(repr=False)


class KeySecrets(Protocol):
    """Makes texts that nobody can guess, and reads them."""

    def make(self, key_id: ApiKeyId) -> str:
        """A new text for a key."""

    def read(self, text: str) -> Secret | None:
        """What a text stands for; None when it cannot be a key of ours."""
