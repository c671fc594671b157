"""How the library's stored events lie in our log: one event type for all, ids that give themselves back."""

from base64 import b64decode, b64encode
from uuid import UUID

from domain.integration.stored_event.events import Encoding, StoredEventRecorded

STREAM_TYPE = "eventsourcing.originator"
OriginatorId = UUID | str


def event_from(topic: str, state: bytes) -> StoredEventRecorded:
    """The event that holds these bytes; jsonb has no NUL, so text with one is not kept as text."""
    if b"\x00" not in state:
        try:
            return StoredEventRecorded(topic=topic, encoding=Encoding.TEXT, state=state.decode())
        except UnicodeDecodeError:
            pass
    return StoredEventRecorded(
        topic=topic, encoding=Encoding.BASE64, state=b64encode(state).decode()
    )


def state_from(encoding: str, state: str) -> bytes:
    """The very bytes that `event_from` was given."""
    return b64decode(state) if encoding == Encoding.BASE64 else state.encode()


def stream_of(originator: OriginatorId) -> str:
    """The stream of an aggregate; the colon keeps it apart from every document of our own."""
    kind = "uuid" if isinstance(originator, UUID) else "text"
    return f"es:{kind}:{originator}"


def origin_stream_of(originator: OriginatorId) -> str:
    """The stream of an aggregate's event with version 0, if it has one: our streams begin with 1."""
    return stream_of(originator).replace("es:", "es0:", 1)


def originator_of(stream_id: str) -> OriginatorId:
    """The library's id for a stream; a document of our own keeps its id as text."""
    prefix, _, rest = stream_id.partition(":")
    if prefix not in ("es", "es0"):
        return stream_id
    kind, _, text = rest.partition(":")
    return UUID(text) if kind == "uuid" else text


def place_of(originator: OriginatorId, version: int) -> tuple[str, int]:
    """Stream and version in our log for a version of the library's."""
    if version == 0:
        return origin_stream_of(originator), 1
    return stream_of(originator), version


def version_at(stream_id: str, version: int) -> int:
    """The library's version for a place in our log."""
    return 0 if stream_id.startswith("es0:") else version
