"""What is asked and told about the process: its log as a file, and what follows what in it."""

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, Field

from api.http.answer import StreamedAnswer, position
from api.http.file_answer import Written, file_answer
from api.http.models import Wire
from api.http.past import PARAMETERS, LogPosition
from api.http.querying import Querying
from api.reporting.process_export import write_json, write_log
from application.access_record import Export
from application.process_mining.directly_follows import Graph
from application.process_mining.objects import OBJECTS

JSON, SQLITE = "application/json", "application/vnd.sqlite3"

ObjectType = StrEnum("ObjectType", {name.replace("-", "_"): name for name in OBJECTS})  # type: ignore[misc]
ORDERS = ObjectType("purchase-order")


class ProcessLogQuery(BaseModel):
    """How far."""

    model_config = PARAMETERS

    as_of: LogPosition | None = Field(
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


async def log_answer(asking: Querying, until: int, media_type: str) -> StreamedAnswer:
    """The log up to a position, in JSON or as a file of SQLite.

    Raises `TooManyExports` and `ServiceOverloaded`.
    """
    store, tenant = asking.services.store, asking.caller.tenant

    async def write(folder: Path) -> Written:
        path = folder / "process-log.sqlite"
        events = await write_log(store, tenant, until, path)
        if media_type == JSON:
            path = await write_json(path)
        return Written(
            path=path,
            name=f"process-log-{until}{path.suffix}",
            export=Export("process-log", {"asOf": str(until)}, events, media_type),
            media_type=media_type,
            headers=[position(until)],
        )

    return await file_answer(asking, write)


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
