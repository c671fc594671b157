"""What caused what, as a tree in JSON."""

from typing import Any
from uuid import UUID

import orjson
from pydantic import AwareDatetime, Field

from api.http.answer import PRIVATE, VARIES, Answer, position
from api.http.models import Wire
from api.http.querying import Querying
from application.audit.causation import Causation, Causes, Deed, Happened
from application.failures import DocumentNotFound


class HappenedModel(Wire):
    """An event, and what the product did because of it."""

    position: int
    event_id: UUID
    type: str
    stream_id: str
    version: int
    led_to: list["DeedModel"]


class DeedModel(Wire):
    """What one command stored at once: by a request, or because of an event."""

    actor: str | None = None
    on_behalf_of: str | None = None
    via: str | None = None
    request_id: str | None = None
    causation_id: str | None = Field(None, description="The event that it was done because of.")
    occurred_at: AwareDatetime
    events: list[HappenedModel]


class StoryModel(Wire):
    """What has one `correlationId`, by what began it."""

    correlation_id: str
    deeds: list[DeedModel]


class CausationAnswer(Wire):
    """Every story that the document or the event is in; at most 1,000 events, else not `complete`."""

    stories: list[StoryModel]
    complete: bool


_SAID = ("actor", "onBehalfOf", "via", "requestId", "causationId")


def as_data(causes: Causes) -> dict[str, Any]:
    """The trees as they are written."""
    return {
        "stories": [
            {"correlationId": story.correlation, "deeds": [_deed(deed) for deed in story.deeds]}
            for story in causes.stories
        ],
        "complete": causes.complete,
    }


def _deed(deed: Deed) -> dict[str, Any]:
    said = deed.first.metadata
    return {
        **{name: said[name] for name in _SAID if name in said},
        "occurredAt": deed.first.occurred_at,
        "events": [_happened(one) for one in deed.happened],
    }


def _happened(one: Happened) -> dict[str, Any]:
    event = one.recorded
    return {
        "position": event.position,
        "eventId": event.event_id,
        "type": event.event_type,
        "streamId": event.stream_id,
        "version": event.version,
        "ledTo": [_deed(deed) for deed in one.led_to],
    }


def causation(asking: Querying) -> Causation:
    """The caller's look at what caused what: without the events that are not theirs to see."""
    hidden = asking.services.event_access.hidden(asking.caller.roles)
    return Causation(asking.services.store, asking.caller.tenant, hidden)


async def told(asking: Querying, causes: Causes, what: object) -> Answer:
    """The answer; raises `DocumentNotFound` where there is nothing to tell of."""
    if not causes.stories:
        raise DocumentNotFound(f"there is nothing at {what}", id=str(what))
    body = orjson.dumps(as_data(causes), option=orjson.OPT_UTC_Z)
    return Answer(200, body, [PRIVATE, VARIES, position(await asking.heard())])
