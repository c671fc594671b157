"""How far an application has followed others, stored in the transaction of what it made of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.utils import retry
from psycopg import Connection
from psycopg.rows import TupleRow

from infrastructure.eventsourcing_recorders.engine import Engine

_MOVE = b"""
INSERT INTO daybook.library_tracking AS known
VALUES (%(tenant)s, %(follower)s, %(followed)s, %(notification)s)
ON CONFLICT (tenant_id, follower, application_name) DO UPDATE
SET notification_id = excluded.notification_id
WHERE known.notification_id < excluded.notification_id
RETURNING notification_id
"""
_REACHED = b"""
SELECT notification_id FROM daybook.library_tracking
WHERE tenant_id = %s AND follower = %s AND application_name = %s
"""


class DaybookTrackingRecorder(TrackingRecorder):
    """Tracking only moves forward; a second delivery of a notification is refused, with its effect.

    A projection's own recorder inherits from this one and writes its tables and `move` in one
    `transaction`.
    """

    def __init__(self, engine: Engine, follower: str) -> None:
        self.engine = engine
        self.follower = follower

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def insert_tracking(self, tracking: Tracking) -> None:
        """Move forward; raises IntegrityError when that was reached before."""
        with self.transaction() as connection:
            self.move(connection, tracking)

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def max_tracking_id(self, application_name: str) -> int | None:
        """The newest notification of the named application whose effect is stored."""
        asked = (self.engine.tenant, self.follower, application_name)
        rows = self.engine.ask(_REACHED, asked)
        return int(rows[0][0]) if rows else None

    @contextmanager
    def transaction(self) -> Iterator[Connection[TupleRow]]:
        """A transaction that is committed at the end of the block and undone by an exception."""
        with self.engine.connection() as connection:
            yield connection

    def move(self, connection: Connection[TupleRow], tracking: Tracking) -> None:
        """Move forward within a transaction; raises IntegrityError when that was reached before."""
        moved = connection.execute(
            _MOVE,
            {
                "tenant": self.engine.tenant,
                "follower": self.follower,
                "followed": tracking.application_name,
                "notification": tracking.notification_id,
            },
        ).fetchone()
        if moved is None:
            raise IntegrityError(
                f"{tracking.application_name} was already followed to "
                f"{tracking.notification_id} or beyond"
            )
