"""Snapshots in a table of their own: they may have gaps, and losing them loses nothing."""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import (
    AggregateRecorder,
    InterfaceError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.utils import retry

from infrastructure.eventsourcing_recorders.engine import Engine
from infrastructure.eventsourcing_recorders.translation import OriginatorId, stream_of

_INSERT = b"INSERT INTO daybook.library_snapshots VALUES (%s, %s, %s, %s, %s, %b)"
_SELECT = b"""
SELECT originator_version, topic, state FROM daybook.library_snapshots
WHERE tenant_id = %(tenant)s AND purpose = %(purpose)s AND originator = %(originator)s
  AND (%(gt)s::bigint IS NULL OR originator_version > %(gt)s)
  AND (%(lte)s::bigint IS NULL OR originator_version <= %(lte)s)
ORDER BY originator_version {order} LIMIT %(limit)s
"""
_OLDEST_FIRST = _SELECT.replace(b"{order}", b"ASC")
_NEWEST_FIRST = _SELECT.replace(b"{order}", b"DESC")


class DaybookSnapshotRecorder(AggregateRecorder):
    """Records that are not part of the log, kept by purpose."""

    def __init__(self, engine: Engine, purpose: str) -> None:
        self.engine = engine
        self.purpose = purpose

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """Store all or none; raises IntegrityError when one exists already."""
        rows = [
            (
                self.engine.tenant,
                self.purpose,
                stream_of(stored.originator_id),
                stored.originator_version,
                stored.topic,
                stored.state,
            )
            for stored in stored_events
        ]
        with self.engine.connection() as connection:
            connection.cursor().executemany(_INSERT, rows)
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
        """The records of one aggregate, by version."""
        asked = {
            "tenant": self.engine.tenant,
            "purpose": self.purpose,
            "originator": stream_of(originator_id),
            "gt": gt,
            "lte": lte,
            "limit": limit,
        }
        rows = self.engine.ask(_NEWEST_FIRST if desc else _OLDEST_FIRST, asked)
        return [StoredEvent(originator_id, version, topic, state) for version, topic, state in rows]
