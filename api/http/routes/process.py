"""The log for process mining, and what follows what in it."""

from typing import Annotated

import orjson
from fastapi import Query

from api.http.answer import PRIVATE, VARIES, Answer, Header, digest_of, etag, position
from api.http.headers import acceptable, none_match
from api.http.operation import Gives
from api.http.pictures import drawn
from api.http.process_mining import (
    JSON,
    SQLITE,
    DirectlyFollowsAnswer,
    DirectlyFollowsQuery,
    ProcessLogQuery,
    as_data,
    log_answer,
)
from api.http.querying import Asking, Querying
from api.http.resource import Resource
from api.reporting.process_export import directly_follows
from api.reporting.process_picture import as_picture
from application.process_mining.objects import EVENT_TYPES

process = Resource("/v1/process", "Process mining")

PICTURE = "image/svg+xml"


@process.query("/log", "process.log", Gives(None, also=(JSON, SQLITE)))
async def export(wanted: Annotated[ProcessLogQuery, Query()], asking: Asking) -> Answer:
    """The log as OCEL 2.0, in JSON or as a file of SQLite: events, and the documents they are about."""
    media_type = acceptable(asking.exchange, (JSON, SQLITE))
    until = await _until(asking, wanted)
    return await log_answer(asking, until, media_type)


@process.query(
    "/directly-follows", "process.directly-follows", Gives(DirectlyFollowsAnswer, also=(PICTURE,))
)
async def follow(wanted: Annotated[DirectlyFollowsQuery, Query()], asking: Asking) -> Answer:
    """Which event of a document follows which, how often and how long after; as JSON or as a picture."""
    media_type = acceptable(asking.exchange, (JSON, PICTURE))
    until = await _until(asking, wanted)
    store, tenant = asking.services.store, asking.caller.tenant
    with asking.services.exports.turns.place(tenant):
        graph = await asking.in_turn(
            lambda: directly_follows(store, tenant, until, wanted.object_type)
        )
    body = (
        as_picture(graph, until) if media_type == PICTURE else orjson.dumps(as_data(graph, until))
    )
    tag = digest_of(body)
    headers: list[Header] = [etag(tag), PRIVATE, VARIES, position(until)]
    if none_match(asking.exchange, tag):
        return Answer(304, headers=headers)
    answer = Answer(200, body, headers, media_type.encode())
    return drawn(answer) if media_type == PICTURE else answer


async def _until(asking: Querying, wanted: ProcessLogQuery) -> int:
    """The position where it ends; raises `PermissionDenied` for whoever may not see all of it."""
    asking.services.event_access.choose(asking.caller.roles, ",".join(EVENT_TYPES))
    heard = await asking.heard()
    return heard if wanted.as_of is None else min(wanted.as_of, heard)
