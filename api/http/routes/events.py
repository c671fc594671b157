"""The tenant's whole history, as pages and as a live stream."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import Answer
from api.http.causation import CausationAnswer, causation, told
from api.http.history import LogFilterQuery, whole_history
from api.http.live_stream import LiveStream
from api.http.models import EventPage
from api.http.operation import Gives
from api.http.past import PARAMETERS, LogPosition
from api.http.querying import Asking
from api.http.resource import Resource

EVENT_STREAM = "text/event-stream"

events = Resource("/v1/events", "History")


class StreamFilter(BaseModel):
    """Which events a reader wants to hear of."""

    model_config = PARAMETERS

    type: Annotated[str, Field(min_length=1, max_length=500)] | None = Field(
        None, description="Only events of these types, with commas between several."
    )


@events.query("", "events.read", Gives(EventPage))
async def read(wanted: LogFilterQuery, asking: Asking) -> Answer:
    """A page of the log in its order, by type, actor and time."""
    return await whole_history(asking, wanted)


@events.query("/{position}/causation", "events.causation", Gives(CausationAnswer))
async def trace(position: LogPosition, asking: Asking) -> Answer:
    """What led to the event at a position, and what it led to, as a tree."""
    await asking.heard()
    return await told(asking, await causation(asking).at(position), position)


@events.query("/stream", "events.stream", Gives(None, also=(EVENT_STREAM,)))
async def stream(wanted: Annotated[StreamFilter, Query()], asking: Asking) -> Answer:
    """Server-Sent Events from now, or behind Last-Event-ID; at most 15 minutes, then come again."""
    seen = asking.services.event_access.choose(asking.caller.roles, wanted.type)
    return await LiveStream(asking, seen).answer()
