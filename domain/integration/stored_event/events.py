"""What other applications on our log store: a fact to us, whose meaning is theirs."""

from enum import StrEnum
from typing import ClassVar

from domain.shared.message import Event


class Encoding(StrEnum):
    """How bytes that are not ours lie in JSON."""

    TEXT = "utf-8"
    BASE64 = "base64"


class StoredEventRecorded(Event):
    """An application of the `eventsourcing` library stored one of its own events.

    The topic is a path in that application's code, so it is data here and never an event type of ours. A
    state that is text stays text, so that an auditor can read it in SQL.
    """

    event_type: ClassVar[str] = "eventsourcing.stored-event"

    topic: str
    encoding: Encoding
    state: str
