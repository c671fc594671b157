"""One event of the log as a process log has it: what it is about, what it says, what it changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from application.ports.event_store import RecordedEvent
from application.process_mining.objects import OBJECTS, TYPE_OF_ID, TYPE_OF_STREAM
from domain.shared.ids import Id
from domain.shared.message import Message
from domain.shared.money import Money

Value = str | int | Decimal

SUBJECT = "document"
"""How an event is related to the object whose own history it is in."""

_WITHOUT_IDS = frozenset({"lines", "former_lines", "match", "accepted", "invoiced"})
"""Parts of events that may be long and name no object."""

EVENT_ATTRIBUTES: Mapping[str, str] = {
    "position": "integer",
    "actor": "string",
    "onBehalfOf": "string",
    "correlation": "string",
    "cause": "string",
    "amount": "float",
    "currency": "string",
}
"""What an event of any type may say, by OCEL's names of types."""

OBJECT_ATTRIBUTES: Mapping[str, str] = {
    "status": "string",
    "level": "string",
    "amount": "float",
    "currency": "string",
}
"""What is known of an object of any type; each may change with an event."""

_SAID = {
    "actor": "actor",
    "onBehalfOf": "onBehalfOf",
    "correlationId": "correlation",
    "causationId": "cause",
}


class Related(NamedTuple):
    """An object that an event names, and how."""

    id: str
    type: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class ProcessEvent:
    """What happened to `subject`, the object with the type `subject_type`; `is_first` begins it."""

    id: str
    type: str
    time: datetime
    subject: str
    subject_type: str
    is_first: bool
    attributes: Mapping[str, Value]
    related: Sequence[Related]
    changes: Mapping[str, Value]


def process_event(recorded: RecordedEvent) -> ProcessEvent:
    """The event, with all objects that it names."""
    said = recorded.metadata
    kind = TYPE_OF_STREAM[recorded.stream_type]
    found = dict.fromkeys(_named(recorded.event))
    return ProcessEvent(
        id=str(recorded.event_id),
        type=recorded.event_type,
        time=recorded.occurred_at,
        subject=recorded.stream_id,
        subject_type=kind,
        is_first=recorded.version == 1,
        attributes={
            "position": recorded.position,
            **{name: str(said[key]) for key, name in _SAID.items() if key in said},
            **_money(_amount(recorded.event)),
        },
        related=[each for each in found if each.id != recorded.stream_id],
        changes=_changes(kind, recorded.event),
    )


def _named(part: Message) -> Iterator[Related]:
    for name, value in vars(part).items():
        if name in _WITHOUT_IDS:
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Id):
                kind = TYPE_OF_ID.get(type(each))
                if kind is not None:
                    yield Related(each, kind, name.removesuffix("_id").replace("_", "-"))
            elif isinstance(each, Message):
                yield from _named(each)


def _changes(kind: str, event: Message) -> Mapping[str, Value]:
    """What is otherwise about the object now, as far as the event says it."""
    target = OBJECTS[kind].machine.targets[type(event)]  # type: ignore[index]
    status = {} if target is None else {"status": str(target)}
    level = _at(event, "assessment", "level")
    return {**status, **({"level": str(level)} if level else {}), **_money(_worth(event))}


def _worth(event: Message) -> Money | None:
    """What the object comes to from now on."""
    if hasattr(event, "lines"):
        return _first(event, ("totals", "gross"), ("total",))
    return _first(event, ("payable", "amount"), ("totals", "gross"))


def _amount(event: Message) -> Money | None:
    """What the event is about in money."""
    return _first(
        event,
        ("totals", "gross"),
        ("total",),
        ("demand", "amount"),
        ("assessment", "total"),
        ("payable", "amount"),
        ("pays",),
        ("amount",),
    )


def _first(event: Message, *paths: tuple[str, ...]) -> Money | None:
    for path in paths:
        value = _at(event, *path)
        if isinstance(value, Money):
            return value
    return None


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = getattr(value, name, None)
    return value


def _money(amount: Money | None) -> Mapping[str, Value]:
    return {} if amount is None else {"amount": amount.amount, "currency": str(amount.currency)}
