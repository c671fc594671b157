"""A small history to store: notes on a pad, with an older and a newer kind of note."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import uuid4

from pydantic import JsonValue

from application.ports.event_store import Append, Idempotency, StreamAppend
from domain.shared.context import Context
from domain.shared.ids import PurchaseOrderId, TenantId, UserId
from domain.shared.machine import Decider, Machine, Row
from domain.shared.message import Command, Event
from infrastructure.event_store.registry import EventRegistry, Upcaster

PAD = "test.pad"
START = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)


class Noted(Event):
    """Somebody wrote a note; the second version calls its text by that name."""

    event_type: ClassVar[str] = "test.noted"
    schema_version: ClassVar[int] = 2

    text: str
    more: dict[str, JsonValue] = {}


class TornOff(Event):
    """The note was torn off the pad."""

    event_type: ClassVar[str] = "test.torn-off"

    by: UserId | None = None


class Unregistered(Event):
    """Nobody can read this one back."""

    event_type: ClassVar[str] = "test.unregistered"


class Note(Command):
    """Write a note."""

    text: str


class TearOff(Command):
    """Take the newest note away."""


class Status(StrEnum):
    """Whether there is something to read."""

    WRITTEN = "Written"
    BLANK = "Blank"


@dataclass(frozen=True, slots=True)
class Pad:
    """What is on the pad."""

    status: Status | None = None
    notes: tuple[str, ...] = ()


def _noted(_: Pad, command: Note, __: Context) -> tuple[Event, ...]:
    return (Noted(text=command.text),)


def _torn(_: Pad, __: TearOff, context: Context) -> tuple[Event, ...]:
    return (TornOff(by=context.actor),)


PADS = Decider(
    machine=Machine(
        "pad",
        (
            Row(None, Note, Noted, Status.WRITTEN),
            Row(Status.WRITTEN, Note, Noted, Status.WRITTEN),
            Row(Status.WRITTEN, TearOff, TornOff, Status.BLANK),
            Row(Status.BLANK, Note, Noted, Status.WRITTEN),
        ),
    ),
    stream_type=PAD,
    id_type=PurchaseOrderId,
    initial=Pad(),
    decisions={Note: _noted, TearOff: _torn},
    applications={
        Noted: lambda pad, event: replace(pad, notes=(*pad.notes, event.text)),
        TornOff: lambda pad, _: replace(pad, notes=pad.notes[:-1]),
    },
)


def _call_it_text(payload: dict[str, Any]) -> dict[str, Any]:
    return {"text": payload["note"]}


REGISTRY = EventRegistry((Noted, TornOff), (Upcaster("test.noted", 1, _call_it_text),))


def tenant() -> TenantId:
    """A tenant that no other test has."""
    return TenantId.of(uuid4())


def pad() -> str:
    """A pad that no other test has."""
    return PurchaseOrderId.of(uuid4())


def person() -> UserId:
    """Somebody."""
    return UserId.of(uuid4())


def once(key: str, request: bytes = b"request", answer: bytes = b"answer") -> Idempotency:
    """A key with the request it came with and the answer to give."""
    return Idempotency(key, request.ljust(32, b"."), answer)


def on(stream: str, version: int, *events: Event) -> StreamAppend:
    """Events for a pad that stands at a version; none is only a check."""
    return StreamAppend(stream, PAD, version, events)


def notes(*texts: str) -> tuple[Noted, ...]:
    """A note for each text."""
    return tuple(Noted(text=text) for text in texts)


def appending(
    owner: TenantId,
    *streams: StreamAppend,
    key: Idempotency | None = None,
    metadata: Mapping[str, str] | None = None,
    minutes: int = 0,
) -> Append:
    """One command's effect, some minutes after the start."""
    known = {"actor": "usr_x"} if metadata is None else metadata
    return Append(owner, streams, known, START + timedelta(minutes=minutes), key)
