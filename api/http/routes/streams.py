"""The history of one document."""

from api.http.answer import Answer
from api.http.causation import CausationAnswer, causation, told
from api.http.history import VersionRangeQuery, between, may_see, one_stream
from api.http.models import Diff, EventPage
from api.http.operation import Gives
from api.http.querying import Asking
from api.http.resource import Resource
from application.failures import DocumentNotFound
from domain.shared.ids import Id

streams = Resource("/v1/streams", "History")


@streams.query("/{stream_id}/events", "streams.read", Gives(EventPage))
async def read(stream_id: Id, asking: Asking) -> Answer:
    """What happened to a document: who, when, why, and caused by what."""
    return await one_stream(asking, stream_id)


@streams.query("/{stream_id}/causation", "streams.causation", Gives(CausationAnswer))
async def trace(stream_id: Id, asking: Asking) -> Answer:
    """What led to the events of a document and what they led to, across all documents, as trees."""
    may_see(asking, stream_id)
    await asking.heard()
    return await told(asking, await causation(asking).of_document(stream_id), stream_id)


@streams.query("/{stream_id}/diff", "streams.diff", Gives(Diff))
async def compare(stream_id: Id, versions: VersionRangeQuery, asking: Asking) -> Answer:
    """What changed in a document between two versions."""
    kind = asking.services.kinds.of(stream_id)
    if kind is None:
        raise DocumentNotFound(f"there is nothing named {stream_id}", id=stream_id)
    return await between(asking, kind, stream_id, versions)
