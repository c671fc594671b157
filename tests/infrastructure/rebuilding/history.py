"""Histories of any length: one small company's, lived once in memory and written down again and again.

Each repetition is about documents and people of its own, so that a log of a million events tells of as many
different orders as one that took years.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, islice
from uuid import UUID

import orjson
import psycopg

from application.ports.event_store import RecordedEvent
from domain.shared.ids import TenantId
from tests.machines.company import OURS
from tests.properties.company_chapters import CHAPTERS, opened
from tests.properties.small_company import SmallCompany

_BEGINS = re.compile(r"([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
_COPY = """
    COPY daybook.events (tenant_id, position, stream_id, stream_type, version, event_id, event_type,
        schema_version, payload, metadata, occurred_at, recorded_at, leaf_hash) FROM STDIN
"""
_HEAD = """
    INSERT INTO daybook.log_heads VALUES (%s, %s)
    ON CONFLICT (tenant_id) DO UPDATE SET position = excluded.position
"""
_STANDS = """
    INSERT INTO daybook.checkpoints (subscriber, tenant_id, position) VALUES (%s, %s, %s)
    ON CONFLICT (subscriber, tenant_id) DO UPDATE SET position = excluded.position
"""

Written = tuple[object, ...]


@cache
def lived() -> tuple[RecordedEvent, ...]:
    """Everything that happened in the small company, with every policy told of everything at once."""
    here = opened()
    read = dict.fromkeys(here.company.policies, 0)
    for chapter in CHAPTERS:
        for act in chapter:
            act(here)
            _tell_all(here, read)
    here.company.close()
    return tuple(here.company.store.events)


def _tell_all(here: SmallCompany, read: dict[str, int]) -> None:
    told = True
    while told:
        told = False
        for policy in here.company.policies:
            for recorded in here.company.news_for(policy, read[policy]):
                assert here.company.tell(policy, recorded)
                read[policy], told = recorded.position, True


def write_history(
    dsn: str,
    events: int,
    stream_types: Sequence[str] = (),
    tenant: TenantId = OURS,
    after: int = 0,
) -> int:
    """Write so many events of these kinds, or all, into the log of a tenant that has the first of them."""
    template = [one for one in lived() if not stream_types or one.stream_type in stream_types]
    with psycopg.connect(dsn) as connection:
        connection.execute(_HEAD, (tenant, events))
        with connection.cursor().copy(_COPY) as copy:
            for row in islice(_repeated(template, tenant), after, events):
                copy.write_row(row)
    return events


def stand_at(dsn: str, names: Sequence[str], position: int, tenant: TenantId = OURS) -> None:
    """Say that followers have reached a position, whatever their tables hold."""
    with psycopg.connect(dsn) as connection:
        for name in names:
            connection.execute(_STANDS, (name, tenant, position))


def _repeated(template: Sequence[RecordedEvent], tenant: TenantId) -> Iterator[Written]:
    told = [
        (
            one,
            _Named(one.stream_id),
            _Named(one.event.model_dump_json()),
            _Named(orjson.dumps(one.metadata).decode()),
        )
        for one in template
    ]
    positions = count(1)
    for repetition in count():
        for one, stream, payload, metadata in told:
            position = next(positions)
            yield (
                tenant,
                position,
                stream.of(repetition),
                one.stream_type,
                one.version,
                UUID(int=position),
                one.event_type,
                one.schema_version,
                payload.of(repetition),
                metadata.of(repetition),
                one.occurred_at,
                one.recorded_at,
                hashlib.sha256(position.to_bytes(8)).digest(),
            )


class _Named:
    """A text in which documents and people are named by their UUIDs."""

    def __init__(self, text: str) -> None:
        parts = _BEGINS.split(text)
        self._between = parts[::2]
        self._names = [int(name, 16) for name in parts[1::2]]

    def of(self, repetition: int) -> str:
        """The same text about others; the first repetition is about the same."""
        pieces = [self._between[0]]
        for name, text in zip(self._names, self._between[1:], strict=True):
            pieces += (f"{name ^ repetition:08x}", text)
        return "".join(pieces)
