"""What a decision may know beside the document. Handlers bring it, the domain never fetches it."""

from dataclasses import dataclass
from datetime import datetime

from domain.shared.ids import UserId

SYSTEM = UserId("usr_00000000-0000-4000-8000-000000000000")
"""The actor of reactions: process managers act under this name, with the person's event as the cause."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks (`actor`) and the tenant's time (`at`, aware, UTC); contexts of a domain add facts."""

    actor: UserId
    at: datetime
