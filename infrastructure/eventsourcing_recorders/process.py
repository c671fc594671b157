"""An application that follows another: its events and how far it has followed, in one transaction."""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import ProcessRecorder, StoredEvent, Tracking

from infrastructure.eventsourcing_recorders.aggregate import grouped, positions
from infrastructure.eventsourcing_recorders.application import DaybookApplicationRecorder
from infrastructure.eventsourcing_recorders.tracking import DaybookTrackingRecorder


class DaybookProcessRecorder(DaybookTrackingRecorder, DaybookApplicationRecorder, ProcessRecorder):
    """Exactly once: a notification that was processed before leaves neither events nor tracking.

    A follower takes one notification after the other, so it has nothing to share a commit with: events
    that come with tracking are written in a transaction of their own.
    """

    def _insert(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None, **_: Any
    ) -> Sequence[int] | None:
        if tracking is None:
            return super()._insert(stored_events)
        if not stored_events:
            self.insert_tracking(tracking)
            return None
        streams, order = grouped(stored_events)
        with self.transaction() as connection:
            self.move(connection, tracking)
            last = self.engine.append_within(connection, streams)
        self.engine.announce(last)
        return positions(last, order)
