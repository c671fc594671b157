"""What is kept of a person: everything personal that the log says of them, as they may ask to see it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from application.failures import DocumentNotFound
from application.ports.event_store import EventStore, RecordedEvent
from application.ports.personal_records import PersonalRecords
from domain.shared.ids import SupplierId, TenantId, UserId
from domain.shared.message import Message
from domain.shared.personal import Field, PersonalKind, owners, personal_fields

MOST_DOCUMENTS = 100


class PersonalValue(Message):
    """One personal value: where it was said, when, and what it is."""

    position: int
    occurred_at: datetime
    event_type: str
    field: str
    kind: PersonalKind
    value: JsonValue


class PersonalDocument(Message):
    """A document that says something of the subject."""

    id: str
    values: tuple[PersonalValue, ...]


class SubjectReport(Message):
    """What is kept of one subject; `next` continues where this part ends."""

    subject_id: UserId | SupplierId
    erased: bool
    documents: tuple[PersonalDocument, ...]
    total_documents: int
    next: str | None


class SubjectReader:
    """Reads the log of a tenant for one subject, a part at a time."""

    def __init__(self, store: EventStore, records: PersonalRecords) -> None:
        self._store = store
        self._records = records

    async def report(
        self, tenant: TenantId, subject: UserId | SupplierId, after: str = ""
    ) -> SubjectReport:
        """The documents behind `after`; raises `DocumentNotFound` for somebody we never knew."""
        history = await self._store.stream(tenant, subject)
        if not history:
            raise DocumentNotFound(f"there is no {subject}", id=subject)
        position = await self._store.head(tenant)
        found = sorted(await self._records.documents_of(tenant, subject, position))
        shown = [each for each in found if each > after][: MOST_DOCUMENTS + 1]
        documents = [await self._document(tenant, subject, each) for each in shown[:MOST_DOCUMENTS]]
        return SubjectReport(
            subject_id=subject,
            erased=history[-1].event_type.endswith(".erased"),
            documents=tuple(documents),
            total_documents=len(found),
            next=shown[MOST_DOCUMENTS - 1] if len(shown) > MOST_DOCUMENTS else None,
        )

    async def _document(self, tenant: TenantId, subject: str, document: str) -> PersonalDocument:
        events = await self._store.stream(tenant, document)
        values = [value for event in events for value in _values(event, subject)]
        return PersonalDocument(id=document, values=tuple(values))


def _values(recorded: RecordedEvent, subject: str) -> Iterator[PersonalValue]:
    fields = personal_fields(type(recorded.event))
    if not fields:
        return
    payload = recorded.event.model_dump(mode="json")
    for place, kind, value in _found(payload, fields, (subject, recorded.stream_id)):
        yield PersonalValue(
            position=recorded.position,
            occurred_at=recorded.occurred_at,
            event_type=recorded.event_type,
            field=place,
            kind=kind,
            value=value,
        )


def _found(
    payload: Any, fields: Sequence[Field], whose: tuple[str, str], place: str = ""
) -> Iterator[tuple[str, PersonalKind, Any]]:
    for each in payload if isinstance(payload, list) else [payload]:
        for field in fields:
            value, here = each.get(field.name), f"{place}/{field.name}"
            if value is not None and field.kind is None:
                yield from _found(value, field.inside, whose, here)
            elif value is not None and field.kind and whose[0] in owners(each, field, whose[1]):
                yield here, field.kind, value
