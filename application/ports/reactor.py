"""Those who answer events with deeds, which may be asked for more than once and happen once."""

from typing import Protocol

from application.ports.event_store import RecordedEvent
from application.ports.subscriber import Subscriber


class Reactor(Subscriber, Protocol):
    """Its effect lies outside the checkpoint's transaction, so `handle` must be safe to repeat."""

    async def handle(self, recorded: RecordedEvent) -> None:
        """Do what the event calls for; returns when it has taken effect, now or at an earlier delivery.

        One stream's events come in order, one after the other; those of different streams may overlap.
        """
