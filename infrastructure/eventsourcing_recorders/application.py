"""A tenant's whole log as an application's sequence: notification ids are our positions."""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import (
    ApplicationRecorder,
    InterfaceError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from eventsourcing.utils import retry

from domain.integration.stored_event.events import StoredEventRecorded
from infrastructure.eventsourcing_recorders.aggregate import DaybookAggregateRecorder
from infrastructure.eventsourcing_recorders.subscription import DaybookSubscription
from infrastructure.eventsourcing_recorders.translation import (
    originator_of,
    state_from,
    version_at,
)

# An event of our own has its event type as topic and its payload as state, so that followers can have it.
_TOPIC = b"CASE WHEN event_type = %(ours)s THEN payload->>'topic' ELSE event_type END"
_SELECT = (
    b"SELECT position, stream_id, version, " + _TOPIC + b", "
    b"CASE WHEN event_type = %(ours)s THEN payload->>'encoding' ELSE 'utf-8' END, "
    b"CASE WHEN event_type = %(ours)s THEN payload->>'state' ELSE payload::text END "
    b"FROM daybook.events WHERE tenant_id = %(tenant)s AND position >= %(start)s "
    b"AND (%(stop)s::bigint IS NULL OR position <= %(stop)s) "
)
_PAGE = b"ORDER BY position LIMIT %(limit)s"
_ALL = _SELECT + _PAGE
_OF_TOPICS = _SELECT + b"AND " + _TOPIC + b" = ANY(%(topics)s) " + _PAGE

# The head row moves with the events, in one transaction.
_NEWEST = b"SELECT position FROM daybook.log_heads WHERE tenant_id = %s AND position > 0"


class DaybookApplicationRecorder(DaybookAggregateRecorder, ApplicationRecorder):
    """Dense and in commit order, so a follower that reads on from its last position misses nothing."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Store all or none and return each event's position; raises IntegrityError on conflict."""
        return self._insert(stored_events, **kwargs)

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """A page of the log in order, of some topics or all; `start` None is the beginning."""
        asked = {
            "ours": StoredEventRecorded.event_type,
            "tenant": self.engine.tenant,
            "start": 0 if start is None else start + (not inclusive_of_start),
            "stop": stop,
            "topics": list(topics),
            "limit": limit,
        }
        rows = self.engine.ask(_OF_TOPICS if topics else _ALL, asked)
        return [
            Notification(
                originator_id=originator_of(stream_id),
                originator_version=version_at(stream_id, version),
                topic=topic,
                state=state_from(encoding, state),
                id=position,
            )
            for position, stream_id, version, topic, encoding, state in rows
        ]

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def max_notification_id(self) -> int | None:
        """The position of the newest event, or None before the first."""
        rows = self.engine.ask(_NEWEST, (self.engine.tenant,))
        return int(rows[0][0]) if rows else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Everything after `gt`, what is there and what comes, until the subscription is stopped."""
        return DaybookSubscription(self, gt, topics)
