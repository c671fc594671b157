"""The log for process mining, and what follows what in it."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
from fastapi import Query
from pydantic import BaseModel, Field

from api.http.answer import PRIVATE, VARIES, Answer, Header, StreamedAnswer, position
from api.http.headers import acceptable, none_match
from api.http.models import Wire
from api.http.operation import Gives
from api.http.past import PARAMETERS, WholeNumber
from api.http.pictures import drawn
from api.http.querying import Asking, Querying
from api.http.resource import Resource
from api.reporting.process_export import directly_follows, write_log
from api.reporting.process_json import as_json
from api.reporting.process_log import stored
from api.reporting.process_picture import as_picture
from application.access_record import Export
from application.process_mining.directly_follows import Graph
from application.process_mining.objects import EVENT_TYPES, OBJECTS

process = Resource("/v1/process", "Process mining")

JSON, SQLITE, PICTURE = "application/json", "application/vnd.sqlite3", "image/svg+xml"

ObjectType = StrEnum("ObjectType", {name.replace("-", "_"): name for name in OBJECTS})  # type: ignore[misc]
ORDERS = ObjectType("purchase-order")
_Position = Annotated[int, WholeNumber, Field(ge=1)]


class ProcessLogQuery(BaseModel):
    """How far."""

    model_config = PARAMETERS

    as_of: _Position | None = Field(
        None, description="Only events up to this position of the log; without it, up to its end."
    )


class DirectlyFollowsQuery(ProcessLogQuery):
    """Of which documents, and how far."""

    object_type: ObjectType = Field(ORDERS, description="The type of the documents.")


class ActivityModel(Wire):
    """A kind of event: how often it happened, and how many histories begin or, so far, end with it."""

    name: str
    times: int
    begins: int
    ends: int


class FollowsModel(Wire):
    """One event right after another in the history of a document."""

    from_: str = Field(alias="from")
    to: str
    times: int
    mean_seconds: int


class DirectlyFollowsAnswer(Wire):
    """The directly-follows graph of one type of document."""

    object_type: str
    position: int
    objects: int
    activities: list[ActivityModel]
    follows: list[FollowsModel]


@process.query("/log", "process.log", Gives(None, also=(JSON, SQLITE)))
async def export(wanted: Annotated[ProcessLogQuery, Query()], asking: Asking) -> Answer:
    """The log as OCEL 2.0, in JSON or as a file of SQLite: events, and the documents they are about."""
    media_type = acceptable(asking.exchange, (JSON, SQLITE))
    until = await _until(asking, wanted)
    ending, parts = ("json", as_json) if media_type == JSON else ("sqlite", stored)
    made = await _in_turn(asking, until)
    try:
        await asking.exported(Export("process-log", {"asOf": str(until)}, made.events, media_type))
    except BaseException:
        made.folder.cleanup()
        raise
    answer = StreamedAnswer(_parts(made, parts), media_type.encode())
    named = f'attachment; filename="process-log-{until}.{ending}"'.encode()
    answer.headers += [position(until), (b"content-disposition", named)]
    return answer


@process.query(
    "/directly-follows", "process.directly-follows", Gives(DirectlyFollowsAnswer, also=(PICTURE,))
)
async def follow(wanted: Annotated[DirectlyFollowsQuery, Query()], asking: Asking) -> Answer:
    """Which event of a document follows which, how often and how long after; as JSON or as a picture."""
    media_type = acceptable(asking.exchange, (JSON, PICTURE))
    until = await _until(asking, wanted)
    store, tenant = asking.services.store, asking.caller.tenant
    async with asking.services.exports.turns:
        graph = await directly_follows(store, tenant, until, wanted.object_type)
    body = (
        as_picture(graph, until) if media_type == PICTURE else orjson.dumps(as_data(graph, until))
    )
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    headers: list[Header] = [(b"etag", f'"{tag}"'.encode()), PRIVATE, VARIES, position(until)]
    if none_match(asking.exchange, tag):
        return Answer(304, headers=headers)
    answer = Answer(200, body, headers, media_type.encode())
    return drawn(answer) if media_type == PICTURE else answer


def as_data(graph: Graph, until: int) -> dict[str, object]:
    """The graph as it is written."""
    return {
        "objectType": graph.object_type,
        "position": until,
        "objects": graph.objects,
        "activities": [
            {
                "name": name,
                "times": times,
                "begins": graph.begins.get(name, 0),
                "ends": graph.ends.get(name, 0),
            }
            for name, times in graph.activities.items()
        ],
        "follows": [
            {
                "from": each.before,
                "to": each.after,
                "times": each.times,
                "meanSeconds": each.mean_seconds,
            }
            for each in graph.follows
        ],
    }


async def _until(asking: Querying, wanted: ProcessLogQuery) -> int:
    """The position where it ends; raises `PermissionDenied` for whoever may not see all of it."""
    asking.services.event_access.choose(asking.caller.roles, ",".join(EVENT_TYPES))
    heard = await asking.heard()
    return heard if wanted.as_of is None else min(wanted.as_of, heard)


@dataclass(frozen=True, slots=True)
class _Made:
    """A process log in a folder of its own, which goes with it; how many events it has."""

    folder: "tempfile.TemporaryDirectory[str]"
    events: int

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.folder.name) / "process-log.sqlite"


async def _in_turn(asking: Querying, until: int) -> _Made:
    """The whole file, before anything is answered; few at a time, as for any export."""
    async with asking.services.exports.turns:
        folder = tempfile.TemporaryDirectory(prefix="daybook-process-")
        path = _Made(folder, 0).path
        try:
            events = await write_log(asking.services.store, asking.caller.tenant, until, path)
        except BaseException:
            folder.cleanup()
            raise
        return _Made(folder, events)


async def _parts(
    made: _Made, parts: Callable[[Path], Iterator[bytes]]
) -> AsyncGenerator[bytes, None]:
    with made.folder:
        read = parts(made.path)
        while (part := await asyncio.to_thread(next, read, None)) is not None:
            yield part
