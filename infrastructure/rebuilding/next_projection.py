"""A projection that fills its next tables, under the name of a follower of its own."""

from collections.abc import Sequence
from typing import Any

from application.ports.event_store import RecordedEvent
from application.ports.table_projection import TableProjection


def next_name(projection: str) -> str:
    """The name of the checkpoints that tell how far the next tables of a projection are."""
    return f"rebuild:{projection}"


class NextProjection:
    """Implements `Projection`."""

    def __init__(self, projection: TableProjection) -> None:
        self._projection = projection

    @property
    def name(self) -> str:
        """The name of its checkpoints, which are not those of the live one."""
        return next_name(self._projection.name)

    @property
    def event_types(self) -> frozenset[str]:
        """What the live one takes."""
        return self._projection.event_types

    async def apply(self, events: Sequence[RecordedEvent], connection: Any) -> None:
        """Bring the next tables up to date."""
        await self._projection.apply(events, connection)
