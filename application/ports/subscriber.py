"""Those who follow the log: what they want to see of it, and what they may lack meanwhile."""

from typing import Protocol


class Unavailable(Exception):
    """What a subscriber needs did not answer; the event is not to blame and will be delivered again."""


class Subscriber(Protocol):
    """Somebody who follows the log, and what they want to see of it."""

    @property
    def name(self) -> str:
        """The name of its checkpoints; it never changes."""

    @property
    def event_types(self) -> frozenset[str]:
        """The event types that it wants to see; the others only move its checkpoint."""
