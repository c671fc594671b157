"""The keys of a log, as auditors are told of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogKey:
    """A public key with the time in which it signed; `until` is None for the one that signs now.

    In `handover` the key before says that this one comes after it, as a signed note; the first has none.
    """

    key: str
    since: datetime
    until: datetime | None
    handover: str | None
