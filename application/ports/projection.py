"""Those who turn the log into rows, exactly once."""

from collections.abc import Sequence
from typing import Any, Protocol

from application.ports.event_store import RecordedEvent
from application.ports.subscriber import Subscriber


class Projection(Subscriber, Protocol):
    """Its effect is rows, stored in the transaction that moves its checkpoint: exactly once."""

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Bring its rows up to date over the open `connection`, which others commit.

        Events of one tenant come in the order of its log; a call may bring those of several tenants.
        Exceptions of the database's availability are tried again, any other one is a bad event.
        """
