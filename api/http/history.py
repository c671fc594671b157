"""The log as JSON: events with who, when, why and caused by what, and what changed between versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field

from api.http.answer import PRIVATE, VARIES, Answer, Header, position
from api.http.differences import differences
from api.http.documents import DocumentKind
from api.http.event_access import ACCESS, REFUSALS, EventTypes
from api.http.past import PARAMETERS, WholeNumber, instant
from api.http.querying import Querying
from application.failures import DocumentNotFound
from application.permissions import Reach, may, may_with_any
from application.ports.event_store import LogQuery, RecordedEvent, Upto
from domain.shared.ids import AccessId, Id, RefusalId, UserId

_Position = Annotated[int, WholeNumber, Field(ge=0)]
_Instant = Annotated[datetime, BeforeValidator(instant, json_schema_input_type=datetime)]


class LogFilter(BaseModel):
    """Which part of the tenant's history is wanted."""

    model_config = PARAMETERS

    after: _Position = Field(0, description="Only events behind this position.")
    limit: Annotated[int, WholeNumber, Field(ge=1, le=200)] = Field(
        100, description="How many events at most."
    )
    type: Annotated[str, Field(min_length=1, max_length=500)] | None = Field(
        None, description="Only events of these types, with commas between several."
    )
    actor: UserId | None = Field(None, description="Only what this user did.")
    from_: _Instant | None = Field(
        None, alias="from", description="Only what happened at this instant or later."
    )
    to: _Instant | None = Field(None, description="Only what happened before this instant.")

    def query(self, seen: EventTypes) -> LogQuery:
        """The same as the store is asked it."""
        return LogQuery(
            after=self.after,
            limit=self.limit,
            types=seen.only,
            without=seen.without,
            actor=self.actor,
            since=self.from_,
            before=self.to,
        )


class VersionRange(BaseModel):
    """Two versions of one document; 0 is before it existed."""

    model_config = PARAMETERS

    from_: _Position = Field(..., alias="from", description="The version to compare.")
    to: _Position = Field(..., description="The version to compare it with.")


LogFilterQuery = Annotated[LogFilter, Query()]
VersionRangeQuery = Annotated[VersionRange, Query()]


async def whole_history(asking: Querying, wanted: LogFilter) -> Answer:
    """A page of the tenant's log."""
    seen = asking.services.event_access.choose(asking.caller.roles, wanted.type)
    heard = await asking.heard()
    events = await asking.services.store.log(asking.caller.tenant, wanted.query(seen))
    headers: list[Header] = [PRIVATE, VARIES, position(heard)]
    body = b'{"items":%b' % as_json(events)
    if len(events) == wanted.limit:
        after = events[-1].position
        body += b',"nextAfter":%d' % after
        given = wanted.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        query = urlencode({**given, "after": after})
        path = asking.exchange.path_text()
        headers.append((b"link", f'<{path}?{query}>; rel="next"'.encode()))
    return Answer(200, body + b"}", headers)


def may_see(asking: Querying, stream_id: Id) -> None:
    """Whoever may not see a document does not see its history either; raises `PermissionDenied`.

    The events of a document are older than anybody's right to see just what is theirs of it.
    """
    kind = asking.services.kinds.of(stream_id)
    if kind is not None:
        may_with_any(asking.caller.roles, f"{kind.collection}.read")
    elif isinstance(stream_id, RefusalId):
        may(asking.caller.roles, REFUSALS)
    elif isinstance(stream_id, AccessId):
        may(asking.caller.roles, ACCESS)


async def one_stream(asking: Querying, stream_id: Id) -> Answer:
    """All events of one document."""
    may_see(asking, stream_id)
    heard = await asking.heard()
    events = await asking.services.store.stream(asking.caller.tenant, stream_id)
    if not events:
        raise DocumentNotFound(f"there is nothing named {stream_id}", id=stream_id)
    headers = [PRIVATE, VARIES, position(heard)]
    return Answer(200, b'{"items":%b}' % as_json(events), headers)


async def between(
    asking: Querying, kind: DocumentKind, stream_id: Id, versions: VersionRange
) -> Answer:
    """What changed in a document from one version to another."""
    if may(asking.caller.roles, f"{kind.collection}.read") is Reach.OWN:
        asking.exchange.reach = Reach.OWN
    heard = await asking.heard()
    before = await _version(asking, kind, stream_id, versions.from_)
    after = await _version(asking, kind, stream_id, versions.to)
    body = orjson.dumps(
        {
            "id": stream_id,
            "from": versions.from_,
            "to": versions.to,
            "changes": list(differences(before, after)),
        }
    )
    return Answer(200, body, [PRIVATE, VARIES, position(heard)])


async def _version(asking: Querying, kind: DocumentKind, stream_id: Id, version: int) -> Any:
    states, tenant = asking.services.states, asking.caller.tenant
    upto = Upto(version=max(version, 1))
    folded = await states.load_at(tenant, kind.decider, stream_id, upto)
    missing = folded.version < max(version, 1)
    if missing or not await asking.sees(kind.decider, folded):
        raise DocumentNotFound(f"there is no version {version} of {stream_id}", id=stream_id)
    return orjson.loads(asking.rendered(kind, folded)) if version else {}


def as_json(events: Sequence[RecordedEvent]) -> bytes:
    """Events as a JSON array; payloads as they are stored."""
    return orjson.dumps([envelope(event) for event in events], option=orjson.OPT_UTC_Z)


def envelope(recorded: RecordedEvent) -> dict[str, Any]:
    """One event with everything that the log says of it."""
    return {
        "position": recorded.position,
        "streamId": recorded.stream_id,
        "streamType": recorded.stream_type,
        "version": recorded.version,
        "eventId": recorded.event_id,
        "type": recorded.event_type,
        "schemaVersion": recorded.schema_version,
        "payload": orjson.Fragment(recorded.event.model_dump_json(by_alias=True)),
        "metadata": dict(recorded.metadata),
        "occurredAt": recorded.occurred_at,
        "recordedAt": recorded.recorded_at,
        "leafHash": recorded.leaf_hash.hex(),
    }
