"""Who came in, who was kept out, what was taken along, and whose rights changed?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow
from pydantic import JsonValue

from application.ports.event_store import RecordedEvent
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from domain.audit.access.events import (
    DataExported,
    LogInRefused,
    LogInSucceeded,
    PasswordSet,
    PermissionRefused,
    SessionEnded,
    SqlLogInEnded,
    SqlLogInMade,
    TokenIssued,
)
from domain.audit.refusal.events import CommandRefused
from domain.shared.context import SYSTEM
from domain.shared.message import Event, Message
from projections.audit.privileges import PRIVILEGE_EVENTS, Change, change_of
from projections.columns import ColumnType
from projections.filters import equal_filter
from projections.folds import Folds
from projections.listing import Listing
from projections.rows import LIVE, RowWriter, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "created_at": ColumnType.INSTANT,
    "kind": ColumnType.TEXT,
    "event_type": ColumnType.TEXT,
    "actor": ColumnType.TEXT,
    "subject": ColumnType.TEXT,
}


class AccessKind(StrEnum):
    """What an auditor asks for."""

    LOG_IN = "log-in"
    LOG_IN_REFUSED = "log-in-refused"
    SESSION_END = "session-end"
    PASSWORD = "password"  # noqa: S105 - a kind of record, no password
    REFUSAL = "refusal"
    EXPORT = "export"
    PRIVILEGE_CHANGE = "privilege-change"


_KINDS: Mapping[type[Event], AccessKind] = {
    LogInSucceeded: AccessKind.LOG_IN,
    TokenIssued: AccessKind.LOG_IN,
    LogInRefused: AccessKind.LOG_IN_REFUSED,
    SessionEnded: AccessKind.SESSION_END,
    PasswordSet: AccessKind.PASSWORD,
    PermissionRefused: AccessKind.REFUSAL,
    CommandRefused: AccessKind.REFUSAL,
    DataExported: AccessKind.EXPORT,
    SqlLogInMade: AccessKind.PRIVILEGE_CHANGE,
    SqlLogInEnded: AccessKind.PRIVILEGE_CHANGE,
    **dict.fromkeys(PRIVILEGE_EVENTS, AccessKind.PRIVILEGE_CHANGE),
}
_SUBJECTS: Mapping[type[Event], str] = {
    LogInSucceeded: "user",
    TokenIssued: "user",
    LogInRefused: "user",
    SessionEnded: "user",
    PasswordSet: "user",
    PermissionRefused: "operation",
    CommandRefused: "document_id",
    DataExported: "what",
    SqlLogInMade: "login",
    SqlLogInEnded: "login",
}
"""The field that says whom or what it was about, which the list finds it by."""

_TOLD_APART = frozenset(
    {"user", "actor", "operation", "document_id", "what", "login", "network", "networks"}
)
_TOLD_IN_REFUSALS = frozenset({"detail", "facts"})


class AccessSummary(Message):
    """A record as a row of the list; `before` and `after` are those of a change of privileges."""

    id: str
    kind: AccessKind
    event_type: str
    position: int
    actor: str
    subject: str
    created_at: datetime
    networks: Sequence[str] = ()
    client: str | None = None
    request_id: str | None = None
    before: Mapping[str, JsonValue] | None = None
    after: Mapping[str, JsonValue] | None = None
    facts: Mapping[str, JsonValue]


class AccessProjection:
    """Implements `Projection`: one row per event."""

    name = "access"
    tables = ("access",)
    event_types = frozenset(each.event_type for each in (*_SUBJECTS, *PRIVILEGE_EVENTS))

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Note every event."""
        rows = [_row(event, await self._summary(event)) for event in events]
        await self._rows.write(connection, rows)

    async def _summary(self, recorded: RecordedEvent) -> AccessSummary:
        event = recorded.event
        if type(event) not in _SUBJECTS:
            return access_summary(recorded, await change_of(recorded, self._folds))
        subject = getattr(event, _SUBJECTS[type(event)])
        return access_summary(recorded, Change(subject or "", None, None))


def access_summary(recorded: RecordedEvent, change: Change) -> AccessSummary:
    """The row of an event."""
    event, metadata = recorded.event, recorded.metadata
    facts = {}
    if type(event) in _SUBJECTS:
        facts = event.model_dump(mode="json", exclude={*_TOLD_APART, *_TOLD_IN_REFUSALS})
    network = getattr(event, "network", None)
    return AccessSummary(
        id=str(recorded.event_id),
        kind=_KINDS[type(event)],
        event_type=recorded.event_type,
        position=recorded.position,
        actor=metadata.get("actor", SYSTEM),
        subject=change.subject,
        created_at=recorded.occurred_at,
        networks=(network,) if network else getattr(event, "networks", ()),
        client=metadata.get("client"),
        request_id=metadata.get("requestId"),
        before=change.before,
        after=change.after,
        facts=facts,
    )


def _row(recorded: RecordedEvent, summary: AccessSummary) -> list[object]:
    return [
        recorded.tenant,
        summary.id,
        recorded.version,
        recorded.position,
        ready(summary.model_dump_json().encode()),
        recorded.occurred_at,
        summary.kind,
        summary.event_type,
        summary.actor,
        summary.subject,
    ]


_KIND_SENTENCE = f"Of one of these kinds: {', '.join(AccessKind)}."

ACCESS = Listing(
    shape=ListShape(
        name="access",
        filters=(
            FilterParameter("kind", "kind", FilterKind.ONE_OF, _KIND_SENTENCE),
            equal_filter("type", "event_type", "This happened, by the name of the event."),
            equal_filter("actor", "actor", "Done or tried by this user."),
            equal_filter("subject", "subject", "About this user, document, list or operation."),
            FilterParameter("from", "created_at", FilterKind.FROM, "Then or later."),
            FilterParameter("to", "created_at", FilterKind.UNTIL, "Then or before."),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
    table="access",
    types=COLUMNS,
    subscriber=AccessProjection.name,
)
