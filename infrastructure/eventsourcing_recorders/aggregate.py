"""Events of aggregates in our log: inserted by the group-committing writer, selected by one statement."""

from collections.abc import Iterable, Sequence
from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    IntegrityError,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import retry

from application.ports.event_store import StreamAppend
from infrastructure.eventsourcing_recorders.engine import Engine
from infrastructure.eventsourcing_recorders.translation import (
    STREAM_TYPE,
    OriginatorId,
    event_from,
    origin_stream_of,
    place_of,
    state_from,
    stream_of,
)

_NEWEST = 2**31 - 1

# The event with version 0 lies in a stream of its own and is only looked for where it could be asked for.
_SELECT = b"""
SELECT version, topic, encoding, state FROM (
    SELECT 0 AS version, payload->>'topic' AS topic, payload->>'encoding' AS encoding,
           payload->>'state' AS state
    FROM daybook.events
    WHERE %(gt)s < 0 AND %(lte)s >= 0
      AND tenant_id = %(tenant)s AND stream_id = %(origin)s AND version = 1
    UNION ALL (
        SELECT version, payload->>'topic', payload->>'encoding', payload->>'state'
        FROM daybook.events
        WHERE tenant_id = %(tenant)s AND stream_id = %(stream)s
          AND version > %(gt)s AND version <= %(lte)s
        ORDER BY version {order} LIMIT %(limit)s
    )
) AS found ORDER BY version {order} LIMIT %(limit)s
"""
_OLDEST_FIRST = _SELECT.replace(b"{order}", b"ASC")
_NEWEST_FIRST = _SELECT.replace(b"{order}", b"DESC")


class DaybookAggregateRecorder(AggregateRecorder):
    """Stored events of one tenant; an event of an aggregate must follow the one before without a gap."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Store all or none; raises IntegrityError when one exists already or one before it is missing."""
        self._insert(stored_events, **kwargs)
        return None

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def select_events(
        self,
        originator_id: OriginatorId,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one aggregate, by version."""
        asked = {
            "tenant": self.engine.tenant,
            "stream": stream_of(originator_id),
            "origin": origin_stream_of(originator_id),
            "gt": -1 if gt is None else max(-1, min(gt, _NEWEST)),
            "lte": _NEWEST if lte is None else max(-1, min(lte, _NEWEST)),
            "limit": limit,
        }
        rows = self.engine.ask(_NEWEST_FIRST if desc else _OLDEST_FIRST, asked)
        return [
            StoredEvent(originator_id, version, topic, state_from(encoding, state))
            for version, topic, encoding, state in rows
        ]

    def _insert(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The positions of the events in the tenant's log, in the order they were given."""
        if not stored_events:
            return None
        streams, order = grouped(stored_events)
        return positions(self.engine.append(streams), order)


def positions(last: int, order: Sequence[int]) -> list[int]:
    """The position of each given event, when the last of them all was stored at `last`."""
    return [last - len(order) + 1 + place for place in order]


def grouped(stored_events: Iterable[StoredEvent]) -> tuple[tuple[StreamAppend, ...], list[int]]:
    """The appends by stream, and at which place of them all each given event ended up.

    Raises IntegrityError when the versions of one aggregate do not count up by one.
    """
    indices: dict[str, list[int]] = {}
    events: dict[str, list[StoredEvent]] = {}
    for index, stored in enumerate(stored_events):
        stream, version = place_of(stored.originator_id, stored.originator_version)
        if not 0 < version <= _NEWEST:
            raise IntegrityError(f"no such version in our log: {stored}")
        earlier = events.setdefault(stream, [])
        if earlier and stored.originator_version != earlier[-1].originator_version + 1:
            raise IntegrityError(f"does not follow the event before it: {stored}")
        earlier.append(stored)
        indices.setdefault(stream, []).append(index)
    sequence = [index for stream in events for index in indices[stream]]
    places = {index: place for place, index in enumerate(sequence)}
    return (
        tuple(_stream_append(stream, group) for stream, group in events.items()),
        [places[index] for index in range(len(sequence))],
    )


def _stream_append(stream: str, group: list[StoredEvent]) -> StreamAppend:
    _, first = place_of(group[0].originator_id, group[0].originator_version)
    recorded = tuple(event_from(stored.topic, stored.state) for stored in group)
    return StreamAppend(stream, STREAM_TYPE, first - 1, recorded)
