"""Erasures once more, for a database that was put together from backups older than they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.eraser import Eraser
from application.ports.event_store import EventStore, LogQuery, RecordedEvent
from domain.privacy.erasure.events import ErasureDocumentsListed, ErasureKeyDestroyed
from domain.shared.ids import TenantId

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Reapplied:
    """An erasure of the log whose effect was made sure of, and how many rows of the subject were back."""

    subject_id: str
    erasure_id: str
    rows: int


async def reapply(store: EventStore, eraser: Eraser, tenant: TenantId) -> list[Reapplied]:
    """Destroy the key of everybody whose key the log says was destroyed, and clean what is back of them."""
    documents: dict[str, list[str]] = {}
    erased: dict[str, str] = {}
    for recorded in await _history(store, tenant):
        if isinstance(recorded.event, ErasureKeyDestroyed):
            erased[recorded.stream_id] = recorded.event.subject_id
        elif isinstance(recorded.event, ErasureDocumentsListed):
            documents.setdefault(recorded.stream_id, []).extend(recorded.event.documents)
    done = []
    for erasure_id, subject in erased.items():
        await eraser.destroy_key(tenant, subject)
        cleaned = await eraser.clean(tenant, subject, documents.get(erasure_id, []))
        rows = cleaned.credentials + cleaned.sessions + cleaned.snapshots + cleaned.answers
        done.append(Reapplied(subject, erasure_id, rows))
    return done


async def _history(store: EventStore, tenant: TenantId) -> Sequence[RecordedEvent]:
    types = (ErasureKeyDestroyed.event_type, ErasureDocumentsListed.event_type)
    found: list[RecordedEvent] = []
    while True:
        after = found[-1].position if found else 0
        page = await store.log(tenant, LogQuery(after=after, limit=_PAGE, types=types))
        found += page
        if len(page) < _PAGE:
            return found
